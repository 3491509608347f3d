/* The layered drawing, laid out again for those that a filter leaves. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { relay } from "../../netmap/render/network/relay.mjs";

const [ROW, CELL, HEAD] = [46, 84, 56];
/* Two columns of ten upstream, two mediation points, one column of four downstream, four on both sides, one that steers. */
const places = [
  ...[...Array(20).keys()].map((k) => ["amont", k < 10 ? -200 : -394, 300 + ((k % 10) + 0.5 + (k < 10 ? 0 : 0.5)) * ROW]),
  ["mediation", -60, 350], ["mediation", 60, 500],
  ...[...Array(4).keys()].map((k) => ["aval", 200, 300 + (k + 0.5) * ROW]),
  ["amont-aval", -80, 700], ["amont-aval", 80, 700], ["amont-aval", -80, 784], ["amont-aval", 80, 784],
  ["pilotage", 0, 70],
];
const band = (name, x, y, width, height) => ({ name, x, y, width, height, heading: HEAD, count: places.filter(([one]) => one === name).length });
const layout = {
  name: "etapes", row: ROW, cell: CELL, x: places.map(([, x]) => x), y: places.map(([, , y]) => y), side: places.map(() => 0),
  bands: [band("amont", -588, 244, 388, 600), band("mediation", -150, 244, 300, 380), band("aval", 200, 244, 194, 600), band("amont-aval", -170, 640, 340, 230), band("pilotage", -588, 0, 982, 140)],
};
const bandAt = (i) => places[i][0];
const laid = (wanted) => relay(layout, places.map((_, i) => Number(wanted(i))), bandAt);
const bandOf = ({ bands }, name) => bands.find((one) => one.name === name);

test("nothing moves while all are shown, or where partners stand on the territory", function () {
  assert.equal(laid(() => true), layout);
  const map = { ...layout, name: "carte" };
  assert.equal(relay(map, places.map(() => 0), bandAt), map);
});

test("those that are left stand under one another in their order, each in its part", function () {
  const wanted = (i) => i % 3 === 0;
  const now = laid(wanted);
  for (const name of ["amont", "mediation", "aval", "amont-aval", "pilotage"]) {
    const left = places.map((_, i) => i).filter((i) => bandAt(i) === name && wanted(i));
    const box = bandOf(now, name);
    if (!left.length) continue;
    assert.equal(box.count, left.length, name);
    for (const i of left) {
      assert.ok(now.x[i] >= box.x && now.x[i] <= box.x + box.width, name + " across");
      assert.ok(now.y[i] >= box.y && now.y[i] <= box.y + box.height, name + " down");
    }
  }
  const upstream = places.map((_, i) => i).filter((i) => bandAt(i) === "amont" && wanted(i));
  assert.deepEqual(upstream.map((i) => now.x[i]), upstream.map(() => -200), "seven need one column");
  assert.deepEqual(upstream.map((i) => now.y[i]), upstream.map((_, k) => 300 + (k + 0.5) * ROW));
  assert.ok(bandOf(now, "amont").width < bandOf(layout, "amont").width);
  assert.ok(bandOf(now, "amont").height < bandOf(layout, "amont").height);
});

test("many still take several columns, and no two stand at one place", function () {
  const wanted = (i) => bandAt(i) !== "amont" || i < 18;
  const now = laid(wanted);
  const spots = places.flatMap((_, i) => (wanted(i) ? [now.x[i] + "," + now.y[i]] : []));
  assert.equal(new Set(spots).size, spots.length);
  assert.deepEqual([...new Set(now.x.slice(0, 18))], [-200, -394]);
});

test("a part that is left empty says so, and none is drawn for those that steer if none is left", function () {
  const now = laid((i) => bandAt(i) === "amont");
  assert.equal(bandOf(now, "mediation").count, 0);
  assert.equal(bandOf(now, "aval").count, 0);
  assert.equal(bandOf(now, "pilotage"), undefined);
  assert.equal(bandOf(now, "amont-aval"), undefined);
});
