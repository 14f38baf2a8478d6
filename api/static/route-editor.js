// The map beside the table of waypoints: what is drawn goes into the table, and the service reads the table.
// The table is the truth and works alone; the map needs a pointer, so its handles are hidden from assistive technology.
import { STYLES, drawingMap, hideHandles } from "./drawing-map.js";
/* global L */

/** @typedef {{lat: number, lon: number, height: string, datum: string, speed: string}} Point */

const PAUSE_MS = 250;
const MOST_UNDONE = 200;
const LONGEST_LINK = 60_000;

/** Which of the fields are the check's: what a link keeps, and what is sent while a line is drawn. */
const KEPT_OUT = new Set(["csrf_token", "draft", "once", "file"]);

class RouteEditor {
  /** @param {HTMLElement} holder @param {HTMLFormElement} form */
  constructor(holder, form) {
    this.holder = holder;
    this.form = form;
    this.words = holder.dataset;
    this.table = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("table"));
    this.file = /** @type {HTMLInputElement} */ (form.elements.namedItem("file"));
    /** @type {Point[]} */
    this.points = [];
    this.undone = [];
    this.done = [this.table.value];
    this.asked = 0;
    this.waiting = 0;
    this.fitted = false;
    this.makeMap();
    this.makeButtons();
    this.table.addEventListener("input", () => this.changed());
    form.addEventListener("input", (event) => { if (event.target !== this.table) this.askSoon(); });
    form.addEventListener("change", (event) => { if (event.target === this.file) this.fileChosen(); else this.askSoon(); });
  }

  part(name) { return /** @type {HTMLElement} */ (this.holder.querySelector(`[data-part="${name}"]`)); }

  makeMap() {
    const map = drawingMap(this.part("map"), this.words, { isFitted: () => this.fitted, fail: () => this.say(this.words.unreached ?? "") });
    this.map = map;
    this.shapes = L.featureGroup().addTo(map);
    this.line = null;
    map.on("pm:create", ({ layer }) => this.drawn(layer));
    map.on("pm:drawstart pm:drawend", () => this.markButtons());
  }

  makeButtons() {
    const act = { draw: () => this.draw(), undo: () => this.step(this.done, this.undone), redo: () => this.step(this.undone, this.done), clear: () => this.write([]), link: () => this.makeLink() };
    for (const [name, work] of Object.entries(act)) this.part(name).addEventListener("click", work);
    this.holder.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
      if (event.key === "z" && !event.shiftKey) { event.preventDefault(); act.undo(); }
      if (event.key === "y" || (event.key === "Z" && event.shiftKey)) { event.preventDefault(); act.redo(); }
    });
    this.markButtons();
  }

  markButtons() {
    const drawing = this.map.pm.globalDrawModeEnabled();
    this.part("draw").setAttribute("aria-pressed", String(drawing));
    /** @type {HTMLButtonElement} */ (this.part("undo")).disabled = this.done.length < 2;
    /** @type {HTMLButtonElement} */ (this.part("redo")).disabled = this.undone.length === 0;
    /** @type {HTMLButtonElement} */ (this.part("clear")).disabled = this.table.value.trim() === "";
  }

  draw() {
    if (this.map.pm.globalDrawModeEnabled()) { this.map.pm.disableDraw(); return; }
    this.map.pm.enableDraw("Line", { snappable: false, finishOn: "dblclick", templineStyle: { color: "#0017c1" }, hintlineStyle: { color: "#0017c1", dashArray: "5 5" } });
  }

  /** A line that was just drawn follows on what is there. */
  drawn(layer) {
    const last = this.points[this.points.length - 1];
    const height = last ? last.height : "";
    const datum = last ? last.datum : "";
    const drawn = layer.getLatLngs().map(({ lat, lng }) => ({ lat, lon: lng, height, datum, speed: last ? last.speed : "" }));
    layer.remove();
    this.write([...this.points, ...drawn]);
  }

  /** Show the points, with handles; a handle that is moved, made or taken away goes into the table. */
  show() {
    if (this.line) this.line.remove();
    this.line = null;
    if (this.points.length) {
      this.line = L.polyline(this.points.map((point) => [point.lat, point.lon]), { color: "#0017c1", weight: 3 }).addTo(this.map);
      this.line.pm.enable({ snappable: false, allowSelfIntersection: true, allowRemoval: false });
      this.line.on("pm:markerdragend pm:vertexadded pm:vertexremoved", (event) => this.edited(event));
      hideHandles(this.part("map"));
    }
    this.fit();
  }

  fit() {
    if (this.fitted || !this.line || this.map.pm.globalDrawModeEnabled()) return;
    this.map.fitBounds(this.line.getBounds().pad(0.25), { animate: false, maxZoom: 15 });
    this.fitted = true;
  }

  edited(event) {
    const now = this.line.getLatLngs();
    const at = event.indexPath ? event.indexPath[event.indexPath.length - 1] : -1;
    const points = this.points.slice();
    if (event.type === "pm:vertexadded") points.splice(at, 0, { ...(points[at - 1] ?? points[0]) });
    if (event.type === "pm:vertexremoved") points.splice(at, 1);
    this.write(points.map((point, index) => {
      const { lat, lng } = now[index];
      const same = Math.abs(lat - point.lat) < 5e-8 && Math.abs(lng - point.lon) < 5e-8;
      return same ? point : { ...point, lat, lon: lng };
    }));
  }

  /** @param {Point[]} points */
  write(points) {
    const speeds = points.some((point) => point.speed !== "");
    const rows = points.map((point) => {
      const row = [point.lat.toFixed(7), point.lon.toFixed(7), point.height, point.datum];
      return (speeds ? [...row, point.speed] : row).join(",");
    });
    const header = `緯度,経度,高さ,高さの基準${speeds ? ",速度(m/s)" : ""}`;
    this.table.value = points.length ? [header, ...rows].join("\n") : "";
    this.points = points;
    this.show();
    this.changed();
    this.table.dispatchEvent(new Event("change", { bubbles: true }));
  }

  changed() {
    if (this.done[this.done.length - 1] !== this.table.value) {
      this.done.push(this.table.value);
      if (this.done.length > MOST_UNDONE) this.done.shift();
      this.undone = [];
    }
    this.markButtons();
    this.askSoon();
  }

  /** Undo takes the last table from `from`; redo the other way round. */
  step(from, to) {
    if (from === this.done ? from.length < 2 : from.length < 1) return;
    to.push(from.pop());
    this.table.value = this.done[this.done.length - 1];
    this.markButtons();
    this.askSoon(0);
  }

  askSoon(pause = PAUSE_MS) {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.ask(), pause);
  }

  async ask() {
    const number = ++this.asked;
    const sent = new FormData(this.form);
    if (!sent.get("table") && !(this.file.files && this.file.files.length)) { this.told({ route: { points: [] } }); return; }
    try {
      const answer = await fetch(`/check/live?lang=${document.documentElement.lang}`, { method: "POST", body: sent });
      if (number !== this.asked) return;
      if (answer.status === 429 || answer.status === 503) { this.say(this.words.busy ?? ""); this.askSoon(5_000); return; }
      if (!answer.ok) { this.say(this.words.unreached ?? ""); return; }
      this.told(await answer.json());
    } catch {
      if (number === this.asked) this.say(this.words.unreached ?? "");
    }
  }

  told(answer) {
    this.offer(answer.choices ?? []);
    if (answer.choices) return;
    const route = answer.route ?? { points: [] };
    const fromFile = Boolean(this.file.files && this.file.files.length);
    if (fromFile && route.table) {
      // What the file holds goes into the table, where it can be changed; the file itself is not sent again.
      this.file.value = "";
      this.fitted = false;
      this.table.value = route.table;
      this.changed();
      this.say(this.words.taken ?? "");
    }
    if (answer.route) { this.points = route.points; this.show(); }
    this.shapes.clearLayers();
    const draw = (geometry, style) => { if (geometry) L.geoJSON(geometry, { interactive: false, pmIgnore: true, style: STYLES[style], pointToLayer: (_, at) => L.circleMarker(at, { radius: 8, pmIgnore: true }) }).addTo(this.shapes); };
    if (answer.volumes) for (const kind of ["ground_risk_buffer", "contingency_volume", "flight_geography"]) draw(answer.volumes[kind], kind);
    else draw(route.area, "flight_geography");
    for (const finding of answer.findings ?? []) draw(finding.geometry, finding.outcome);
    if (!this.line && this.shapes.getLayers().length && !this.fitted) { this.map.fitBounds(this.shapes.getBounds().pad(0.25), { animate: false }); this.fitted = true; }
    if (this.line) this.line.bringToFront();
    this.report(answer);
  }

  report(answer) {
    const list = this.part("findings");
    const open = this.part("open-findings");
    list.replaceChildren();
    open.replaceChildren();
    this.part("open-box").hidden = true;
    if (answer.headline) {
      const told = answer.counts;
      const counts = [[this.words.found, told.found], [this.words.open, told.open], [this.words.day, told.day], [this.words.unjudged, told.unjudged]];
      this.say(answer.headline, counts.map(([name, count]) => `${name} ${count}`).join("　／　"));
      for (const finding of answer.findings) {
        const item = document.createElement("li");
        const tag = document.createElement("span");
        tag.className = `tag ${finding.outcome}`;
        tag.textContent = finding.outcome_name;
        item.append(tag, " ", finding.text, " ", finding.remedy);
        (finding.outcome === "caught" ? list : open).append(item);
      }
      this.part("open-box").hidden = open.childElementCount === 0;
      return;
    }
    const errors = Object.values(answer.errors ?? {});
    this.say(errors.length ? (this.words.owed ?? "") : (this.words.empty ?? ""), "");
    for (const error of errors) {
      const item = document.createElement("li");
      item.textContent = error;
      list.append(item);
    }
  }

  say(words, more = "") {
    this.part("status").textContent = words;
    this.part("counts").textContent = more;
  }

  fileChosen() {
    const number = this.form.elements.namedItem("path_number");
    if (number instanceof HTMLInputElement) number.value = "";
    this.offer([]);
    this.askSoon(0);
  }

  /** A file that holds several routes: one button for each, with a small drawing of it. */
  offer(choices) {
    const holder = this.part("choices");
    holder.hidden = choices.length === 0;
    const list = this.part("choice-list");
    list.replaceChildren();
    this.shapes.clearLayers();
    for (const choice of choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button second small";
      button.textContent = `${choice.number}. ${choice.name || "—"}（${choice.points.length || "□"}）`;
      button.addEventListener("click", () => this.choose(choice.number));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
      const drawn = choice.points.length ? L.polyline(choice.points.map((point) => [point.lat, point.lon]), { color: "#0017c1", pmIgnore: true }) : L.geoJSON(choice.area, { pmIgnore: true });
      drawn.bindTooltip(String(choice.number), { permanent: true }).on("click", () => this.choose(choice.number)).addTo(this.shapes);
    }
    if (choices.length) this.map.fitBounds(this.shapes.getBounds().pad(0.2), { animate: false });
  }

  choose(number) {
    let field = this.form.elements.namedItem("path_number");
    if (!(field instanceof HTMLInputElement)) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "path_number" });
      this.form.append(field);
    }
    field.value = String(number);
    this.offer([]);
    this.ask();
  }

  /** The check as a link: all of it stands after the #, which no browser sends to a server. */
  makeLink() {
    const kept = {};
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && value !== "" && !KEPT_OUT.has(name)) kept[name] = value;
    const bytes = new TextEncoder().encode(JSON.stringify(kept));
    const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    const box = this.part("link-box");
    const field = /** @type {HTMLInputElement} */ (this.part("link-text"));
    box.hidden = false;
    if (text.length > LONGEST_LINK) { field.value = ""; this.part("link-note").textContent = this.words.linkTooLong ?? ""; return; }
    field.value = `${location.origin}/check#c=${text}`;
    field.focus();
    field.select();
    this.part("link-note").textContent = this.words.linkMade ?? "";
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(() => { this.part("link-note").textContent = this.words.linkCopied ?? ""; }, () => {});
  }

  /** Put what a link keeps into the form; what it says of fields that are not there is passed over. */
  takeLink() {
    const found = /^#c=([\w-]+)$/.exec(location.hash);
    if (!found) return;
    try {
      const bytes = Uint8Array.from(atob(found[1].replaceAll("-", "+").replaceAll("_", "/")), (mark) => mark.charCodeAt(0));
      for (const [name, value] of Object.entries(JSON.parse(new TextDecoder().decode(bytes)))) {
        const field = KEPT_OUT.has(name) ? null : this.form.elements.namedItem(name);
        if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) field.value = String(value);
      }
      this.done = [this.table.value];
    } catch { this.say(this.words.linkBroken ?? ""); }
  }
}

const holder = document.getElementById("route-editor");
if (holder && holder.closest("form") && typeof L !== "undefined") {
  holder.hidden = false;
  const editor = new RouteEditor(holder, /** @type {HTMLFormElement} */ (holder.closest("form")));
  editor.takeLink();
  window.addEventListener("hashchange", () => { editor.takeLink(); editor.askSoon(0); });
  editor.ask();
}
