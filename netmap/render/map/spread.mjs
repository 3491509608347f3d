/* Marks that would hide one another are drawn side by side. */

/* How far a mark may be drawn from its place, in steps of pixels. */
const RADII = [0, 10, 18, 26, 34, 42];
const COMPASS = 8;

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const moved = (box, [x, y]) => ({ left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y });

/* The moves that part boxes {left, right, top, bottom}, in order: each stays as near as it can. */
export function partingMoves(boxes) {
  const placed = [];
  return boxes.map(function (box) {
    const tried = RADII.flatMap((far) => Array.from({ length: far ? COMPASS : 1 }, (_, i) => {
      const angle = (2 * Math.PI * i) / COMPASS;
      return [Math.round(far * Math.cos(angle)), Math.round(far * Math.sin(angle))];
    }));
    const move = tried.find((step) => placed.every((other) => !meet(moved(box, step), other))) || [0, 0];
    placed.push(moved(box, move));
    return move;
  });
}

/* Part the marks of a map that are shown now. */
export function spreadMarks(pane) {
  const nodes = [...pane.querySelectorAll(".permanence, .plan")];
  for (const node of nodes) node.style.setProperty("translate", "none");
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  partingMoves(boxes).forEach(([x, y], i) => nodes[i].style.setProperty("translate", `${x}px ${y}px`));
}
