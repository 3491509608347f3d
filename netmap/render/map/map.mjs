/* The map: what folium built gets its words, its figures and its marks, and answers. */
import { byId } from "../page/dom.mjs";
import { viewData } from "../page/payload.mjs";
import { search } from "../page/search.mjs";
import { register } from "../page/views.mjs";
import { makeCards } from "./card.mjs";
import { drawGaps } from "./gaps.mjs";
import { drawSymbols, placeControl } from "./legend.mjs";
import { drawPartners, drawPermanences, drawPlan } from "./markers.mjs";
import { writeNames } from "./names.mjs";
import { makeSelection } from "./selection.mjs";
import { drawTables } from "./tables.mjs";
import { say } from "./words.mjs";
import { drawZones } from "./zones.mjs";

/* From afar a disc would hide the neighbourhood that it stands in: a dot is enough. */
const AFAR = 12;

function searchEntries(data) {
  return [
    ...Object.entries(data.places).map(([key, place]) => ({ label: place.nom, text: `${place.nom} ${key}`, kind: say("kind." + place.niveau), what: { kind: "place", key } })),
    ...data.partners.map((partner, key) => ({ label: partner.nom, text: `${partner.nom} ${data.categories[partner.categorie]}`, kind: say("kind.partner"), what: { kind: "partner", key } })),
    ...data.permanences.map((place, key) => ({ label: place.nom, kind: say("kind.permanence-" + place.statut), what: { kind: "permanence", key } })),
  ];
}

function frameMap(map) {
  L.control.zoom({ zoomInTitle: say("zoom.in"), zoomOutTitle: say("zoom.out") }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.getContainer().setAttribute("aria-label", say("region"));
  map.on("zoomend", () => map.getContainer().classList.toggle("afar", map.getZoom() < AFAR));
}

/* On paper the whole territory is shown, in the size of the sheet. */
function printWhole(map, home, arrange) {
  let before = null;
  window.addEventListener("beforeprint", function () {
    before = [map.getCenter(), map.getZoom()];
    document.documentElement.classList.add("printing");
    map.invalidateSize({ animate: false });
    home();
    arrange();
  });
  window.addEventListener("afterprint", function () {
    document.documentElement.classList.remove("printing");
    map.invalidateSize({ animate: false });
    if (before) map.setView(before[0], before[1], { animate: false });
    arrange();
  });
}

/* layers: {map, zones, cluster, control, groups}, as Python hands them over. */
function showMap(data, layers) {
  const { map } = layers;
  const home = () => map.fitBounds(layers.zones.getBounds(), { padding: [12, 12], animate: false });
  const onMap = (kind) => (key) => selection.select({ kind, key }, { keepView: true });
  const zones = drawZones(data, layers.zones, onMap("place"));
  const partners = drawPartners(data, layers, onMap("partner"));
  const permanences = drawPermanences(data, layers, onMap("permanence"));
  drawPlan(data, layers, onMap("permanence"));
  const arrange = writeNames(data, map, layers.groups.labels, zones.boundsOf);
  layers.cluster.on("animationend spiderfied unspiderfied", arrange);
  const cards = makeCards(data, (what) => selection.select(what));
  const markLine = drawGaps(data.gaps, (key) => selection.select({ kind: "place", key }, { fromList: true }));
  const selection = makeSelection(data, layers, { zones, partners, permanences }, { cards, markLine, home });

  search(byId("map-search"), byId("map-found"), searchEntries(data), (entry) => selection.select(entry.what));
  frameMap(map);
  placeControl(data, layers.control);
  drawSymbols(data, layers.groups.plan);
  drawTables(data, function (what) {
    selection.select(what);
    document.querySelector(".stage").scrollIntoView({ block: "start" });
  });
  printWhole(map, home, arrange);

  let seen = false;
  register("map", {
    show() {
      map.invalidateSize({ animate: false });
      if (!seen) home();
      seen = true;
      arrange();
    },
    select(values) {
      zones.follow(values.mesure);
      selection.follow(values);
    },
  });
}

showMap(viewData("map"), netmap_layers);
