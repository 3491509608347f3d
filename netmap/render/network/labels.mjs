/* Names in the drawing: those that the answer is about first, then the most linked; none over another, nor cut by the edge. */
import { labelBox, radiusOf, writeLabel } from "./paint.mjs";

/* Pixels of the screen: the least size of a name, and the room of one from afar (two letters of it say nothing). */
const READABLE = 10.5;
const ROOM = 84;
const SIZE = 12;
/* Pixels of the screen: the side of the squares by which names are told to be near. */
const SQUARE = 40;
/* More marks than this may lie under names; more names than these are not tried, or not written. */
const MARKS = 600;
const TRIED = 700;
const WRITTEN = 260;

const meets = (a, b) => a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/* What is taken already: boxes {left, top, width, height}, each by its owner. */
function makeRoom(scale) {
  const squares = new Map();

  function* squaresOf({ left, top, width, height }) {
    const side = SQUARE / scale;
    for (let x = Math.floor(left / side); x <= Math.floor((left + width) / side); x += 1)
      for (let y = Math.floor(top / side); y <= Math.floor((top + height) / side); y += 1) yield x + "|" + y;
  }

  return {
    take(box, owner) {
      box.own = owner;
      for (const key of squaresOf(box)) {
        if (!squares.has(key)) squares.set(key, []);
        squares.get(key).push(box);
      }
    },
    isFree(box, owner) {
      for (const key of squaresOf(box)) {
        for (const other of squares.get(key) || []) if (other.own !== owner && meets(box, other)) return false;
      }
      return true;
    },
  };
}

/*
 * Write the names that find room, and return their boxes, each with its partner (own).
 * order: partners by importance; scene: {look, layout, first, headings, newcomers, notes(i)}.
 */
export function writeLabels(ctx, model, order, scene, { scale, view }) {
  const { look, layout, first } = scene;
  const { nodes } = model.data.model;
  const size = Math.max(SIZE, Math.ceil(READABLE / scale));
  const room = makeRoom(scale);
  const boxes = [];
  for (const heading of scene.headings) room.take(heading, null);
  const inside = (i) => layout.x[i] > view.left - 160 && layout.x[i] < view.right + 160 && layout.y[i] > view.top - 60 && layout.y[i] < view.bottom + 60;
  const shown = order.filter((i) => look.node[i] && inside(i));
  if (shown.length <= MARKS) {
    for (const i of shown) {
      const r = radiusOf(nodes[i].shape) * 0.8;
      room.take({ left: layout.x[i] - r, top: layout.y[i] - r, width: 2 * r, height: 2 * r }, i);
    }
  }
  for (const { x, y, r, name } of scene.newcomers) {
    const box = labelBox(ctx, name, x, y, 0, r, size, true, false, ROOM / scale);
    room.take(box, name);
    writeLabel(ctx, box);
  }
  shown.sort((a, b) => first.has(b) - first.has(a) || look.ring.has(b) - look.ring.has(a));
  for (const i of shown.slice(0, TRIED)) {
    if (boxes.length >= WRITTEN) break;
    const ringed = look.ring.has(i);
    const bold = nodes[i].shape === "hexagon" || ringed;
    const box = labelBox(ctx, model.partners[i].nom + scene.notes(i), layout.x[i], layout.y[i], layout.side[i], radiusOf(nodes[i].shape), size, bold, ringed, ROOM / scale);
    const isCut = box.left < view.left || box.left + box.width > view.right;
    if ((isCut && !first.has(i)) || !room.isFree(box, i)) continue;
    room.take(box, i);
    boxes.push(box);
    writeLabel(ctx, box);
  }
  return boxes;
}
