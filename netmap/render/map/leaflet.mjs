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

export const isPhone = () => matchMedia("(max-width: 700px)").matches;

/* A node answers to Enter and Space as it does to a click. */
export function onEnter(node, choose) {
  if (node.dataset.operable) return;
  node.dataset.operable = "yes";
  node.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose();
  });
}

/* Whether a point {lat, lng} lies in a polygon or one of several, by the even-odd rule. */
export function holds(shape, { lat, lng }) {
  const rings = (parts) => (Array.isArray(parts[0]) ? parts.flatMap(rings) : [parts]);
  let inside = false;
  for (const ring of rings(shape.getLatLngs())) {
    ring.forEach(function (here, i) {
      const there = ring[(i + ring.length - 1) % ring.length];
      const crosses = here.lat > lat !== there.lat > lat;
      if (crosses && lng < here.lng + ((there.lng - here.lng) * (lat - here.lat)) / (there.lat - here.lat)) inside = !inside;
    });
  }
  return inside;
}
