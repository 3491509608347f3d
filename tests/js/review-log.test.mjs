/* The log of a review: what is noted replaces, goes with what it needs. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { BYTES, MOST } from "../../netmap/render/network/review-shape.mjs";
import { begin, confirm, file, FORMER, link, modelOf, newcomer, OWN, status } from "./review.mjs";

test("the later word on the same thing holds", async function () {
  const { review } = await begin();
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

test("what is not of this page is not noted, and a sentence says so", async function () {
  const { review } = await begin();
  const refused = [
    status("z", "actif"), status("a", "perdu"), status("alias-1", "actif"), confirm({ nature: "autre" }), link("a", "a"), link("a", "z"), link("a", "alias-1"),
    newcomer("—"), { ...newcomer("Maison"), categorie: "constructor" }, { ...newcomer("Maison"), couvre: ["17999"] }, link("a", "d", { thematiques: ["loisirs"] }),
    { type: "confirmer-relation", source_id: "alias-1", cible_id: "m" }, { ...status("a", "actif"), more: 1 },
  ];
  for (const one of refused) assert.equal(review.note(one), "review.not-taken", JSON.stringify(one));
  assert.deepEqual(review.state.corrections, []);
});

test("supposed relations are not reviewed", async function () {
  const { review } = await begin({ model: modelOf({ supposed: true, relations: [{ de: 0, vers: 1, nature: null, supposee: true }] }) });
  assert.equal(review.relationRefusal(0), "review.refused-supposed");
  for (const one of [confirm(), link("a", "d")]) assert.equal(review.note(one), "review.not-taken");
  assert.equal(review.note(status("a", "inactif")), null);
});

test("why something cannot be noted is told by its reason", async function () {
  const long = "x".repeat(501);
  const { review } = await begin({ model: modelOf({ relations: [{ de: 0, vers: 1, nature: long }, { de: 0, vers: 1, nature: null }, { de: 1, vers: 2, nature: long }] }) });
  assert.deepEqual([review.refusal(0), review.refusal(3)], [null, "review.refused-alias"]);
  assert.equal(review.relationRefusal(0), "review.refused-nature", "one of two whose nature cannot be cited");
  assert.equal(review.relationRefusal(2), null, "alone, it needs none");
  assert.deepEqual(review.reference(2), { source_id: "m", cible_id: "d" });
});

test("a mark stands on each relation that a correction means", async function () {
  const { review } = await begin();
  review.note(confirm());
  assert.deepEqual([0, 1, 2].map((i) => review.relation(i).map(({ kind }) => kind)), [["yes"], ["yes"], []]);
  review.clear();
  review.note(confirm({ nature: null }));
  assert.deepEqual([0, 1].map((i) => review.relation(i).length), [0, 1]);
  assert.deepEqual(["actif", "inactif"].map((word) => review.kindOf(status("a", word))), ["yes", "change"]);
});

test("a partner that is taken back takes its relations with it", async function () {
  const { review } = await begin();
  review.note(newcomer("Maison", "nouveau-1"));
  review.note(link("a", "nouveau-1"));
  assert.deepEqual(review.links(), [["a", "nouveau-1"]]);
  assert.equal(review.nameOf("nouveau-1"), "Maison");
  review.remove(newcomer("  MAISON ", "nouveau-1"));
  assert.deepEqual(review.state.corrections, []);
});

test("a file is signed, dated, and holds something", async function () {
  const { review } = await begin({ signed: false });
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

test("a review has room for so many corrections, and no more", async function () {
  const { review } = await begin();
  const many = Array.from({ length: MOST - 1 }, (_, i) => link("a", "d", { nature: "n" + i }));
  assert.equal(review.read(file(many)).count.taken, MOST - 1);
  assert.equal(review.note(status("a", "inactif")), null);
  assert.equal(review.note(status("d", "inactif")), "review.too-many");
  assert.equal(review.note(status("a", "actif")), null, "what is there may change");
});

test("a file is taken in in its order; what is noted here stays, and each is counted", async function () {
  const { review } = await begin();
  review.note(status("a", "inactif"));
  review.note(status("d", "actif"));
  const given = [link("nouveau-1", "m"), status("a", "inactif"), status("d", "inactif"), newcomer("Maison", "nouveau-1"), status("z", "actif")];
  assert.deepEqual(review.read("\ufeff" + file(given)), { count: { taken: 2, same: 1, other: 1, unknown: 1 }, older: false, other: "Eux" });
  assert.deepEqual(review.state.corrections, [status("a", "inactif"), status("d", "actif"), link("nouveau-1", "m"), newcomer("Maison", "nouveau-1")]);
  assert.equal(review.state.auteur, "Nous");
});

test("partners added on two sides keep apart, and their relations follow them", async function () {
  const { review } = await begin();
  review.note(newcomer("Maison", "nouveau-1"));
  review.read(file([newcomer("Atelier", "nouveau-1"), link("a", "nouveau-1"), newcomer("maison", "nouveau-2"), link("m", "nouveau-2")]));
  assert.deepEqual(review.added().map(({ nom, id }) => [nom, id]), [["Maison", "nouveau-1"], ["Atelier", "nouveau-2"]]);
  assert.deepEqual(review.links(), [["a", "nouveau-2"], ["m", "nouveau-1"]]);
  assert.equal(review.freeId(), "nouveau-3");
});

test("what is not a review of this project is refused whole", async function () {
  const { review } = await begin();
  const other = { empreinte: FORMER, projet: "Autre" };
  assert.equal(review.read("{").refused, "review.import-not-json");
  for (const text of ["null", "[]", file([{ type: "autre" }]), file([], { format: 2 })]) assert.equal(review.read(text).refused, "review.import-not-review", text);
  assert.equal(review.read(file([status("a", "inactif")], other)).refused, "review.import-other");
  assert.deepEqual(review.state.corrections, []);
  assert.equal(review.read(file([status("a", "inactif")], { empreinte: FORMER })).older, true);
});
