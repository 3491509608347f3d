import assert from "node:assert/strict";
import { test } from "node:test";

import { partingMoves } from "../../netmap/render/map/spread.mjs";

const box = (x, y, width = 20, height = 20) => ({ left: x, right: x + width, top: y, bottom: y + height });
const drawn = (boxes) => partingMoves(boxes).map(([x, y], i) => ({ left: boxes[i].left + x, right: boxes[i].right + x, top: boxes[i].top + y, bottom: boxes[i].bottom + y }));

test("marks that stand apart stay where they are", () => {
  assert.deepEqual(partingMoves([box(0, 0), box(50, 0)]), [[0, 0], [0, 0]]);
});

test("marks at one point no longer meet, and the first does not move", () => {
  const boxes = Array.from({ length: 6 }, () => box(100, 100));
  const shown = drawn(boxes);
  assert.deepEqual(shown[0], boxes[0]);
  for (const [i, a] of shown.entries()) {
    for (const b of shown.slice(i + 1)) {
      assert.ok(a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom);
    }
  }
});
