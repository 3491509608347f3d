/* The card beside the drawing: the network in brief, a partner, a chain, a commune, or a need. */
import { chainCard, communeCard, needCard } from "./chain-card.mjs";
import { overviewCard } from "./overview.mjs";
import { partnerCard } from "./partner-card.mjs";
import { makeParts } from "./parts.mjs";

export function makePanel(model, box, go, { advice, reviewing, toMatrix }) {
  const parts = makeParts(model, go);

  function cardOf({ focus, chain, commune, need }) {
    if (focus !== null) return partnerCard(model, parts, reviewing, focus);
    if (chain) return chainCard(model, parts, chain, commune, need, toMatrix);
    if (commune !== null) return communeCard(model, parts, commune);
    if (need) return needCard(model, parts, need);
    return overviewCard(model, parts, advice);
  }

  return (look) => box.replaceChildren(...cardOf(look).filter(Boolean));
}
