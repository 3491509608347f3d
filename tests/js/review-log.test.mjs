/* The log of a review: what is noted replaces, goes with what it needs, and is lost by nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeModel } from "../../netmap/render/network/model.mjs";
import { makeReview } from "../../netmap/render/network/review-log.mjs";
import { BYTES, MOST } from "../../netmap/render/network/review-shape.mjs";
import { makeKept, openPage } from "./page.mjs";

const OWN = "a".repeat(64);
const FORMER = "b".repeat(64);
const KEY = "netmap-revue:" + OWN;
const page = openPage({ data: { network: { messages: {} } } });

/* A model of four partners, one of them renamed; relations: two alike, one alone, one supposed. */
function modelOf(changes = {}) {
  const partner = (id, more) => ({ id, nom: "Partenaire " + id, position: "amont", statut: "actif", ...more });
  const relation = (de, vers, nature, more) => ({ de, vers, nature, supposee: false, ...more });
  return makeModel({
    partners: [partner("a"), partner("m", { position: "mediation" }), partner("d", { statut: "a-mobiliser" }), partner("alias-1", { anonyme: true })],
    relations: [relation(0, 1, "orientation"), relation(0, 1, null), relation(1, 2, "suivi"), relation(3, 1, null)],
    roles: [], uses: [], communes: [], needs: [], themes: ["soins"], chains: [], cells: [],
    labels: {
      categorie: { cpam: "CPAM" }, position: { amont: "Amont", mediation: "Médiation" }, besoin: { soins: "Soins" }, lieu: { "17300": "Ville" },
      statut: { actif: "Actif", "a-mobiliser": "À mobiliser", inactif: "Inactif" },
    },
    supposed: false,
    review: { empreinte: OWN, projet: "Pays" },
    ...changes,
  });
}

/* A review with nothing noted, in a browser that keeps `entries`. */
function begin({ entries = {}, model = modelOf(), signed = true } = {}) {
  const made = makeKept(entries);
  globalThis.localStorage = made.storage;
  const review = makeReview(model);
  if (signed) {
    review.sign("auteur", "Nous");
    review.sign("date", "2025-03-04");
  }
  return { review, kept: made.kept, refuse: made.refuse };
}

const status = (id, statut) => ({ type: "changer-statut", id, statut });
const confirm = (nature) => ({ type: "confirmer-relation", source_id: "a", cible_id: "m", ...nature });
const newcomer = (nom, id) => ({ type: "ajouter-partenaire", nom, categorie: "cpam", position: "amont", statut: "actif", ...(id ? { id } : {}) });
const link = (source_id, cible_id, more) => ({ type: "ajouter-relation", source_id, cible_id, ...more });
const file = (corrections, more) => JSON.stringify({ format: 1, projet: "Pays", empreinte: OWN, auteur: "Eux", date: "2025-01-02", corrections, ...more });

test("the later word on the same thing holds", function () {
  const { review } = begin();
  assert.equal(review.note(status("a", "inactif")), null);
  assert.equal(review.note(status("a", "a-mobiliser")), null);
  assert.deepEqual(review.state.corrections, [status("a", "a-mobiliser")]);
  review.note(confirm({ nature: "orientation" }));
  review.note({ ...confirm({ nature: "orientation" }), type: "relation-depassee" });
  assert.equal(review.state.corrections.length, 2, "one verdict a relation");
  review.note({ type: "commentaire", id: "a", texte: "x" });
  review.note({ ...confirm({ nature: "orientation" }), type: "commentaire", texte: "x" });
  assert.equal(review.state.corrections.length, 4, "a comment is no verdict");
});

test("what is not of this page is not noted, and a sentence says so", function () {
  const { review } = begin();
  const refused = [
    status("z", "actif"), status("a", "perdu"), status("alias-1", "actif"), confirm({ nature: "autre" }), link("a", "a"), link("a", "z"), link("a", "alias-1"),
    newcomer("—"), { ...newcomer("Maison"), categorie: "constructor" }, { ...newcomer("Maison"), couvre: ["17999"] }, link("a", "d", { thematiques: ["loisirs"] }),
    { type: "confirmer-relation", source_id: "alias-1", cible_id: "m" }, { ...status("a", "actif"), more: 1 },
  ];
  for (const one of refused) assert.equal(review.note(one), "review.not-taken", JSON.stringify(one));
  assert.deepEqual(review.state.corrections, []);
});

