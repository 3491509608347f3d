/* How things look on the map: patterns, shapes of partners, discs of permanences. */
import { svg } from "../page/dom.mjs";

const PARTNER = "#12406b";
const PLACE = "#00695c";
const PLAN = "#8a1466";
const CLOSED = "#a11414";

/* Shapes in a square of 20, by the words that the network page uses too. */
const OUTLINES = {
  triangle: "M10 2 L18.5 17 H1.5 Z",
  square: "M3 3 H17 V17 H3 Z",
  diamond: "M10 1 L19 10 L10 19 L1 10 Z",
  hexagon: "M5.5 2.2 H14.5 L19 10 L14.5 17.8 H5.5 L1 10 Z",
  star: "M10 1 L12.6 7.2 L19.2 7.7 L14.1 12 L15.8 18.5 L10 15 L4.2 18.5 L5.9 12 L0.8 7.7 L7.4 7.2 Z",
  dot: "M10 2 A8 8 0 1 1 9.99 2 Z",
};

/* Status by what is inside: full, half, empty, crossed. */
export function partnerMark(shape, status, size) {
  const path = OUTLINES[shape] || OUTLINES.dot;
  const side = size || 20;
  const node = svg("svg", { viewBox: "-1 -1 22 22", width: side, height: side, "aria-hidden": "true", focusable: "false" });
  node.append(svg("path", { d: path, fill: "#ffffff", stroke: "#ffffff", "stroke-width": 4.5, "stroke-linejoin": "round" }));
  if (status === "actif") {
    node.append(svg("path", { d: path, fill: PARTNER, stroke: PARTNER, "stroke-width": 1.5, "stroke-linejoin": "round" }));
    return node;
  }
  const grey = status === "inactif";
  const dashed = status === "a-mobiliser" ? "3.2 2" : null;
  node.append(svg("path", {
    d: path, fill: "#ffffff", stroke: grey ? "#5f6b7a" : PARTNER, "stroke-width": 2.2,
    "stroke-dasharray": dashed, "stroke-linejoin": "round",
  }));
  if (status === "a-remobiliser") node.append(svg("circle", { cx: 10, cy: 10.8, r: 3.2, fill: PARTNER }));
  if (grey) node.append(svg("path", { d: "M6.8 7.8 L13.2 14 M13.2 7.8 L6.8 14", stroke: "#5f6b7a", "stroke-width": 1.8 }));
  return node;
}

/* A disc whose area follows the half-days; a candidate is empty and dashed. */
export function diameter(halfdays) {
  return halfdays === null || halfdays === undefined ? 20 : Math.min(46, 14 + 6.5 * Math.sqrt(halfdays));
}

export function permanenceMark(status, halfdays, label) {
  const d = diameter(halfdays);
  const open = status === "ouverte";
  const node = svg("svg", { viewBox: `0 0 ${d} ${d}`, width: d, height: d, "aria-hidden": "true", focusable: "false" });
  node.append(
    svg("circle", {
      cx: d / 2, cy: d / 2, r: d / 2 - 1.8, fill: open ? PLACE : "#ffffff", stroke: open ? "#ffffff" : PLACE,
      "stroke-width": 2.4, "stroke-dasharray": open ? null : "4 3",
    }),
    svg("text", {
      x: d / 2, y: d / 2, "text-anchor": "middle", "dominant-baseline": "central", "font-size": 11, "font-weight": 700,
      fill: open ? "#ffffff" : PLACE, text: label,
    })
  );
  return node;
}

/* What the plan changes of a place: its half-days today, an arrow, those planned. Closing is loud. */
export const changeWidth = 56;

export function planMark(role, today, planned) {
  const closed = role === "fermee";
  const colour = closed ? CLOSED : PLAN;
  const node = svg("svg", { viewBox: `0 0 ${changeWidth} 24`, width: changeWidth, height: 24, "aria-hidden": "true", focusable: "false" });
  node.append(
    svg("rect", { x: 1, y: 1, width: changeWidth - 2, height: 22, rx: 11, fill: closed ? CLOSED : "#ffffff", stroke: colour, "stroke-width": 2.4 }),
    svg("text", {
      x: changeWidth / 2, y: 12.5, "text-anchor": "middle", "dominant-baseline": "central", "font-size": 11.5, "font-weight": 700,
      fill: closed ? "#ffffff" : colour, text: `${today} → ${planned}`,
    })
  );
  return node;
}

export function circleSample() {
  const node = svg("svg", { viewBox: "0 0 26 18", width: 26, height: 18, "aria-hidden": "true", focusable: "false" });
  node.append(svg("circle", { cx: 13, cy: 9, r: 7.5, fill: "#d673ae", "fill-opacity": 0.35, stroke: "#7a1457", "stroke-width": 2 }));
  return node;
}

export function lineSample(kind) {
  const node = svg("svg", { viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true", focusable: "false" });
  const looks = {
    qpv: { stroke: "#3b1470", "stroke-width": 2.4 },
    "qpv-indicative": { stroke: "#3b1470", "stroke-width": 2.4, "stroke-dasharray": "5 3.5" },
    lived: { stroke: "#3b1470", "stroke-width": 2, "stroke-dasharray": "1 4", "stroke-linecap": "round" },
    sectors: { stroke: "#1b2a3a", "stroke-width": 1.6 },
    outline: { stroke: "#1b2a3a", "stroke-width": 2.6 },
  };
  node.append(svg("rect", Object.assign({ x: 2, y: 2, width: 22, height: 12, fill: "none" }, looks[kind])));
  return node;
}

function pattern(id, size, ...children) {
  return svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, ...children);
}

function ground(size, fill, opacity) {
  return svg("rect", { width: size, height: size, fill, "fill-opacity": opacity });
}

/* Draw the patterns once; fills then name them. */
export function definePatterns(root, measures) {
  const defs = svg("defs");
  defs.append(
    pattern("fill-masquee", 8, ground(8, "#f3f5f8"), svg("path", { d: "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6", stroke: "#66717d", "stroke-width": 1.3 })),
    pattern("fill-sans-donnee", 14, ground(14, "#e3e7ec"), svg("path", { d: "M4 4 L10 10 M10 4 L4 10", stroke: "#8b96a2", "stroke-width": 1.2 })),
    pattern("fill-non-ouverte", 7, ground(7, "#ffffff"), svg("path", { d: "M0 3.5 H7", stroke: "#aeb8c2", "stroke-width": 1 })),
    pattern("fill-indeterminee", 8, ground(8, "#ffffff"), svg("circle", { cx: 4, cy: 4, r: 1.5, fill: "#51606f" }))
  );
  for (const measure of measures) {
    measure.classes.forEach(function (entry, i) {
      defs.append(
        pattern(`doubt-${measure.key}-${i}`, 8, ground(8, "#ffffff"), ground(8, entry.colour, 0.6), svg("circle", { cx: 4, cy: 4, r: 1.35, fill: "#1b2a3a" }))
      );
    });
  }
  root.append(defs);
}

/* The paint of a fill: a class, a class in doubt (~), or a pattern. */
export function paintOf(measure, fill) {
  if (/^\d+$/.test(fill)) return measure.classes[Number(fill)].colour;
  if (fill.startsWith("~")) return `url(#doubt-${measure.key}-${fill.slice(1)})`;
  return `url(#fill-${fill})`;
}

export function swatch(measure, fill) {
  return svg(
    "svg",
    { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true", focusable: "false" },
    svg("rect", { x: 0.5, y: 0.5, width: 29, height: 17, fill: paintOf(measure, fill), stroke: "#51606f" })
  );
}
