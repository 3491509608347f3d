/* What the map shows, as tables: the way in for those who do not see the drawing, and for paper. */
Netmap.mapTables = function (data, say, pick) {
  "use strict";

  const { el, typed, number, t } = Netmap;
  const find = (id) => document.getElementById(id);

  function state(place, name) {
    if (place[name] !== null) return number(place[name], name === "people" || name === "population" || name === "minutes" ? 0 : 1);
    if (name === "minutes" || name === "population") return el("span", { class: "missing", text: t("unknown") });
    const why = { masquee: t("masked"), "non-ouverte": data.classes["non-ouverte"] };
    return el("span", { class: "missing", text: why[place.class] || t("missing") });
  }

  function tables() {
    const places = Object.entries(data.places).map(([code, place]) => Object.assign({ code }, place));
    const count = (place, wanted) => (place.needs ? place.needs.filter((row) => row.state === wanted).length : null);
    const num = (key) => ({ key, label: say("column." + key), number: true, value: (row) => row[key], show: (row) => state(row, key) });
    const needsColumn = (wanted) => ({
      key: wanted, label: say("column." + wanted), number: true, value: (row) => count(row, wanted),
      show: (row) => (row.needs ? number(count(row, wanted)) : el("span", { class: "missing", text: say("column.by-commune") })),
    });
    find("map-table-places").append(Netmap.table([
      { key: "name", label: say("column.name"), value: (row) => row.name, show: (row) => typed(row.name) },
      { key: "level", label: say("column.level"), value: (row) => say("kind." + row.level) },
      { key: "code", label: say("column.code") },
      num("population"), num("people"), num("rate"), num("low"), num("high"),
      { key: "class", label: say("column.class"), value: (row) => data.classes[row.class] },
      num("minutes"), needsColumn("broken"), needsColumn("unconfirmed"), needsColumn("fragile"),
    ], { caption: say("tables.places"), rows: places, filter: true, id: (row) => row.code, onRow: (row) => pick({ kind: "place", key: row.code }) }));
    find("map-table-partners").append(Netmap.table([
      { key: "name", label: say("column.name") },
      { key: "category", label: say("card.category") },
      { key: "position", label: say("card.position"), value: (row) => data.positions[row.position] },
      { key: "status", label: say("card.status"), value: (row) => data.statuses[row.status] },
      { key: "insee", label: say("kind.commune"), value: (row) => (row.insee in data.places ? data.places[row.insee].name : row.insee) },
      { key: "lieu", label: say("column.lieu"), value: (row) => say("lieu." + (row.lieu || "inconnu")) },
    ], { caption: say("tables.partners"), rows: data.partners, filter: true, onRow: (row) => pick({ kind: "partner", key: data.partners.indexOf(row) }) }));
    if (data.permanences.length) {
      find("map-table-permanences").append(Netmap.table([
        { key: "name", label: say("column.name") },
        { key: "status", label: say("card.status"), value: (row) => say("kind.permanence-" + row.status) },
        { key: "halfdays", label: say("card.halfdays"), number: true, digits: 0, show: (row) => (row.halfdays === null ? el("span", { class: "missing", text: t("unknown") }) : number(row.halfdays, row.halfdays % 1 ? 1 : 0)) },
        { key: "insee", label: say("kind.commune"), value: (row) => (row.insee in data.places ? data.places[row.insee].name : row.insee) },
        { key: "lieu", label: say("column.lieu"), value: (row) => say("lieu." + (row.lieu || "inconnu")) },
      ], { caption: say("tables.permanences"), rows: data.permanences, filter: true, onRow: (row) => pick({ kind: "permanence", key: data.permanences.indexOf(row) }) }));
    }
  }

  tables();
};
