/* What is added to Leaflet: marks and tips made of nodes, and the outline of what is chosen. */
import { el, typed } from "../page/dom.mjs";

const halo = (width) => [["#ffffff", width], ["#b4005a", 3]];

/* What a tip says: a name, and a line under it. */
export const tip = (name, line) => el("div", {}, el("strong", {}, typed(name)), el("br"), line);

/* A mark of ours: its picture is a node, and assistive technology hears its name. */
export function markIcon({ label, className = "mark", ...options }) {
  const icon = L.divIcon({ className, ...options });
  icon.createIcon = function (old) {
    const node = L.DivIcon.prototype.createIcon.call(icon, old);
    node.setAttribute("aria-label", label);
    return node;
  };
  return icon;
}

export function outlineShape(shape, group) {
  for (const [color, weight] of halo(6)) L.polygon(shape.getLatLngs(), { color, weight, fill: false, interactive: false }).addTo(group);
}

export function ringMarker(marker, group) {
  for (const [color, weight] of halo(7)) L.circleMarker(marker.getLatLng(), { radius: 18, color, weight, fill: false, interactive: false }).addTo(group);
}
