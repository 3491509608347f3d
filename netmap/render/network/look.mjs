/* What is shown for a state of the page: filters over what Python told of partners and relations. */
import { holdsNeed } from "./model.mjs";

const STEPS = ["amont", "mediation", "aval"];

export const stepsFor = (partner, theme) => STEPS.filter((step) => step in partner.etapes && holdsNeed(partner.etapes[step], theme));

/* true, false, or null where nobody said */
const servesCommune = (partner, commune) => (partner.sert === null ? null : partner.sert.includes(commune));

const isInState = (relation, asked) => !asked || (asked === "perimee" ? relation.perimee : relation.aspect === asked);

/* The chain of a commune and a need: who stands at each step, who is linked, who could join. */
export function findChain({ partners, relations, themeIndex, needIndex, chainAt }, commune, need) {
  const theme = themeIndex.get(need);
  const sides = { amont: [], mediation: [], aval: [] };
  const perhaps = [];
  const candidates = [];
  partners.forEach(function (partner, i) {
    const steps = stepsFor(partner, theme);
    const here = servesCommune(partner, commune);
    if (!steps.length || here === false) return;
    if (partner.candidat) candidates.push(i);
    if (!partner.actif) return;
    const sure = here === null ? [] : steps.filter((step) => step !== "aval" || !partner.muet);
    for (const step of sure) sides[step].push(i);
    if (sure.length < steps.length) perhaps.push(i);
  });
  const members = new Set(Object.values(sides).flat());
  const links = new Set();
  const linked = new Set();
  relations.forEach(function ({ de, vers, maillon }, i) {
    if (!members.has(de) || !members.has(vers) || !holdsNeed(maillon, theme)) return;
    links.add(i);
    linked.add(de).add(vers);
  });
  const reach = new Set([...members, ...perhaps, ...candidates]);
  return { sides, perhaps, candidates, links, linked, members, reach, cell: chainAt(commune, needIndex.get(need)) };
}

/* Filters on what the table says of a partner: those that have it are shown with their neighbours. */
const FACTS = ["categorie", "position", "statut"];

const matches = (partner, state) => FACTS.every((name) => !state[name] || partner[name] === state[name]);

/* Whether a partner can stand where the need and the chain ask for one. */
const takesPart = (partner, i, theme, chain) => (theme === undefined || stepsFor(partner, theme).length > 0) && (!chain || chain.reach.has(i));

/* Partners at either end of the relations that are shown. */
function endsOf(relations, edge) {
  const ends = new Set();
  relations.forEach(function ({ de, vers }, i) {
    if (edge[i]) ends.add(de).add(vers);
  });
  return ends;
}

/*
 * node, edge: 1 shown, 0 set aside; match: 1 for those that were asked for; ring: partners that the answer is about; strong: relations of
 * the chain; unknown: partners shown of which nobody said whether they serve the commune; beside:
 * how many are shown as neighbours alone.
 */
export function lookAt(model, state) {
  const { partners, relations } = model;
  const commune = model.communeIndex.get(state.commune) ?? null;
  const need = state.besoin || null;
  const theme = need === null ? undefined : model.themeIndex.get(need);
  const focus = model.partnerIndex.get(state.partenaire) ?? null;
  const chain = commune !== null && need ? findChain(model, commune, need) : null;
  const serve = partners.map((partner) => commune === null || servesCommune(partner, commune));
  const inState = (relation) => isInState(relation, state.etat);

  const there = partners.map((partner, i) => serve[i] !== false && takesPart(partner, i, theme, chain));
  const wanted = partners.map((partner, i) => there[i] && matches(partner, state));
  let edge = relations.map(
    (one) => there[one.de] && there[one.vers] && (wanted[one.de] || wanted[one.vers]) && inState(one) && (theme === undefined || holdsNeed(one.porte, theme))
  );
  const touched = endsOf(relations, edge);
  let node = partners.map((_, i) => touched.has(i) || (wanted[i] && !state.etat));
  let match = partners.map((_, i) => node[i] && wanted[i]);
  const unknown = focus === null ? match.filter((shown, i) => shown && serve[i] === null).length : 0;
  const asked = chain ? [...chain.members].filter((i) => chain.linked.has(i)) : partners.map((_, i) => i).filter((i) => match[i] && FACTS.some((name) => state[name]));
  let ring = new Set(asked);
  if (focus !== null) {
    edge = relations.map((one) => (one.de === focus || one.vers === focus) && inState(one));
    const near = endsOf(relations, edge).add(focus);
    node = partners.map((_, i) => near.has(i));
    match = node;
    ring = new Set([focus]);
  }
  const marks = (list) => Uint8Array.from(list, Number);
  const count = (list) => list.filter(Boolean).length;
  return {
    node: marks(node), match: marks(match), edge: marks(edge), nodes: count(node), edges: count(edge),
    ring, focus, commune, need, chain, unknown, beside: count(node) - count(match),
    strong: chain && focus === null ? chain.links : new Set(),
  };
}
