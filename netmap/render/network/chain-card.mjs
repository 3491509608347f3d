/* The cards of a chain, of a commune and of a need: what Python found, and who stands at each step. */
import { el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { cellText } from "./matrix.mjs";
import { countVerdicts } from "./model.mjs";
import { lackingIn } from "./overview.mjs";
import { someOf } from "./parts.mjs";
import { t } from "./words.mjs";

/* Communes of the card of a need. */
const MOST_PLACES = 400;
const SAID = { whole: "chain.whole", fragile: "chain.fragile", unconfirmed: "chain.broken", broken: "chain.broken", closed: "chain.closed" };

function verdictParts(chain, partnerDoor) {
  if (!chain) return [el("p", { class: "net-verdict", text: t("chain.unexamined") })];
  const { kappa, kappa_amont, kappa_aval, kappa_max, fragile, manque, verdict } = chain;
  const parts = [el("p", { class: "net-verdict " + verdict }, el("strong", { text: cellText(chain) }), " ", t(SAID[verdict]))];
  if (manque.length) {
    parts.push(el("p", {}, el("strong", { text: t("chain.step") })), el("ul", { class: "net-list net-missing" }, manque.map((step) => el("li", { text: t("chain.step-" + step) }))));
  }
  if (verdict === "fragile") {
    parts.push(el("p", { text: t(fragile.length ? "chain.fragile-who" : "chain.fragile-nobody") }));
    if (fragile.length) parts.push(someOf(fragile.map((i) => partnerDoor(i))));
  }
  if (kappa_max > kappa) parts.push(el("p", { text: t(kappa_max === 1 ? "chain.best-one" : "chain.best", { max: number(kappa_max) }) }));
  parts.push(el("p", { text: t("chain.sides", { amont: number(kappa_amont), aval: number(kappa_aval) }) }));
  return parts;
}

function sideParts({ sides, linked }, partnerDoor) {
  return Object.entries(sides).flatMap(function ([side, partners]) {
    const members = partners.slice().sort((a, b) => linked.has(b) - linked.has(a) || a - b);
    return [
      el("h3", { text: t("chain." + side) + " (" + number(members.length) + ")" }),
      someOf(members.map((i) => partnerDoor(i, linked.has(i) ? "" : "· " + t("chain.unlinked"))), t("chain.nobody")),
    ];
  });
}

/* found: of look.mjs; toMatrix(commune, need) goes to its cell. */
export function chainCard(model, parts, found, commune, need, toMatrix) {
  const { partners, word } = model;
  const others = (key, list, kind) => (list.length ? [el("h3", { text: t(key) }), someOf(list.map((i) => parts.partnerDoor(i, "· " + word(kind, partners[i][kind]))))] : []);
  return [
    parts.heading(typed(t("chain.title", { need: parts.needWord(need), commune: model.communes[commune].nom }))),
    ...verdictParts(found.cell, parts.partnerDoor),
    ...sideParts(found, parts.partnerDoor),
    ...others("chain.perhaps", found.perhaps, "position"),
    ...others("chain.candidates", found.candidates, "statut"),
    el("p", {}, el("button", { type: "button", class: "link", text: t("back"), on: { click: () => toMatrix(commune, need) } })),
    parts.mapLink(model.communes[commune]),
  ];
}

function verdictLine(chains) {
  const { fragile, whole } = countVerdicts(chains);
  return el("p", { text: t("chain.counts", { broken: number(lackingIn(chains)), fragile: number(fragile), whole: number(whole) }) });
}

function verdictList(entries, door) {
  const item = ({ label, chain, changes }) =>
    el("li", {}, door([typed(label), el("span", { class: "net-cell " + (chain ? chain.verdict : "absent"), text: cellText(chain) })], { ...changes, partenaire: null }, { class: "net-pair" }));
  return el("ul", { class: "net-list net-chains" }, entries.map(item));
}

export function communeCard(model, { heading, door, needWord, mapLink }, index) {
  const commune = model.communes[index];
  const entries = model.needs.map((besoin, n) => ({ label: needWord(besoin), chain: model.chainAt(index, n), changes: { commune: commune.code, besoin } }));
  return [
    heading(typed(t("chain.commune-title", { commune: commune.nom }))),
    verdictLine(entries.map(({ chain }) => chain)),
    verdictList(entries, door),
    mapLink(commune),
  ];
}

export function needCard(model, { heading, door, needWord }, besoin) {
  const column = model.needIndex.get(besoin);
  const entries = model.communes.map(({ code, nom }, c) => ({ label: nom, chain: model.chainAt(c, column), changes: { commune: code, besoin } }));
  const rank = ({ chain }) => (chain ? chain.kappa : Infinity);
  return [
    heading(typed(t("chain.need-title", { need: needWord(besoin) }))),
    verdictLine(entries.map(({ chain }) => chain)),
    verdictList(entries.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))).slice(0, MOST_PLACES), door),
  ];
}
