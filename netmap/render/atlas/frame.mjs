/* Which part of a drawing is seen: [x, y, width, height], never beyond the whole, never too near. */
const NEAREST = 40;

function insideOf(frame, whole) {
  const [, , wide, high] = frame;
  const x = Math.min(Math.max(frame[0], whole[0]), whole[0] + whole[2] - wide);
  const y = Math.min(Math.max(frame[1], whole[1]), whole[1] + whole[3] - high);
  return [x, y, wide, high];
}

/* The frame `factor` times nearer, around a point that stays where it is. */
export function nearer(frame, whole, factor, [x, y] = [frame[0] + frame[2] / 2, frame[1] + frame[3] / 2]) {
  const wide = Math.min(Math.max(frame[2] / factor, whole[2] / NEAREST), whole[2]);
  const share = wide / frame[2];
  return insideOf([x - (x - frame[0]) * share, y - (y - frame[1]) * share, wide, (wide * whole[3]) / whole[2]], whole);
}

/* The frame moved by shares of its own width and height. */
export const shifted = (frame, whole, right, down) => insideOf([frame[0] + right * frame[2], frame[1] + down * frame[3], frame[2], frame[3]], whole);

/* The frame that shows a box, with as much again around it. */
export function around({ x, y, width, height }, whole) {
  const wide = Math.max(3 * width, (3 * height * whole[2]) / whole[3], whole[2] / NEAREST);
  const seen = Math.min(wide, whole[2]);
  const high = (seen * whole[3]) / whole[2];
  return insideOf([x + width / 2 - seen / 2, y + height / 2 - high / 2, seen, high], whole);
}
