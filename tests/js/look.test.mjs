/* What the partner page shows for a state: filters over facts, each told by name. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { choicesOf } from "../../netmap/render/network/filters.mjs";
import { findChain, lookAt } from "../../netmap/render/network/look.mjs";
import { countVerdicts, holdsNeed, makeModel } from "../../netmap/render/network/model.mjs";
import { lackingIn } from "../../netmap/render/network/overview.mjs";

const ALL = "tous";
const CODES = ["17001", "17002"];
/* id → position, status, communes served (null: nobody said), steps, whether it takes part, whether it could */
const PARTNERS = {
  up: ["amont", "actif", [0], { amont: ALL }, true, false],
  maybe: ["amont", "actif", null, { amont: ALL }, true, false],
  middle: ["mediation", "actif", [0, 1], { mediation: ALL }, true, false],
  teeth: ["aval", "actif", [0], { aval: [0] }, true, false],
  rights: ["aval", "actif", [0], { aval: [1] }, true, false],
  won: ["aval", "a-mobiliser", [0], { aval: [0] }, false, true],
  gone: ["aval", "inactif", [0], { aval: [0] }, false, false],
  steer: ["pilotage", "actif", [0, 1], {}, true, false],
};
/* source, target, look, checked long ago, needs carried, needs surely linked */
const RELATIONS = [
  ["up", "middle", "active", false, ALL, ALL],
  ["maybe", "middle", "inconnue", false, ALL, []],
  ["middle", "teeth", "active", true, [0], [0]],
  ["middle", "rights", "active", false, [1], [1]],
  ["steer", "middle", "declaree", false, ALL, []],
  ["up", "middle", "inconnue", false, [0], []],
];
const FRAGILE = { kappa: 1, kappa_amont: 1, kappa_aval: 1, kappa_max: 2, etape: null, manque: [], fragile: [0, 2], verdict: "fragile" };
const BROKEN = { kappa: 0, kappa_amont: 0, kappa_aval: 0, kappa_max: 0, etape: "aval", manque: ["aval"], fragile: [], verdict: "broken" };

const IDS = Object.keys(PARTNERS);
const data = {
  partners: Object.entries(PARTNERS).map(([id, [position, statut, sert]]) => ({
    id, nom: id, categorie: position === "aval" ? "cpam" : "ccas", position, statut, sert, role: IDS.indexOf(id), thematiques: [],
  })),
  roles: Object.values(PARTNERS).map(([, , , etapes, actif, candidat]) => ({ etapes, actif, candidat })),
  relations: RELATIONS.map(([de, vers, aspect, perimee], usage) => ({ de: IDS.indexOf(de), vers: IDS.indexOf(vers), aspect, perimee, usage, thematiques: [] })),
  uses: RELATIONS.map(([, , , , porte, maillon]) => ({ porte, maillon })),
  communes: CODES.map((code) => ({ code, nom: "Commune " + code })),
  needs: ["soins", "droits"],
  themes: ["soins", "droits", "transport"],
  chains: [FRAGILE, BROKEN],
  cells: [[0, 0], [1, null]],
  labels: {
    categorie: { cpam: "CPAM", ccas: "CCAS", caf: "CAF" },
    position: { amont: "Amont", mediation: "Médiation", aval: "Aval", pilotage: "Pilotage", financement: "Financement" },
    statut: { actif: "Actif", "a-mobiliser": "À mobiliser", inactif: "Inactif", "a-remobiliser": "À re-mobiliser" },
    besoin: { soins: "Soins", droits: "Droits", transport: "Transport" },
  },
  looks: { relations: { active: {}, declaree: {}, "en-projet": {}, inconnue: {} } },
};
const model = makeModel(data);
const EMPTY = { commune: "", besoin: "", categorie: "", position: "", statut: "", etat: "", partenaire: "" };
const look = (state) => lookAt(model, { ...EMPTY, ...state });
const nodes = (state) => IDS.filter((_, i) => look(state).node[i]);
const edges = (state) => RELATIONS.filter((_, i) => look(state).edge[i]).map(([de, vers]) => de + ">" + vers);
const named = (list) => [...list].map((i) => IDS[i]).sort();

test("everything is shown until something is asked for", function () {
  const { nodes: shown, edges: lines, unknown, ring, strong } = look({});
  assert.deepEqual([shown, lines, unknown, ring.size, strong.size], [8, 6, 0, 0, 0]);
});

test("a fact of the table keeps those that have it, their relations and their neighbours", function () {
  assert.deepEqual(nodes({ position: "amont" }), ["up", "maybe", "middle"]);
  assert.equal(look({ position: "amont" }).beside, 1);
  assert.deepEqual(nodes({ statut: "a-mobiliser" }), ["won"]);
  assert.deepEqual(nodes({ categorie: "cpam" }), ["middle", "teeth", "rights", "won", "gone"]);
  assert.deepEqual(nodes({ categorie: "cpam", position: "amont" }), []);
  assert.deepEqual(edges({ position: "amont" }), ["up>middle", "maybe>middle", "up>middle"]);
});

test("every value of a filter shows each relation that touches its partners", function () {
  for (const name of ["categorie", "position", "statut"]) {
    for (const value of new Set(data.partners.map((partner) => partner[name]))) {
      const has = (i) => data.partners[i][name] === value;
      const touching = data.relations.filter(({ de, vers }) => has(de) || has(vers)).map(({ de, vers }) => IDS[de] + ">" + IDS[vers]);
      assert.deepEqual(edges({ [name]: value }), touching, value);
      assert.deepEqual(named(look({ [name]: value }).ring), IDS.filter((_, i) => has(i)).sort());
    }
  }
});

