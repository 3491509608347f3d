/* The map as a picture to keep: what is seen of it, with its title, its legend and its sources. */
import { byId, el, svg } from "../page/dom.mjs";
import { say } from "./words.mjs";

const EDGE = 16;
const SIDE = 270;
const SWATCH = 34;
const FAMILY = 'system-ui, "Noto Sans", "DejaVu Sans", Arial, sans-serif';
/* What a table may hold and no XML file may. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/* Milliseconds after which the browser has taken the file. */
const SAVED = 10_000;

/* Words in lines of a width, for a size of type. */
function linesOf(text, width, size) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = size + "px " + FAMILY;
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = (lines.at(-1) + " " + word).trim();
    if (!lines.at(-1) || pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/* Lines of text from a corner; {node, height}. */
function block(text, x, y, width, size, look = {}) {
  const lines = linesOf(text, width, size);
  const step = size * 1.35;
  const node = svg("g", { "font-size": size, fill: "#1b2a3a", ...look }, lines.map((line, k) => svg("text", { x, y: y + size + k * step, text: line })));
  return { node, height: lines.length * step };
}

/* A copy of a drawing of the page, at its place in the frame. */
function copied(drawing, frame) {
  const box = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true);
  for (const name of ["class", "style"]) copy.removeAttribute(name);
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  const place = { x: box.left - frame.left, y: box.top - frame.top, width: box.width, height: box.height };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
  return copy;
}

const isSeen = (node, frame) => {
  const box = node.getBoundingClientRect();
  return node.checkVisibility({ visibilityProperty: true }) && box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom;
};

/* How high a pane of the map lies. */
const heightOf = (drawing) => Number(getComputedStyle(drawing.parentElement).zIndex);

function nameOf(node, frame) {
  const box = node.getBoundingClientRect();
  const { color, fontSize, fontWeight, fontStyle } = getComputedStyle(node);
  return svg("text", {
    x: (box.left + box.right) / 2 - frame.left, y: (box.top + box.bottom) / 2 - frame.top, "text-anchor": "middle", "dominant-baseline": "central",
    "font-size": fontSize, "font-weight": fontWeight, "font-style": fontStyle, fill: color, stroke: "#ffffff", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
    text: node.textContent,
  });
}

/* What is drawn of the map, in the coordinates of its corner. */
function mapPart(container, frame) {
  const seen = (selector) => [...container.querySelectorAll(selector)].filter((node) => isSeen(node, frame));
  return svg("svg", { x: EDGE, width: frame.width, height: frame.height, viewBox: `0 0 ${frame.width} ${frame.height}` },
    svg("rect", { width: frame.width, height: frame.height, fill: getComputedStyle(container).backgroundColor }),
    seen(".leaflet-pane > svg").sort((a, b) => heightOf(a) - heightOf(b)).map((drawing) => copied(drawing, frame)),
    seen(".leaflet-marker-icon svg").map((drawing) => copied(drawing, frame)),
    seen(".leaflet-marker-icon.cluster, .label .name").map((node) => nameOf(node, frame))
  );
}

/* The lines of the legend, each with its sample. */
function legendPart(x, top) {
  const parts = [];
  let y = top;
  const chosen = document.querySelector("#map-measures input:checked")?.closest("label");
  const title = block(chosen ? chosen.textContent.trim() : say("region"), x, y, SIDE, 14, { "font-weight": 600 });
  parts.push(title.node);
  y += title.height + 6;
  for (const line of document.querySelectorAll("#map-legend li, #map-symbols li")) {
    if (!line.checkVisibility()) continue;
    const drawing = line.querySelector("svg");
    const words = [...line.children].filter((part) => part !== drawing).map((part) => part.textContent.trim());
    const text = block(words.join(" · "), x + (drawing ? SWATCH : 0), y, SIDE - SWATCH, 11.5);
    if (drawing) {
      const copy = copied(drawing, drawing.getBoundingClientRect());
      const place = { x, y, width: SWATCH - 6, height: Math.max(text.height, 18) };
      for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
      parts.push(copy);
    }
    parts.push(text.node);
    y += Math.max(text.height, drawing ? 20 : 0) + 5;
  }
  return { parts, bottom: y };
}

/* The picture of the map as it stands, as the text of an SVG file. */
function pictureText(container) {
  const frame = container.getBoundingClientRect();
  const width = frame.width + SIDE + 3 * EDGE;
  const title = block(document.title, EDGE, EDGE - 6, width - 2 * EDGE, 18, { "font-weight": 700 });
  const headline = block(document.querySelector(".headline")?.textContent || "", EDGE, EDGE + title.height, width - 2 * EDGE, 12.5);
  const top = 2 * EDGE + title.height + headline.height;
  const drawn = mapPart(container, frame);
  drawn.setAttribute("y", top);
  const legend = legendPart(frame.width + 2 * EDGE, top);
  const sources = [...document.querySelectorAll(".banner, .page-footer > h2 + ul li")].map((line) => line.textContent.trim()).join(" · ");
  const foot = block(sources, EDGE, Math.max(top + frame.height, legend.bottom) + EDGE / 2, width - 2 * EDGE, 9);
  const height = Math.max(top + frame.height, legend.bottom) + foot.height + 2 * EDGE;
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FAMILY },
    svg("rect", { width, height, fill: "#ffffff" }), byId("map-patterns").querySelector("defs")?.cloneNode(true), title.node, headline.node, drawn, legend.parts, foot.node);
  return new XMLSerializer().serializeToString(picture).replace(NOT_XML, "\ufffd");
}

/* The button that saves the picture. */
export function offerPicture(button, container) {
  button.addEventListener("click", function () {
    const address = URL.createObjectURL(new Blob([pictureText(container)], { type: "image/svg+xml" }));
    const link = el("a", { download: say("picture.file") });
    link.href = address;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), SAVED);
  });
}
