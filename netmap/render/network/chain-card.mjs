/* The cards of a chain, of a commune and of a need: what Python found, and who stands at each step. */
import { el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { cellLines } from "./matrix.mjs";
import { countVerdicts } from "./model.mjs";
import { lackingIn } from "./overview.mjs";
import { someOf } from "./parts.mjs";
import { t } from "./words.mjs";

/* Communes of the card of a need. */
const MOST_PLACES = 400;
const SAID = { whole: "chain.whole", fragile: "chain.fragile", unconfirmed: "chain.broken", broken: "chain.broken", closed: "chain.closed" };

function verdictLine(chain) {
  if (!chain) return el("p", { class: "net-verdict", text: t("chain.unexamined") });
  const { kappa, verdict } = chain;
  return el("p", { class: "net-verdict " + verdict }, el("strong", { text: (verdict === "whole" ? number(kappa) + " " : "") + t(SAID[verdict]) }));
}

/* What a chain lacks, on whom it hangs, what is not known of it. */
function reasons({ kappa, kappa_amont, kappa_aval, kappa_max, fragile, manque, verdict }, partnerDoor) {
  const parts = [];
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

/* What to do about a chain, where something is known to help. */
function actionParts({ data }, advice, commune, column) {
  const action = data.actions[commune][column];
  if (!action) return [];
  const [kind, rank] = action;
  const known = rank === null ? el("span", { text: t("action." + kind + "-said") }) : advice.suggestion(rank);
  return [el("p", { class: "net-first" }, el("strong", { text: t("action.title") }), " ", known)];
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

/* Those of a chain as lists, beside the drawing of the whole network. */
function memberLists(model, { partnerDoor }, found) {
  const { partners, word } = model;
  const others = (key, list, kind) => (list.length ? [el("h3", { text: t(key) }), someOf(list.map((i) => partnerDoor(i, "· " + word(kind, partners[i][kind]))))] : []);
  return [...sideParts(found, partnerDoor), ...others("chain.perhaps", found.perhaps, "position"), ...others("chain.candidates", found.candidates, "statut")];
}

/* look: of look.mjs; drawn: whether its columns stand beside the card. */
export function chainCard(model, parts, { chain, commune, need }, { advice, drawn, toMatrix }) {
  return [
    parts.heading(typed(t("chain.title", { need: parts.needWord(need), commune: model.communes[commune].nom }))),
    verdictLine(chain.cell),
    ...(chain.cell ? [...actionParts(model, advice, commune, model.needIndex.get(need)), ...reasons(chain.cell, parts.partnerDoor)] : []),
    ...(drawn ? [] : memberLists(model, parts, chain)),
    drawn ? el("p", {}, el("button", { type: "button", class: "link", text: t("back"), on: { click: () => toMatrix(commune, need) } })) : null,
    parts.mapLink(model.communes[commune]),
  ];
}

function verdictCounts(chains) {
  const { fragile, whole } = countVerdicts(chains);
  return el("p", { text: t("chain.counts", { broken: number(lackingIn(chains)), fragile: number(fragile), whole: number(whole) }) });
}

function verdictList(model, entries, door) {
  const item = ({ label, chain, at, changes }) =>
    el("li", {}, door([typed(label), el("span", { class: "net-cell " + (chain ? chain.verdict : "absent") }, cellLines(model, ...at))], { ...changes, partenaire: null }, { class: "net-pair" }));
  return el("ul", { class: "net-list net-chains" }, entries.map(item));
}

export function communeCard(model, { heading, door, needWord, mapLink }, index) {
  const commune = model.communes[index];
  const entries = model.needs.map((besoin, n) => ({ label: needWord(besoin), chain: model.chainAt(index, n), at: [index, n], changes: { commune: commune.code, besoin } }));
  return [
    heading(typed(t("chain.commune-title", { commune: commune.nom }))),
    verdictCounts(entries.map(({ chain }) => chain)),
    verdictList(model, entries, door),
    mapLink(commune),
  ];
}

export function needCard(model, { heading, door, needWord }, besoin) {
  const column = model.needIndex.get(besoin);
  const entries = model.data.order.map((c) => ({ label: model.communes[c].nom, chain: model.chainAt(c, column), at: [c, column], changes: { commune: model.communes[c].code, besoin } }));
  const closed = ({ chain }) => chain?.verdict === "closed";
  return [
    heading(typed(t("chain.need-title", { need: needWord(besoin) }))),
    verdictCounts(entries.map(({ chain }) => chain)),
    verdictList(model, entries.sort((a, b) => closed(a) - closed(b)).slice(0, MOST_PLACES), door),
  ];
}
