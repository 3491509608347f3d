/* What is written, looked for and put in order, as readers of the language expect it. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { hashOf } from "../../netmap/render/page/address.mjs";
import { safeLink } from "../../netmap/render/page/dom.mjs";
import { dayInWords, halfDays, number } from "../../netmap/render/page/numbers.mjs";
import { shownEntries } from "../../netmap/render/page/table.mjs";
import { compare, findEntries, fold } from "../../netmap/render/page/text.mjs";
import { fill, sentenceOf } from "../../netmap/render/page/words.mjs";

const FR = "fr-FR";
const EN = "en-GB";

test("numbers are written as the language writes them", function () {
  assert.equal(number(1234567, 0, FR), "1\u202f234\u202f567");
  assert.equal(number(0.456, 2, FR), "0,46");
  assert.equal(number(1234.5, 1, EN), "1,234.5");
  assert.equal(number(-3, 0, FR), "−3");
});

test("zero has no sign, and what is missing is a dash and never a zero", function () {
  assert.equal(number(-0.04, 1, FR), "0,0");
  assert.equal(number(-0.3, 0, FR), "0");
  assert.equal(number(0, 0, FR), "0");
  for (const none of [null, undefined, NaN]) assert.equal(number(none, 1, FR), "—");
});

test("half-days are whole where they are, and a day that is no day stays as it is", function () {
  assert.deepEqual([2, 2.5, null].map((value) => halfDays(value, FR)), ["2", "2,5", "—"]);
  assert.equal(dayInWords("2024-05-01", FR), "1 mai 2024");
  assert.equal(dayInWords("2024-05-01", EN), "1 May 2024");
  assert.equal(dayInWords("mai 2024", FR), "mai 2024");
});

test("folding forgets accents, case and punctuation, in any script", function () {
  assert.equal(fold("  L’Été à Saint-Xandre! "), "l ete a saint xandre");
  assert.equal(fold("МИР Ωμέγα"), "мир ωμεγα");
  assert.equal(fold("—!"), "");
});

test("texts are in the order of the language, numbers in theirs", function () {
  const sorted = (list, descending) => list.slice().sort((a, b) => compare(a, b, descending, FR));
  assert.deepEqual(sorted(["zone", "Été", "est", "lieu 10", "lieu 2"]), ["est", "Été", "lieu 2", "lieu 10", "zone"]);
  assert.deepEqual(sorted([10, 9, 100]), [9, 10, 100]);
});

test("what is missing is last, whichever way a table is sorted", function () {
  const rows = [{ n: null }, { n: 2 }, { n: undefined }, { n: 10 }].map((row) => ({ row, text: "" }));
  const order = (descending) => shownEntries(rows, "", { value: (row) => row.n, descending }, FR).map(({ row }) => row.n ?? null);
  assert.deepEqual(order(false), [2, 10, null, null]);
  assert.deepEqual(order(true), [10, 2, null, null]);
});

test("a table shows the rows that hold what is typed, in their own order until it is sorted", function () {
  const rows = ["Été", "Or", "Étampes"].map((nom) => ({ row: { nom }, text: fold(nom) }));
  const names = (needle) => shownEntries(rows, fold(needle), null, FR).map(({ row }) => row.nom);
  assert.deepEqual(names("ét"), ["Été", "Étampes"]);
  assert.deepEqual(names(""), ["Été", "Or", "Étampes"]);
  assert.deepEqual(names("zzz"), []);
});

test("equal rows keep their order both ways", function () {
  const rows = ["a", "b", "c"].map((nom) => ({ row: { nom, n: 1 }, text: nom }));
  for (const descending of [false, true]) {
    assert.deepEqual(shownEntries(rows, "", { value: (row) => row.n, descending }, FR).map(({ row }) => row.nom), ["a", "b", "c"]);
  }
});

test("a search gives first what begins with it, and at most a screenful", function () {
  const entries = ["Le Bourg", "Bourges", "bourg", "Aubourg"].map((label) => ({ label, text: fold(label) }));
  const labels = (needle) => findEntries(entries, needle).map(({ label }) => label);
  assert.deepEqual(labels("BOURG"), ["Bourges", "bourg", "Le Bourg", "Aubourg"]);
  assert.deepEqual(labels("  "), []);
  assert.deepEqual(labels("zzz"), []);
  const many = Array.from({ length: 30 }, (_, i) => ({ text: "lieu " + i }));
  assert.equal(findEntries(many, "lieu").length, 12);
});

test("a value in a sentence is text, never read as a sentence", function () {
  assert.equal(fill("{a} et {b}", { a: "{b}", b: "$&" }), "{b} et $&");
  assert.equal(fill("{constructor} {x}", {}), "{constructor} {x}");
  assert.equal(sentenceOf({ key: "" }, "key"), "");
  assert.equal(sentenceOf({}, "toString"), "toString");
});

test("an address holds what is asked for, and nothing empty", function () {
  assert.equal(hashOf({ commune: "17300", besoin: "", partenaire: null, vue: undefined }), "#commune=17300");
  assert.equal(hashOf({ q: "a&b=é" }), "#q=a%26b%3D%C3%A9");
  assert.equal(hashOf({}), "");
});

test("links lead to the web, to mail, to this page, or to a file beside it, and run nothing", function () {
  const kept = (url) => safeLink(url, ["map.html"]);
  for (const url of ["https://example.org", "mailto:a@example.org", "#x", "map.html", "map.html#commune=1"]) assert.equal(kept(url), url);
  for (const url of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "map.htmlx", "network.html"]) {
    assert.equal(kept(url), null, url);
  }
});
