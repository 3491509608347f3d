/* How marks, names and relations are drawn on a canvas: the same for the screen, the legend and the printer. */
import { fontOf, shorten, widthOf, wrap } from "./lettering.mjs";

export const INK = "#1b2a3a";
export const PAPER = "#ffffff";
export const RADIUS = 10;
const MEDIATION_RADIUS = 20;
const LABEL_WIDTH = 150;
const LABEL_GAP = 16;

export const radiusOf = (shape) => (shape === "hexagon" ? MEDIATION_RADIUS : RADIUS);

function tracePolygon(ctx, x, y, r, corners, turn) {
  for (let k = 0; k < corners; k += 1) {
    const angle = turn + (2 * Math.PI * k) / corners;
    ctx[k ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  ctx.closePath();
}

function traceOutline(ctx, shape, x, y, r) {
  ctx.beginPath();
  if (shape === "triangle") tracePolygon(ctx, x - r * 0.15, y, r * 1.2, 3, 0);
  else if (shape === "hexagon") tracePolygon(ctx, x, y, r, 6, 0);
  else if (shape === "square") ctx.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
  else if (shape === "diamond") tracePolygon(ctx, x, y, r * 1.2, 4, 0);
  else if (shape === "star") {
    for (let k = 0; k < 10; k += 1) {
      const length = k % 2 ? r * 0.52 : r * 1.25;
      const angle = -Math.PI / 2 + (Math.PI * k) / 5;
      ctx[k ? "lineTo" : "moveTo"](x + length * Math.cos(angle), y + length * Math.sin(angle));
    }
    ctx.closePath();
  } else ctx.arc(x, y, r, 0, 2 * Math.PI);
}

/* status: actif full; a-mobiliser hollow; a-remobiliser hollow and dashed; inactif grey and crossed */
export function paintMark(ctx, shape, colour, status, x, y, r) {
  traceOutline(ctx, shape, x, y, r);
  ctx.lineWidth = r * 0.22;
  ctx.setLineDash(status === "a-remobiliser" ? [r * 0.42, r * 0.3] : []);
  if (status === "actif") {
    ctx.fillStyle = colour;
    ctx.strokeStyle = INK;
    ctx.lineWidth = r * 0.1;
  } else if (status === "inactif") {
    ctx.fillStyle = "#e3e7eb";
    ctx.strokeStyle = "#7b8794";
    ctx.lineWidth = r * 0.12;
  } else {
    ctx.fillStyle = PAPER;
    ctx.strokeStyle = colour;
  }
  ctx.fill();
  ctx.stroke();
  ctx.setLineDash([]);
  if (status === "inactif") {
    ctx.beginPath();
    ctx.moveTo(x - r * 0.6, y + r * 0.6);
    ctx.lineTo(x + r * 0.6, y - r * 0.6);
    ctx.stroke();
  }
}

export function paintRing(ctx, x, y, r, colour) {
  ctx.beginPath();
  ctx.arc(x, y, r + 6, 0, 2 * Math.PI);
  ctx.lineWidth = 3;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

/* What a group noted: a badge with a sign of its own for each kind. */
export function paintBadge(ctx, kind, x, y, r) {
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = kind === "no" ? INK : PAPER;
  ctx.strokeStyle = INK;
  ctx.lineWidth = r * 0.2;
  ctx.fill();
  ctx.stroke();
  ctx.beginPath();
  const stroke = (...points) => points.forEach(([dx, dy], k) => ctx[k ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
  if (kind === "yes") stroke([-0.5, 0.05], [-0.12, 0.45], [0.5, -0.4]);
  else if (kind === "no") {
    stroke([-0.42, -0.42], [0.42, 0.42]);
    stroke([0.42, -0.42], [-0.42, 0.42]);
  } else if (kind === "change") {
    stroke([-0.55, 0], [0.5, 0]);
    stroke([0.12, -0.36], [0.5, 0], [0.12, 0.36]);
  } else if (kind === "add") {
    stroke([-0.5, 0], [0.5, 0]);
    stroke([0, -0.5], [0, 0.5]);
  } else for (const dy of [-0.3, 0, 0.3]) stroke([-0.45, dy], [0.45, dy]);
  ctx.lineCap = "round";
  ctx.strokeStyle = kind === "no" ? PAPER : INK;
  ctx.lineWidth = r * (kind === "note" ? 0.16 : 0.26);
  ctx.stroke();
  ctx.lineCap = "butt";
}

/* The lines of a name and the box that they fill, at a size of type. */
export function labelBox(ctx, name, x, y, side, r, size, bold, ringed, room) {
  const lines = wrap(ctx, name, Math.max(LABEL_WIDTH, room), size, bold);
  const width = Math.max(...lines.map((line) => widthOf(ctx, line, size, bold)));
  const height = lines.length * size * 1.15;
  const gap = Math.max(LABEL_GAP, r + 5) + (ringed ? 5 : 0);
  const left = side < 0 ? x - gap - width : side > 0 ? x + gap : x - width / 2;
  const top = side === 0 ? y + Math.max(r + 4, LABEL_GAP - 2) + (ringed ? 5 : 0) : y - height / 2;
  return { lines, left, top, width, height, size, bold, x: side < 0 ? x - gap : side > 0 ? x + gap : x, side };
}

export function writeLabel(ctx, box) {
  ctx.font = fontOf(box.size, box.bold);
  ctx.textAlign = box.side < 0 ? "right" : box.side > 0 ? "left" : "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = box.size * 0.3;
  ctx.strokeStyle = "#ffffffe6";
  ctx.fillStyle = INK;
  ctx.direction = "ltr";
  box.lines.forEach(function (line, k) {
    const y = box.top + (k + 0.5) * box.size * 1.15;
    // the text of a table may change the direction of writing: keep it to its own line
    const isolated = "\u2068" + line + "\u2069";
    ctx.strokeText(isolated, box.x, y);
    ctx.fillText(isolated, box.x, y);
  });
}

export function paintBand(ctx, item) {
  ctx.fillStyle = "#f3f6f9";
  ctx.beginPath();
  ctx.roundRect(item.x - 14, item.y, item.width + 28, item.height + 10, 12);
  ctx.fill();
}

export function paintHeading(ctx, item, title, note, size) {
  const aside = item.name === "pilotage";
  const middle = aside ? item.x : item.x + item.width / 2;
  const parts = note ? [title] : wrap(ctx, title, item.width + 24, size, true);
  const lines = parts.map((text, k) => ({ text, size, bold: true, colour: INK, y: item.y + size * (0.7 + 1.1 * k) + 6 }));
  if (note) lines.push({ text: note, size: size * 0.78, bold: false, colour: "#4a5b6d", y: item.y + 6 + size * 1.75 });
  ctx.textBaseline = "middle";
  ctx.textAlign = aside ? "left" : "center";
  ctx.direction = "ltr";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = "#f3f6f9";
  for (const line of lines) {
    // a narrow band of a large network keeps its count: there is room beside it
    const short = shorten(ctx, line.text, Math.max(item.width + 24, 10 * size), line.size, line.bold);
    ctx.font = fontOf(line.size, line.bold);
    ctx.strokeText(short, middle, line.y);
    ctx.fillStyle = line.colour;
    ctx.fillText(short, middle, line.y);
  }
  const width = Math.min(item.width, title.length * size * 0.62);
  return { left: aside ? middle : middle - width / 2, top: item.y, width, height: size * (lines.length > 1 ? 2.15 : 1.3) + 6 };
}
