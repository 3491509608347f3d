/* The zones: coloured by the measure that is chosen, told by the legend, outlined when chosen. */
import { setAsked } from "../page/address.mjs";
import { announce, byId, el } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { isPhone, onEnter, tip } from "./leaflet.mjs";
import { definePatterns, paintOf, swatch } from "./marks.mjs";
import { say } from "./words.mjs";

/* A fill is a class by its number, a class in doubt (~), or the name of a pattern. */
const classOf = (measure, fill) => measure.classes[Number(fill.replace("~", ""))];
const isPattern = (fill) => !/^~?\d+$/.test(fill);
const isDoubtful = (fill) => fill.startsWith("~");

function fillInWords(measure, fill) {
  if (isPattern(fill)) return say(`legend.${fill}.${measure.key}`);
  const { label } = classOf(measure, fill);
  return isDoubtful(fill) ? label + " – " + say("legend.doubt." + measure.key) : label;
}

/* A fill without its doubt, where the reader does not ask for it. */
const plainFill = (fill) => fill.replace("~", "");

export function zoneName(data, zone) {
  const town = data.places[zone.code_insee];
  if (zone.code_qp) return `${data.places[zone.code_qp].nom} (${town.nom})`;
  return town.qpv.length ? say("zone.rest", { name: town.nom }) : town.nom;
}

/* The fills of places: a neighbourhood that lies in several communes is one, if it has one fill. */
export function fillsOfPlaces(zones, fillOf) {
  const told = new Map(zones.map((zone, i) => [`${zone.code_qp || i} ${fillOf(zone)}`, fillOf(zone)]));
  return [...told.values()];
}

/* How many places each fill has, as the rows of the legend: {fill, label, count}. */
export function legendRows(measure, fills, patterns, doubtLabel) {
  const count = (wanted) => fills.filter(wanted).length;
  const rows = measure.classes.map((entry, i) => ({ fill: String(i), label: entry.label, count: count((fill) => fill === String(i) || fill === "~" + i) }));
  const doubtful = fills.filter(isDoubtful).sort();
  if (doubtful.length) rows.push({ fill: doubtful[0], label: doubtLabel, count: doubtful.length });
  for (const name of patterns) {
    if (fills.includes(name)) rows.push({ fill: name, label: fillInWords(measure, name), count: count((fill) => fill === name) });
  }
  return rows;
}

/*
 * Colour the layer of zones, draw the switch and the legend; choose(code, zone) is called on a
 * click, changed(measure) when another measure colours the map.
 */
export function drawZones(data, layer, choose, changed) {
  let measure = data.measures[0];
  let doubt = true;
  const drawn = layer.getLayers().map((shape) => ({ shape, zone: data.zones[shape.feature.properties.i] }));
  const fillOf = (zone) => (doubt ? zone.fill[measure.key] : plainFill(zone.fill[measure.key]));
  for (const { shape, zone } of drawn) {
    const chosen = () => choose(zone.code_qp || zone.code_insee, zone);
    shape.bindTooltip(() => tip(zoneName(data, zone), fillInWords(measure, zone.fill[measure.key])), { sticky: true, className: "tip" });
    shape.on("click", chosen);
    shape.on("add", () => operable(shape, zone, chosen));
    operable(shape, zone, chosen);
  }
  const within = (code) => drawn.filter(({ zone }) => zone.code_insee === code || zone.code_qp === code).map(({ shape }) => shape);

  /* A zone is reached and opened by keyboard, and has its name. */
  function operable(shape, zone, chosen) {
    const node = shape.getElement();
    if (!node) return;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", zoneName(data, zone));
    onEnter(node, chosen);
  }

  function colour() {
    for (const { shape, zone } of drawn) {
      shape.setStyle({ fillColor: paintOf(measure, fillOf(zone)), fillOpacity: 1 });
      const node = shape.getElement();
      if (node) node.setAttribute("aria-label", `${zoneName(data, zone)} – ${fillInWords(measure, zone.fill[measure.key])}`);
    }
    drawLegend();
    changed(measure);
  }

  function drawLegend() {
    const alone = data.reference === null && `measure.${measure.key}.alone` in data.messages;
    const values = { reference: number(data.reference, 2), needs: number(data.examined.length) };
    const fills = fillsOfPlaces(data.zones, fillOf);
    const doubtful = data.zones.some((zone) => isDoubtful(zone.fill[measure.key]));
    const items = legendRows(measure, fills, data.patterns, say("legend.doubt-of." + measure.key)).map(({ fill, label, count }) =>
      el("li", { class: count ? null : "unused" }, swatch(measure, fill), el("span", { text: label }), el("span", { class: "count", text: number(count), title: say("legend.count") }))
    );
    byId("map-legend").replaceChildren(
      el("ul", { class: "legend" }, items),
      el("details", { class: "how", open: !isPhone() }, el("summary", { text: say("legend.how") }), el("p", { class: "sentence", text: say(`measure.${measure.key}.${alone ? "alone" : "sentence"}`, values) })),
      ...(doubtful ? [doubtSwitch()] : [])
    );
  }

  function doubtSwitch() {
    const change = function (event) {
      doubt = event.target.checked;
      colour();
      byId("map-doubt").focus();
    };
    return el("label", { class: "doubt" }, el("input", { id: "map-doubt", type: "checkbox", checked: doubt, on: { change } }), say("legend.show-doubt"));
  }

  function option(entry) {
    const title = say(`measure.${entry.key}.title`);
    const change = function () {
      measure = entry;
      colour();
      setAsked({ mesure: entry.key });
      announce(title);
    };
    const input = el("input", { type: "radio", name: "map-measure", value: entry.key, checked: entry === measure, on: { change } });
    return el("label", {}, input, title);
  }

  function drawSwitch() {
    const aside = data.measures.filter((entry) => !entry.question).map(option);
    byId("map-measures").append(
      ...data.measures.filter((entry) => entry.question).map(option),
      el("details", { id: "map-measures-more" }, el("summary", { text: say("legend.more") }), aside)
    );
  }

  definePatterns(byId("map-patterns"), data.measures);
  drawSwitch();
  colour();

  return {
    /* Colour by the measure that the address asks for, where there is one. */
    follow(key) {
      const wanted = data.measures.find((entry) => entry.key === key);
      if (!wanted || wanted === measure) return;
      measure = wanted;
      byId("map-measures").querySelector(`input[value="${wanted.key}"]`).checked = true;
      if (!wanted.question) byId("map-measures-more").open = true;
      colour();
    },
    /* The shapes of a place: of a commune, or of a neighbourhood in several. */
    within,
    boundsOf(code) {
      const box = L.latLngBounds([]);
      for (const shape of within(code)) box.extend(shape.getBounds());
      return box;
    },
  };
}
