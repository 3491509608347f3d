/* Which partner an arrow key leads to. */

/* How much more a step aside costs than a step ahead. */
const ASIDE = 2.5;

/* The partner nearest to the upper left corner: where the keyboard comes in. */
export function nearestCorner({ x, y }, candidates) {
  return candidates.reduce((best, i) => (x[i] + y[i] < x[best] + y[best] ? i : best));
}

/* The nearest partner in a direction (dx, dy) from where the cursor is; null: nobody stands there. */
export function nearestAhead({ x, y }, candidates, from, dx, dy) {
  let best = null;
  let least = Infinity;
  for (const i of candidates) {
    const [right, down] = [x[i] - x[from], y[i] - y[from]];
    const ahead = right * dx + down * dy;
    if (i === from || ahead <= 0.5) continue;
    const cost = ahead + ASIDE * Math.abs(right * dy + down * dx);
    if (cost < least) [best, least] = [i, cost];
  }
  return best;
}
