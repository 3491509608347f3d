/* What is seen of the drawing of an atlas stays inside it, and keeps its shape. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { around, nearer, shifted } from "../../netmap/render/atlas/frame.mjs";

const WHOLE = [-100, 0, 1000, 500];

const inside = ([x, y, wide, high]) => x >= -100 && y >= 0 && x + wide <= 900 + 1e-9 && y + high <= 500 + 1e-9 && Math.abs(wide / high - 2) < 1e-9;

test("a point stays where it is while all comes nearer, and going back shows all", function () {
  const near = nearer(WHOLE, WHOLE, 2, [150, 125]);
  assert.deepEqual(near, [25, 62.5, 500, 250]);
  assert.deepEqual(nearer(near, WHOLE, 0.1), WHOLE);
  assert.equal(nearer(WHOLE, WHOLE, 1e6)[2], 25);
});

test("nothing leads out of the drawing", function () {
  for (const frame of [shifted([800, 400, 100, 50], WHOLE, 3, 3), shifted([0, 0, 100, 50], WHOLE, -9, -9), around({ x: 890, y: 490, width: 10, height: 10 }, WHOLE), around({ x: -100, y: 0, width: 1000, height: 500 }, WHOLE), nearer([800, 400, 100, 50], WHOLE, 0.5)]) {
    assert.ok(inside(frame), String(frame));
  }
});
