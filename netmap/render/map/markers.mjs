/* Partners, permanences and places of the plan: their marks, in the layers that Python named. */
import { el } from "../page/dom.mjs";
import { halfDays, number } from "../page/numbers.mjs";
import { markIcon, tip } from "./leaflet.mjs";
import { diameter, partnerMark, permanenceMark, planMark } from "./marks.mjs";
import { say } from "./words.mjs";

const isPlaced = (row) => row.latitude !== null && row.longitude !== null;

function placeMarker(row, { icon, words, choose, offset, ...options }) {
  const marker = L.marker([row.latitude, row.longitude], { icon, ...options });
  marker.bindTooltip(() => tip(row.nom, words), { className: "tip", direction: "top", offset: offset || [0, 0] });
  marker.on("click", choose);
  return marker;
}

/* Half-days as a mark shows them: a question mark where nobody said. */
export const halfDaysShown = (value) => (value === null ? "?" : halfDays(value));

function clusterIcon(cluster) {
  const count = number(cluster.getChildCount());
  return markIcon({ html: el("span", { text: count }), className: "cluster", label: say("cluster", { count }), iconSize: [26, 26] });
}

/* Put the partners in the clusters, each with the switch of its position; choose(i) is called on a click. */
export function drawPartners(data, { map, cluster, groups }, choose) {
  const markers = new Map();
  cluster.options.iconCreateFunction = clusterIcon;
  data.partners.forEach(function (row, i) {
    if (!isPlaced(row)) return;
    const [position, status] = [data.positions[row.position], data.statuses[row.statut]];
    const icon = markIcon({ html: partnerMark(data.shapes[row.position], row.statut), iconSize: [22, 22], label: `${row.nom} – ${position}, ${status}` });
    markers.set(i, placeMarker(row, { icon, words: `${position} – ${status}`, choose: () => choose(i) }));
  });
  for (const position of Object.keys(data.positions)) {
    const group = groups["partners-" + position];
    if (!group) continue;
    const mine = [...markers].filter(([i]) => data.partners[i].position === position).map(([, marker]) => marker);
    const put = () => cluster.addLayers(mine);
    group.on("add", put);
    group.on("remove", () => cluster.removeLayers(mine));
    if (map.hasLayer(group)) put();
  }
  return markers;
}

/* Permanences, open and candidate. */
export function drawPermanences(data, { groups }, choose) {
  const markers = new Map();
  data.permanences.forEach(function (row, i) {
    const group = groups["permanences-" + row.statut];
    if (!isPlaced(row) || !group) return;
    const shown = halfDaysShown(row.demi_journees);
    const words = say("permanence." + row.statut, { halfdays: shown });
    const size = diameter(row.demi_journees);
    const icon = markIcon({ html: permanenceMark(row.statut, row.demi_journees, shown), iconSize: [size, size], label: `${row.nom} – ${words}`, className: "mark permanence" });
    const marker = placeMarker(row, { icon, words, choose: () => choose(i), zIndexOffset: 400 });
    markers.set(i, marker);
    group.addLayer(marker);
  });
  return markers;
}

/* The plan: places that it keeps, opens or closes, with their half-days. */
export function drawPlan(data, { groups }, choose) {
  if (!groups.plan) return;
  data.permanences.forEach(function (row, i) {
    if (!row.plan || !isPlaced(row) || row.plan.role === "candidate") return;
    const planned = halfDaysShown(row.plan.plan);
    const words = say("plan." + row.plan.role, { planned, today: halfDaysShown(row.plan.aujourdhui) });
    const icon = markIcon({ html: planMark(row.plan.role, planned), iconSize: [30, 30], iconAnchor: [-6, 15], label: `${row.nom} – ${words}`, className: "mark plan" });
    groups.plan.addLayer(placeMarker(row, { icon, words, choose: () => choose(i), offset: [21, -8], zIndexOffset: 500 }));
  });
}
