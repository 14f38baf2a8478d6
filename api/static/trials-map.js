// The map beside the list of trials: what is chosen in one is shown in the other. The list is whole without it.
/* global L */

const STYLES = {
  n03: { color: "#6b6b6b", weight: 1, fillColor: "#f7f4ec", fillOpacity: 1, dashArray: "6 4" },
  coming: { color: "#0017c1", weight: 2, fillColor: "#3358ff", fillOpacity: 0.25 },
  ended: { color: "#5c5c5c", weight: 2, fillColor: "#8a8a8a", fillOpacity: 0.15, dashArray: "4 4" },
  chosen: { color: "#a3001b", weight: 5, fillColor: "#d5001f", fillOpacity: 0.3 },
};

const holder = document.getElementById("trials-map");
const listed = new Map([...document.querySelectorAll("[data-trial]")].map((card) => [/** @type {HTMLElement} */ (card).dataset.trial, /** @type {HTMLElement} */ (card)]));

if (holder && listed.size && typeof L !== "undefined") {
  holder.hidden = false;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(holder, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomAnimation: !calm, fadeAnimation: !calm });
  L.control.zoom({ position: "bottomright", zoomInTitle: holder.dataset.zoomIn, zoomOutTitle: holder.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([34.6, 136.5], 9);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  const ground = L.geoJSON(undefined, { interactive: false, style: (one) => STYLES[one.properties.kind] ?? { opacity: 0, fillOpacity: 0 } }).addTo(map);
  const flights = new Map();

  const usual = (layer) => (layer.ended ? STYLES.ended : STYLES.coming);
  const choose = (trial, from) => {
    for (const [id, layer] of flights) {
      layer.setStyle(id === trial ? STYLES.chosen : usual(layer));
      if (id === trial) layer.bringToFront();
    }
    for (const [id, card] of listed) card.classList.toggle("chosen", id === trial);
    if (from === "map") listed.get(trial)?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" });
    if (from === "list" && flights.has(trial)) map.panInside(flights.get(trial).getBounds().getCenter(), { padding: [60, 60], animate: !calm });
  };

  for (const [trial, card] of listed) {
    card.addEventListener("mouseenter", () => choose(trial, "list"));
    card.addEventListener("focusin", () => choose(trial, "list"));
  }
  Promise.all([fetch("/check/ground.json"), fetch("/api/v1/public/trials.geojson")].map((asked) => asked.then((answer) => answer.json()))).then(([land, found]) => {
    ground.addData(land);
    for (const feature of found.features) {
      const { trial, title, ended } = feature.properties;
      if (!listed.has(trial)) continue;
      const layer = flights.get(trial) ?? L.featureGroup().addTo(map);
      layer.ended = ended;
      const label = document.createElement("span");
      label.textContent = title;
      L.geoJSON(feature, { style: usual(layer) }).bindTooltip(label).on("click", () => choose(trial, "map")).addTo(layer);
      flights.set(trial, layer);
    }
    const all = L.featureGroup([...flights.values()]);
    if (all.getLayers().length) map.fitBounds(all.getBounds().pad(0.3), { animate: false, maxZoom: 13 });
  }).catch(() => { holder.hidden = true; });
}
