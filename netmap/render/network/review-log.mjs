/* The corrections that a group notes: checked, kept, exported, taken in again. Nothing is drawn here. */
import { addsPartner, makeAims, slotOf } from "./review-aims.mjs";
import { payload, payloadText } from "../page/payload.mjs";
import { BYTES, makeShapes, MOST, signatureOf, withoutControls } from "./review-shape.mjs";
import { isKept, makeStorage } from "./review-storage.mjs";
import { t } from "./words.mjs";

const sortedEntries = (value) => JSON.stringify(Object.entries(value).sort((a, b) => (a[0] < b[0] ? -1 : 1)));

export function makeReview(model) {
  const { partnerIndex } = model;
  const { empreinte, projet } = model.data.review;
  const project = withoutControls(projet);
  const state = { auteur: "", date: "", corrections: [] };
  const listeners = { changed: [], kept: [] };
  const added = () => state.corrections.filter(addsPartner);
  const { isCorrection, isReview } = makeShapes(model.labels);
  const aims = makeAims(model, added);
  const storage = makeStorage(payloadText(), payload().audience, project);
  let marks = { partner: new Map(), relation: new Map(), links: [] };
  let exported = true;
  /* Whether the browser keeps anything; whether it keeps what was noted; whether more was noted since. */
  let able = true;
  let stored = false;
  let unsaved = false;
  /* When what is kept was written, in milliseconds: an older entry that is put back is not followed. */
  let moment = 0;
  let others = [];

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

  const tell = (what) => listeners[what].forEach((listener) => listener());

  /* One thing after the other, since to cipher takes a moment; what is asked meanwhile waits. */
  let turn = Promise.resolve();
  let waiting = 0;

  function inTurn(act) {
    waiting += 1;
    turn = turn.then(act).then(function () {
      waiting -= 1;
      tell("kept");
    });
  }

  const isEmpty = () => !(state.corrections.length || state.auteur || state.date);

  async function removeStored() {
    stored = false;
    await storage.forget();
  }

  async function store() {
    moment = Math.max(Date.now(), moment + 1);
    stored = await storage.keep({ ...state, moment });
    able = stored;
  }

  function keep() {
    exported = false;
    unsaved = true;
    inTurn(async function () {
      if (!unsaved) return;
      unsaved = false;
      await (isEmpty() ? removeStored() : store());
    });
  }

  function changed() {
    mark();
    tell("changed");
  }

  function act() {
    changed();
    keep();
  }

  /* Follow what this page, open here before or in another tab, kept last; what was noted here meanwhile is added to it. */
  const recover = () =>
    inTurn(async function () {
      const { found, ...recalled } = await storage.recall();
      able = recalled.able;
      others = await storage.others();
      const isLater = found !== null && Number.isSafeInteger(found.moment) && found.moment > moment;
      if (isLater) {
        const meanwhile = unsaved ? { ...state } : { auteur: "", date: "", corrections: [] };
        Object.assign(state, signatureOf(found), { corrections: [] });
        take(meanwhile.corrections);
        if (Array.isArray(found.corrections)) take(found.corrections);
        for (const field of ["auteur", "date"]) if (meanwhile[field]) state[field] = meanwhile[field];
        moment = found.moment;
        exported = false;
      }
      stored = found !== null && found.moment === moment;
      changed();
    });

  function forgetOthers() {
    others.forEach(storage.forgetOther);
    others = [];
    changed();
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

  /* The file of the review: its content, or what is missing for it. */
  function file() {
    const { auteur, date, corrections } = state;
    for (const field of ["auteur", "date"]) if (!state[field]) return { missing: field };
    if (!corrections.length) return { missing: "corrections" };
    const content = JSON.stringify({ format: 1, projet: project, empreinte, auteur, date, corrections }, null, 1) + "\n";
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
    if (key === null || isKept(key)) recover();
  });
  window.addEventListener("beforeunload", function (event) {
    if ((stored && !waiting) || exported || !state.corrections.length) return;
    event.preventDefault();
    event.returnValue = true;
  });

  return {
    ...aims, state, note, remove, file, read, brief, freeId, added, forgetOthers,
    /* changed: something is noted otherwise; kept: where it stands is. */
    on: (what, listener) => listeners[what].push(listener),
    /* Resolves once all that was asked of the browser is done. */
    settled: () => turn,
    has: (correction) => find(correction) >= 0,
    get: (correction) => state.corrections[find(correction)],
    partner: (i) => marks.partner.get(i) || [],
    relation: (i) => marks.relation.get(i) || [],
    links: () => marks.links,
    /* "kept", "not-kept" (the browser refuses), or "removed" (from the browser, not from here). */
    kept: () => (!able ? "not-kept" : stored || isEmpty() ? "kept" : "removed"),
    hasOthers: () => others.length > 0,
    sign(field, value) {
      state[field] = value;
      keep();
    },
    clear() {
      Object.assign(state, { auteur: "", date: "", corrections: [] });
      act();
    },
    /* It was exported: nothing of it stays in the browser but what this tab shows. */
    done() {
      exported = true;
      unsaved = false;
      inTurn(removeStored);
    },
  };
}
