/* What a group notes is lost by nothing, until it is exported or erased. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, entryOf, FORMER, modelOf, page, slot, status } from "./review.mjs";

test("nothing is lost when the page is opened again", async function () {
  const first = await begin();
  first.review.note(status("a", "inactif"));
  await first.review.settled();
  const again = await begin({ entries: Object.fromEntries(first.kept), signed: false });
  assert.deepEqual(again.review.state, { auteur: "Nous", date: "2025-03-04", corrections: [status("a", "inactif")] });
  assert.equal(again.review.kept(), "kept");
});

test("what was exported or erased leaves nothing behind in the browser", async function () {
  const { review, kept } = await begin();
  review.note(status("a", "inactif"));
  review.done();
  await review.settled();
  assert.equal(kept.size, 0);
  assert.equal(review.kept(), "removed");
  assert.deepEqual(review.state, { auteur: "Nous", date: "2025-03-04", corrections: [status("a", "inactif")] }, "it is still on the page");
  review.note(status("d", "actif"));
  await review.settled();
  assert.deepEqual([kept.size, review.kept()], [1, "kept"], "what is noted afterwards is kept with it");
  review.clear();
  await review.settled();
  assert.deepEqual(review.state, { auteur: "", date: "", corrections: [] });
  assert.deepEqual([kept.size, review.kept()], [0, "kept"]);
});

test("what another page planted is not taken, and is written over", async function () {
  const planted = { auteur: "Marie", date: "2025-01-02", projet: "Pays", exporte: false, corrections: [status("a", "inactif")], moment: 1 };
  await entryOf([]);
  for (const text of ["{", "null", "3", "[]", JSON.stringify(planted)]) {
    const { review, kept } = await begin({ entries: { [slot]: text }, signed: false });
    assert.deepEqual(review.state, { auteur: "", date: "", corrections: [] }, text);
    review.note(status("d", "actif"));
    await review.settled();
    assert.equal(review.kept(), "kept");
    const again = await begin({ entries: Object.fromEntries(kept), signed: false });
    assert.deepEqual(again.review.state.corrections, [status("d", "actif")]);
  }
});

test("what a page kept before it lacked a partner is taken up as far as it goes", async function () {
  const entry = await entryOf([status("a", "inactif"), status("d", "actif")]);
  const model = modelOf();
  model.partnerIndex.delete("d");
  const { review } = await begin({ entries: { [slot]: entry }, model, signed: false });
  assert.deepEqual(review.state, { auteur: "Eux", date: "2025-01-02", corrections: [status("a", "inactif")] });
});

test("notes of another version of the page are said to be there, and are forgotten when asked", async function () {
  const former = { ["netmap-revue:" + FORMER]: JSON.stringify({ auteur: "Eux", projet: "Pays", corrections: [status("a", "inactif")] }) };
  const other = { ["netmap-revue:" + "c".repeat(64)]: JSON.stringify({ projet: "Autre" }) };
  const { review, kept } = await begin({ entries: { ...former, ...other }, signed: false });
  assert.equal(review.hasOthers(), true);
  assert.deepEqual(review.state.corrections, []);
  review.forgetOthers();
  assert.equal(review.hasOthers(), false);
  assert.deepEqual([...kept.keys()], Object.keys(other));
});

const leave = function () {
  const event = { prevented: false, preventDefault() { event.prevented = true; } };
  page.listeners.get("beforeunload")(event);
  return event.prevented;
};

test("a browser that keeps nothing is said to, and leaving asks before what is noted is lost", async function () {
  const { review, refuse } = await begin();
  review.note(status("a", "inactif"));
  assert.equal(leave(), true, "it is not kept yet");
  await review.settled();
  assert.equal(leave(), false, "it is kept");
  review.clear();
  refuse();
  assert.equal(leave(), false, "nothing is noted");
  review.note(status("a", "inactif"));
  await review.settled();
  assert.equal(review.kept(), "not-kept");
  assert.equal(leave(), true);
  review.done();
  assert.equal(leave(), false, "it was exported");
  review.note(status("d", "inactif"));
  await review.settled();
  assert.equal(leave(), true, "more was noted since");
});

test("another tab of the page is followed, and whoever listens is told", async function () {
  const entry = await entryOf([status("d", "actif")]);
  const { review, kept } = await begin({ signed: false });
  let told = 0;
  review.on("changed", () => (told += 1));
  kept.set(slot, entry);
  page.listeners.get("storage")({ key: "autre" });
  page.listeners.get("storage")({ key: slot + "?" });
  await review.settled();
  assert.equal(told, 0);
  page.listeners.get("storage")({ key: slot });
  await review.settled();
  assert.equal(told, 1);
  assert.deepEqual(review.state.corrections, [status("d", "actif")]);
  assert.equal(review.state.auteur, "Eux");
});

test("what is noted while another tab is followed is lost on neither side", async function () {
  const entry = await entryOf([status("d", "actif")]);
  const { review, kept } = await begin({ signed: false });
  kept.set(slot, entry);
  page.listeners.get("storage")({ key: slot });
  review.note(status("a", "inactif"));
  await review.settled();
  assert.deepEqual(review.state.corrections, [status("a", "inactif"), status("d", "actif")]);
  const again = await begin({ entries: Object.fromEntries(kept), signed: false });
  assert.deepEqual(again.review.state.corrections, [status("a", "inactif"), status("d", "actif")]);
});

test("another page that erases or puts back what was kept takes nothing from this one", async function () {
  const { review, kept } = await begin();
  review.note(status("a", "inactif"));
  await review.settled();
  const older = kept.get(slot);
  review.note(status("d", "inactif"));
  await review.settled();
  const whole = [status("a", "inactif"), status("d", "inactif")];
  for (const change of [() => kept.delete(slot), () => kept.set(slot, older), () => kept.set(slot, "{}")]) {
    change();
    page.listeners.get("storage")({ key: slot });
    await review.settled();
    assert.deepEqual([review.state.corrections, review.kept(), leave()], [whole, "removed", true]);
  }
  review.sign("auteur", "Nous autres");
  await review.settled();
  assert.deepEqual([review.kept(), leave()], ["kept", false]);
});
