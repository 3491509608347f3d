/* The cards of the map: a place, a partner, a permanence. */
import { addressOf } from "../page/address.mjs";
import { el, joined, typed } from "../page/dom.mjs";
import { dayInWords, halfDays, number } from "../page/numbers.mjs";
import { shared } from "../page/words.mjs";
import { factLines, makeDoors, missingWord, whereLines } from "./card-parts.mjs";
import { halfDaysShown } from "./markers.mjs";
import { placeCard } from "./place-card.mjs";
import { say } from "./words.mjs";

const typedOr = (value, otherwise = null) => (value ? typed(value) : otherwise);
const unknownWord = () => missingWord(shared("unknown"));

function partnerOnMap(data, doors, i) {
  const partner = data.partners[i];
  const link = addressOf("network", { partenaire: partner.id });
  return {
    title: partner.nom,
    kind: say("kind.partner"),
    body: [
      el("dl", {}, [
        factLines(say("card.category"), typed(data.categories[partner.categorie])),
        factLines(say("card.position"), data.positions[partner.position]),
        factLines(say("card.status"), data.statuses[partner.statut]),
        whereLines(partner, doors),
        factLines(say("card.address"), typedOr(partner.adresse)),
        factLines(say("card.covers"), partner.couvre && partner.couvre.length ? joined(partner.couvre.map(doors.place)) : unknownWord()),
        factLines(say("card.answers"), joined(partner.thematiques.map((need) => typed(data.needs[need])))),
        ...data.lists.map((name) => factLines(shared("lists." + name), joined(partner[name].map(typed)))),
        factLines(say("card.updated"), partner.date_maj ? dayInWords(partner.date_maj) : unknownWord()),
        factLines(say("card.source"), typedOr(partner.source)),
        ...["contact", "telephone", "courriel"].map((name) => factLines(say("card." + name), typedOr(partner[name]))),
      ].flat()),
      link ? el("p", {}, el("a", { href: link, class: "network-link", text: say("card.network-partner") })) : null,
    ],
  };
}

function planLines(plan) {
  if (!plan) return [];
  const people = (value) => (value === null ? null : number(value));
  return [
    factLines(say("card.plan"), say("plan." + plan.role, { planned: halfDaysShown(plan.plan), today: halfDaysShown(plan.aujourdhui) })),
    factLines(say("card.gross"), people(plan.brut)),
    factLines(say("card.net"), people(plan.net)),
    factLines(say("card.frequency"), plan.frequence === null ? null : say("card.percent", { value: number(100 * plan.frequence) })),
  ].flat();
}

function permanenceOnMap(data, doors, i) {
  const place = data.permanences[i];
  const partner = function (identifier) {
    const at = data.partners.findIndex(({ id }) => id === identifier);
    return at >= 0 ? doors.partner(at) : typedOr(identifier);
  };
  return {
    title: place.nom,
    kind: say("kind.permanence-" + place.statut),
    body: [
      el("dl", {}, [
        factLines(say("card.halfdays"), place.demi_journees === null ? unknownWord() : halfDays(place.demi_journees)),
        whereLines(place, doors),
        place.itinerante ? factLines(say("card.itinerant"), say("card.yes")) : [],
        planLines(place.plan),
        factLines(say("card.holder"), partner(place.tenue)),
        factLines(say("card.host"), partner(place.accueillie)),
      ].flat()),
    ],
  };
}

/* select({kind, key}) opens another card. A card is its title, its kind, and the nodes of its body. */
export function makeCards(data, select) {
  const doors = makeDoors(data, select);
  const rates = Object.values(data.places).flatMap((place) => [place.taux_haut || 0, place.reference || 0]);
  const scaled = { ...data, highest: Math.max(...rates) };
  return {
    place: (code) => placeCard(scaled, doors, code),
    partner: (i) => partnerOnMap(data, doors, i),
    permanence: (i) => permanenceOnMap(data, doors, i),
  };
}
