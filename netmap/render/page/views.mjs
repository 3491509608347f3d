/* The views of a page: one is shown at a time, and follows the address. */
import { asked, linkViews } from "./address.mjs";
import { byId } from "./dom.mjs";
import { payload } from "./payload.mjs";

const registered = new Map();

/* A view says what to do when it is shown, and when the address asks for something. */
export function register(name, handlers) {
  registered.set(name, handlers);
}

function followAddress() {
  const names = Object.keys(payload().views);
  const { vue } = asked();
  const shown = names.includes(vue) ? vue : names[0];
  for (const name of names) byId("view-" + name).hidden = name !== shown;
  for (const link of document.querySelectorAll(".view-link[data-view]")) {
    if (link.dataset.view === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  linkViews();
  const { show, select } = registered.get(shown) || {};
  if (show) show();
  if (select) select(asked());
}

export function start() {
  window.addEventListener("hashchange", followAddress);
  followAddress();
}
