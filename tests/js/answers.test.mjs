/* A partner's sheet: what is answered becomes a review, and silence nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeShapes } from "../../netmap/render/network/review-shape.mjs";
import { authorOf, correctionsOf } from "../../netmap/render/sheet/answers.mjs";

const SHEET = {
  partner: { id: "cpam", nom: "CPAM", statut: "actif" },
  relations: [
    { source_id: "cpam", cible_id: "m", nature: "orientation" },
    { source_id: "m", cible_id: "cpam", nature: null },
    { source_id: "cpam", cible_id: "d", nature: "orientation" },
  ],
};
const EMPTY = { status: "actif", remark: "", missing: "", relations: [] };
const given = (answers) => correctionsOf(SHEET, { ...EMPTY, ...answers }, "Manque :");

test("silence says nothing", function () {
  assert.deepEqual(given({}), []);
  assert.deepEqual(given({ relations: [{ answer: "", remark: " " }, { answer: "", remark: "" }] }), []);
});

test("each answer is a correction of the relation that it is about, and no other", function () {
  const found = given({ relations: [{ answer: "oui", remark: "une semaine" }, { answer: "non", remark: "" }, { answer: "", remark: "à voir" }] });
  assert.deepEqual(found, [
    { type: "confirmer-relation", source_id: "cpam", cible_id: "m", nature: "orientation", commentaire: "une semaine" },
    { type: "relation-depassee", source_id: "m", cible_id: "cpam", nature: null },
    { type: "commentaire", source_id: "cpam", cible_id: "d", nature: "orientation", texte: "à voir" },
  ]);
  const { isCorrection } = makeShapes({ statut: { actif: "" }, position: {} });
  assert.ok(found.every(isCorrection));
});

test("a status is noted where it changes; remarks are one comment", function () {
  const found = given({ status: "inactif", remark: "parti", missing: "avec le CMP" });
  assert.deepEqual(found, [
    { type: "changer-statut", id: "cpam", statut: "inactif" },
    { type: "commentaire", id: "cpam", texte: "parti\nManque : avec le CMP" },
  ]);
});

test("an answer that no sheet offers is none", function () {
  assert.deepEqual(given({ relations: [{ answer: "constructor", remark: "" }] }), []);
});

test("the partner speaks, and the person if it says so", function () {
  assert.equal(authorOf(SHEET.partner, ""), "CPAM");
  assert.equal(authorOf(SHEET.partner, "accueil\nsocial"), "CPAM (accueil social)");
  assert.ok(authorOf({ nom: "é".repeat(600) }, "x".repeat(200)).length <= 500);
});
