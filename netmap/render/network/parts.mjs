/* What the cards beside the drawing are made of: headings, doors to partners, lists, facts. */
import { addressOf } from "../page/address.mjs";
import { el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { t } from "./words.mjs";

/* As many lines of a list as are shown before the rest is asked for. */
const FEW = 24;

/* Items under one another; the rest of a long list waits for a click. */
export function someOf(items, empty = "") {
  if (!items.length) return el("p", { class: "missing", text: empty });
  const lines = (some) => some.map((item) => el("li", {}, item));
  const box = el("ul", { class: "net-list" }, lines(items.slice(0, FEW)));
  if (items.length > FEW) {
    const click = () => box.replaceChildren(...lines(items));
    box.append(el("li", {}, el("button", { type: "button", class: "link", text: t("partner.more", { count: number(items.length - FEW) }), on: { click } })));
  }
  return box;
}

/* A label and what stands for it; null where nothing does. */
export function fact(label, value) {
  if (value === null || value === undefined || value === "") return null;
  return el("div", {}, el("dt", { text: label }), el("dd", {}, value));
}

/* go(changes, lead) changes the state of the page. */
export function makeParts(model, go) {
  const door = (content, changes, attributes) => el("button", { type: "button", class: "link", on: { click: () => go(changes, true) }, ...attributes }, content);

  return {
    door,
    needWord: (code) => model.word("besoin", code),
    /* The title of a card; closing it changes the state by `closes`. */
    heading(content, closes = { partenaire: null, commune: null, besoin: null }) {
      const title = el("h2", { tabindex: -1, id: "net-card-title" }, content);
      const click = () => go(closes, true);
      return el("div", { class: "net-card-head" }, title, el("button", { type: "button", class: "plain net-close", "aria-label": t("close"), title: t("close"), text: "×", on: { click } }));
    },
    partnerDoor(i, note) {
      const { id, nom } = model.partners[i];
      return [door(typed(nom), { partenaire: id }), note ? el("small", { text: " " + note }) : null];
    },
    /* The way to a commune on the map; a link to another file names it. */
    mapLink({ code, nom }) {
      const href = addressOf("map", { commune: code });
      if (href === null) return null;
      const file = href.startsWith("#") ? null : href.split("#")[0];
      return el("p", { class: "net-map" }, el("a", { href }, t("map", { name: nom })), file ? el("small", { text: " (" + t("map-file", { file }) + ")" }) : null);
    },
  };
}
