/* The overview of an atlas: a search, a map of territories, their card, two tables. */
import { setAsked } from "../page/address.mjs";
import { byId, el, svg, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { viewData } from "../page/payload.mjs";
import { search } from "../page/search.mjs";
import { table } from "../page/table.mjs";
import { register } from "../page/views.mjs";
import { shared } from "../page/words.mjs";
import { around, nearer, shifted } from "./frame.mjs";

const NO_FIGURE = "#ffffff";
const PERCENT = 100;
const STEP = 0.2;
const ZOOM = 1.6;

const data = viewData("atlas");
const byName = new Map(data.territories.map((one) => [one.dossier, one]));
const paths = new Map();
let measure = data.measures[0];
let frame = data.drawing.box;
const picture = svg("svg", { viewBox: frame.join(" "), role: "group", tabindex: 0, "aria-label": shared("atlas-map") });
const chosen = svg("path", { class: "chosen" });

/* A count of people, or why there is none. */
function people(one) {
  if (one.personnes !== null) return number(one.personnes);
  return el("span", { class: "missing", text: shared(one.masque ? "masked" : "missing") });
}

function name(one) {
  if (one.page) return el("a", { href: one.page }, typed(one.nom));
  return el("span", {}, typed(one.nom), " – ", el("span", { class: "missing", text: shared("state-" + one.etat) }));
}

/* Shares of residents, in percent: of places that are under-served, of those that conclude. */
const percent = (value) => (value === null ? null : value * PERCENT);
const share = (one) => percent(one.part_sous_desservie);
const concluded = (one) => percent(one.part_conclue);
const inPercent = (value) => (value === null ? null : number(value) + " %");
const rate = (one) => (one.taux === null ? null : number(one.taux, 2) + (one.bas === null ? "" : " (" + number(one.bas, 2) + " – " + number(one.haut, 2) + ")"));

function colour(one) {
  const at = one.classes[measure.key];
  return at === null ? NO_FIGURE : measure.classes[at].colour;
}

function look(next) {
  frame = next;
  picture.setAttribute("viewBox", frame.join(" "));
}

function select(key, close) {
  const one = byName.get(key);
  const path = paths.get(key);
  chosen.setAttribute("d", path ? path.getAttribute("d") : "");
  if (path && close) look(around(path.getBBox(), data.drawing.box));
  if (!one) {
    byId("atlas-card").replaceChildren();
    return;
  }
  const rows = [
    ["departments", one.departements.join(", ")],
    ["communes", number(one.communes)],
    ["population", number(one.population)],
    ["people", people(one)],
    ["periods", one.periodes.join(", ") || null],
    ["rate", rate(one)],
    ["under", one.sous_desservies === null ? null : number(one.sous_desservies)],
    ["share", inPercent(share(one))],
    ["concluded", inPercent(concluded(one))],
    ["partners", one.partenaires === null ? null : number(one.partenaires)],
  ].filter(([, value]) => value !== null && value !== "");
  byId("atlas-card").replaceChildren(
    el("h2", {}, name(one)),
    el("dl", {}, rows.flatMap(([label, value]) => [el("dt", { text: shared("column-" + label) }), el("dd", {}, value)]))
  );
  setAsked({ territoire: key });
}

function paint() {
  for (const [key, path] of paths) path.setAttribute("fill", colour(byName.get(key)));
  const counts = measure.classes.map((_, at) => data.territories.filter((one) => one.classes[measure.key] === at).length);
  const none = data.territories.length - counts.reduce((sum, count) => sum + count, 0);
  const sample = (fill) => svg("svg", { width: 18, height: 14, "aria-hidden": "true" }, svg("rect", { x: 0.5, y: 0.5, width: 17, height: 13, fill, stroke: "#4a5b6d" }));
  const line = (fill, label, count) => el("li", {}, sample(fill), el("span", { text: label + " (" + number(count) + ")" }));
  byId("atlas-legend").replaceChildren(
    el("ul", {}, measure.classes.map((one, at) => line(one.colour, one.label, counts[at])), line(NO_FIGURE, shared("no-figure"), none)),
    el("p", { text: measure.how })
  );
}

function drawMeasures() {
  for (const one of data.measures) {
    const change = function () {
      measure = one;
      paint();
    };
    byId("atlas-measures").append(el("label", {}, el("input", { type: "radio", name: "atlas-measure", checked: one === measure, on: { change } }), one.label));
  }
}

/* Where the pointer is, in the units of the drawing. */
function pointOf(event) {
  const seen = picture.getScreenCTM();
  return [(event.clientX - seen.e) / seen.a, (event.clientY - seen.f) / seen.d];
}

function follow() {
  let held = null;
  picture.addEventListener("wheel", function (event) {
    event.preventDefault();
    look(nearer(frame, data.drawing.box, event.deltaY < 0 ? ZOOM : 1 / ZOOM, pointOf(event)));
  }, { passive: false });
  picture.addEventListener("pointerdown", function (event) {
    held = { at: pointOf(event), moved: false };
  });
  picture.addEventListener("pointermove", function (event) {
    if (!held || !event.buttons) return;
    const [x, y] = pointOf(event);
    const right = (held.at[0] - x) / frame[2];
    const down = (held.at[1] - y) / frame[3];
    if (Math.abs(right) + Math.abs(down) < 0.005) return;
    held.moved = true;
    look(shifted(frame, data.drawing.box, right, down));
  });
  picture.addEventListener("click", function (event) {
    const key = event.target.dataset.name;
    if (key && !(held && held.moved)) select(key, false);
    held = null;
  });
  const keys = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  picture.addEventListener("keydown", function (event) {
    if (event.key in keys) look(shifted(frame, data.drawing.box, ...keys[event.key]));
    else if (event.key === "+") look(nearer(frame, data.drawing.box, ZOOM));
    else if (event.key === "-") look(nearer(frame, data.drawing.box, 1 / ZOOM));
    else return;
    event.preventDefault();
  });
}

function drawMap() {
  const { shapes, insets, ground, box } = data.drawing;
  const [mainland, ...others] = insets.length < ground.length ? ground : ["", ...ground];
  const [x, y, width, height] = box;
  picture.append(svg("rect", { class: "sea", x, y, width, height }), svg("path", { class: "ground", d: mainland }));
  insets.forEach(function ([x, y, side, code], at) {
    picture.append(
      svg("svg", { x, y, width: side, height: side, viewBox: [x, y, side, side].join(" ") }, svg("rect", { class: "inset", x, y, width: side, height: side }), svg("path", { class: "ground", d: others[at] })),
      svg("title", { text: code })
    );
  });
  for (const [key, d] of Object.entries(shapes)) {
    const path = svg("path", { class: "territory", d, "data-name": key }, svg("title", { text: byName.get(key).nom }));
    paths.set(key, path);
    picture.append(path);
  }
  picture.append(chosen);
  byId("atlas-drawing").append(picture);
  const button = (key, text, click) => el("button", { type: "button", class: "plain", "aria-label": shared(key), title: shared(key), text, on: { click } });
  byId("atlas-zoom").append(
    button("zoom-in", "+", () => look(nearer(frame, box, ZOOM))),
    button("zoom-out", "−", () => look(nearer(frame, box, 1 / ZOOM))),
    button("zoom-whole", "⤢", () => look(box))
  );
}

function drawAtlasTables() {
  const column = (key, more) => ({ key, label: shared("column-" + key), ...more });
  const territories = [
    column("name", { value: (one) => one.nom, show: name }),
    column("departments", { value: (one) => one.departements.join(", ") }),
    column("communes", { number: true, value: (one) => one.communes }),
    column("population", { number: true, value: (one) => one.population }),
    column("people", { number: true, value: (one) => one.personnes, show: people }),
    column("periods", { value: (one) => one.periodes.join(", ") }),
    column("rate", { number: true, value: (one) => one.taux, show: (one) => rate(one) || el("span", { class: "missing", text: shared(one.masque ? "masked" : "missing") }) }),
    column("under", { number: true, value: (one) => one.sous_desservies }),
    column("share", { number: true, digits: 0, value: share }),
    column("concluded", { number: true, digits: 0, value: concluded }),
    column("partners", { number: true, value: (one) => one.partenaires }),
  ];
  const departments = [
    column("department", { value: (one) => one.code }),
    column("territories", { number: true, value: (one) => one.territoires }),
    column("silent", { number: true, value: (one) => one.muets }),
    column("population", { number: true, value: (one) => one.population }),
    column("people-shown", { number: true, value: (one) => one.personnes }),
    column("periods", { value: (one) => one.periodes.join(", ") }),
  ];
  byId("atlas-tables").append(
    table(territories, { caption: shared("table-territories"), rows: data.territories, filter: true, id: (one) => one.dossier }),
    table(departments, { caption: shared("table-departments"), rows: data.departments, filter: data.departments.length > 10 })
  );
}

drawMap();
drawMeasures();
paint();
follow();
drawAtlasTables();
search(
  byId("atlas-search"),
  byId("atlas-found"),
  data.territories.map((one) => ({ label: one.nom, kind: one.departements.join(", "), name: one.dossier })),
  (entry) => select(entry.name, true)
);
register("atlas", { select: ({ territoire }) => territoire && select(territoire, true) });
