/* What the tables lack: a relation, a partner. Two small forms; nothing is ever sent. */
import { byId, el, typed } from "../page/dom.mjs";
import { compare, fold } from "../page/text.mjs";
import { isNameable, LONG, oneLine, severalLines, TEXT } from "./review-shape.mjs";
import { t } from "./words.mjs";

/* Characters of a choice. */
const LONGEST = 80;

export function makeReviewForms(model, review) {
  const { partners } = model;
  const short = (text) => (text.length > LONGEST ? text.slice(0, LONGEST) + "…" : text);
  const option = ([value, label]) => el("option", { value, text: short(label) });
  const sorted = (entries) => entries.sort((a, b) => compare(a[1], b[1]));
  const labels = (kind) => Object.entries(model.labels[kind]);

  function field(label, control) {
    return el("label", { class: "net-field" }, label, control);
  }

  function select(entries, first) {
    return el("select", {}, first === undefined ? null : option(["", first]), entries.map(option));
  }

  const text = (most) => el("input", { type: "text", maxlength: most, autocomplete: "off" });
  const area = () => el("textarea", { rows: 2, maxlength: LONG });

  /* Several of a list: boxes to tick, made when the list is first opened. */
  function several(title, entries) {
    const boxes = [];
    const body = el("div", { class: "net-boxes" });
    const box = el("details", { class: "net-several" }, el("summary", { text: title }), body);
    box.addEventListener("toggle", function () {
      if (boxes.length) return;
      for (const [value, label] of entries) {
        const input = el("input", { type: "checkbox", value });
        boxes.push(input);
        body.append(el("label", {}, input, " ", typed(short(label))));
      }
    });
    return { box, chosen: () => boxes.filter((one) => one.checked).map((one) => one.value), clear() { box.open = false; for (const one of boxes) one.checked = false; } };
  }

  function form(name, parts, add) {
    const said = el("p", { class: "net-said", role: "status" });
    const node = el("form", { class: "net-form", novalidate: true, "aria-label": t("review.add-" + name), on: { submit(event) {
      event.preventDefault();
      add(function (sentence, wrong, where) {
        said.textContent = sentence;
        said.classList.toggle("alert", wrong);
        if (where) where.focus();
      });
    } } }, parts, el("p", {}, el("button", { type: "submit", class: "plain strong", text: t("review.add") })), said);
    byId("net-review-add-" + name).append(node);
  }

  /* ---- a relation ---- */

  const ends = { de: el("select"), vers: el("select") };
  let offered = null;

  /* The partners to choose from: filled when the form is first opened, and when a newcomer comes or goes. */
  function fillEnds() {
    const now = JSON.stringify(review.added().map((one) => [one.id, one.nom]));
    if (!byId("net-review-add-relation").open || now === offered) return;
    offered = now;
    const known = partners.map((partner, i) => [i, partner]).filter(([i]) => review.refusal(i) === null);
    const entries = [
      ...review.added().map((one) => [one.id, t("review.new-partner", { name: one.nom })]),
      ...sorted(known.map(([, partner]) => [partner.id, partner.nom])),
    ];
    for (const end of Object.values(ends)) {
      const chosen = end.value;
      end.replaceChildren(option(["", t("review.choose")]), ...entries.map(option));
      end.value = entries.some(([id]) => id === chosen) ? chosen : "";
    }
  }

  function relationForm() {
    const nature = text(TEXT);
    const state = select(["active", "en-projet", "inconnue"].map((code) => [code, model.word("etat", code)]));
    const needs = several(t("review.needs-all"), labels("besoin"));
    const remark = area();
    const parts = [
      el("div", { class: "net-fields" }, field(t("review.from"), ends.de), field(t("review.to"), ends.vers), field(t("review.state"), state), field(t("review.nature"), nature)),
      needs.box, field(t("review.remark"), remark),
    ];
    form("relation", parts, function (say) {
      const [source_id, cible_id] = [ends.de.value, ends.vers.value];
      for (const name of ["de", "vers"]) if (!ends[name].value) return say(t("review.needs-" + name), true, ends[name]);
      if (source_id === cible_id) return say(t("review.needs-two"), true, ends.vers);
      const correction = { type: "ajouter-relation", source_id, cible_id, etat: state.value };
      Object.assign(correction, given({ nature: oneLine(nature.value), thematiques: needs.chosen(), commentaire: severalLines(remark.value) }));
      const twin = review.has(correction);
      const problem = review.note(correction);
      if (problem) return say(problem, true);
      say(t(twin ? "review.replaced" : "review.added-relation", { de: review.nameOf(source_id), vers: review.nameOf(cible_id) }), false, ends.de);
      for (const one of [ends.de, ends.vers, nature, remark]) one.value = "";
      needs.clear();
    });
  }

  /* Only what was filled in. */
  function given(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value.length));
  }

  /* ---- a partner ---- */

  function partnerForm() {
    const name = text(TEXT);
    const category = select(sorted(labels("categorie")), t("review.choose"));
    const position = select(labels("position"), t("review.choose"));
    const status = select(labels("statut"));
    const place = select(model.communes.filter(({ quartier }) => !quartier).map((commune) => [commune.code, commune.nom]), t("review.no-commune"));
    const covers = several(t("review.covers"), sorted(labels("lieu")));
    const needs = several(t("review.needs"), labels("besoin"));
    const remark = area();
    const parts = [
      el("div", { class: "net-fields" }, field(t("table.name"), name), field(t("partner.category"), category), field(t("partner.position"), position), field(t("partner.status"), status), field(t("review.commune"), place)),
      covers.box, needs.box, field(t("review.remark"), remark),
    ];
    form("partner", parts, function (say) {
      const nom = oneLine(name.value);
      if (!nom || !isNameable(nom)) return say(t("review.needs-name"), true, name);
      if (!category.value) return say(t("review.needs-category"), true, category);
      if (!position.value) return say(t("review.needs-position"), true, position);
      const there = partners.some((partner) => fold(partner.nom) === fold(nom));
      if (there) return say(t("review.there-already", { name: nom }), true, name);
      const correction = { type: "ajouter-partenaire", nom, categorie: category.value, position: position.value, statut: status.value };
      Object.assign(correction, given({ code_insee: place.value, couvre: covers.chosen(), thematiques: needs.chosen(), commentaire: severalLines(remark.value) }));
      const twin = review.get(correction);
      correction.id = twin ? twin.id : review.freeId();
      const problem = review.note(correction);
      if (problem) return say(problem, true);
      say(t(twin ? "review.replaced" : "review.added-partner", { name: nom }), false, name);
      for (const one of [name, remark, place]) one.value = "";
      category.value = "";
      position.value = "";
      covers.clear();
      needs.clear();
    });
  }

  if (model.data.supposed) byId("net-review-add-relation").append(el("p", { class: "missing", text: t("review.refused-supposed") }));
  else relationForm();
  partnerForm();
  byId("net-review-add-relation").addEventListener("toggle", fillEnds);
  review.on("changed", fillEnds);

  /* Open a form, with what is known of it already. */
  return function (name, values) {
    const box = byId("net-review-add-" + name);
    box.open = true;
    fillEnds();
    if (name === "relation") for (const [end, id] of Object.entries(values || {})) ends[end].value = id;
    box.scrollIntoView({ block: "center" });
    const empty = name === "relation" ? (ends.de.value ? ends.vers : ends.de) : box.querySelector("input");
    (empty.isConnected ? empty : box.querySelector("summary")).focus({ preventScroll: true });
  };
}
