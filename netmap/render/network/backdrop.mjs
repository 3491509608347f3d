/* The communes behind the drawing on the territory; the one that is chosen stands out. */

function traceRings(ctx, rings) {
  ctx.beginPath();
  for (const { ring } of rings) {
    for (let k = 0; k < ring.length; k += 2) ctx[k ? "lineTo" : "moveTo"](ring[k], ring[k + 1]);
    ctx.closePath();
  }
  ctx.fill();
  ctx.stroke();
}

export function paintOutlines(ctx, outlines, chosen, scale) {
  ctx.fillStyle = "#f3f6f9";
  ctx.strokeStyle = "#b9c4cf";
  ctx.lineWidth = 1 / Math.max(scale, 0.4);
  traceRings(ctx, outlines);
  if (chosen === null) return;
  ctx.fillStyle = "#dbe9f6";
  ctx.strokeStyle = "#0b4f8a";
  ctx.lineWidth = 3;
  traceRings(ctx, outlines.filter(({ code }) => code === chosen));
}
