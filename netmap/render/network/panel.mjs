/* The card: a partner, a chain, a commune or a need; nothing where nothing is asked for. */
import { chainCard, communeCard, needCard } from "./chain-card.mjs";
import { partnerCard } from "./partner-card.mjs";
import { makeParts } from "./parts.mjs";

export function makePanel(model, box, go, { advice, reviewing, toMatrix }) {
  const parts = makeParts(model, go);

  function cardOf(look, drawn) {
    const { focus, chain, commune, need } = look;
    if (focus !== null) return partnerCard(model, parts, { advice, reviewing, drawn }, focus);
    if (chain) return chainCard(model, parts, look, { advice, drawn, toMatrix });
    if (commune !== null) return communeCard(model, parts, commune);
    if (need) return needCard(model, parts, need);
    return [];
  }

  /* Show the card of a look; whether there is one. */
  return function (look, drawn) {
    const card = cardOf(look, drawn).filter(Boolean);
    box.replaceChildren(...card);
    return card.length > 0;
  };
}