test("supposed relations are not reviewed", function () {
  const { review } = begin({ model: modelOf({ supposed: true, relations: [{ de: 0, vers: 1, nature: null, supposee: true }] }) });
  assert.equal(review.relationRefusal(0), "review.refused-supposed");
  for (const one of [confirm(), link("a", "d")]) assert.equal(review.note(one), "review.not-taken");
  assert.equal(review.note(status("a", "inactif")), null);
});

test("why something cannot be noted is told by its reason", function () {
  const long = "x".repeat(501);
  const { review } = begin({ model: modelOf({ relations: [{ de: 0, vers: 1, nature: long }, { de: 0, vers: 1, nature: null }, { de: 1, vers: 2, nature: long }] }) });
  assert.deepEqual([review.refusal(0), review.refusal(3)], [null, "review.refused-alias"]);
  assert.equal(review.relationRefusal(0), "review.refused-nature", "one of two whose nature cannot be cited");
  assert.equal(review.relationRefusal(2), null, "alone, it needs none");
  assert.deepEqual(review.reference(2), { source_id: "m", cible_id: "d" });
});

test("a mark stands on each relation that a correction means", function () {
  const { review } = begin();
  review.note(confirm());
  assert.deepEqual([0, 1, 2].map((i) => review.relation(i).map(({ kind }) => kind)), [["yes"], ["yes"], []]);
  review.clear();
  review.note(confirm({ nature: null }));
  assert.deepEqual([0, 1].map((i) => review.relation(i).length), [0, 1]);
  assert.deepEqual(["actif", "inactif"].map((word) => review.kindOf(status("a", word))), ["yes", "change"]);
});

test("a partner that is taken back takes its relations with it", function () {
  const { review } = begin();
  review.note(newcomer("Maison", "nouveau-1"));
  review.note(link("a", "nouveau-1"));
  assert.deepEqual(review.links(), [["a", "nouveau-1"]]);
  assert.equal(review.nameOf("nouveau-1"), "Maison");
  review.remove(newcomer("  MAISON ", "nouveau-1"));
  assert.deepEqual(review.state.corrections, []);
});

test("a file is signed, dated, and holds something", function () {
  const { review } = begin({ signed: false });
  assert.deepEqual(review.file(), { missing: "auteur" });
  review.sign("auteur", "Nous");
  assert.deepEqual(review.file(), { missing: "date" });
  review.sign("date", "2025-03-04");
  assert.deepEqual(review.file(), { missing: "corrections" });
  review.note(status("a", "inactif"));
  assert.deepEqual(JSON.parse(review.file().content), {
    format: 1, projet: "Pays", empreinte: OWN, auteur: "Nous", date: "2025-03-04", corrections: [status("a", "inactif")],
  });
  for (let i = 0; i < BYTES / 5000 / 4; i += 1) review.note({ ...link("a", "d", { nature: "n" + i }), commentaire: "🙂".repeat(5000) });
  assert.deepEqual(review.file(), { missing: "room" });
});

test("a review has room for so many corrections, and no more", function () {
  const { review } = begin();
  const many = Array.from({ length: MOST - 1 }, (_, i) => link("a", "d", { nature: "n" + i }));
  assert.equal(review.read(file(many)).count.taken, MOST - 1);
  assert.equal(review.note(status("a", "inactif")), null);
  assert.equal(review.note(status("d", "inactif")), "review.too-many");
  assert.equal(review.note(status("a", "actif")), null, "what is there may change");
});

test("a file is taken in in its order; what is noted here stays, and each is counted", function () {
  const { review } = begin();
  review.note(status("a", "inactif"));
  review.note(status("d", "actif"));
  const given = [link("nouveau-1", "m"), status("a", "inactif"), status("d", "inactif"), newcomer("Maison", "nouveau-1"), status("z", "actif")];
  assert.deepEqual(review.read("\ufeff" + file(given)), { count: { taken: 2, same: 1, other: 1, unknown: 1 }, older: false, other: "Eux" });
  assert.deepEqual(review.state.corrections, [status("a", "inactif"), status("d", "actif"), link("nouveau-1", "m"), newcomer("Maison", "nouveau-1")]);
  assert.equal(review.state.auteur, "Nous");
});

test("partners added on two sides keep apart, and their relations follow them", function () {
  const { review } = begin();
  review.note(newcomer("Maison", "nouveau-1"));
  review.read(file([newcomer("Atelier", "nouveau-1"), link("a", "nouveau-1"), newcomer("maison", "nouveau-2"), link("m", "nouveau-2")]));
  assert.deepEqual(review.added().map(({ nom, id }) => [nom, id]), [["Maison", "nouveau-1"], ["Atelier", "nouveau-2"]]);
  assert.deepEqual(review.links(), [["a", "nouveau-2"], ["m", "nouveau-1"]]);
  assert.equal(review.freeId(), "nouveau-3");
});

