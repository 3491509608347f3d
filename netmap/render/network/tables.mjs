/* The tables of partners and relations: all that the drawing tells is here too. */
import { byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { table } from "../page/table.mjs";
import { shared } from "../page/words.mjs";
import { t } from "./words.mjs";

/* Longer tables wait until they are asked for. */
const AT_ONCE = 3000;

export function makeTables(model, go, reviewing) {
  const { partners, relations } = model;
  const partnersBox = byId("net-partners-box");
  const relationsBox = byId("net-relations-box");
  const built = [];
  const waiting = new Map();
  let look = null;

  const words = (kind, codes) => (codes && codes.length ? codes.map((code) => model.word(kind, code)).join(", ") : null);
  const open = (i) => el("button", { type: "button", class: "link", on: { click: () => go({ partenaire: partners[i].id }, true) } }, typed(partners[i].nom));

  function partnerTable() {
    return table(
      [
        { key: "nom", label: t("table.name"), value: (i) => partners[i].nom, show: (i) => el("span", {}, open(i), reviewing.partnerMarks(i)) },
        { key: "categorie", label: t("table.category"), value: (i) => model.word("categorie", partners[i].categorie) },
        { key: "position", label: t("table.position"), value: (i) => model.word("position", partners[i].position) },
        { key: "statut", label: t("table.status"), value: (i) => model.word("statut", partners[i].statut) },
        { key: "thematiques", label: t("table.needs"), value: (i) => words("besoin", partners[i].thematiques) },
        { key: "couvre", label: t("table.covers"), value: (i) => words("lieu", partners[i].couvre) },
        { key: "in", label: t("table.in"), number: true, value: (i) => model.incoming[i].length },
        { key: "out", label: t("table.out"), number: true, value: (i) => model.outgoing[i].length },
      ],
      { caption: t("table.caption-partners"), rows: partners.map((_, i) => i), id: (i) => i }
    );
  }

  function verified(i) {
    const { date_verif: day, perimee } = relations[i];
    if (day === null) return el("span", { class: "missing", text: shared("missing") });
    return el("span", {}, typed(day), perimee ? " (" + t("relation.perimee") + ")" : "");
  }

  function relationTable() {
    const facts = [
      { key: "de", label: t("relation.source"), value: (i) => partners[relations[i].de].nom, show: (i) => open(relations[i].de) },
      { key: "vers", label: t("relation.target"), value: (i) => partners[relations[i].vers].nom, show: (i) => open(relations[i].vers) },
      { key: "etat", label: t("relation.state"), value: (i) => t("relation." + relations[i].aspect) },
      { key: "nature", label: t("relation.nature"), value: (i) => relations[i].nature },
      { key: "thematiques", label: t("relation.needs"), value: (i) => words("besoin", relations[i].thematiques) || t("relation.needs-all") },
      { key: "formalisation", label: t("relation.formal"), value: (i) => relations[i].formalisation },
      { key: "date_verif", label: t("relation.verified"), value: (i) => relations[i].date_verif, show: verified },
    ];
    if (relations.some((relation) => "nb_orientations" in relation)) {
      facts.push(
        { key: "nb_orientations", label: t("relation.referred"), number: true, value: (i) => relations[i].nb_orientations },
        { key: "nb_acceptees", label: t("relation.accepted"), number: true, value: (i) => relations[i].nb_acceptees },
        { key: "delai_median_j", label: t("relation.delay"), number: true, value: (i) => relations[i].delai_median_j },
        { key: "nb_non_abouties", label: t("relation.lost"), number: true, value: (i) => relations[i].nb_non_abouties }
      );
    }
    facts.push({ key: "revue", label: t("review.title"), value: () => null, show: reviewing.relationCell });
    return table(facts, { caption: t("table.caption-relations"), rows: relations.map((_, i) => i), id: (i) => i });
  }

  function build(box, make, marks, total) {
    const made = make();
    const count = el("p", { class: "count" });
    if (make === relationTable) for (const line of made.querySelectorAll("tr")) line.lastElementChild.classList.add("net-review-cell");
    box.replaceChildren(count, made);
    const entry = { lines: [...made.querySelectorAll("tbody tr")], marks, count, total };
    built.push(entry);
    apply(entry);
  }

  function apply(entry) {
    if (!look) return;
    const marks = entry.marks(look);
    let shown = 0;
    for (const line of entry.lines) {
      const mark = marks[Number(line.dataset.id)];
      if (line.hidden === Boolean(mark)) line.hidden = !mark;
      shown += mark;
    }
    entry.count.textContent = t("table.rows", { shown: number(shown), all: number(entry.total) });
  }

  /* Long tables wait until they are asked for, so that the drawing does not. */
  function offer(box, make, marks, total) {
    if (total <= AT_ONCE) {
      build(box, make, marks, total);
      return;
    }
    waiting.set(box, () => build(box, make, marks, total));
    box.replaceChildren(el("button", { type: "button", class: "plain", text: t("table.show", { count: number(total) }), on: { click: () => fill(box) } }));
  }

  function fill(box) {
    const make = waiting.get(box);
    waiting.delete(box);
    if (make) make();
  }

  return {
    open() {
      offer(partnersBox, partnerTable, (now) => now.match, partners.length);
      offer(relationsBox, relationTable, (now) => now.edge, relations.length);
    },
    /* Paper has every row, also of the tables that wait. */
    fill() {
      for (const box of waiting.keys()) fill(box);
    },
    show(next) {
      look = next;
      built.forEach(apply);
    },
  };
}
