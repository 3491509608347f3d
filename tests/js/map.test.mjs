/* What decides something on the map, and where the arrows lead in the drawing of the network. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { chainsOf } from "../../netmap/render/map/place-card.mjs";
import { paintOf } from "../../netmap/render/map/marks.mjs";
import { fillsOfPlaces, legendRows } from "../../netmap/render/map/zones.mjs";
import { nearestAhead, nearestCorner } from "../../netmap/render/network/cursor.mjs";
import { openPage } from "./page.mjs";

openPage({ data: { map: { messages: { "legend.masquee.taux": "Masqué" } } } });
const measure = { key: "taux", classes: [{ label: "moins", colour: "#111111" }, { label: "plus", colour: "#222222" }] };

test("the legend counts each class with those in doubt, then the doubt, then the patterns that are there", function () {
  const fills = ["0", "~0", "~1", "masquee", "masquee", "1"];
  assert.deepEqual(legendRows(measure, fills, ["indeterminee", "masquee", "sans-donnee"], "doute"), [
    { fill: "0", label: "moins", count: 2 },
    { fill: "1", label: "plus", count: 2 },
    { fill: "~0", label: "doute", count: 2 },
    { fill: "masquee", label: "Masqué", count: 2 },
  ]);
});

test("a neighbourhood in several communes is one place of the legend, unless its parts differ", function () {
  const zones = [{ code_qp: null, fill: "0" }, { code_qp: "QN1", fill: "1" }, { code_qp: null, fill: "0" }, { code_qp: "QN1", fill: "1" }, { code_qp: "QN2", fill: "0" }, { code_qp: "QN2", fill: "masquee" }];
  assert.deepEqual(fillsOfPlaces(zones, ({ fill }) => fill), ["0", "1", "0", "0", "masquee"]);
});

test("no class is painted for a figure that is hidden or missing", function () {
  assert.equal(paintOf(measure, "1"), "#222222");
  assert.equal(paintOf(measure, "~1"), "url(#doubt-taux-1)");
  assert.equal(paintOf(measure, "masquee"), "url(#fill-masquee)");
});

test("the chains of a commune are those that were examined, each with its need", function () {
  const data = { examined: ["soins", "droits", "transport"], chains: [{ verdict: "whole" }, { verdict: "broken" }] };
  assert.deepEqual(chainsOf(data, { chaine: [1, null, 0] }), [
    { thematique: "soins", verdict: "broken" },
    { thematique: "transport", verdict: "whole" },
  ]);
});

test("an arrow leads to the nearest partner ahead, one straight ahead before one aside", function () {
  const layout = { x: [0, 10, 8, 30, -10], y: [0, 0, 9, 0, 0] };
  const all = [0, 1, 2, 3, 4];
  assert.equal(nearestCorner(layout, all), 4);
  assert.equal(nearestAhead(layout, all, 0, 1, 0), 1);
  assert.equal(nearestAhead(layout, all, 1, 1, 0), 3);
  assert.equal(nearestAhead(layout, all, 0, -1, 0), 4);
  assert.equal(nearestAhead(layout, all, 0, 0, 1), 2);
  assert.equal(nearestAhead(layout, all, 3, 1, 0), null);
});