test("what is not a review of this project is refused whole", function () {
  const { review } = begin();
  const other = { empreinte: FORMER, projet: "Autre" };
  assert.equal(review.read("{").refused, "review.import-not-json");
  for (const text of ["null", "[]", file([{ type: "autre" }]), file([], { format: 2 })]) assert.equal(review.read(text).refused, "review.import-not-review", text);
  assert.equal(review.read(file([status("a", "inactif")], other)).refused, "review.import-other");
  assert.deepEqual(review.state.corrections, []);
  assert.equal(review.read(file([status("a", "inactif")], { empreinte: FORMER })).older, true);
});

test("nothing is lost when the page is opened again", function () {
  const first = begin();
  first.review.note(status("a", "inactif"));
  const again = begin({ entries: Object.fromEntries(first.kept), signed: false });
  assert.deepEqual(again.review.state, { auteur: "Nous", date: "2025-03-04", corrections: [status("a", "inactif")] });
  again.review.clear();
  again.review.sign("auteur", "");
  again.review.sign("date", "");
  assert.equal(again.kept.size, 0, "an empty review leaves nothing behind");
});

test("what is kept is data: anything odd in it is left aside", function () {
  for (const text of ["{", "null", "3", "[]", '{"corrections": 3}', JSON.stringify({ auteur: 3, date: "hier", corrections: [{}, null, status("z", "actif")] })]) {
    const { review } = begin({ entries: { [KEY]: text }, signed: false });
    assert.deepEqual(review.state, { auteur: "", date: "", corrections: [] }, text);
    assert.equal(review.kept(), text !== "{", text);
  }
});

test("a review begun on another build is taken up, and forgotten there once all of it is here", function () {
  const kept = (corrections, more) => JSON.stringify({ auteur: "Eux", date: "2025-01-02", projet: "Pays", corrections, ...more });
  const entries = {
    ["netmap-revue:" + FORMER]: kept([status("a", "inactif")]),
    ["netmap-revue:" + "c".repeat(64)]: kept([status("a", "actif"), status("z", "actif")], { date: "2024-01-02" }),
    ["netmap-revue:" + "d".repeat(64)]: kept([status("a", "actif")], { projet: "Autre" }),
    ["netmap-revue:" + "e".repeat(64)]: "{",
    autre: kept([status("a", "inactif")]),
    [KEY]: kept([status("d", "actif")], { auteur: "", date: "" }),
  };
  const { review, kept: left } = begin({ entries, signed: false });
  const former = review.former();
  assert.deepEqual(former.map(({ empreinte, exporte }) => [empreinte[0], exporte]), [["c", false], ["b", false]], "the oldest first");
  assert.deepEqual(review.resume(former[1]), { taken: 1, same: 0, other: 0, unknown: 0 });
  assert.ok(!left.has("netmap-revue:" + FORMER));
  assert.equal(review.state.auteur, "Eux");
  assert.deepEqual(review.resume(former[0]), { taken: 0, same: 0, other: 1, unknown: 1 });
  assert.ok(left.has("netmap-revue:" + "c".repeat(64)), "not all of it is here");
});

test("a browser that keeps nothing is said to, and leaving asks before what is noted is lost", function () {
  const { review, refuse } = begin();
  const leave = function () {
    const event = { prevented: false, preventDefault() { event.prevented = true; } };
    page.listeners.get("beforeunload")(event);
    return event.prevented;
  };
  review.note(status("a", "inactif"));
  assert.equal(leave(), false, "it is kept");
  review.clear();
  refuse();
  assert.equal(leave(), false, "nothing is noted");
  review.note(status("a", "inactif"));
  assert.equal(review.kept(), false);
  assert.equal(leave(), true);
  review.done();
  assert.equal(leave(), false, "it was exported");
});

test("another tab of the page is followed, and whoever listens is told", function () {
  const { review, kept } = begin();
  let told = 0;
  review.on(() => (told += 1));
  kept.set(KEY, JSON.stringify({ auteur: "Eux", date: "2025-01-02", projet: "Pays", corrections: [status("d", "actif")] }));
  page.listeners.get("storage")({ key: "autre" });
  assert.equal(told, 0);
  page.listeners.get("storage")({ key: KEY });
  assert.equal(told, 1);
  assert.deepEqual(review.state.corrections, [status("d", "actif")]);
});
