/* What part of the drawing is looked at, in its own units. */

/* Look at a point, in the middle of what the card leaves free: `covered` pixels at the start lie under it. */
export const lookAtPoint = (network, x, y, scale, covered) => network.moveTo({ position: { x: x - covered / 2 / scale, y }, scale, animation: false });

export function viewed(network, stage) {
  const scale = network.getScale();
  const { x, y } = network.getViewPosition();
  const [w, h] = [stage.clientWidth / scale / 2, stage.clientHeight / scale / 2];
  return { left: x - w, right: x + w, top: y - h, bottom: y + h };
}

export function zoomBy(network, factor) {
  const scale = Math.min(4, Math.max(0.02, network.getScale() * factor));
  network.moveTo({ scale, animation: false });
}
