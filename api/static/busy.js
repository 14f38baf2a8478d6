// Says that a form which takes long is being worked on, once it is sent, and for how many seconds by now.
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-busy]"))) {
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-part=busy]"));
  const seconds = /** @type {HTMLElement} */ (told.querySelector("[data-part=seconds]"));
  let ticking = 0;
  form.addEventListener("submit", () => {
    const began = Date.now();
    told.hidden = false;
    clearInterval(ticking);
    ticking = window.setInterval(() => {
      seconds.textContent = String(Math.round((Date.now() - began) / 1000));
    }, 1000);
  });
  // The page may come back as it was left (back button): nothing is under way then.
  window.addEventListener("pageshow", () => {
    told.hidden = true;
    clearInterval(ticking);
  });
}
