/* The partners that a review adds: each under the column of its position, or in its commune, until the tables have it. */
import { paintBadge, paintBand, paintHeading, paintMark, radiusOf } from "./paint.mjs";
import { t } from "./words.mjs";

/* Pixels of the drawing at scale 1: the cell of a partner, the heading of its band, the room over it. */
const NEW = "#b4005a";
const NEW_COLUMN = 164;
const NEW_ROW = 84;
const NEW_HEADING = 56;
const NEW_MARGIN = 36;

export function makeNewcomers(model) {
  const { shapes } = model.data.looks;

  let spots = new Map();
  let strip = null;

  function bounds(layout) {
    const xs = [...layout.x, ...layout.bands.flatMap((band) => [band.x, band.x + band.width])];
    const ys = [...layout.y, ...layout.bands.map((band) => band.y + band.height)];
    for (const { ring } of layout.outlines || []) ring.forEach((value, k) => (k % 2 ? ys : xs).push(value));
    const least = (list) => list.reduce((a, b) => Math.min(a, b), Infinity);
    const most = (list) => list.reduce((a, b) => Math.max(a, b), -Infinity);
    return xs.length && ys.length ? { left: least(xs), right: most(xs), bottom: most(ys) + 10 } : { left: 0, right: 600, bottom: 0 };
  }

  /* The middle of a commune's largest outline. */
  function home(layout, code) {
    const rings = (layout.outlines || []).filter((item) => item.code === code).map((item) => item.ring);
    if (!rings.length) return null;
    const ring = rings.reduce((a, b) => (b.length > a.length ? b : a));
    const mean = (first) => ring.filter((_, k) => k % 2 === first).reduce((sum, value) => sum + value, 0) / (ring.length / 2);
    return { x: mean(0), y: mean(1) };
  }

  /* The column that a position stands in: its middle and its width. */
  function column(layout, all, position) {
    const whole = { key: "", middle: (all.left + all.right) / 2, width: all.right - all.left };
    if (layout.name !== "etapes") return whole;
    const name = ["amont", "aval"].includes(position) ? position : "mediation";
    const band = layout.bands.find((item) => item.name === name);
    return band ? { key: name, middle: band.x + band.width / 2, width: band.width } : whole;
  }

  function place(layout, list) {
    const all = bounds(layout);
    const columns = new Map();
    const homes = new Map();
    spots = new Map();
    strip = null;
    for (const one of list) {
      const at = home(layout, one.code_insee);
      if (at) {
        const before = homes.get(one.code_insee) || 0;
        homes.set(one.code_insee, before + 1);
        spots.set(one.id, { one, alone: true, x: at.x + 30 * before, y: at.y + 14 });
        continue;
      }
      const { key, middle, width } = column(layout, all, one.position);
      if (!columns.has(key)) columns.set(key, { middle, cells: Math.max(1, Math.floor(width / NEW_COLUMN)), waiting: [] });
      columns.get(key).waiting.push(one);
    }
    let rows = 0;
    for (const { middle, cells, waiting } of columns.values()) {
      const across = Math.min(cells, waiting.length);
      rows = Math.max(rows, Math.ceil(waiting.length / cells));
      waiting.forEach((one, k) => spots.set(one.id, {
        one,
        x: middle + ((k % cells) - (across - 1) / 2) * NEW_COLUMN,
        y: all.bottom + NEW_MARGIN + NEW_HEADING + 16 + Math.floor(k / cells) * NEW_ROW,
      }));
    }
    if (rows) strip = { name: "nouveaux", x: all.left, y: all.bottom + NEW_MARGIN, width: all.right - all.left, height: NEW_HEADING + rows * NEW_ROW };
  }

  function draw(ctx, scale) {
    if (strip) {
      paintBand(ctx, strip);
      paintHeading(ctx, strip, t("band.nouveaux"), "", Math.min(NEW_HEADING * 0.5, Math.max(15, 12.5 / scale)));
    }
    for (const { one, x, y } of spots.values()) {
      const r = radiusOf(shapes[one.position]);
      paintMark(ctx, shapes[one.position], NEW, "a-mobiliser", x, y, r);
      paintBadge(ctx, "add", x + r * 0.95, y - r * 0.95, 7);
    }
  }

  return {
    place, draw,
    at: (id) => spots.get(id),
    all: () => [...spots.values()].map(({ one, x, y, alone }) => ({ x, y, r: radiusOf(shapes[one.position]), name: alone ? t("review.proposed", { name: one.nom }) : one.nom })),
    /* What the drawing must hold besides its own marks. */
    extent(grow) {
      if (strip) grow(strip.x - 14, strip.y, strip.width + 28, strip.height + 10);
    },
  };
}
