/* Names on the map: the largest places first, the others where there is room. */
import { el, typed } from "../page/dom.mjs";

/* A name may leave the way of a mark, but not its place: farther moves stay inside it. */
const MOVES = [
  [0, 0], [0, -14], [0, 14], [0, -24], [0, 24],
  [0, -36], [0, 36], [-40, 0], [40, 0], [-40, -24], [40, -24], [-40, 24], [40, 24], [0, -60], [0, 60],
];
const NEAR = 14;
/* From this zoom on, neighbourhoods are named too. */
const CLOSE = 12.5;

const isFree = (box, taken) => taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);

function byImportance(a, b) {
  if (a.place.niveau !== b.place.niveau) return a.place.niveau === "commune" ? -1 : 1;
  return (b.place.population || 0) - (a.place.population || 0) || (a.code < b.code ? -1 : 1);
}

export function writeNames(data, map, layer, boundsOf) {
  const named = Object.entries(data.labels)
    .filter(([code]) => code in data.places)
    .map(([code, at]) => ({ code, at, place: data.places[code] }))
    .sort(byImportance);
  for (const entry of named) {
    const text = el("span", { class: "name " + entry.place.niveau }, typed(entry.place.nom));
    entry.marker = L.marker(entry.at, { icon: L.divIcon({ html: text, className: "label", iconSize: [0, 0] }), interactive: false, keyboard: false, zIndexOffset: -1000 });
    entry.text = text;
    entry.bounds = boundsOf(entry.code);
    layer.addLayer(entry.marker);
  }

  /* What a name must not cover: the marks that are shown now. */
  function shownMarks() {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getPane("markerPane").querySelectorAll(".mark, .cluster")].map(function (node) {
      const box = node.getBoundingClientRect();
      return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
    });
  }

  function findRoom(entry, at, half, height, taken) {
    const frame = map.getSize();
    for (const [dx, dy] of MOVES) {
      /* A name near the edge of the map moves inside. */
      const x = Math.min(Math.max(at.x + dx, half), frame.x - half);
      const y = at.y + dy;
      const box = [x - half, y - height / 2, x + half, y + height / 2];
      const inside = Math.abs(dx) + Math.abs(dy) <= NEAR || entry.place.niveau === "qpv" || entry.bounds.contains(map.containerPointToLatLng([x, y]));
      if (inside && isFree(box, taken)) return { box, dx: x - at.x, dy };
    }
    return null;
  }

  function arrange() {
    if (!map.hasLayer(layer)) return;
    const taken = shownMarks();
    const frame = map.getSize();
    for (const entry of named) {
      const at = map.latLngToContainerPoint(entry.marker.getLatLng());
      const outside = at.x < 0 || at.y < 0 || at.x > frame.x || at.y > frame.y;
      const early = entry.place.niveau === "qpv" && map.getZoom() < CLOSE;
      const room = outside || early ? null : findRoom(entry, at, entry.text.offsetWidth / 2 + 3, entry.text.offsetHeight + 2, taken);
      entry.text.classList.toggle("crowded", room === null);
      if (room === null) continue;
      entry.text.style.setProperty("left", room.dx + "px");
      entry.text.style.setProperty("top", room.dy + "px");
      taken.push(room.box);
    }
  }

  map.on("moveend resize overlayadd overlayremove", arrange);
  return arrange;
}
