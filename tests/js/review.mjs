/* A review of a hand-made network, without a browser. */
import { makeModel } from "../../netmap/render/network/model.mjs";
import { makeReview } from "../../netmap/render/network/review-log.mjs";
import { makeKept, openPage } from "./page.mjs";

export const OWN = "a".repeat(64);
export const FORMER = "b".repeat(64);
/* Where this page keeps its notes, as the first of them shows. */
export let slot = null;
export const page = openPage({ data: { network: { messages: {} } } });

/* A model of four partners, one of them renamed; relations: two alike, one alone, one supposed. */
export function modelOf(changes = {}) {
  const partner = (id, more) => ({ id, nom: "Partenaire " + id, position: "amont", statut: "actif", ...more });
  const relation = (de, vers, nature, more) => ({ de, vers, nature, supposee: false, ...more });
  return makeModel({
    partners: [partner("a"), partner("m", { position: "mediation" }), partner("d", { statut: "a-mobiliser" }), partner("alias-1", { anonyme: true })],
    relations: [relation(0, 1, "orientation"), relation(0, 1, null), relation(1, 2, "suivi"), relation(3, 1, null)],
    roles: [], uses: [], communes: [], needs: [], themes: ["soins"], chains: [], cells: [],
    labels: {
      categorie: { cpam: "CPAM" }, position: { amont: "Amont", mediation: "Médiation" }, besoin: { soins: "Soins" }, lieu: { "17300": "Ville" },
      statut: { actif: "Actif", "a-mobiliser": "À mobiliser", inactif: "Inactif" },
    },
    supposed: false,
    review: { empreinte: OWN, projet: "Pays" },
    ...changes,
  });
}

/* A review with nothing noted, in a browser that keeps `entries`; what is asked of it is done when it resolves. */
let last = null;
export async function begin({ entries = {}, model = modelOf(), signed = true } = {}) {
  if (last !== null) await last.settled();
  const made = makeKept(entries);
  globalThis.localStorage = made.storage;
  const review = makeReview(model);
  last = review;
  if (signed) {
    review.sign("auteur", "Nous");
    review.sign("date", "2025-03-04");
  }
  await review.settled();
  slot = slot || [...made.kept.keys()].find((key) => key.startsWith("netmap-revue:"));
  return { review, kept: made.kept, refuse: made.refuse };
}

/* What this page would keep, were these noted. */
export async function entryOf(corrections, more = {}) {
  const { review, kept } = await begin({ signed: false });
  for (const [field, value] of Object.entries({ auteur: "Eux", date: "2025-01-02", ...more })) review.sign(field, value);
  corrections.forEach(review.note);
  await review.settled();
  return kept.get(slot);
}

export const status = (id, statut) => ({ type: "changer-statut", id, statut });
export const confirm = (nature) => ({ type: "confirmer-relation", source_id: "a", cible_id: "m", ...nature });
export const newcomer = (nom, id) => ({ type: "ajouter-partenaire", nom, categorie: "cpam", position: "amont", statut: "actif", ...(id ? { id } : {}) });
export const link = (source_id, cible_id, more) => ({ type: "ajouter-relation", source_id, cible_id, ...more });
export const file = (corrections, more) => JSON.stringify({ format: 1, projet: "Pays", empreinte: OWN, auteur: "Eux", date: "2025-01-02", corrections, ...more });
