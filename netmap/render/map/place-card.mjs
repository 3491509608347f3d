/* The card of a commune or a neighbourhood: every figure with its doubt, in words. */
import { addressOf } from "../page/address.mjs";
import { el, joined, svg, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { shared } from "../page/words.mjs";
import { factLines, missingWord, whyMissing } from "./card-parts.mjs";
import { say } from "./words.mjs";
import { zoneName } from "./zones.mjs";

/* Verdicts of chains that are listed: those that hold need no line. */
const LISTED = ["broken", "unconfirmed", "fragile"];

/* A count, or why there is none: never a zero for it. */
const countOf = (data, value, reason) => (value === null ? whyMissing(data, reason) : number(value));

/* Whether people of a place are a share of those of a neighbourhood in several communes. */
const sharedOut = (place) => (place.repartie && place.personnes !== null ? [" ", missingWord(say("card.shared"))] : null);

const rateValues = ({ taux, taux_bas, taux_haut }) => ({ rate: number(taux, 1), low: number(taux_bas, 1), high: number(taux_haut, 1) });

/* The rate and its interval as a line, against the reference; the longest line is that of `highest`. */
function rateBar(place, highest) {
  const { taux, taux_bas: low, taux_haut: high, reference } = place;
  if (taux === null || low === null || high === null || !highest) return null;
  const x = (value) => 4 + (252 * Math.min(value, highest)) / highest;
  const bar = svg(
    "svg",
    { class: "interval", viewBox: "0 0 260 26", role: "img", "aria-label": say("card.bar", { ...rateValues(place), reference: number(reference, 1) }) },
    svg("line", { x1: 4, x2: 256, y1: 17, y2: 17, stroke: "#cbd5df", "stroke-width": 2 }),
    svg("line", { x1: x(low), x2: x(high), y1: 17, y2: 17, stroke: "#bf4a12", "stroke-width": 6, "stroke-linecap": "butt" }),
    svg("circle", { cx: x(taux), cy: 17, r: 5, fill: "#1b2a3a" })
  );
  if (reference === null) return bar;
  const at = x(reference);
  const left = at > 130;
  bar.append(
    svg("line", { x1: at, x2: at, y1: 6, y2: 25, stroke: "#0b4f8a", "stroke-width": 2, "stroke-dasharray": "3 2" }),
    svg("text", { x: left ? at - 4 : at + 4, y: 8, "font-size": 9, fill: "#0b4f8a", "text-anchor": left ? "end" : "start", text: say("card.reference", { rate: number(reference, 1) }) })
  );
  return bar;
}

function unmetPeople({ a_accompagner: people, a_accompagner_bas: low, a_accompagner_haut: high, estime, dans_ses_parties: parts }) {
  if (people === null) return null;
  const [least, most] = [number(low), number(high)];
  const told = say(least === most ? "card.unmet-value" : "card.unmet-between", { people: number(people), low: least, high: most });
  return estime || parts ? say(estime ? "card.unmet-estimated" : "card.unmet-parts", { people: told }) : told;
}

/* The second reading of a place, where the map has one: each at equal population, among its kind. */
function alikeLines(data, { classe_habitants: kind, taux_habitants: rate }) {
  if (!kind) return [];
  const words = rate === null ? whyMissing(data, kind) : say("card.alike-value", { class: data.alike[kind], rate: number(rate, 1) });
  return factLines(say("card.alike"), words);
}

/* What a planner asks of a place: certainty, need, people who are missing, its sector. */
function plannerLines(data, { taux_lisse, p_sous_desserte, chances, priorite }) {
  const { secteur, palier_besoin: tier } = priorite || {};
  return [
    taux_lisse === null ? [] : factLines(say("card.smoothed"), number(taux_lisse, 2)),
    chances === null ? [] : factLines(say("card.probability"), say("card.chances-" + chances, { count: number(100 * p_sous_desserte) })),
    secteur ? factLines(say("card.sector"), typed(secteur.nom), " – ", data.classes[secteur.classe]) : [],
    tier ? factLines(say("card.tier"), data.tiers[tier]) : [],
    priorite ? factLines(say("card.unmet"), unmetPeople(priorite)) : [],
  ].flat();
}

/* A commune with neighbourhoods is read in parts: each, and the rest, with its own figure, as the map colours them. */
function partLines(data, code) {
  const parts = data.zones.filter((zone) => zone.code_insee === code);
  if (parts.length < 2) return [];
  const items = parts.map((zone) => {
    const words = zone.taux === null ? whyMissing(data, zone.classe) : say("card.part", { rate: number(zone.taux, 1), class: data.classes[zone.classe] });
    return el("li", {}, el("strong", {}, typed(zoneName(data, zone))), " – ", words);
  });
  return [el("dt", { class: "wide", text: say("card.parts") }), el("dd", { class: "wide" }, el("ul", {}, items)), el("dt", { class: "wide", text: say("card.whole") })];
}

function figureLines(data, place, doors) {
  const permanence = data.permanences.findIndex(({ id }) => id === place.permanence_id);
  const passages = (place.passages || []).map((row) => el("span", {}, row.periode + " – ", countOf(data, row.passages, row.etat)));
  return [
    factLines(say("card.class"), data.classes[place.classe]),
    factLines(say("card.population"), place.population === null ? missingWord(shared("unknown")) : number(place.population)),
    factLines(say("card.people"), place.personnes_bornes || countOf(data, place.personnes, place.classe), sharedOut(place)),
    factLines(say("card.contacts"), joined(passages)),
    factLines(say("card.rate"), place.taux === null ? whyMissing(data, place.classe) : say("card.rate-value", rateValues(place))),
    el("dd", { class: "wide" }, rateBar(place, data.highest)),
    alikeLines(data, place),
    plannerLines(data, place),
    factLines(
      say("card.minutes"),
      place.minutes === null ? missingWord(say(place.hors_portee ? "card.out-of-reach" : "card.no-minutes")) : say("card.minutes-value", { minutes: number(place.minutes), km: number(place.km, 1) }),
      permanence >= 0 ? [" – ", doors.permanence(permanence)] : null
    ),
    place.niveau === "commune" ? factLines(say("card.qpv"), joined(place.qpv.map(doors.place))) : factLines(say("card.communes"), joined(place.communes.map(doors.place))),
  ].flat();
}

/* The chains of a commune that were examined, each with its need. */
export const chainsOf = ({ chains, examined }, { chaine }) =>
  examined.map((thematique, n) => ({ thematique, ...chains[chaine[n]] })).filter(({ verdict }) => verdict);

function chainParts(data, place, doors) {
  const chains = chainsOf(data, place);
  const blocks = LISTED.map(function (verdict) {
    const rows = chains.filter((row) => row.verdict === verdict);
    const items = rows.map(({ thematique, manque, fragile }) =>
      el("li", {}, typed(data.needs[thematique]), manque.length ? " – " + manque.map((step) => data.steps[step]).join(", ") : null, ...(fragile.length ? [" – ", say("card.relies"), " ", ...joined(fragile.map(doors.partner))] : []))
    );
    return rows.length ? el("div", {}, el("h3", { text: say("card.needs." + verdict, { count: rows.length }) }), el("ul", {}, items)) : null;
  }).filter(Boolean);
  const closed = chains.find(({ verdict }) => verdict === "closed");
  if (closed) blocks.unshift(el("p", {}, data.steps[closed.manque[0]]));
  return chains.length && !blocks.length ? [el("p", { text: say("card.needs.whole") })] : blocks;
}

function coverageParts(data, { whole, partly, unknown }, doors) {
  const groups = Object.entries(data.positions).map(function ([position, label]) {
    const here = (list) => list.filter((i) => data.partners[i].position === position);
    const items = [
      ...here(whole).map((i) => el("li", {}, doors.partner(i))),
      ...here(partly).map((i) => el("li", {}, doors.partner(i), el("small", { text: " " + say("card.partly") }))),
    ];
    return items.length ? el("div", {}, el("h3", { text: `${label} (${number(items.length)})` }), el("ul", { class: "bare" }, items)) : null;
  });
  return el(
    "details",
    { open: true },
    el("summary", { text: say("card.partners", { count: number(whole.length + partly.length) }) }),
    groups,
    unknown.length ? el("p", { class: "hint", text: say("card.coverage-unknown", { count: number(unknown.length) }) }) : null
  );
}

export function placeCard(data, doors, code) {
  const place = data.places[code];
  const commune = place.niveau === "commune";
  const link = addressOf("network", { commune: commune ? code : place.communes[0] });
  const page = addressOf("report", { lieu: code });
  return {
    title: place.nom,
    kind: `${say(commune ? "kind.commune" : place.indicative ? "kind.qpv-indicative" : "kind.qpv")} · ${code}`,
    body: [
      el("dl", {}, partLines(data, code), figureLines(data, place, doors)),
      ...chainParts(data, place, doors),
      coverageParts(data, place.partners, doors),
      link ? el("p", {}, el("a", { href: link, class: "network-link", text: say("card.network") })) : null,
      page ? el("p", {}, el("a", { href: page, class: "report-link", text: say("card.report") })) : null,
    ],
  };
}
