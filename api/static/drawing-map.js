// The map that routes and areas are drawn on: outlines and layers of the service itself, no request to anybody else.
/* global L */

export const STYLES = {
  n03: { color: "#6b6b6b", weight: 1, fillColor: "#f7f4ec", fillOpacity: 1, dashArray: "6 4" },
  did: { color: "#6a2a86", weight: 1.5, fillColor: "#9b59b6", fillOpacity: 0.12 },
  zones: { color: "#8a1c4a", weight: 1.5, fillColor: "#c2577f", fillOpacity: 0.1, dashArray: "3 3" },
  ground_risk_buffer: { color: "#5c4a2f", weight: 2, fillColor: "#b8975c", fillOpacity: 0.14, dashArray: "1 5" },
  contingency_volume: { color: "#0b5c8a", weight: 1.5, fillColor: "#3f9bd1", fillOpacity: 0.14, dashArray: "7 4" },
  flight_geography: { color: "#0017c1", weight: 1.5, fillColor: "#3358ff", fillOpacity: 0.18 },
  caught: { color: "#a3001b", weight: 6, fillColor: "#d5001f", fillOpacity: 0.2 },
  undetermined: { color: "#6b4a00", weight: 5, fillColor: "#ffc400", fillOpacity: 0.3, dashArray: "10 5" },
};

/**
 * A map in an element. `isFitted` says whether the page shows something of its own already, `fail` that no ground came.
 * @param {HTMLElement} element
 * @param {{zoomIn?: string, zoomOut?: string}} words
 * @param {{isFitted: () => boolean, fail: () => void}} page
 */
export function drawingMap(element, words, { isFitted, fail }) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
  });
  map.setView([34.6, 136.5], 9);
  L.control.zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  map.pm.setLang(document.documentElement.lang === "en" ? "en" : "ja");
  const ground = L.geoJSON(undefined, { interactive: false, pmIgnore: true, style: (one) => STYLES[one.properties.kind] }).addTo(map);
  fetch("/check/ground.json").then((answer) => answer.json()).then((found) => {
    ground.addData(found);
    ground.bringToBack();
    if (!isFitted() && ground.getBounds().isValid()) map.fitBounds(ground.getBounds(), { animate: false });
  }).catch(fail);
  return map;
}

/** The handles need a pointer: assistive technology is led to the field with the numbers instead. */
export function hideHandles(element) {
  for (const handle of element.querySelectorAll(".marker-icon")) {
    handle.setAttribute("aria-hidden", "true");
    handle.setAttribute("tabindex", "-1");
    handle.removeAttribute("role");
  }
}
