/* How wide a text is on a canvas, and how a name is broken or cut to find its room. */

const FONT = '"Noto Sans", "DejaVu Sans", system-ui, Arial, sans-serif';
const ELLIPSIS = "…";
/* Pixels: the size at which characters are measured, each once; names are many and share their letters. */
const MEASURED_AT = 100;
/* Characters of a name that are looked at: it may have thousands. */
const LOOKED_AT = 400;

export const fontOf = (size, bold) => (bold ? "600 " : "") + size + "px " + FONT;

const measured = { plain: new Map(), bold: new Map() };

/* How wide characters are by themselves, at size 1: a pair that closes up is taken as no narrower. */
function widthAtOne(ctx, characters, bold) {
  const known = bold ? measured.bold : measured.plain;
  let sum = 0;
  for (const one of characters) {
    let width = known.get(one);
    if (width === undefined) {
      ctx.font = fontOf(MEASURED_AT, bold);
      width = ctx.measureText(one).width / MEASURED_AT;
      known.set(one, width);
    }
    sum += width;
  }
  return sum;
}

export const widthOf = (ctx, text, size, bold) => widthAtOne(ctx, text, bold) * size;

/* The longest start of a text that fits. */
export function shorten(ctx, text, width, size, bold) {
  const characters = Array.from(text.slice(0, LOOKED_AT));
  const whole = text.length <= LOOKED_AT;
  if (whole && widthOf(ctx, text, size, bold) <= width) return text;
  let left = width / size - widthAtOne(ctx, ELLIPSIS, bold);
  let fit = 0;
  while (fit < characters.length) {
    left -= widthAtOne(ctx, characters[fit], bold);
    if (left < 0) break;
    fit += 1;
  }
  return characters.slice(0, fit).join("").trimEnd() + ELLIPSIS;
}

/* A name in two lines at most. */
export function wrap(ctx, name, width, size, bold) {
  const text = name.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  if (text.length < LOOKED_AT && widthOf(ctx, text, size, bold) <= width) return [text];
  const words = text.slice(0, LOOKED_AT).split(" ");
  let first = words[0];
  let next = 1;
  while (next < words.length && widthOf(ctx, first + " " + words[next], size, bold) <= width) {
    first += " " + words[next];
    next += 1;
  }
  if (widthOf(ctx, first, size, bold) > width) return [shorten(ctx, text, width, size, bold)];
  return [first, shorten(ctx, text.slice(first.length).trim(), width, size, bold)];
}
