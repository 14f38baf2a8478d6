"use strict";
/* The marks of many trials: those that stand close are one mark, gathered beforehand for each zoom; words are the list's. */
const soramichiTrials = (made, data) => {
  const AREAS_FROM_ZOOM = 11;
  const STYLES = {
    today: { color: "#0b4f33", weight: 3 },
    held: { color: "#a3001b", weight: 3, dashArray: "2 4" },
    coming: { color: "#0017c1", weight: 2 },
    called_off: { color: "#1a1a1c", weight: 1.5, dashArray: "10 6" },
    over: { color: "#4d4d52", weight: 1.5, dashArray: "4 4" },
  };
  const names = new Map(data.names);
  const form = document.getElementById("choices");
  const entries = new Map([...document.querySelectorAll("[data-trial]")].map((entry) => [Number(entry.dataset.trial), entry]));
  const marks = L.layerGroup().addTo(made);
  const areas = L.layerGroup().addTo(made);
  let shown = new Set(entries.keys());
  let chosen = null;

  const zoomOf = () => Math.max(data.firstZoom, Math.min(data.lastZoom, Math.floor(made.getZoom())));
  const mean = (members, part) => members.reduce((sum, index) => sum + data.places[index][part], 0) / members.length;

  function choose(index) {
    if (chosen !== null) entries.get(chosen).classList.remove("chosen");
    chosen = index;
    entries.get(index).classList.add("chosen");
    entries.get(index).focus();
    draw();
  }

  function closer(members) {
    if (zoomOf() >= data.lastZoom) { choose(members[0]); return; }
    const bounds = L.latLngBounds(members.map((index) => data.places[index]));
    const zoom = Math.min(data.lastZoom, Math.max(zoomOf() + 1, made.getBoundsZoom(bounds.pad(0.2))));
    made.stop().setView(bounds.getCenter(), zoom, { animate: false });
    made.getContainer().focus({ preventScroll: true });
  }

  function told(members) {
    const counts = new Map();
    for (const index of members) counts.set(data.standings[index], (counts.get(data.standings[index]) ?? 0) + 1);
    const order = [...names.keys()].filter((standing) => counts.has(standing));
    return { order, parts: order.map((standing) => `${names.get(standing)} ${counts.get(standing)}${data.several}`) };
  }

  function mark(members) {
    const sign = document.createElement("span");
    const { order, parts } = told(members);
    let label;
    if (members.length === 1) {
      const [index] = members;
      sign.textContent = `${names.get(order[0])} ${data.numbered.replace("{number}", index + 1)}`;
      label = `${sign.textContent} ${entries.get(index).querySelector("a").textContent}`;
    } else {
      sign.textContent = order.length === 1 ? parts[0] : `${members.length}${data.several}`;
      label = `${parts.join(", ")} (${data.closer})`;
    }
    sign.className = `mark trial ${order.length === 1 ? order[0] : "mixed"}`;
    sign.dataset.rank = "2";
    const at = [mean(members, 0), mean(members, 1)];
    const added = L.marker(at, { icon: L.divIcon({ html: sign, iconSize: [0, 0], className: "mark-at" }) }).addTo(marks);
    const tip = document.createElement("span");
    tip.textContent = label;
    added.bindTooltip(tip, { className: "tip", opacity: 1 });
    added.getElement().setAttribute("aria-label", label);
    const act = () => (members.length === 1 ? choose(members[0]) : closer(members));
    added.on("click", act);
    added.on("keypress", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      act();
    });
  }

  function draw() {
    marks.clearLayers();
    areas.clearLayers();
    const near = made.getBounds().pad(0.3);
    for (const group of data.levels[zoomOf()]) {
      const members = group.filter((index) => shown.has(index));
      if (members.length && near.contains([mean(members, 0), mean(members, 1)])) mark(members);
    }
    if (made.getZoom() < AREAS_FROM_ZOOM) return;
    for (const index of shown) {
      const rings = data.areas[index];
      if (!near.intersects(L.latLngBounds(rings.flat()))) continue;
      const style = STYLES[data.standings[index]];
      for (const ring of rings) {
        L.polygon(ring, { ...style, weight: style.weight + (index === chosen ? 3 : 0), fillOpacity: 0.12, interactive: false }).addTo(areas);
      }
    }
  }

  function sift() {
    const given = new FormData(form);
    const standings = new Set(given.getAll("standing"));
    const within = given.get("within");
    const fits = (index) => standings.has(data.standings[index])
      && (!within || (data.soon[index] !== null && data.soon[index] <= Number(within)));
    shown = new Set([...entries.keys()].filter(fits));
    for (const [index, entry] of entries) entry.hidden = !shown.has(index);
    document.getElementById("shown").textContent = String(shown.size);
    draw();
  }

  form.hidden = false;
  form.addEventListener("change", sift);
  form.addEventListener("submit", (event) => event.preventDefault());
  made.on("zoomend moveend", draw);
  sift();
};
