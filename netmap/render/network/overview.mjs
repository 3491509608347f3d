/* The network in brief: what its chains come to and what to do first; and who is shown of it. */
import { el } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { countVerdicts } from "./model.mjs";
import { t } from "./words.mjs";

const inNumbers = (counts) => Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, number(count)]));
const counted = (key, counts) => el("p", { text: t(key, inNumbers(counts)) });

/* Pairs without a whole chain, whether or not one may be there in the best case. */
export const lackingIn = (chains) => {
  const { broken, unconfirmed } = countVerdicts(chains);
  return broken + unconfirmed;
};

/* What the chains of communes and neighbourhoods come to, and the first thing to do. */
export function briefly(model, advice) {
  const { communes, needs, chainAt } = model;
  if (!needs.length) return [];
  const chains = communes.flatMap((_, c) => needs.map((_, n) => chainAt(c, n)));
  const { broken, unconfirmed, fragile, whole, closed } = countVerdicts(chains);
  const first = advice.suggestion(0);
  return [
    counted("overview.chains", { all: chains.length - closed, broken, unconfirmed, fragile, whole }),
    first ? el("p", { class: "net-first" }, el("strong", { text: t("overview.first") }), " ", first) : null,
  ].filter(Boolean);
}

const tally = (rows, name, values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rows.filter((row) => row[name] === value).length]));

/* Who is shown: partners by status, relations by state, those checked long ago. */
export function shownLines({ partners, relations, data }, { node, edge }) {
  const here = partners.filter((_, i) => node[i]);
  const links = relations.filter((_, i) => edge[i]);
  const states = { active: "active", declaree: "declaree", projet: "en-projet", rompue: "rompue", inconnue: "inconnue" };
  const { active, declaree, ...others } = tally(links, "aspect", states);
  const stale = links.filter(({ perimee }) => perimee).length;
  return [
    t("overview.partners", inNumbers(tally(here, "statut", { actif: "actif", mobiliser: "a-mobiliser", remobiliser: "a-remobiliser", inactif: "inactif" }))),
    t(data.supposed ? "overview.relations-supposed" : "overview.relations", inNumbers({ ...others, active: active + declaree })),
    stale ? t("overview.stale", inNumbers({ count: stale })) : null,
  ].filter(Boolean);
}
