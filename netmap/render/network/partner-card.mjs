/* The card of a partner: its facts, who refers to it and to whom it refers, what its loss would break. */
import { el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { shared } from "../page/words.mjs";
import { fact, someOf } from "./parts.mjs";
import { t } from "./words.mjs";

/* Codes of a list of coverage that are written out. */
const MOST_CODES = 40;

const asTyped = (value) => (value === null || value === undefined || value === "" ? null : typed(value));
const listed = (items) => asTyped((items || []).join(", "));
const absent = (key) => el("span", { class: "missing", text: t(key) });

function coverage({ communes, word }, { couvre, sert }) {
  const declared = (couvre || []).map((code) => word("lieu", code));
  if (declared.length) return typed(declared.slice(0, MOST_CODES).join(", "));
  if (sert === null) return absent("partner.covers-unknown");
  const served = sert.length === communes.length ? t("partner.all-communes") : sert.map((c) => communes[c].nom).join(", ");
  return typed(t("partner.covers-permanence", { communes: served }));
}

function facts(model, row, needWord) {
  return el(
    "dl",
    { class: "net-facts" },
    fact(t("partner.category"), asTyped(model.word("categorie", row.categorie))),
    fact(t("partner.position"), asTyped(model.word("position", row.position))),
    fact(t("partner.status"), asTyped(model.word("statut", row.statut))),
    fact(t("partner.implication"), row.implication === null ? null : t("partner.implication-of", { value: number(row.implication) })),
    fact(t("partner.needs"), listed((row.thematiques || []).map(needWord)) || absent("partner.needs-none")),
    ...model.data.lists.map((name) => fact(shared("lists." + name), listed(row[name]))),
    fact(t("partner.covers"), coverage(model, row)),
    fact(t("partner.address"), asTyped(row.adresse)),
    fact(t("partner.siret"), asTyped(row.siret)),
    fact(t("partner.finess"), asTyped(row.finess)),
    fact(t("partner.updated"), asTyped(row.date_maj)),
    fact(t("partner.source"), asTyped(row.source)),
    ...["contact", "telephone", "courriel"].map((name) => fact(t("partner." + name), asTyped(row[name])))
  );
}

function relationNote({ aspect, perimee, nature, nb_orientations: referred }) {
  const words = [t("relation." + aspect)];
  if (perimee) words.push(t("relation.perimee"));
  if (nature) words.push(nature);
  if (referred !== null && referred !== undefined) words.push(t("relation.referred") + " : " + number(referred));
  return "· " + words.join(" · ");
}

export function partnerCard(model, { heading, door, partnerDoor, needWord }, { advice, reviewing, drawn }, i) {
  const { partners, relations, communes, needs } = model;
  const referring = (list) => list.filter((r) => relations[r].oriente);
  const aside = [...model.incoming[i], ...model.outgoing[i]].filter((r) => !relations[r].oriente);
  const other = ({ de, vers }) => (de === i ? vers : de);
  const sides = [
    ["upstream", referring(model.incoming[i])],
    ["downstream", referring(model.outgoing[i])],
    ...(aside.length ? [["aside", aside]] : []),
  ];
  const breaks = model.breaks[i].map(([c, n]) =>
    door(typed(communes[c].nom + ", " + needWord(needs[n])), { commune: communes[c].code, besoin: needs[n], partenaire: null })
  );
  const helps = advice.of(i).map((rank) => advice.suggestion(rank));
  return [
    heading(typed(partners[i].nom), { partenaire: null }),
    drawn ? null : facts(model, partners[i], needWord),
    ...(helps.length ? [el("h3", { text: t("action.title") }), someOf(helps)] : []),
    reviewing.partnerBox(i),
    ...sides.flatMap(([name, list]) => [
      el("h3", { text: t("partner." + name) }),
      someOf(list.map((r) => [...partnerDoor(other(relations[r]), relationNote(relations[r])), reviewing.relationBox(r)]), name === "aside" ? "" : t("partner.no-" + name)),
    ]),
    ...(breaks.length ? [el("h3", { text: t("partner.breaks", { count: number(breaks.length) }) }), someOf(breaks)] : []),
    drawn ? facts(model, partners[i], needWord) : null,
  ];
}
