// Keeps a form as it is typed, and shows how far each of its parts is. Without it the form is saved by its button alone.
const PAUSE_MS = 1_500;

const form = document.querySelector("form[data-autosave]");
const note = document.getElementById("autosaved");
if (form instanceof HTMLFormElement && note) {
  let waiting = 0;
  let newest = 0;

  const keep = async () => {
    const number = ++newest;
    const typed = new FormData(form);
    typed.delete("file");
    try {
      const answer = await fetch(`${form.dataset.autosave}?lang=${document.documentElement.lang}`, { method: "POST", body: typed });
      if (number !== newest) return;
      if (!answer.ok) { note.textContent = note.dataset.failed ?? ""; return; }
      const { at, sections } = await answer.json();
      note.textContent = `${note.dataset.said ?? ""}${at}`;
      for (const mark of document.querySelectorAll("[data-section]")) {
        const told = mark instanceof HTMLElement ? sections[mark.dataset.section ?? ""] : undefined;
        if (!told) continue;
        mark.className = `task task-${told.progress}`;
        mark.textContent = told.name;
      }
    } catch { if (number === newest) note.textContent = note.dataset.failed ?? ""; }
  };

  const soon = () => { window.clearTimeout(waiting); waiting = window.setTimeout(keep, PAUSE_MS); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { window.clearTimeout(waiting); newest += 1; });
}
