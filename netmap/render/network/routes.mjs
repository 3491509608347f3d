/* Relations: where each runs, from the layout, and how those of one look are drawn. */
import { paintBadge, radiusOf } from "./paint.mjs";

/* Numbers that tell a curve; from so many relations on they are straight and pale. */
const STRIDE = 12;
const MANY = 1000;
const DIRECTIONS = { right: [1, 0], left: [-1, 0], top: [0, -1], bottom: [0, 1] };

export function makeRoutes(model) {
  const nodes = model.data.model.nodes;
  const edges = model.data.model.edges;
  const looks = model.data.looks.relations;
  const byLook = new Map();
  model.relations.forEach(function (relation, i) {
    if (!byLook.has(relation.trait)) byLook.set(relation.trait, []);
    byLook.get(relation.trait).push(i);
  });

  let layout = null;
  let look = null;
  let curves = new Float32Array(0);
  /* Those of all relations, by the name of the layout: every filter comes back to them. */
  const whole = new Map();

  const sizeOf = (i) => radiusOf(nodes[i].shape);

  const bandOfEach = model.partners.map(({ position }) => model.data.looks.bands[position]);
  const bandOf = (i) => bandOfEach[i];

  /* The side of a mark that a relation leaves by: right, left, top or bottom. */
  function sideTowards(i, j) {
    if (layout.name === "carte") return null;
    if (layout.name === "etroit") {
      if (bandOf(i) === bandOf(j)) return "right";
      return layout.y[j] > layout.y[i] ? "bottom" : "top";
    }
    const here = bandOf(i);
    const there = bandOf(j);
    if (here === "amont") return "right";
    if (here === "aval") return "left";
    if (here === "pilotage") return there === "pilotage" ? "top" : "bottom";
    if (there === "amont") return "left";
    if (there === "aval") return "right";
    if (there === here) return "right";
    return layout.y[j] > layout.y[i] ? "bottom" : "top";
  }

  /* Relations that end on the same side of a mediation point are spread along it. */
  function spreads(there) {
    const ends = new Map();
    if (layout.name !== "carte") {
      edges.forEach(function (edge, e) {
        if (!there(edge)) return;
        for (const [here, there, end] of [[edge.from, edge.to, 0], [edge.to, edge.from, 1]]) {
          if (nodes[here].shape !== "hexagon") continue;
          const key = here + sideTowards(here, there);
          if (!ends.has(key)) ends.set(key, []);
          ends.get(key).push([e, end, there]);
        }
      });
    }
    const offset = new Float32Array(2 * edges.length);
    for (const [key, list] of ends) {
      const axis = /right|left/.test(key) ? layout.y : layout.x;
      list.sort((a, b) => axis[a[2]] - axis[b[2]] || a[0] - b[0]);
      const reach = Math.min(17, list.length * 1.6);
      list.forEach(function ([e, end], k) {
        offset[e * 2 + end] = list.length > 1 ? (k / (list.length - 1) - 0.5) * 2 * reach : 0;
      });
    }
    return offset;
  }

  /* kept: 1 for the partners that have a place; relations of the others are not traced. */
  function trace(next, kept) {
    layout = next;
    const all = kept.every(Boolean);
    if (all && whole.has(layout.name)) {
      curves = whole.get(layout.name);
      return;
    }
    curves = new Float32Array(edges.length * STRIDE);
    if (all) whole.set(layout.name, curves);
    const there = (edge) => kept[edge.from] && kept[edge.to];
    const offset = spreads(there);
    const faces = new Map();
    for (const band of layout.bands) {
      if (band.name === "amont") faces.set("amont", band.x + band.width + 8);
      if (band.name === "aval") faces.set("aval", band.x - 8);
    }
    edges.forEach(function (edge, e) {
      if (!there(edge)) return;
      const a = edge.from;
      const b = edge.to;
      const [sx, sy, fx, fy, ax, ay] = leave(a, b, offset[e * 2], 2, faces);
      const [ex, ey, gx, gy, bx, by] = leave(b, a, offset[e * 2 + 1], 9, faces);
      const apart = Math.hypot(gx - fx, gy - fy);
      const near = layout.name !== "carte" && bandOf(a) === bandOf(b);
      const pull = layout.name === "carte" ? apart * 0.3 : near ? Math.min(52, 16 + apart * 0.12) : Math.max(28, apart * 0.42);
      const numbers = [sx, sy, fx, fy, fx + ax * pull, fy + ay * pull, gx + bx * pull, gy + by * pull, gx, gy, ex, ey];
      for (let k = 0; k < STRIDE; k += 1) curves[e * STRIDE + k] = numbers[k];
    });
  }

  /* The point where a relation touches a mark, the point where it begins to bend, and its direction there. */
  function leave(i, j, shift, gap, faces) {
    const x = layout.x[i];
    const y = layout.y[i];
    const r = sizeOf(i) + gap;
    const side = sideTowards(i, j);
    if (side === null) {
      const dx = layout.x[j] - x;
      const dy = layout.y[j] - y;
      const length = Math.hypot(dx, dy) || 1;
      const turn = i < j ? 0.12 : -0.12;
      const ux = dx / length;
      const uy = dy / length;
      return [x + ux * r, y + uy * r, x + ux * r, y + uy * r, ux - uy * turn, uy + ux * turn];
    }
    const [ux, uy] = DIRECTIONS[side];
    const sx = x + ux * r + (ux ? 0 : shift);
    const sy = y + uy * r + (ux ? shift : 0);
    const face = layout.name === "etapes" ? faces.get(bandOf(i)) : undefined;
    const bend = face !== undefined && (face - sx) * ux > 0 ? face : sx;
    return [sx, sy, bend, sy, ux, uy];
  }

  function path(ctx, e) {
    const k = e * STRIDE;
    const c = curves;
    ctx.moveTo(c[k], c[k + 1]);
    if (c[k] !== c[k + 2]) ctx.lineTo(c[k + 2], c[k + 3]);
    ctx.bezierCurveTo(c[k + 4], c[k + 5], c[k + 6], c[k + 7], c[k + 8], c[k + 9]);
    if (c[k + 8] !== c[k + 10]) ctx.lineTo(c[k + 10], c[k + 11]);
  }

  function straight(ctx, e) {
    const k = e * STRIDE;
    ctx.moveTo(curves[k], curves[k + 1]);
    ctx.lineTo(curves[k + 10], curves[k + 11]);
  }

  function arrow(ctx, e, size) {
    const k = e * STRIDE;
    const x = curves[k + 10];
    const y = curves[k + 11];
    const flat = curves[k + 8] !== x || curves[k + 9] !== y;
    const dx = x - (flat ? curves[k + 8] : curves[k + 6]);
    const dy = y - (flat ? curves[k + 9] : curves[k + 7]);
    const length = Math.hypot(dx, dy) || 1;
    const ux = dx / length;
    const uy = dy / length;
    ctx.moveTo(x + ux * 6, y + uy * 6);
    ctx.lineTo(x - ux * (size - 6) - uy * size * 0.42, y - uy * (size - 6) + ux * size * 0.42);
    ctx.lineTo(x - ux * (size - 6) + uy * size * 0.42, y - uy * (size - 6) - ux * size * 0.42);
    ctx.closePath();
  }

  /* A point of the bent part, for the cross of a broken relation. */
  function middle(e) {
    const k = e * STRIDE;
    const at = (d) => (curves[k + 2 + d] + 3 * curves[k + 4 + d] + 3 * curves[k + 6 + d] + curves[k + 8 + d]) / 8;
    return [at(0), at(1)];
  }

  /* Relations of one look, in one stroke. */
  function drawAlike(ctx, shown, trait, { strong, stale, pale }, scale) {
    const style = looks[trait];
    const many = look.edges > MANY;
    const plain = look.strong.size && !strong ? 0.7 : 0.95;
    ctx.globalAlpha = pale ? 0.1 : (many ? Math.max(0.12, 40 / Math.sqrt(look.edges) / 2) : plain) * (stale ? 0.6 : 1);
    ctx.strokeStyle = style.color;
    ctx.fillStyle = style.color;
    ctx.lineWidth = style.width * (strong ? 2.2 : 1);
    ctx.setLineDash(many ? [] : style.dashes);
    ctx.lineCap = style.dashes.length && style.dashes[0] < 3 ? "round" : "butt";
    ctx.beginPath();
    for (const e of shown) (many ? straight : path)(ctx, e);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.lineCap = "butt";
    if (many && scale < 0.6) return;
    ctx.beginPath();
    for (const e of shown) arrow(ctx, e, strong ? 13 : 10);
    ctx.fill();
    if (trait !== "rompue") return;
    ctx.beginPath();
    for (const e of shown) {
      const [x, y] = middle(e);
      ctx.moveTo(x - 5, y - 5);
      ctx.lineTo(x + 5, y + 5);
      ctx.moveTo(x + 5, y - 5);
      ctx.lineTo(x - 5, y + 5);
    }
    ctx.lineWidth = 2.6;
    ctx.stroke();
  }

  /* kept: 1 for the partners that have a place; alone: the one whose relations are followed, or null. */
  function draw(ctx, shownNow, { kept, scale, alone }) {
    look = shownNow;
    if (edges.length > look.edges && edges.length <= MANY) {
      ctx.beginPath();
      for (let e = 0; e < edges.length; e += 1) if (!look.edge[e] && kept[edges[e].from] && kept[edges[e].to]) path(ctx, e);
      ctx.strokeStyle = "#51677f";
      ctx.globalAlpha = 0.07;
      ctx.lineWidth = 1;
      ctx.stroke();
    }
    const touches = (e) => alone === null || edges[e].from === alone || edges[e].to === alone;
    for (const pale of alone === null ? [false] : [true, false]) {
      for (const [trait, list] of byLook) {
        const groups = [[], [], [], []];
        for (const e of list) if (look.edge[e] && touches(e) !== pale) groups[2 * look.strong.has(e) + model.relations[e].perimee].push(e);
        groups.forEach(function (shown, k) {
          const strong = k > 1 || (alone !== null && !pale);
          if (shown.length) drawAlike(ctx, shown, trait, { strong, stale: k % 2 === 1, pale }, scale);
        });
      }
    }
    ctx.globalAlpha = 1;
  }

  /* A partner and those that it is linked to, as far as its relations are shown. */
  function near({ edge }, i) {
    if (i === null) return new Set();
    const own = [...model.incoming[i], ...model.outgoing[i]].filter((e) => edge[e]);
    return new Set([i, ...own.flatMap((e) => [edges[e].from, edges[e].to])]);
  }

  /* What a group noted: a badge on a relation, and the relations that it added. */
  function drawNoted(ctx, badges, spot) {
    for (let e = 0; e < edges.length; e += 1) {
      if (!look.edge[e]) continue;
      const noted = badges.relation(e);
      if (!noted.length) continue;
      const [x, y] = middle(e);
      noted.forEach(({ kind }, k) => paintBadge(ctx, kind, x + 17 * k, y, 8));
    }
    ctx.strokeStyle = "#b4005a";
    ctx.lineWidth = 2.2;
    for (const [a, b] of badges.links().map((pair) => pair.map(spot))) {
      if (!a || !b) continue;
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const length = Math.hypot(dx, dy) || 1;
      const gap = (end) => (end.r + 5) / length;
      ctx.setLineDash([8, 4]);
      ctx.beginPath();
      ctx.moveTo(a.x + dx * gap(a), a.y + dy * gap(a));
      ctx.lineTo(b.x - dx * gap(b), b.y - dy * gap(b));
      ctx.stroke();
      ctx.setLineDash([]);
      paintBadge(ctx, "add", a.x + dx * 0.62, a.y + dy * 0.62, 8);
    }
  }

  return { trace, draw, drawNoted, near, bandOf };
}
