/* What the cards of the map are made of: facts, reasons why there is none, doors to places and partners. */
import { el, typed } from "../page/dom.mjs";
import { shared } from "../page/words.mjs";
import { partnerMark } from "./marks.mjs";
import { say } from "./words.mjs";

export const missingWord = (text) => el("span", { class: "missing", text });

/* A label and what stands for it; nothing where nothing does. */
export function factLines(label, ...values) {
  const kept = values.flat().filter((value) => value !== null && value !== undefined && value !== "");
  return kept.length ? [el("dt", { text: label }), el("dd", {}, kept)] : [];
}

/* Why a figure is not there: it is hidden, the service was not open, or there is no data. */
export function whyMissing(data, reason) {
  const words = { masquee: shared("masked"), "non-ouverte": data.classes["non-ouverte"] };
  return missingWord(words[reason] || shared("missing"));
}

/* Where a partner or a permanence stands: its commune, and how its point is known. */
export const whereLines = (row, doors) =>
  factLines(say("card.place"), row.code_insee ? doors.place(row.code_insee) : null, " ", el("small", { text: say("lieu." + (row.lieu || "inconnu")) }));

/* select({kind, key}) opens another card. */
export function makeDoors(data, select) {
  const door = (label, what) => el("button", { type: "button", class: "link", on: { click: () => select(what) } }, typed(label));

  return {
    place(code) {
      if (code === data.epci) return say("card.everywhere");
      return code in data.places ? door(data.places[code].nom, { kind: "place", key: code }) : typed(code);
    },
    partner(i) {
      const { nom, position, statut } = data.partners[i];
      const note = statut === "actif" ? null : el("small", { text: " – " + data.statuses[statut] });
      return el("span", { class: "inline" }, partnerMark(data.shapes[position], statut, 15), door(nom, { kind: "partner", key: i }), note);
    },
    permanence: (i) => door(data.permanences[i].nom, { kind: "permanence", key: i }),
  };
}
