// The map beside the field of an area's corners: what is drawn goes into the field, and the service reads the field.
import { drawingMap, hideHandles } from "./drawing-map.js";
/* global L */

/** @typedef {[number, number]} Corner latitude and longitude, in degrees */

const STYLE = { color: "#8a1c4a", weight: 2, fillColor: "#c2577f", fillOpacity: 0.25 };
const PAUSE_MS = 250;

/**
 * The areas of some lines, a corner a line; an empty line begins another. A line that is no corner is passed over:
 * the service says so when the form is sent.
 * @param {string} written
 * @returns {Corner[][]}
 */
function areasOf(written) {
  const areas = [[]];
  for (const line of written.normalize("NFKC").split("\n")) {
    const numbers = line.replaceAll(",", " ").split(/\s+/).filter(Boolean).map(Number);
    if (!line.trim()) areas.push([]);
    else if (numbers.length === 2 && numbers.every(Number.isFinite)) areas[areas.length - 1].push(numbers);
  }
  return areas.filter((area) => area.length > 2);
}

class AreaEditor {
  /** @param {HTMLElement} holder @param {HTMLTextAreaElement} field */
  constructor(holder, field) {
    this.holder = holder;
    this.field = field;
    this.done = [field.value];
    this.waiting = 0;
    this.fitted = false;
    const element = this.part("map");
    this.map = drawingMap(element, holder.dataset, {
      isFitted: () => this.fitted, fail: () => { this.part("status").textContent = holder.dataset.unreached ?? ""; },
    });
    this.areas = L.featureGroup().addTo(this.map);
    this.map.on("pm:create", ({ layer }) => { this.areas.addLayer(layer); this.write(); });
    this.map.on("pm:drawstart pm:drawend", () => this.mark());
    this.part("draw").addEventListener("click", () => this.draw());
    this.part("undo").addEventListener("click", () => this.undo());
    field.addEventListener("input", () => {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => { this.keep(); this.show(); }, PAUSE_MS);
    });
    this.show();
  }

  part(name) { return /** @type {HTMLElement} */ (this.holder.querySelector(`[data-part="${name}"]`)); }

  draw() {
    if (this.map.pm.globalDrawModeEnabled()) this.map.pm.disableDraw();
    else this.map.pm.enableDraw("Polygon", { snappable: false, pathOptions: STYLE, templineStyle: STYLE, hintlineStyle: { ...STYLE, dashArray: "5 5" } });
  }

  undo() {
    if (this.done.length < 2) return;
    this.done.pop();
    this.field.value = this.done[this.done.length - 1];
    this.show();
  }

  keep() {
    if (this.done[this.done.length - 1] !== this.field.value) this.done.push(this.field.value);
  }

  mark() {
    this.part("draw").setAttribute("aria-pressed", String(this.map.pm.globalDrawModeEnabled()));
    /** @type {HTMLButtonElement} */ (this.part("undo")).disabled = this.done.length < 2;
  }

  /** Draw what the field says, with handles. */
  show() {
    this.areas.clearLayers();
    for (const area of areasOf(this.field.value)) {
      const drawn = L.polygon(area, STYLE).addTo(this.areas);
      drawn.pm.enable({ snappable: false, allowSelfIntersection: true });
      drawn.on("pm:markerdragend pm:vertexadded pm:vertexremoved pm:remove", () => this.write());
    }
    hideHandles(this.part("map"));
    if (!this.fitted && this.areas.getLayers().length) {
      this.fitted = true;
      this.map.fitBounds(this.areas.getBounds().pad(0.5), { animate: false, maxZoom: 15 });
    }
    this.mark();
  }

  /** Put what is drawn into the field. */
  write() {
    const areas = this.areas.getLayers().map((layer) => layer.getLatLngs()[0]).filter((ring) => ring && ring.length > 2);
    const lines = areas.map((ring) => ring.map(({ lat, lng }) => `${lat.toFixed(7)}, ${lng.toFixed(7)}`).join("\n"));
    this.field.value = lines.join("\n\n");
    this.fitted = true;
    this.keep();
    this.show();
  }
}

const holder = document.getElementById("area-editor");
const field = holder && document.getElementById(holder.dataset.field ?? "");
if (holder && field instanceof HTMLTextAreaElement && typeof L !== "undefined") {
  holder.hidden = false;
  new AreaEditor(holder, field);
}
