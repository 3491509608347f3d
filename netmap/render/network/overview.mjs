/* The card of the network in brief. */
import { el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { countVerdicts } from "./model.mjs";
import { someOf } from "./parts.mjs";
import { t } from "./words.mjs";

/* As many needs as are named among those whose chains lack most. */
const MOST_GAPS = 6;

const counted = (key, counts) => el("p", { text: t(key, Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, number(count)]))) });

/* Pairs without a whole chain, whether or not one may be there in the best case. */
export const lackingIn = (chains) => {
  const { broken, unconfirmed } = countVerdicts(chains);
  return broken + unconfirmed;
};

/* Needs by the number of communes without a whole chain, the most first. */
function gapsByNeed({ communes, needs, chainAt }) {
  return needs
    .map((need, column) => ({ need, lacking: lackingIn(communes.map((_, c) => chainAt(c, column))) }))
    .filter(({ lacking }) => lacking)
    .sort((a, b) => b.lacking - a.lacking);
}

function partnersLine({ partners }) {
  const tally = (status) => partners.filter(({ statut }) => statut === status).length;
  return counted("overview.partners", { all: partners.length, actif: tally("actif"), mobiliser: tally("a-mobiliser"), remobiliser: tally("a-remobiliser"), inactif: tally("inactif") });
}

function relationsLine({ relations, data }) {
  const tally = (state) => relations.filter(({ etat }) => etat === state).length;
  return counted(data.supposed ? "overview.relations-supposed" : "overview.relations", {
    all: relations.length, active: tally("active"), projet: tally("en-projet"), rompue: tally("rompue"), inconnue: tally("inconnue"),
  });
}

function chainLines(model, { door, needWord }) {
  const { communes, needs, chainAt } = model;
  if (!needs.length) return [];
  const towns = communes.filter(({ quartier }) => !quartier);
  const chains = towns.flatMap((_, c) => needs.map((_need, column) => chainAt(c, column)));
  const { fragile, whole, closed } = countVerdicts(chains);
  const shut = towns.filter((_, c) => countVerdicts(needs.map((_need, n) => chainAt(c, n))).closed).length;
  const gaps = gapsByNeed({ ...model, communes: towns }).slice(0, MOST_GAPS).map(({ need, lacking }) => [
    door(typed(needWord(need)), { besoin: need, commune: null, partenaire: null }),
    el("small", { text: " " + t("overview.gap", { count: number(lacking), all: number(towns.length - shut) }) }),
  ]);
  return [counted("overview.chains", { all: chains.length - closed, broken: lackingIn(chains), fragile, whole }), shut ? counted("overview.closed", { count: shut }) : null, el("h3", { text: t("overview.gaps") }), someOf(gaps, t("overview.no-gap"))];
}

export function overviewCard(model, parts, advice) {
  const stale = model.relations.filter(({ perimee }) => perimee).length;
  const unlinked = model.partners.filter((_, i) => !model.degree(i)).length;
  const { weak, mobilise } = advice.brief();
  const titled = (key, items) => (items.length ? [el("h3", { text: t(key) }), someOf(items)] : []);
  return [
    parts.heading(t("overview.title"), { close: false }),
    partnersLine(model),
    relationsLine(model),
    stale ? counted("overview.stale", { count: stale }) : null,
    unlinked ? counted("overview.unlinked", { count: unlinked }) : null,
    ...chainLines(model, parts),
    ...titled("overview.key", weak),
    ...titled("overview.mobilise", mobilise),
  ];
}
