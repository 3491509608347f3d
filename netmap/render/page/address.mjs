/* The address of the page: what is selected stands in it, and goes from one view to the other. */
import { payload } from "./payload.mjs";

export const asked = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

export function hashOf(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(kept).toString();
  return text ? "#" + text : "";
}

/* Change some values of the address, without a step in the history. */
export function setAsked(values) {
  const next = hashOf({ ...asked(), ...values });
  history.replaceState(null, "", next || location.pathname.split("/").pop() || "#");
  linkViews();
}

/* The address of a view with these values: a tab of this page, a file beside it, or null. */
export function addressOf(name, values) {
  const { views, siblings } = payload();
  if (name in views) return hashOf({ vue: name, ...values });
  if (name in siblings) return siblings[name] + hashOf(values || {});
  return null;
}

export function linkViews() {
  const { vue, ...selection } = asked();
  for (const link of document.querySelectorAll(".view-link")) {
    link.setAttribute("href", addressOf(link.dataset.view || link.dataset.sibling, selection) || "#");
  }
}
