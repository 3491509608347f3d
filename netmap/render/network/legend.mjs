/* The legend: the marks and relations that the drawing has, each drawn as it is there. */
import { el } from "../page/dom.mjs";
import { paintBadge, paintMark } from "./paint.mjs";
import { t } from "./words.mjs";

const REVIEW = ["yes", "no", "change", "note", "add"];
const PAIR = "#51677f";
const FULL = "#0072b2";

function sample(draw) {
  const canvas = el("canvas", { width: 88, height: 48, "aria-hidden": "true", class: "net-sample" });
  const ctx = canvas.getContext("2d");
  ctx.scale(2, 2);
  draw(ctx);
  return canvas;
}

const markSample = (shape, colour, status) => (ctx) => paintMark(ctx, shape, colour, status, 22, 12, 8);

function relationSample({ color, width, dashes }, crossed) {
  return function (ctx) {
    const stroke = function (...points) {
      ctx.beginPath();
      for (const [x1, y1, x2, y2] of points) {
        ctx.moveTo(x1, y1);
        ctx.lineTo(x2, y2);
      }
      ctx.stroke();
    };
    ctx.strokeStyle = color;
    ctx.lineWidth = width * 1.2;
    ctx.setLineDash(dashes);
    ctx.lineCap = dashes.length && dashes[0] < 3 ? "round" : "butt";
    stroke([2, 12, 42, 12]);
    if (!crossed) return;
    ctx.setLineDash([]);
    stroke([17, 7, 27, 17], [27, 7, 17, 17]);
  };
}

export function drawLegend(box, { partners, relations, data, labels }, reviewing) {
  const { shapes, families, relations: styles } = data.looks;
  const line = (key, draw) => el("li", {}, draw ? sample(draw) : null, el("span", { text: t("legend." + key) }));
  const present = (keys, rows, name) => keys.filter((key) => rows.some((row) => row[name] === key));
  box.replaceChildren(el("ul", { class: "net-legend" },
    present(Object.keys(shapes), partners, "position").map((key) => line("shape-" + key, markSample(shapes[key], PAIR, "actif"))),
    present(Object.keys(labels.statut), partners, "statut").map((key) => line("status-" + key, markSample("square", FULL, key))),
    present(Object.keys(families), partners, "famille").map((key) => line("family-" + key, markSample("dot", families[key], "actif"))),
    present(Object.keys(styles), relations, "trait").map((key) => line("relation-" + key, relationSample(styles[key], key === "rompue"))),
    reviewing ? REVIEW.map((kind) => line("review-" + kind, (ctx) => paintBadge(ctx, kind, 22, 12, 8))) : [],
    reviewing ? line("review-newcomer", markSample("square", "#b4005a", "a-mobiliser")) : null,
    relations.some(({ perimee }) => perimee) ? line("stale") : null,
    line("arrow"),
    line("ring")
  ));
}
