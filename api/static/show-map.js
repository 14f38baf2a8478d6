// Shows the map at once and takes the button away; without scripts the button shows it.
const form = document.getElementById("map-form");
if (form instanceof HTMLFormElement) {
  form.requestSubmit();
  form.hidden = true;
}
