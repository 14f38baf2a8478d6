// Shows the map at once; without scripts the button does the same.
const form = document.getElementById("map-form");
if (form instanceof HTMLFormElement) {
  form.requestSubmit();
}
