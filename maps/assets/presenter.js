"use strict";
/* The steps of a talk over the map: keys, buttons, a dark screen, and paper. Its words stand in the page. */
soramichi.present = (made, map, steps, validUntil) => {
  const hall = document.querySelector(".hall");
  const captions = [...hall.querySelectorAll(".steps > li")];
  const [panel, count, spoken, dark] = [".panel", ".count", ".spoken", ".dark"].map((name) => hall.querySelector(name));
  const boxes = new Map([...document.querySelectorAll("input[data-group]")].map((box) => [box.dataset.group, box]));
  const keys = [...hall.querySelectorAll("[data-key]")];
  const first = new Map([...boxes].map(([key, box]) => [key, box.defaultChecked]));
  let at = 0;
  let ring = null;

  const sheets = (shown) => {
    for (const [key, box] of boxes) {
      const wanted = shown === null ? first.get(key) : shown.includes(key);
      if (box.checked !== wanted) { box.checked = wanted; box.dispatchEvent(new Event("change")); }
    }
    legend();
  };
  const legend = () => { for (const key of keys) key.hidden = !boxes.get(key.dataset.key).checked; };

  const point = (place) => {
    if (ring !== null) ring.remove();
    ring = place === null ? null : L.layerGroup([
      L.circleMarker(place, { radius: 32, fill: false, color: "#fff", weight: 9, interactive: false }),
      L.circleMarker(place, { radius: 32, fill: false, color: "#000", weight: 4, interactive: false, className: "here" }),
    ]).addTo(map);
  };

  const list = hall.querySelector(".steps");
  const button = (name) => hall.querySelector(`[data-go=${name}]`);

  /* Whether a caption goes on below what is seen of it. */
  const rest = () => {
    const scrolls = getComputedStyle(panel).overflowY === "auto";
    const left = scrolls && list.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom > 8;
    hall.classList.toggle("more", left);
    button("previous").setAttribute("aria-disabled", String(at === 0));
    button("next").setAttribute("aria-disabled", String(!left && at === steps.length - 1));
    return left;
  };

  const go = (to) => {
    at = Math.max(0, Math.min(steps.length - 1, to));
    captions.forEach((caption, number) => { caption.hidden = number !== at; });
    count.textContent = `${at + 1} / ${steps.length}`;
    spoken.textContent = `${at + 1} / ${steps.length}　${captions[at].textContent.trim()}`;
    hall.classList.toggle("long", captions[at].classList.contains("long"));
    sheets(steps[at].shown);
    point(steps[at].place);
    made.look(steps[at].corners);
    panel.scrollTop = 0;
    rest();
  };

  // A remote has no key to scroll with: what does not fit is shown before the next step.
  const next = () => { if (rest()) panel.scrollBy({ top: panel.clientHeight * .8 }); else go(at + 1); };

  const blank = (on) => {
    dark.hidden = !on;
    if (on) spoken.textContent = dark.dataset.words;
  };

  const full = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (hall.requestFullscreen) hall.requestFullscreen().catch(() => {});
  };
  const leave = () => { if (document.fullscreenElement) document.exitFullscreen(); };

  const does = { next, previous: () => go(at - 1), first: () => go(0), last: () => go(steps.length - 1), full, leave,
    dark: () => blank(true) };
  const pressed = {
    PageDown: "next", ArrowRight: "next", " ": "next", Enter: "next",
    PageUp: "previous", ArrowLeft: "previous", Backspace: "previous",
    Home: "first", End: "last", f: "full", F: "full", F5: "full", Escape: "leave", ".": "dark", b: "dark", B: "dark",
  };

  // Ahead of the map, which would move by the same arrows; with Shift they are the map's.
  document.addEventListener("keydown", (event) => {
    const name = pressed[event.key];
    if (!name || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey && event.key.startsWith("Arrow")) return;
    const itsOwn = event.target.closest("a, button, input, select, summary");
    if (itsOwn && (event.key === " " || event.key === "Enter") && dark.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    // Any key brings a dark screen back to what it showed.
    if (!dark.hidden) { blank(false); return; }
    does[name]();
  }, true);
  for (const one of hall.querySelectorAll("[data-go]")) one.addEventListener("click", () => does[one.dataset.go]());
  dark.addEventListener("click", () => blank(false));
  panel.addEventListener("scroll", rest);
  for (const box of boxes.values()) box.addEventListener("change", legend);
  if (!document.fullscreenEnabled) button("full").hidden = true;
  new ResizeObserver(() => rest()).observe(panel);

  // On paper the whole flight stands beside all captions.
  window.matchMedia("print").addEventListener("change", ({ matches }) => {
    if (!matches) { go(at); return; }
    sheets(null);
    point(null);
    made.look(null);
  });

  const end = validUntil === null ? null : new Date(`${validUntil}T23:59:59+09:00`);
  if (end !== null && new Date() > end) document.querySelector(".expired").hidden = false;
  for (const hidden of hall.querySelectorAll(".controls, .count")) hidden.hidden = false;
  hall.classList.add("presenting");
  go(0);
};
