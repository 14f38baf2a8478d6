// Finds the square of about a kilometre that holds the reader's place, in the browser: the place itself is sent nowhere.
const button = document.getElementById("near-me");
const note = document.getElementById("near-me-note");

/**
 * The code of the third-level square (JIS X 0410) that holds a position, as geo/mesh.py gives it.
 * @param {number} lon degrees
 * @param {number} lat degrees
 */
export function meshOf(lon, lat) {
  const rows = Math.floor(lat * 120);
  const columns = Math.floor(lon * 80);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const first = two(Math.floor(rows / 80)) + two(Math.floor(columns / 80) - 100);
  const second = `${Math.floor((rows % 80) / 10)}${Math.floor((columns % 80) / 10)}`;
  return `${first}${second}${rows % 10}${columns % 10}`;
}

if (button && note && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    note.hidden = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => location.assign(`/trials?mesh=${meshOf(coords.longitude, coords.latitude)}`),
      () => { note.hidden = false; },
      { maximumAge: 600_000, timeout: 15_000 },
    );
  });
}
