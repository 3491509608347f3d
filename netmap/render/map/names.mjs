/* Names on the map: each inside its own place, the largest first, those around where there is room. */
import { el, typed } from "../page/dom.mjs";
import { holds } from "./leaflet.mjs";
import { spreadMarks } from "./spread.mjs";

/* Where a name is tried, in its heights and its half-widths from the middle of its place. */
const ROWS = [0, -1, 1, -2, 2, -3, 3, -4, 4];
const SIDEWAYS = [0, -0.6, 0.6, -1.2, 1.2];
/* From this zoom on, neighbourhoods are named too. */
const CLOSE = 12.5;

const isFree = (box, taken) => taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);

function byImportance(a, b) {
  if (a.place.niveau !== b.place.niveau) return a.place.niveau === "commune" ? -1 : 1;
  return (b.place.population || 0) - (a.place.population || 0) || (a.code < b.code ? -1 : 1);
}

/* within(code): the shapes of a place. */
export function writeNames(data, map, layer, within) {
  const own = Object.entries(data.labels)
    .filter(([code]) => code in data.places)
    .map(([code, at]) => ({ code, at, place: data.places[code], shapes: within(code) }))
    .sort(byImportance);
  const around = (data.ground ? data.ground.names : []).map(([nom, lat, lng]) => ({ at: [lat, lng], place: { nom, niveau: "around" }, shapes: null }));
  const named = [...own, ...around];
  for (const entry of named) {
    const text = el("span", { class: "name " + entry.place.niveau }, typed(entry.place.nom));
    entry.marker = L.marker(entry.at, { icon: L.divIcon({ html: text, className: "label", iconSize: [0, 0] }), interactive: false, keyboard: false, zIndexOffset: 600 });
    entry.text = text;
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

  /* The middle of a name lies in its own place, and the name inside the map. */
  function isInside(entry, [left, top, right, bottom], frame) {
    if (left < 0 || top < 0 || right > frame.x || bottom > frame.y) return false;
    if (!entry.shapes) return true;
    const middle = map.containerPointToLatLng([(left + right) / 2, (top + bottom) / 2]);
    return entry.shapes.some((shape) => holds(shape, middle));
  }

  function findRoom(entry, at, half, height, taken) {
    const frame = map.getSize();
    const tried = entry.shapes ? ROWS.flatMap((down) => SIDEWAYS.map((aside) => [aside * half, down * height * 0.8])) : [[0, 0]];
    tried.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
    for (const [dx, dy] of tried) {
      /* A name near the edge of the map moves inside. */
      const x = Math.min(Math.max(at.x + dx, half), frame.x - half);
      const y = at.y + dy;
      const box = [x - half, y - height / 2, x + half, y + height / 2];
      if (isFree(box, taken) && isInside(entry, box, frame)) return { box, dx: x - at.x, dy };
    }
    return null;
  }

  /* All is measured before anything moves: the browser lays the page out once, not once a name. */
  function arrange() {
    spreadMarks(map.getPane("markerPane"));
    if (!map.hasLayer(layer)) return;
    const taken = shownMarks();
    const frame = map.getSize();
    const measured = named.map((entry) => ({ entry, half: entry.text.offsetWidth / 2 + 2, height: entry.text.offsetHeight }));
    for (const { entry, half, height } of measured) {
      const at = map.latLngToContainerPoint(entry.marker.getLatLng());
      const outside = at.x < 0 || at.y < 0 || at.x > frame.x || at.y > frame.y;
      const early = entry.place.niveau === "qpv" && map.getZoom() < CLOSE;
      const free = () => findRoom(entry, at, half, height, taken) || (entry === named[0] ? findRoom(entry, at, half, height, []) : null);
      const room = outside || early ? null : free();
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
