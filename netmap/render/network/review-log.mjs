/* The corrections that a group notes: checked, kept, exported, taken in again. Nothing is drawn here. */
import { addsPartner, makeAims, slotOf } from "./review-aims.mjs";
import { BYTES, makeShapes, MOST, oneLine, signatureOf } from "./review-shape.mjs";
import { isKept, makeStorage } from "./review-storage.mjs";
import { t } from "./words.mjs";

const sortedEntries = (value) => JSON.stringify(Object.entries(value).sort((a, b) => (a[0] < b[0] ? -1 : 1)));

export function makeReview(model) {
  const { partnerIndex } = model;
  const { empreinte, projet } = model.data.review;
  const project = oneLine(projet);
  const state = { auteur: "", date: "", corrections: [] };
  const listeners = [];
  const added = () => state.corrections.filter(addsPartner);
  const { isCorrection, isReview } = makeShapes(model.labels);
  const aims = makeAims(model, added);
  const storage = makeStorage(empreinte, project, isCorrection);
  let marks = { partner: new Map(), relation: new Map(), links: [] };
  let kept = false;
  let exported = true;

  function find(wanted) {
    const slot = slotOf(wanted);
    return state.corrections.findIndex((one) => slotOf(one) === slot);
  }

  /* ---- marks: what is noted on each partner and relation ---- */

  function brief(one) {
    const kind = aims.kindOf(one);
    if (kind === "change") return t("review.mark-change", { statut: model.word("statut", one.statut) });
    return t("review.mark-" + kind + (one.type === "changer-statut" ? "-partner" : ""));
  }

  function mark() {
    marks = { partner: new Map(), relation: new Map(), links: [] };
    const put = (map, i, one) => map.set(i, [...(map.get(i) || []), { kind: aims.kindOf(one), text: brief(one) }]);
    for (const one of state.corrections) {
      if (addsPartner(one)) continue;
      if (one.id) put(marks.partner, partnerIndex.get(one.id), one);
      else if (one.type === "ajouter-relation") marks.links.push([one.source_id, one.cible_id]);
      else for (const i of aims.meant(one)) put(marks.relation, i, one);
    }
  }

  /* ---- keeping ---- */

  function keep() {
    kept = storage.keep(state, exported);
  }

  function changed() {
    mark();
    for (const listener of listeners) listener();
  }

  function act() {
    exported = false;
    keep();
    changed();
  }

  /* What was kept on this computer; anything odd in it is left aside. */
  function recover() {
    const recalled = storage.recall();
    const { found } = recalled;
    kept = recalled.kept;
    Object.assign(state, signatureOf(found), { corrections: [] });
    if (found !== null && Array.isArray(found.corrections)) take(found.corrections);
    exported = found !== null && found.exporte === true;
    mark();
  }

  function forget(one) {
    if (!storage.forget(one)) kept = false;
    changed();
  }

  /* Take up what was noted on another build; it is forgotten there once all of it is here. */
  function resume(one) {
    const count = take(one.corrections);
    for (const field of ["auteur", "date"]) if (!state[field]) state[field] = one[field];
    act();
    if (!count.unknown && !count.other) forget(one);
    return count;
  }

  /* ---- taking in ---- */

  /* A correction as it is noted here: a partner that it adds may need another id. */
  function asHere(given, twin, renamed) {
    if (addsPartner(given)) {
      const id = twin ? twin.id : given.id && !aims.isTaken(given.id) ? given.id : freeId();
      if (given.id) renamed.set(given.id, id);
      return { ...given, id };
    }
    if (given.type !== "ajouter-relation") return { ...given };
    const end = (id) => renamed.get(id) || id;
    return { ...given, source_id: end(given.source_id), cible_id: end(given.cible_id) };
  }

  /* Add what is about this page, in its order; newcomers are met first, since relations may name them. */
  function take(list) {
    const former = state.corrections.slice();
    const fine = list.filter(isCorrection);
    const count = { taken: 0, same: 0, other: 0, unknown: list.length - fine.length };
    const order = new Map(fine.map((one, k) => [one, k]));
    const places = new Map();
    const renamed = new Map();
    const bySlot = new Map(former.map((one) => [slotOf(one), one]));
    for (const given of [...fine.filter(addsPartner), ...fine.filter((one) => !addsPartner(one))]) {
      const one = asHere(given, bySlot.get(slotOf(given)), renamed);
      const slot = slotOf(one);
      const twin = bySlot.get(slot);
      if (!aims.isAimed(one) || (!twin && state.corrections.length >= MOST)) count.unknown += 1;
      else if (!twin) {
        state.corrections.push(one);
        bySlot.set(slot, one);
        places.set(one, order.get(given));
        count.taken += 1;
      } else if (sortedEntries(twin) === sortedEntries(one)) count.same += 1;
      else count.other += 1;
    }
    state.corrections = [...former, ...[...places.keys()].sort((a, b) => places.get(a) - places.get(b))];
    return count;
  }

  function freeId() {
    let n = 1;
    while (aims.isTaken("nouveau-" + n)) n += 1;
    return "nouveau-" + n;
  }

  /* ---- what the page does with them ---- */

  /* Note a correction; a sentence says why it could not be. */
  function note(correction) {
    const at = find(correction);
    if (at < 0 && state.corrections.length >= MOST) return t("review.too-many");
    if (!isCorrection(correction) || !aims.isAimed(correction)) return t("review.not-taken");
    if (at < 0) state.corrections.push(correction);
    else state.corrections[at] = correction;
    act();
    return null;
  }

  /* A partner that is taken back takes its relations with it. */
  function remove(correction) {
    const at = find(correction);
    if (at < 0) return;
    const [gone] = state.corrections.splice(at, 1);
    if (addsPartner(gone)) state.corrections = state.corrections.filter((one) => one.source_id !== gone.id && one.cible_id !== gone.id);
    act();
  }

  /* The file of the review, or of a former one: its content, or what is missing for it. */
  function file(one = { ...state, empreinte }) {
    const signed = { auteur: one.auteur || state.auteur, date: one.date || state.date };
    for (const field of ["auteur", "date"]) if (!signed[field]) return { missing: field };
    if (!one.corrections.length) return { missing: "corrections" };
    const content = JSON.stringify({ format: 1, projet: project, empreinte: one.empreinte, ...signed, corrections: one.corrections }, null, 1) + "\n";
    return new Blob([content]).size > BYTES ? { missing: "room" } : { content };
  }

  /* Take in a file, as data: what it says is checked, and added to what is noted. */
  function read(text) {
    let given = null;
    try {
      given = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      return { refused: t("review.import-not-json") };
    }
    if (!isReview(given)) return { refused: t("review.import-not-review") };
    if (given.empreinte !== empreinte && given.projet !== project) return { refused: t("review.import-other", { projet: given.projet }) };
    const other = state.auteur && state.auteur !== given.auteur ? given.auteur : null;
    const count = take(given.corrections);
    for (const field of ["auteur", "date"]) if (!state[field]) state[field] = given[field];
    act();
    return { count, older: given.empreinte !== empreinte, other };
  }

  recover();
  window.addEventListener("storage", function ({ key }) {
    if (key !== null && !isKept(key)) return;
    recover();
    changed();
  });
  window.addEventListener("beforeunload", function (event) {
    if (kept || exported || !state.corrections.length) return;
    event.preventDefault();
    event.returnValue = true;
  });

  return {
    ...aims, state, note, remove, file, read, brief, freeId, added, forget, resume,
    former: storage.former,
    on: (listener) => listeners.push(listener),
    has: (correction) => find(correction) >= 0,
    get: (correction) => state.corrections[find(correction)],
    partner: (i) => marks.partner.get(i) || [],
    relation: (i) => marks.relation.get(i) || [],
    links: () => marks.links,
    kept: () => kept,
    sign(field, value) {
      state[field] = value;
      keep();
    },
    clear() {
      state.corrections = [];
      act();
    },
    done() {
      exported = true;
      keep();
    },
  };
}
