/* Weak points, what would mend chains, and the measures of the annex: what a meeting decides on. */
import { byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { table } from "../page/table.mjs";
import { t } from "./words.mjs";

export function makeAdvice(model, go) {
  const { partners, communes, needs, word } = model;
  const { poids, weak, mobilise, measures, empty } = model.data.advice;

  /* A partner of the page, by its number i; or one that has only a name. */
  const isHere = ({ i }) => i !== undefined;
  const name = (who) => (isHere(who) ? partners[who.i] : who).nom;
  const status = (who) => (who.statut === "annuaire" ? t("advice.directory") : word("statut", (isHere(who) ? partners[who.i] : who).statut));
  const origin = ({ fichier, ligne }) => (ligne === null ? fichier : t("advice.row", { file: fichier, row: number(ligne) }));
  const won = ({ gestes }) => gestes.flatMap(({ nature, partenaires }) => (nature === "partenaire" ? partenaires : []));
  const several = (row, tell) => [...new Set(won(row).map(tell))].join(" + ");
  const between = (list, sign, tell) => list.flatMap((one, k) => [k ? sign : "", tell(one)]);
  const shown = (list) => t("advice.show", { count: number(list.length) });

  const button = (label, changes) => el("button", { type: "button", class: "link", on: { click: () => go(changes, true) } }, typed(label));
  const door = (who) => (isHere(who) ? button(name(who), { partenaire: partners[who.i].id }) : typed(name(who)));
  const linkDoor = ([de, vers]) => el("span", {}, door(de), " → ", door(vers));
  const gesture = ({ nature, partenaires, relations }) => el("span", {}, t("advice." + nature), partenaires.length ? between(partenaires, " + ", door) : between(relations, ", ", linkDoor));
  const gestures = ({ gestes }) => between(gestes, " + ", gesture);
  const inWords = ({ gestes }) => gestes.map(({ partenaires, relations }) => (partenaires.length ? partenaires : relations.flat()).map(name).join(" → ")).join(" + ");
  const pairDoor = ([c, n]) => button(communes[c].nom, { commune: communes[c].code, besoin: needs[n], partenaire: null });

  /* Pairs by need: « Soins dentaires : Périgny, Lagord », each a door to its chain. */
  function pairs(list) {
    const byNeed = new Map();
    for (const pair of list) byNeed.set(pair[1], [...(byNeed.get(pair[1]) || []), pair]);
    return el("ul", { class: "net-pairs" }, [...byNeed].map(([n, some]) =>
      el("li", {}, el("strong", {}, typed(word("besoin", needs[n]))), t("advice.colon"), between(some, ", ", pairDoor))
    ));
  }

  /* A list that opens; long ones are made when they are first opened, or printed. */
  function folded(list) {
    if (!list.length) return el("span", { class: "missing", text: t("advice.no-pair") });
    const box = el("details", { class: "net-fold" }, el("summary", { text: shown(list) }));
    box.fill = function () {
      if (box.children.length === 1) box.append(pairs(list));
    };
    box.addEventListener("toggle", box.fill);
    return box;
  }

  const weight = ({ habitants_besoins: all, sans_population: unknown }) => number(all) + (unknown ? " " + t("advice.unweighted", { count: number(unknown) }) : "");
  const counting = (key, label) => ({ key, label: t("advice." + label), number: true, value: (row) => row[key].length });
  const folding = (key, column, label) => ({ key: column, label: t("advice." + label), value: (row) => row[key].length, show: (row) => folded(row[key]) });
  const weighing = { key: "habitants_besoins", label: t("advice.weight-" + poids), number: true };
  const said = () => el("p", { text: t("advice.weight-said-" + poids) });

  function weakTable() {
    if (!weak.length) return [el("p", { text: empty.weak })];
    const columns = [
      { key: "nom", label: t("table.name"), value: (row) => name(row.partenaire), show: (row) => door(row.partenaire) },
      { ...counting("paires", "broken"), key: "nombre" },
      { ...weighing, show: weight },
      folding("paires", "paires", "pairs"),
    ];
    return [said(), table(columns, { caption: t("advice.weak"), rows: weak, headed: true })];
  }

  /* The relations that winning a partner takes. */
  const linksOf = ({ gestes }) => gestes.flatMap(({ nature, relations }) => (nature === "partenaire" ? relations : []));

  function mobiliseTable() {
    const ranked = (list) => list.map((row, k) => ({ rang: k + 1, ...row }));
    const rows = ranked(mobilise.suggestions);
    const what = { key: "nom", label: t("advice.what"), value: inWords, show: (row) => el("span", {}, gestures(row)) };
    const steps = { key: "demarches", label: t("advice.steps"), number: true };
    const columns = [
      { key: "rang", label: t("advice.rank"), show: (row) => number(row.rang) },
      what,
      { key: "statut", label: t("table.status"), value: (row) => several(row, status) },
      { key: "origine", label: t("advice.origin"), value: (row) => several(row, origin) },
      { key: "liens", label: t("advice.links"), value: (row) => linksOf(row).length, show: (row) => el("ul", { class: "net-links" }, linksOf(row).map((link) => el("li", {}, linkDoor(link)))) },
      steps,
      counting("ouvre", "opened"),
      counting("consolide", "secured"),
      weighing,
      folding("ouvre", "ouvre-paires", "opened-pairs"),
      folding("consolide", "consolide-paires", "secured-pairs"),
    ];
    const others = (key, list) => (list.length ? el("p", {}, t("advice." + key), between(list, t("advice.apart"), door), ".") : null);
    const uncounted = (key, count) => (count ? el("p", { text: t("advice.directory-" + key, { count: number(count) }) }) : null);
    return [
      model.data.supposed ? el("p", { class: "net-said alert", text: t("advice.supposed") }) : null,
      rows.length ? table(columns, { caption: t("advice.mobilise"), rows, headed: true }) : el("p", { text: empty.mobilise }),
      ...togetherTable([steps, what]),
      others("idle", mobilise.sans_effet),
      others("unknown", mobilise.couverture_inconnue),
      uncounted("idle", mobilise.annuaire.sans_effet),
      uncounted("unknown", mobilise.annuaire.couverture_inconnue),
      said(),
      el("p", { text: t("advice.assumption") }),
    ].filter(Boolean);
  }

  function togetherTable(columns) {
    const rows = mobilise.ensembles;
    if (!rows.length) return [];
    const gains = [counting("ouvre", "opened"), counting("consolide", "secured"), weighing];
    return [el("p", { text: t("advice.together-said") }), table([...columns, ...gains], { caption: t("advice.together"), rows })];
  }

  function annex() {
    if (!measures.length) return [el("p", { text: t("advice.measures-supposed") })];
    return [el("dl", { class: "net-measures" }, measures.flatMap(({ label, sentence }) => [el("dt", { text: label }), el("dd", {}, typed(sentence))]))];
  }

  return {
    open() {
      byId("net-weak-box").replaceChildren(...weakTable());
      byId("net-mobilise-box").replaceChildren(...mobiliseTable());
      byId("net-annex-box").replaceChildren(...annex());
    },
    /* What a suggestion asks for and what it brings, by its number; null: there is none. */
    suggestion(rank) {
      const row = mobilise.suggestions[rank];
      if (!row) return null;
      const counts = { opened: number(row.ouvre.length), secured: number(row.consolide.length) };
      const gains = [row.ouvre.length ? t("advice.gain", counts) : null, row.consolide.length ? t("advice.gain-more", counts) : null].filter(Boolean);
      return el("span", {}, gestures(row), el("small", { text: " · " + gains.join(", ") }));
    },
    /* The numbers of the suggestions that a partner has a part in. */
    of: (i) => mobilise.suggestions.flatMap(({ gestes }, rank) => (gestes.some(({ partenaires, relations }) => [...partenaires, ...relations.flat()].some((who) => who.i === i)) ? [rank] : [])),
  };
}
