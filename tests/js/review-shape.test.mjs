/* What the page takes for a correction is what docs/revue.schema.json says of one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { BYTES, isDay, isNameable, LONG, makeShapes, MOST, oneLine, severalLines, signatureOf, TEXT } from "../../netmap/render/network/review-shape.mjs";

const schema = JSON.parse(readFileSync(new URL("../../docs/revue.schema.json", import.meta.url), "utf8"));
const defs = schema.$defs;
const words = (list) => Object.fromEntries(list.map((word) => [word, word]));
const { isCorrection, isReview } = makeShapes({ statut: words(defs.statut.enum), position: words(defs.position.enum) });

/* A definition of the schema, with what stands beside its reference. */
function resolve({ $ref, ...own }) {
  return $ref ? { ...defs[$ref.split("/").at(-1)], ...own } : own;
}

const fits = ({ const: only, enum: among, type, maxItems, items, minLength = 0 }) =>
  only ?? among?.[0] ?? (type === "array" ? Array.from({ length: maxItems }, () => fits(resolve(items))) : "x".repeat(Math.max(minLength, 1)));

/* Values that a definition refuses: a wrong word, too short, too long, of another type. */
function misfits({ const: only, enum: among, type, minLength, maxLength, maxItems, items }) {
  if (only !== undefined || among) return ["no such word", 1, undefined];
  if (type === "array") return [Array.from({ length: maxItems + 1 }, () => "x"), ["x".repeat(resolve(items).maxLength + 1)], [""], "x"];
  const nothing = [].concat(type).includes("null") ? [] : [null];
  return ["x".repeat(maxLength + 1), 1, {}, ["x"], "a\u0000b", ...(minLength ? [""] : []), ...nothing];
}

const forms = defs.correction.oneOf.map(({ title, required, properties }) => ({
  title, required,
  checks: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, resolve(one)])),
}));
const full = ({ checks }) => Object.fromEntries(Object.entries(checks).map(([name, one]) => [name, fits(one)]));

test("there is a form of each kind", function () {
  assert.equal(forms.length, 7);
});

for (const form of forms) {
  test(`${form.title}: whole and bare it is taken`, function () {
    const whole = full(form);
    assert.ok(isCorrection(whole));
    assert.ok(isCorrection(Object.fromEntries(form.required.map((name) => [name, whole[name]]))));
  });

  test(`${form.title}: without what it must hold it is not`, function () {
    for (const name of form.required.filter((one) => one !== "type")) {
      const { [name]: left, ...rest } = full(form);
      assert.ok(left !== undefined && !isCorrection(rest), name);
    }
  });

  test(`${form.title}: with what the schema refuses it is not`, function () {
    const whole = full(form);
    assert.ok(!isCorrection({ ...whole, more: "x" }));
    for (const [name, check] of Object.entries(form.checks)) {
      for (const value of misfits(check)) assert.ok(!isCorrection({ ...whole, [name]: value }), `${name}: ${String(value).slice(0, 20)}`);
    }
  });

  test(`${form.title}: the longest text is taken, and counted as people count`, function () {
    const whole = full(form);
    for (const [name, { maxLength }] of Object.entries(form.checks).filter(([, one]) => one.maxLength)) {
      assert.ok(isCorrection({ ...whole, [name]: "x".repeat(maxLength) }), name);
      assert.ok(isCorrection({ ...whole, [name]: "🙂".repeat(maxLength) }), name);
    }
  });
}

test("nothing else is a correction", function () {
  for (const value of [null, undefined, 1, "x", [], {}, { type: "constructor" }, { type: "supprimer", id: "x" }]) assert.ok(!isCorrection(value));
});

test("several lines may stand in a comment, one in a name", function () {
  const comment = { type: "commentaire", id: "a" };
  assert.ok(isCorrection({ ...comment, texte: "un\n\tdeux" }));
  assert.ok(!isCorrection({ ...comment, texte: "un\u2028deux" }));
  assert.ok(!isCorrection({ ...comment, texte: "\ud800" }));
  assert.ok(!isCorrection({ ...comment, id: "a\nb", texte: "x" }));
});

const review = () => ({
  format: 1, projet: "Pays", empreinte: "a".repeat(64), auteur: "Nous", date: "2025-03-04",
  corrections: [{ type: "changer-statut", id: "a", statut: "actif" }],
});

test("a review has all its parts, and no other", function () {
  assert.ok(isReview(review()));
  assert.deepEqual(Object.keys(review()).sort(), schema.required.slice().sort());
  for (const name of schema.required) {
    const { [name]: left, ...rest } = review();
    assert.ok(left !== undefined && !isReview(rest), name);
  }
  const wrong = { format: 2, projet: "", empreinte: "A".repeat(64), auteur: "a\nb", date: "2025-02-30", corrections: [{}] };
  for (const [name, value] of Object.entries(wrong)) assert.ok(!isReview({ ...review(), [name]: value }), name);
  assert.ok(!isReview({ ...review(), more: 1 }));
  assert.ok(!isReview({ ...review(), empreinte: ["a".repeat(64)] }));
});

test("the limits are those of the schema", function () {
  assert.deepEqual([TEXT, LONG, MOST], [defs.text.maxLength, defs.long.maxLength, schema.properties.corrections.maxItems]);
  assert.match(schema.description, new RegExp(`${BYTES / 1e6} MB`));
});

test("a day exists, from 2000 to 2100", function () {
  for (const day of ["2000-01-01", "2024-02-29", "2100-12-31"]) assert.ok(isDay(day), day);
  for (const day of ["2023-02-29", "1999-12-31", "2101-01-01", "2024-13-01", "2024-1-1", "", null, 20240101, ["2024-01-01"]]) assert.ok(!isDay(day), String(day));
});

test("what is typed is made to fit before it is kept", function () {
  assert.equal(oneLine(" a\u0000\nb\u2028c "), "a b c");
  assert.deepEqual(["Marie\u202e K\u061carim\u200f", "\u2066\u2069"].map(oneLine), ["Marie Karim", ""]);
  assert.equal(severalLines("\u200e un\u202b\ndeux\u2067 "), "un\ndeux");
  assert.equal(severalLines("a\r\nb\u0085c\u2029d\u001b[31m\t"), "a\nb\nc\nd[31m");
  assert.deepEqual(["Été", "œ", "7", "—", "🙂", "中"].map(isNameable), [true, true, true, false, false, false]);
});

test("a signature is read from anything, as far as it is one", function () {
  assert.deepEqual(signatureOf({ auteur: "Nous", date: "2025-03-04", more: 1 }), { auteur: "Nous", date: "2025-03-04" });
  for (const odd of [null, undefined, 3, "x", [], { auteur: 3, date: "hier" }]) assert.deepEqual(signatureOf(odd), { auteur: "", date: "" });
});
