/* What is chosen: the map, the list, the card and the address say the same. */
import { setAsked } from "../page/address.mjs";
import { announce, byId, el, typed } from "../page/dom.mjs";
import { shared } from "../page/words.mjs";
import { isPhone, outlineShape, ringMarker } from "./leaflet.mjs";
import { say } from "./words.mjs";

const NOTHING = { commune: null, qpv: null, partenaire: null, lieu: null };
/* As many partners at one point as can open in a star. */
const STAR = 24;
/* A card that takes more of the map's width than this lies across it. */
const ACROSS = 0.8;

/* drawn: {zones, partners, permanences}, the shapes and marks; parts: {cards, markLine, home}. */
export function makeSelection(data, { map, cluster, groups }, drawn, parts) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const highlight = L.featureGroup([], { interactive: false }).addTo(map);
  let selected = null;

  /* Pixels of the map that the card hides where it lies across its foot, as on a tablet. */
  function hiddenFoot() {
    const [frame, card] = [map.getContainer(), byId("map-card")].map((part) => part.getBoundingClientRect());
    const across = card.width > frame.width * ACROSS && card.top < frame.bottom && card.bottom <= frame.bottom;
    return across ? frame.bottom - card.top : 0;
  }

  function goTo(box, maxZoom) {
    if (!box.isValid()) return;
    map.fitBounds(box, { paddingTopLeft: [50, 50], paddingBottomRight: [50, 50 + hiddenFoot()], maxZoom, animate: !still });
  }

  function switchOn(group) {
    if (group && !map.hasLayer(group)) map.addLayer(group);
  }

  /* Come close until the partner stands alone, or in a cluster small enough to open in a star. */
  function reveal(marker) {
    const visible = () => cluster.getVisibleParent(marker);
    for (const zoom of [14, 15, 16, 17, 18]) {
      map.setView(marker.getLatLng(), Math.max(zoom, map.getZoom()), { animate: false });
      const parent = visible();
      if (parent === marker || (parent && parent.getChildCount() <= STAR)) break;
    }
    const parent = visible();
    if (parent && parent !== marker) parent.spiderfy();
  }

  function showCard({ title, kind, body }) {
    const box = byId("map-card");
    box.replaceChildren(
      el("button", { type: "button", class: "plain close", "aria-label": shared("close"), text: "×", on: { click: clear } }),
      el("h2", {}, typed(title)),
      el("p", { class: "kind" }, typed(kind)),
      ...body.flat().filter(Boolean)
    );
    box.hidden = false;
    box.scrollTop = 0;
  }

  function clear() {
    selected = null;
    byId("map-card").hidden = true;
    highlight.clearLayers();
    parts.markLine(null);
    setAsked(NOTHING);
    parts.home();
  }

  function showPlace(code, { keepView, quiet, fromList }) {
    const place = data.places[code];
    const town = place.niveau === "commune" ? code : place.communes[0];
    for (const shape of drawn.zones.within(code)) outlineShape(shape, highlight);
    parts.markLine(town, { still: fromList });
    showCard(parts.cards.place(code));
    if (!keepView) goTo(drawn.zones.boundsOf(code), 15);
    if (!quiet) setAsked({ ...NOTHING, commune: town, qpv: place.niveau === "qpv" ? code : null });
    announce(place.nom);
  }

  function showPartner(i, { keepView, quiet }) {
    const partner = data.partners[i];
    const marker = drawn.partners.get(i);
    showCard(parts.cards.partner(i));
    parts.markLine(partner.code_insee);
    if (!quiet) setAsked({ ...NOTHING, partenaire: partner.id });
    if (marker && !keepView) {
      switchOn(groups["partners-" + partner.position]);
      reveal(marker);
    }
    if (marker) ringMarker(marker, highlight);
    announce(marker ? partner.nom : `${partner.nom} – ${say("lieu.inconnu")}`);
  }

  function showPermanence(i, { keepView }) {
    const place = data.permanences[i];
    const marker = drawn.permanences.get(i);
    showCard(parts.cards.permanence(i));
    parts.markLine(place.code_insee);
    if (marker) {
      switchOn(groups["permanences-" + place.statut]);
      if (!keepView) goTo(L.latLngBounds([marker.getLatLng()]), 14);
      ringMarker(marker, highlight);
    }
    announce(place.nom);
  }

  const shows = { place: showPlace, partner: showPartner, permanence: showPermanence };

  /* Choose what is told by {kind, key}. */
  function select(what, options = {}) {
    selected = what;
    highlight.clearLayers();
    shows[what.kind](what.key, options);
    if (isPhone() && !options.quiet) (options.keepView ? byId("map-card") : document.querySelector(".canvas")).scrollIntoView({ block: "start" });
  }

  /* Choose what the address asks for, unless it is chosen already. */
  function followSelection({ lieu, qpv, commune, partenaire }) {
    const code = [lieu, qpv, commune].find((value) => Object.hasOwn(data.places, value));
    const partner = data.partners.findIndex((row) => row.id === partenaire);
    const next = code ? { kind: "place", key: code } : partner >= 0 ? { kind: "partner", key: partner } : null;
    if (next && !(selected && selected.kind === next.kind && selected.key === next.key)) select(next, { quiet: true });
  }

  return { select, follow: followSelection };
}
