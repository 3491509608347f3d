/* The layered drawing laid out again for some of its partners: each keeps its order, and no room is left empty. */

const SIDES = ["amont", "aval"];
/* Pixels of the drawing: the room of a mediation point, and between the parts of the middle. */
const POINT = 100;
const BETWEEN = 36;
/* As many partners stand under one another before a second column is begun. */
const FEW_ROWS = 9;
/* Neighbouring columns stand at so many heights, so that relations pass between their names. */
const LEVELS = 3;

/*
 * layout: {name, x, y, bands, row, cell}; kept: 1 for those that are shown; bandOf(i): the band of a partner.
 * The same layout where all are kept, or where partners stand elsewhere than in layers.
 */
export function relay(layout, kept, bandOf) {
  if (layout.name !== "etapes" || kept.every(Boolean)) return layout;
  const { row, cell } = layout;
  const [x, y] = [layout.x.slice(), layout.y.slice()];
  const bands = new Map(layout.bands.map((band) => [band.name, band]));
  const all = (name) => layout.x.map((_, i) => i).filter((i) => bandOf(i) === name);
  const byHeight = (list) => list.sort((a, b) => layout.y[a] - layout.y[b] || layout.x[a] - layout.x[b]);
  const shown = (name) => byHeight(all(name).filter((i) => kept[i]));
  const made = [];

  const first = bands.get("amont");
  const top = first.y + first.heading;
  let depth = row;
  for (const side of SIDES) {
    const columns = [...new Set(all(side).map((i) => layout.x[i]))].sort((a, b) => Math.abs(a) - Math.abs(b));
    const left = shown(side);
    const list = columns.flatMap((at) => left.filter((i) => layout.x[i] === at));
    const rows = Math.max(FEW_ROWS, Math.ceil(list.length / columns.length));
    const levels = Math.min(LEVELS, Math.ceil(list.length / rows));
    list.forEach(function (i, k) {
      const column = Math.floor(k / rows);
      x[i] = columns[column];
      y[i] = top + ((k % rows) + 0.5 + (column % levels) / levels) * row;
      depth = Math.max(depth, y[i] + row / 2 - top);
    });
    const band = bands.get(side);
    const width = (band.width * Math.max(1, Math.ceil(list.length / rows))) / Math.max(1, columns.length);
    made.push({ ...band, width, x: side === "amont" ? band.x + band.width - width : band.x, count: list.length });
  }

  const both = shown("amont-aval");
  const rows = [...new Set(both.map((i) => layout.y[i]))];
  const under = both.length ? bands.get("amont-aval").heading + rows.length * cell : 0;
  const points = shown("mediation");
  const abreast = points.length > FEW_ROWS ? new Set(points.map((i) => layout.x[i])).size : 1;
  const middle = Math.max(depth - (under ? under + BETWEEN : 0), Math.max(1, points.length / abreast) * POINT);
  points.forEach((i, k) => { y[i] = top + ((k + 0.5) * middle) / points.length; });
  const total = Math.max(depth, under ? middle + BETWEEN + under : middle);
  for (const band of made) band.height = first.heading + total;
  made.push({ ...bands.get("mediation"), height: first.heading + middle, count: points.length });
  if (under) {
    const band = { ...bands.get("amont-aval"), y: top + middle + BETWEEN, height: under, count: both.length };
    const offset = Math.min(...all("amont-aval").map((i) => layout.y[i])) - bands.get("amont-aval").y;
    for (const i of both) y[i] = band.y + offset + rows.indexOf(layout.y[i]) * cell;
    made.push(band);
  }
  const steering = shown("pilotage");
  if (steering.length) made.push({ ...bands.get("pilotage"), count: steering.length });
  return { ...layout, x, y, bands: made };
}