test("a need keeps those who can hold a step for it, and the relations that carry it", function () {
  assert.deepEqual(nodes({ besoin: "droits" }), ["up", "maybe", "middle", "rights"]);
  assert.deepEqual(edges({ besoin: "droits" }), ["up>middle", "maybe>middle", "middle>rights"]);
  assert.deepEqual(nodes({ besoin: "transport" }), ["up", "maybe", "middle"]);
});

test("a commune keeps those who serve it, and those of whom nobody said, counted apart", function () {
  assert.deepEqual(nodes({ commune: "17002" }), ["maybe", "middle", "steer"]);
  assert.equal(look({ commune: "17002" }).unknown, 1);
  assert.equal(look({ commune: "17002", position: "mediation" }).unknown, 0);
});

test("a state of relations keeps the partners at their ends", function () {
  assert.deepEqual(nodes({ etat: "inconnue" }), ["up", "maybe", "middle"]);
  assert.deepEqual(nodes({ etat: "perimee" }), ["middle", "teeth"]);
  assert.deepEqual(edges({ etat: "perimee" }), ["middle>teeth"]);
});

test("a partner keeps its neighbours, whatever else is asked but the state", function () {
  const state = { partenaire: "middle", position: "aval" };
  assert.deepEqual(nodes(state), ["up", "maybe", "middle", "teeth", "rights", "steer"]);
  assert.deepEqual(nodes({ ...state, etat: "inconnue" }), ["up", "maybe", "middle"]);
  assert.deepEqual(named(look(state).ring), ["middle"]);
  assert.deepEqual(nodes({ partenaire: "gone" }), ["gone"], "alone, and there");
});

test("what the address asks for and the page does not know is as if nothing was asked", function () {
  assert.equal(look({ commune: "99999", partenaire: "__proto__" }).nodes, 8);
});

test("a chain has its sides, those perhaps in it, those who could join, and its sure links", function () {
  const chain = findChain(model, 0, "soins");
  assert.deepEqual(Object.fromEntries(Object.entries(chain.sides).map(([side, list]) => [side, named(list)])), { amont: ["up"], mediation: ["middle"], aval: ["teeth"] });
  assert.deepEqual(named(chain.perhaps), ["maybe"]);
  assert.deepEqual(named(chain.candidates), ["won"]);
  assert.deepEqual(named(chain.linked), ["middle", "teeth", "up"]);
  assert.deepEqual([...chain.links], [0, 2], "of two relations between the same, the sure one");
  assert.equal(chain.cell, FRAGILE);
});

test("a link holds where both ends serve the commune", function () {
  const chain = findChain(model, 1, "soins");
  assert.deepEqual(chain.sides.mediation.map((i) => IDS[i]), ["middle"]);
  assert.equal(chain.links.size, 0);
  assert.deepEqual(nodes({ commune: "17002", besoin: "soins" }), ["maybe", "middle"]);
});

test("the page about a chain rings its linked partners and draws its links strongly", function () {
  const shown = look({ commune: "17001", besoin: "soins" });
  assert.deepEqual(nodes({ commune: "17001", besoin: "soins" }), ["up", "maybe", "middle", "teeth", "won"]);
  assert.deepEqual(named(shown.ring), ["middle", "teeth", "up"]);
  assert.deepEqual([...shown.strong], [0, 2]);
  assert.equal(look({ commune: "17001", besoin: "soins", partenaire: "up" }).strong.size, 0);
});

test("a need that was not examined has no verdict, and may still be asked for", function () {
  assert.equal(findChain(model, 0, "transport").cell, null);
  assert.equal(model.chainAt(1, 1), null);
});

test("verdicts are counted as they are given, what was not examined apart", function () {
  const row = [FRAGILE, BROKEN, null, { verdict: "unconfirmed" }, { verdict: "whole" }, { verdict: "closed" }];
  assert.deepEqual(countVerdicts(row), { whole: 1, fragile: 1, unconfirmed: 1, broken: 1, closed: 1, absent: 1 });
  assert.equal(lackingIn(row), 2);
});

test("what the loss of a partner breaks is read off the chains that name it", function () {
  assert.deepEqual(model.breaks[IDS.indexOf("middle")], [[0, 0], [0, 1]]);
  assert.deepEqual(model.breaks[IDS.indexOf("teeth")], []);
});

test("a set of needs has those it names, or all", function () {
  assert.deepEqual([holdsNeed(ALL, 2), holdsNeed([0, 1], 2), holdsNeed([2], 2), holdsNeed([], 0)], [true, false, true, false]);
});

test("filters offer what some row has, and the relations checked long ago where there are any", function () {
  const choices = choicesOf(model, (key) => "relation " + key, (a, b) => (a[1] < b[1] ? -1 : 1));
  const codes = (name) => choices[name].map(([code]) => code);
  assert.deepEqual(codes("commune"), CODES);
  assert.deepEqual(codes("besoin"), ["soins", "droits"]);
  assert.deepEqual(codes("categorie"), ["ccas", "cpam"]);
  assert.deepEqual(codes("position"), ["amont", "mediation", "aval", "pilotage"]);
  assert.deepEqual(codes("statut"), ["actif", "a-mobiliser", "inactif"]);
  assert.deepEqual(codes("etat"), ["active", "declaree", "inconnue", "perimee"]);
  const fresh = makeModel({ ...data, relations: data.relations.map((one) => ({ ...one, perimee: false })) });
  assert.ok(!choicesOf(fresh, String, () => 0).etat.some(([code]) => code === "perimee"));
});
