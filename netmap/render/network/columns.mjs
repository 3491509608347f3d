/* The three columns of a chain, or of one partner: who stands at each step, and what links them. */
import { stepsFor } from "./look.mjs";
import { holdsNeed } from "./model.mjs";

/* What a relation is in a chain, from what holds it to what is not known. */
const LINKS = ["sure", "projet", "rompue", "inconnue"];
/* Of each column, as many are shown at once: those that are linked, and those that are not. */
const MOST_LINKED = 6;
const MOST_LOOSE = 3;

const none = () => ({ amont: new Set(), mediation: new Set(), aval: new Set() });

function linkOf({ aspect, de, vers }, { partners }, sure) {
  if (sure) return "sure";
  if (aspect === "en-projet" || aspect === "rompue") return aspect === "rompue" ? "rompue" : "projet";
  const works = aspect === "active" || aspect === "declaree";
  return works && !(partners[de].actif && partners[vers].actif) ? "projet" : "inconnue";
}

/* Relations between neighbouring columns, the best of each pair, and the columns sorted by them. */
function lay(model, members, { carries, isSure, first, perhaps }) {
  const links = new Map();
  model.relations.forEach(function (relation, r) {
    const { de, vers, oriente } = relation;
    if (!oriente || !carries(relation)) return;
    const kind = linkOf(relation, model, isSure(relation, r));
    const join = function (side, i, m) {
      const key = side + i + "|" + m;
      const former = links.get(key);
      if (!former || LINKS.indexOf(kind) < LINKS.indexOf(former.kind)) links.set(key, { side, i, m, kind });
    };
    if (members.amont.has(de) && members.mediation.has(vers)) join("amont", de, vers);
    if (members.mediation.has(de) && members.aval.has(vers)) join("aval", vers, de);
  });
  const all = [...links.values()];
  const kindOf = function (step, i) {
    const own = all.filter((link) => (step === "mediation" ? link.m === i : link.side === step && link.i === i));
    return LINKS.find((kind) => own.some((link) => link.kind === kind)) ?? null;
  };
  const rank = ({ i, kind }) => (first.has(i) ? -1 : kind ? LINKS.indexOf(kind) : LINKS.length + perhaps.has(i));
  const steps = Object.fromEntries(
    Object.entries(members).map(([step, set]) => [
      step,
      [...set].map((i) => ({ i, kind: kindOf(step, i), key: first.has(i), perhaps: perhaps.has(i) })).sort((a, b) => rank(a) - rank(b) || a.i - b.i),
    ])
  );
  return { steps, links: all };
}

/* The columns of a commune and a need: those in the chain, and those who could be. */
export function chainColumns(model, chain, need) {
  const theme = model.themeIndex.get(need);
  const members = none();
  for (const [step, list] of Object.entries(chain.sides)) for (const i of list) members[step].add(i);
  for (const i of [...chain.perhaps, ...chain.candidates]) for (const step of stepsFor(model.partners[i], theme)) members[step].add(i);
  return lay(model, members, {
    carries: ({ porte }) => holdsNeed(porte, theme),
    isSure: (_, r) => chain.links.has(r),
    first: new Set(chain.cell?.fragile || []),
    perhaps: new Set(chain.perhaps),
  });
}

/* The columns of a partner, whatever the need: the mediation points that it is linked to, and who stands on their other side. */
export function partnerColumns(model, focus) {
  const members = none();
  const steps = (i) => model.partners[i].etapes;
  const referring = model.relations.filter(({ oriente }) => oriente);
  for (const { de, vers } of referring) {
    for (const [one, other] of [[de, vers], [vers, de]]) if (one === focus && "mediation" in steps(other)) members.mediation.add(other);
  }
  if ("mediation" in steps(focus)) members.mediation.add(focus);
  if ("amont" in steps(focus)) members.amont.add(focus);
  if ("aval" in steps(focus)) members.aval.add(focus);
  for (const { de, vers } of referring) {
    if (members.mediation.has(vers) && "amont" in steps(de) && !members.amont.has(focus)) members.amont.add(de);
    if (members.mediation.has(de) && "aval" in steps(vers) && (!members.aval.has(focus) || members.amont.has(focus))) members.aval.add(vers);
  }
  return lay(model, members, {
    carries: () => true,
    isSure: ({ maillon }) => maillon.length > 0,
    first: new Set([focus]),
    perhaps: new Set(),
  });
}

/* Of a column, those shown at once and the rest. */
export function split(list) {
  const shown = list.filter(({ kind, key }, k) => key || k < MOST_LOOSE || (kind !== null && k < MOST_LINKED));
  return { shown, rest: list.filter((one) => !shown.includes(one)) };
}
