"use strict";
/* What the map does beyond folium: calm motion, switches in the legend, labels that make room, print. */
const soramichi = (() => {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function map(id, options) {
    const still = calm ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {};
    const made = L.map(id, {
      ...options, ...still, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25, zoomDelta: 1,
    });
    if (calm) {
      const panBy = made.panBy;
      made.panBy = (offset, how) => panBy.call(made, offset, { ...how, animate: false });
    }
    // The wheel scrolls the page until the map has been chosen.
    made.on("focus", () => made.scrollWheelZoom.enable());
    made.on("blur", () => made.scrollWheelZoom.disable());
    return made;
  }

  function start(made, groups, options) {
    L.control.zoom({ position: "bottomright", zoomInTitle: options.zoomIn, zoomOutTitle: options.zoomOut }).addTo(made);
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 120 }).addTo(made);
    let zooming = false;
    made.on("zoomanim", () => { zooming = true; });
    made.on("zoomend", () => { zooming = false; });
    const [paddingTopLeft, paddingBottomRight] = options.padding;
    // A frame may run its scripts before it has a size, and no zoom fits a flight into nothing: any view will do till then.
    let due = true;
    let corners = options.corners;
    made.setView(L.latLngBounds(options.corners).getCenter(), 10);
    const fit = () => {
      const size = made.getSize();
      due = size.x <= paddingTopLeft[0] + paddingBottomRight[0] || size.y <= paddingTopLeft[1] + paddingBottomRight[1];
      if (!due) made.stop().fitBounds(corners, { paddingTopLeft, paddingBottomRight, animate: false });
    };
    const show = () => {
      const cut = zooming;
      fit();
      // An animated zoom cannot be called off: its end would move the map where it was going.
      if (cut) made.once("zoomend", fit);
    };
    const settle = () => { thin(made, options.halfWidthM); place(made, options.courses); };
    made.on("zoomend moveend layeradd layerremove resize", later(settle));
    for (const box of document.querySelectorAll("input[data-group]")) {
      const group = groups[box.dataset.group];
      const follow = () => (box.checked ? made.addLayer(group) : made.removeLayer(group));
      // A reload may bring back a box as it was left.
      follow();
      box.addEventListener("change", follow);
    }
    const refit = () => { made.invalidateSize({ animate: false }); show(); settle(); };
    window.matchMedia("print").addEventListener("change", refit);
    const resized = () => { if (due || options.held) refit(); else made.invalidateSize({ animate: false }); };
    new ResizeObserver(later(resized)).observe(made.getContainer());
    document.fonts.ready.then(settle);
    refit();
    /* Show what lies between two corners from now on, also in another size; null is the whole flight. */
    return { look(to) { corners = to ?? options.corners; refit(); } };
  }

  /* Where a corridor is but a few pixels wide, its inner borders would only blot out the line. */
  function thin(made, halfWidthM) {
    const metresPerPixel = made.distance(made.containerPointToLatLng([0, 0]), made.containerPointToLatLng([0, 100])) / 100;
    made.getContainer().classList.toggle("far", halfWidthM !== null && halfWidthM / metresPerPixel < 3.5);
  }

  function later(work) {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; work(); });
    };
  }

  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const cover = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
    * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const boxAt = (x, y, w, h, gap = 0) => ({ left: x - w / 2 - gap, right: x + w / 2 + gap, top: y - h / 2 - gap, bottom: y + h / 2 + gap });

  /* Put each label where it covers neither the route nor a label of more weight; hide it where no such place is. */
  function place(made, courses) {
    const size = made.getSize();
    const pane = made.getContainer().getBoundingClientRect();
    const taken = [...made.getContainer().parentElement.querySelectorAll(".leaflet-control, .north")].map((fixed) => {
      const box = fixed.getBoundingClientRect();
      return { left: box.left - pane.left, right: box.right - pane.left, top: box.top - pane.top, bottom: box.bottom - pane.top };
    });
    const route = courses.flatMap((course) => alongCourse(made, course));
    const marks = [];
    made.eachLayer((layer) => {
      const mark = layer instanceof L.Marker && layer.getElement() && layer.getElement().querySelector(".mark");
      if (mark) marks.push({ mark, at: made.latLngToContainerPoint(layer.getLatLng()), rank: Number(mark.dataset.rank) });
    });
    marks.sort((a, b) => a.rank - b.rank);
    for (const { mark, at, rank } of marks) {
      mark.classList.remove("small", "away");
      mark.style.translate = "";
      const [w, h] = [mark.offsetWidth, mark.offsetHeight];
      if (rank <= 1) {
        if (taken.some((box) => meet(boxAt(at.x, at.y, w, h), box))) mark.classList.add("small");
        taken.push(boxAt(at.x, at.y, mark.offsetWidth, mark.offsetHeight, 2));
      } else if (rank === 3) {
        if (taken.some((box) => meet(boxAt(at.x, at.y, 16, 16), box))) mark.classList.add("away");
      } else {
        const spot = bestSpot(at, w, h, rank, size, taken, route);
        if (spot === null) { mark.classList.add("away"); continue; }
        mark.style.translate = `${Math.round(spot.x - at.x)}px ${Math.round(spot.y - at.y)}px`;
        taken.push(boxAt(spot.x, spot.y, w, h, 2));
      }
    }
  }

  // How far from its place a badge, a height and a name may stand, nearest first.
  const REACH_PX = { 2: [1, 14, 30, 54, 84], 4: [1, 14], 5: [0, 20, 40, 70] };

  /* Names may stand anywhere near their area; badges and heights keep off the route; a badge is never hidden. */
  function bestSpot(at, w, h, rank, size, taken, route) {
    const inView = at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y;
    if (!inView) return rank === 2 ? at : null;
    let best = null;
    for (const far of REACH_PX[rank]) {
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, -1], [0, 1], [.8, -.8], [.8, .8], [-.8, -.8], [-.8, .8]]) {
        const x = at.x + dx * (far + (far && w / 2 + 12));
        const y = at.y + dy * (far + (far && h / 2 + 10));
        const box = boxAt(x, y, w, h);
        if (box.left < 2 || box.top < 2 || box.right > size.x - 2 || box.bottom > size.y - 2) continue;
        const cost = taken.reduce((sum, other) => sum + cover(box, other), 0) * 4
          + route.reduce((sum, other) => sum + cover(box, other), 0);
        if (cost === 0) return { x, y };
        if (rank === 2 && (best === null || cost < best.cost)) best = { x, y, cost };
      }
    }
    return rank === 2 ? best ?? at : null;
  }

  function alongCourse(made, course) {
    const boxes = [];
    for (let i = 1; i < course.length; i++) {
      const a = made.latLngToContainerPoint(course[i - 1]);
      const b = made.latLngToContainerPoint(course[i]);
      const steps = Math.min(200, Math.ceil(a.distanceTo(b) / 8));
      for (let s = 0; s <= steps; s++) boxes.push(boxAt(a.x + ((b.x - a.x) * s) / steps, a.y + ((b.y - a.y) * s) / steps, 10, 10));
    }
    return boxes;
  }

  return { map, start };
})();
