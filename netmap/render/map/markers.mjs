/* Partners, permanences and places of the plan: their marks, in the layers that Python named. */
import { el } from "../page/dom.mjs";
import { halfDays, number } from "../page/numbers.mjs";
import { markIcon, onEnter, tip } from "./leaflet.mjs";
import { changeWidth, diameter, partnerMark, permanenceMark, planMark } from "./marks.mjs";
import { say } from "./words.mjs";

/* Radius of the circle of the place where most people are missing, in pixels. */
const LARGEST = 26;
/* The least side of what is pressed, in pixels (WCAG 2.5.8). */
const TARGET = 24;

const isPlaced = (row) => row.latitude !== null && row.longitude !== null;

function placeMarker(row, { icon, words, choose, offset, ...options }) {
  const marker = L.marker([row.latitude, row.longitude], { icon, ...options });
  marker.bindTooltip(() => tip(row.nom, words), { className: "tip", direction: "top", offset: offset || [0, 0] });
  marker.on("click", choose);
  marker.on("add", () => onEnter(marker.getElement(), choose));
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
    const icon = markIcon({ html: partnerMark(data.shapes[row.position], row.statut), iconSize: [TARGET, TARGET], label: `${row.nom} – ${position}, ${status}` });
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

/* What the plan changes of a place: {today, planned, role}, or null. */
function changeOf({ plan }) {
  if (!plan || plan.role === "candidate") return null;
  const today = plan.aujourdhui || 0;
  return plan.plan === today ? null : { today, planned: plan.plan, role: plan.role };
}

function permanenceIcon(row, planned) {
  const shown = halfDaysShown(row.demi_journees);
  const change = planned ? changeOf(row) : null;
  const words = planned && row.plan && row.plan.role !== "candidate"
    ? say("plan." + row.plan.role, { planned: halfDaysShown(row.plan.plan), today: halfDaysShown(row.plan.aujourdhui) })
    : say("permanence." + row.statut, { halfdays: shown });
  const label = `${row.nom} – ${words}`;
  if (change) {
    const html = planMark(change.role, halfDaysShown(change.today), halfDaysShown(change.planned));
    return { words, icon: markIcon({ html, iconSize: [changeWidth, TARGET], label, className: "mark plan" }) };
  }
  const size = Math.max(TARGET, diameter(row.demi_journees));
  return { words, icon: markIcon({ html: permanenceMark(row.statut, row.demi_journees, shown), iconSize: [size, size], label, className: "mark permanence" }) };
}

/* Permanences, open and candidate; where the plan is shown, each says what becomes of it. */
export function drawPermanences(data, { map, groups }, choose) {
  const markers = new Map();
  data.permanences.forEach(function (row, i) {
    const opened = row.statut === "candidate" && changeOf(row) ? groups.plan : null;
    const group = opened || groups["permanences-" + row.statut];
    if (!isPlaced(row) || !group) return;
    const { icon, words } = permanenceIcon(row, groups.plan);
    const marker = placeMarker(row, { icon, words, choose: () => choose(i), zIndexOffset: 400 });
    markers.set(i, marker);
    group.addLayer(marker);
    if (!groups.plan || opened) return;
    const follow = () => marker.setIcon(permanenceIcon(row, map.hasLayer(groups.plan)).icon);
    groups.plan.on("add remove", follow);
  });
  return markers;
}

/* People who are missing, as circles whose area is in proportion; an estimate has a dashed edge. */
export function drawMissing(data, { groups }) {
  if (!groups.missing) return;
  const found = Object.entries(data.places)
    .filter(([code, { priorite }]) => priorite && priorite.a_accompagner >= 1 && code in data.labels)
    .map(([code, { priorite }]) => ({ at: data.labels[code], people: priorite.a_accompagner, estimated: priorite.estime }));
  const most = Math.max(...found.map(({ people }) => people), 1);
  for (const { at, people, estimated } of found) {
    const circle = L.circleMarker(at, {
      radius: LARGEST * Math.sqrt(people / most), weight: 2, color: "#7a1457", opacity: 1, fillColor: "#d673ae", fillOpacity: 0.35,
      dashArray: estimated ? "4 3" : null, interactive: false, pane: "missing",
    });
    groups.missing.addLayer(circle);
  }
}
