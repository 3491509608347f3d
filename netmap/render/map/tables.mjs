/* What the map shows, as tables: the way in for those who do not see the drawing, and for paper. */
import { byId, el, typed } from "../page/dom.mjs";
import { halfDays, number } from "../page/numbers.mjs";
import { table } from "../page/table.mjs";
import { shared } from "../page/words.mjs";
import { missingWord, whyMissing } from "./card-parts.mjs";
import { chainsOf } from "./place-card.mjs";
import { say } from "./words.mjs";

export function drawTables(data, pick) {
  const townName = (row) => (row.code_insee in data.places ? data.places[row.code_insee].nom : row.code_insee);
  const whereabouts = (row) => say("lieu." + (row.lieu || "inconnu"));

  /* A figure, or why there is none. */
  function figure(place, name, digits) {
    if (name === "personnes" && place.repartie && place.personnes !== null) return el("span", {}, number(place.personnes), " ", missingWord(say("card.shared")));
    if (place[name] !== null) return number(place[name], digits);
    if (name === "personnes" && place.personnes_bornes) return place.personnes_bornes;
    if (name === "minutes" && place.hors_portee) return missingWord(say("card.out-of-reach"));
    return name === "minutes" || name === "population" ? missingWord(shared("unknown")) : whyMissing(data, place.classe);
  }

  const isClosed = (place) => chainsOf(data, place).some(({ verdict }) => verdict === "closed");

  /* How many chains of a place are so; null where none is examined, which is not none. */
  function countChains(place, wanted) {
    const own = chainsOf(data, place);
    return own.length === 0 || isClosed(place) ? null : own.filter((row) => row.verdict === wanted).length;
  }

  function shownChains(place, wanted) {
    const count = countChains(place, wanted);
    if (count !== null) return number(count);
    return missingWord(isClosed(place) ? say("column.closed") : shared("unknown"));
  }

  function placesTable() {
    const rows = Object.entries(data.places).map(([code, place]) => ({ code, ...place }));
    const sectorOf = (row) => row.priorite && row.priorite.secteur;
    const sectorClass = (row) => (sectorOf(row) ? data.classes[sectorOf(row).classe] : null);
    const figures = (key, digits = 0) => ({ key, label: say("column." + key), number: true, value: (row) => row[key], show: (row) => figure(row, key, digits) });
    const chains = (wanted) => ({
      key: wanted, label: say("column." + wanted), number: true, value: (row) => countChains(row, wanted), show: (row) => shownChains(row, wanted),
    });
    return table(
      [
        { key: "nom", label: say("column.name"), value: (row) => row.nom, show: (row) => typed(row.nom) },
        { key: "niveau", label: say("column.level"), value: (row) => say("kind." + row.niveau) },
        { key: "code", label: say("column.code") },
        figures("population"), figures("personnes"), figures("taux", 1), figures("taux_bas", 1), figures("taux_haut", 1),
        { key: "classe", label: say("column.class"), value: (row) => data.classes[row.classe] },
        ...(rows.some(sectorOf) ? [{ key: "secteur", label: say("column.sector"), value: sectorClass, show: (row) => typed(sectorClass(row) || "—") }] : []),
        figures("minutes"), chains("broken"), chains("unconfirmed"), chains("fragile"),
      ],
      { caption: say("tables.places"), rows, filter: true, id: (row) => row.code, onRow: (row) => pick({ kind: "place", key: row.code }) }
    );
  }

  const partnersTable = () => table(
    [
      { key: "nom", label: say("column.name") },
      { key: "categorie", label: say("card.category"), value: (row) => data.categories[row.categorie] },
      { key: "position", label: say("card.position"), value: (row) => data.positions[row.position] },
      { key: "statut", label: say("card.status"), value: (row) => data.statuses[row.statut] },
      { key: "code_insee", label: say("kind.commune"), value: townName },
      { key: "lieu", label: say("column.lieu"), value: whereabouts },
    ],
    { caption: say("tables.partners"), rows: data.partners, filter: true, onRow: (row) => pick({ kind: "partner", key: data.partners.indexOf(row) }) }
  );

  const permanencesTable = () => table(
    [
      { key: "nom", label: say("column.name") },
      { key: "statut", label: say("card.status"), value: (row) => say("kind.permanence-" + row.statut) },
      { key: "demi_journees", label: say("card.halfdays"), number: true, show: (row) => (row.demi_journees === null ? missingWord(shared("unknown")) : halfDays(row.demi_journees)) },
      { key: "code_insee", label: say("kind.commune"), value: townName },
      { key: "lieu", label: say("column.lieu"), value: whereabouts },
    ],
    { caption: say("tables.permanences"), rows: data.permanences, filter: true, onRow: (row) => pick({ kind: "permanence", key: data.permanences.indexOf(row) }) }
  );

  byId("map-table-places").append(placesTable());
  byId("map-table-partners").append(partnersTable());
  if (data.permanences.length) byId("map-table-permanences").append(permanencesTable());
}
