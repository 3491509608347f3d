/* What Python wrote for the scripts: one block of JSON, read once, when it is first asked for. */
import { unpack } from "./unpack.mjs";

let written = null;

export const payloadText = () => document.getElementById("netmap-data").textContent;

export function payload() {
  if (written === null) written = unpack(JSON.parse(payloadText()));
  return written;
}

export const viewData = (name) => payload().views[name].data;

export const pageLocale = () => payload().locale;
