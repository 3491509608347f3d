/* The three columns of a chain and of a partner: who stands where, and what links them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { chainColumns, partnerColumns, split } from "../../netmap/render/network/columns.mjs";
import { findChain } from "../../netmap/render/network/look.mjs";
import { makeModel } from "../../netmap/render/network/model.mjs";

const ALL = "tous";
/* id → steps, communes served, whether it takes part, whether it could */
const WHO = {
  up: [{ amont: ALL }, [0], true, false],
  both: [{ amont: ALL, aval: [0] }, [0], true, false],
  middle: [{ mediation: ALL }, [0], true, false],
  second: [{ mediation: ALL }, [0], true, false],
  down: [{ aval: [0] }, [0], true, false],
  won: [{ aval: [0] }, [0], false, true],
  unsaid: [{ aval: [0] }, null, true, false],
  payer: [{}, [0], true, false],
};
/* source, target, look, whether people are referred along it, needs surely linked */
const LINES = [
  ["up", "middle", "active", true, ALL],
  ["up", "middle", "inconnue", true, []],
  ["both", "middle", "en-projet", true, []],
  ["middle", "both", "rompue", true, []],
  ["middle", "down", "active", true, [0]],
  ["middle", "won", "active", true, []],
  ["second", "unsaid", "inconnue", true, []],
  ["payer", "middle", "active", false, []],
  ["down", "middle", "active", true, []],
];
const IDS_OF = Object.keys(WHO);
const at = (id) => IDS_OF.indexOf(id);
const model = makeModel({
  partners: IDS_OF.map((id, role) => ({ id, role, sert: WHO[id][1] })),
  roles: Object.values(WHO).map(([etapes, , actif, candidat]) => ({ etapes, actif, candidat })),
  relations: LINES.map(([de, vers, aspect], usage) => ({ de: at(de), vers: at(vers), aspect, usage })),
  uses: LINES.map(([, , , oriente, maillon]) => ({ porte: ALL, oriente, maillon })),
  communes: [{ code: "17001" }],
  needs: ["soins"],
  themes: ["soins"],
  chains: [{ verdict: "fragile", fragile: [at("middle")] }],
  cells: [[0]],
  labels: {},
});
const told = ({ steps, links }) => ({
  steps: Object.fromEntries(Object.entries(steps).map(([step, list]) => [step, list.map(({ i, kind }) => IDS_OF[i] + " " + kind)])),
  links: links.map(({ side, i, m, kind }) => [side, IDS_OF[i], IDS_OF[m], kind].join(" ")).sort(),
});

test("a chain has those in it and those who could be, the best link of each, the one it hangs on first", function () {
  assert.deepEqual(told(chainColumns(model, findChain(model, 0, "soins"), "soins")), {
    steps: { amont: ["up sure", "both projet"], mediation: ["middle sure", "second inconnue"], aval: ["down sure", "won projet", "both rompue", "unsaid inconnue"] },
    links: ["amont both middle projet", "amont up middle sure", "aval both middle rompue", "aval down middle sure", "aval unsaid second inconnue", "aval won middle projet"],
  });
});

test("who pays or steers passes through no column", function () {
  const { steps } = partnerColumns(model, at("payer"));
  assert.deepEqual(Object.values(steps), [[], [], []]);
  assert.ok(!told(partnerColumns(model, at("middle"))).steps.amont.some((one) => one.startsWith("payer")));
});

test("a partner has its mediation points, and those on their other side", function () {
  assert.deepEqual(told(partnerColumns(model, at("down"))).steps, { amont: ["up sure", "both projet"], mediation: ["middle sure"], aval: ["down sure"] });
  assert.deepEqual(told(partnerColumns(model, at("up"))).steps, { amont: ["up sure"], mediation: ["middle sure"], aval: ["down sure", "won projet", "both rompue"] });
  assert.deepEqual(told(partnerColumns(model, at("second"))).steps, { amont: [], mediation: ["second inconnue"], aval: ["unsaid inconnue"] });
});

test("a long column shows those linked first, a few of the others, and never loses the one it is about", function () {
  const list = [...Array(9).keys()].map((i) => ({ i, kind: i < 8 ? "sure" : null, key: i === 8 }));
  const { shown, rest } = split(list);
  assert.deepEqual(shown.map(({ i }) => i), [0, 1, 2, 3, 4, 5, 8]);
  assert.deepEqual(rest.map(({ i }) => i), [6, 7]);
  assert.equal(split(list.map((one) => ({ ...one, kind: null, key: false }))).shown.length, 3);
});
