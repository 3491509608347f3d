/* The map: what folium built gets its words, its figures and its marks, and answers. */
import { byId, el, svg } from "../page/dom.mjs";
import { viewData } from "../page/payload.mjs";
import { search } from "../page/search.mjs";
import { register } from "../page/views.mjs";
import { makeCards } from "./card.mjs";
import { drawGaps } from "./gaps.mjs";
import { drawSymbols, placeControl } from "./legend.mjs";
import { drawMissing, drawPartners, drawPermanences } from "./markers.mjs";
import { writeNames } from "./names.mjs";
import { drawOutlines } from "./outlines.mjs";
import { offerPicture } from "./picture.mjs";
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

/* A button that brings the whole territory back. */
function homeControl(home) {
  const control = L.control({ position: "topleft" });
  control.onAdd = function () {
    const button = el("button", { type: "button", class: "home", title: say("zoom.home"), "aria-label": say("zoom.home"), on: { click: home } }, homePicture());
    const box = el("div", { class: "leaflet-bar" }, button);
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  return control;
}

const homePicture = () => svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", focusable: "false" },
  svg("path", { d: "M2 10 L10 3 L18 10 M5 8.5 V17 H15 V8.5", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round", "stroke-linecap": "round" }));

/* North is up on every map of netmap; it is said where the scale is. */
function northControl() {
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => el("div", { class: "north", text: say("north") });
  return control;
}

/* Nobody loses the territory: the map, seen whole now, moves inside the land that it knows. */
function keepInside({ map, cluster }, ground) {
  const whole = map.getBounds();
  map.setMaxBounds((ground ? L.latLngBounds(ground.window) : whole).extend(whole.pad(0.05)));
  map.options.maxBoundsViscosity = 1;
  map.setMinZoom(map.getZoom());
  /* Clusters are counted from the smallest zoom of the map: they begin anew when it changes. */
  cluster.clearLayers();
  if (ground) map.getContainer().classList.add("grounded");
}

function frameMap(map, home) {
  L.control.zoom({ zoomInTitle: say("zoom.in"), zoomOutTitle: say("zoom.out") }).addTo(map);
  homeControl(home).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  northControl().addTo(map);
  map.getContainer().setAttribute("aria-label", say("region"));
  map.on("zoomend", () => map.getContainer().classList.toggle("afar", map.getZoom() < AFAR));
}

/* On paper the whole territory is shown, in the size of the sheet. */
function printWhole(map, home, arrange) {
  let before = null;
  let smallest = 0;
  window.addEventListener("beforeprint", function () {
    before = [map.getCenter(), map.getZoom()];
    smallest = map.getMinZoom();
    map.setMinZoom(0);
    document.documentElement.classList.add("printing");
    map.invalidateSize({ animate: false });
    home();
    arrange();
  });
  window.addEventListener("afterprint", function () {
    document.documentElement.classList.remove("printing");
    map.invalidateSize({ animate: false });
    if (before) map.setView(before[0], before[1], { animate: false });
    map.setMinZoom(smallest);
    arrange();
  });
}

/* layers: {map, cluster, control, shapes, groups}, as Python hands them over. */
function showMap(data, layers) {
  const { map, shapes } = layers;
  drawOutlines(data.outlines, shapes);
  const home = () => map.fitBounds(shapes.zones.getBounds(), { padding: [12, 12], animate: false });
  const onMap = (kind) => (key) => selection.select({ kind, key }, { keepView: true });
  const follow = function (measure) {
    const wanted = measure.key === "secteur";
    if (layers.groups.missing && map.hasLayer(layers.groups.missing) !== wanted) map[wanted ? "addLayer" : "removeLayer"](layers.groups.missing);
  };
  map.createPane("missing").style.setProperty("z-index", "450");
  drawMissing(data, layers);
  const zones = drawZones(data, shapes.zones, onMap("place"), follow);
  const partners = drawPartners(data, layers, onMap("partner"));
  const permanences = drawPermanences(data, layers, onMap("permanence"));
  const arrange = writeNames(data, map, layers.groups.labels, zones.within);
  layers.cluster.on("animationend spiderfied unspiderfied", arrange);
  const cards = makeCards(data, (what) => selection.select(what));
  const markLine = drawGaps(data.gaps, (key) => selection.select({ kind: "place", key }, { fromList: true }));
  const selection = makeSelection(data, layers, { zones, partners, permanences }, { cards, markLine, home });

  search(byId("map-search"), byId("map-found"), searchEntries(data), (entry) => selection.select(entry.what));
  frameMap(map, home);
  offerPicture(byId("map-picture"), map.getContainer());
  placeControl(data, layers.control);
  drawSymbols(data, layers.groups);
  drawTables(data, function (what) {
    selection.select(what);
    document.querySelector(".stage").scrollIntoView({ block: "start" });
  });
  printWhole(map, home, arrange);

  /* The stage takes what the head of the page leaves of the window. */
  const stage = document.querySelector(".stage");
  const fit = () => stage.style.setProperty("--top", stage.offsetTop + "px");
  window.addEventListener("resize", fit);

  let seen = false;
  register("map", {
    show() {
      fit();
      map.invalidateSize({ animate: false });
      if (!seen) {
        home();
        keepInside(layers, data.ground);
      }
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
