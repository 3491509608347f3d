/* What Python wrote for the scripts: one block of JSON, read once, when it is first asked for. */
let written = null;

export function payload() {
  if (written === null) written = JSON.parse(document.getElementById("netmap-data").textContent);
  return written;
}

export const viewData = (name) => payload().views[name].data;

export const pageLocale = () => payload().locale;
