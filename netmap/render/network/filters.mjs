/* The filters: what may be asked for is what the tables hold. */
import { byId, el } from "../page/dom.mjs";
import { compare } from "../page/text.mjs";
import { t } from "./words.mjs";

export const FILTERS = ["commune", "besoin", "categorie", "position", "statut", "etat"];
/* Filters whose name is feminine, for the word that keeps all. */
const FEMININE = ["commune", "categorie", "position"];
/* Characters of a choice. */
const LONG_CHOICE = 80;

/* The choices of each filter, as pairs of code and label: only what some row has. */
export function choicesOf({ partners, relations, communes, needs, labels, data }, relationWord, byLabel) {
  const used = (rows, name) => new Set(rows.flatMap((row) => row[name] ?? []));
  const having = (entries, codes) => entries.filter(([code]) => codes.has(code));
  const words = (kind, rows) => having(Object.entries(labels[kind]), used(rows, kind));
  const named = new Set([...needs, ...used(partners, "thematiques"), ...used(relations, "thematiques")]);
  const looks = having(Object.keys(data.looks.relations).map((key) => [key, relationWord(key)]), used(relations, "aspect"));
  const stale = relations.some(({ perimee }) => perimee) ? [["perimee", relationWord("perimee")]] : [];
  return {
    commune: communes.map(({ code, nom }) => [code, nom]),
    besoin: having(Object.entries(labels.besoin), named),
    categorie: words("categorie", partners).sort(byLabel),
    position: words("position", partners),
    statut: words("statut", partners),
    etat: [...looks, ...stale],
  };
}

/* choose(changes) changes the state of the page. */
export function fillFilters(model, choose) {
  const choices = choicesOf(model, (key) => t("relation." + key), (a, b) => compare(a[1], b[1]));
  for (const name of FILTERS) {
    const select = byId("net-" + name);
    select.replaceChildren(
      el("option", { value: "", text: t(FEMININE.includes(name) ? "all-f" : "all") }),
      ...choices[name].map(([value, label]) => el("option", { value, text: label.length > LONG_CHOICE ? label.slice(0, LONG_CHOICE) + "…" : label }))
    );
    select.addEventListener("change", () => choose({ [name]: select.value, partenaire: null }));
  }
}

export const searchChoices = ({ partners, communes, needs, word }) => [
  ...partners.map(({ id, nom }) => ({ label: nom, kind: t("kind-partner"), changes: { partenaire: id } })),
  ...communes.map(({ code, nom }) => ({ label: nom, kind: t("kind-commune"), changes: { commune: code, partenaire: null } })),
  ...needs.map((need) => ({ label: word("besoin", need), kind: t("kind-need"), changes: { besoin: need, partenaire: null } })),
];

/* How many partners and relations a look shows, in words. */
export function countsInWords({ partners, relations }, look, number) {
  if (look.nodes === 0) return t("count-none");
  const whole = look.nodes === partners.length && look.edges === relations.length;
  const text = t(whole ? "count-all" : look.beside ? "count-beside" : "count", { partners: number(look.nodes - look.beside), beside: number(look.beside), all: number(partners.length), relations: number(look.edges), every: number(relations.length) });
  return look.unknown ? text + " " + t("count-unknown", { count: number(look.unknown) }) : text;
}
