/* What a correction is about: the partners and relations of this page, and those that the review adds. */
import { fold } from "../page/text.mjs";
import { isId, isNameable, isNature } from "./review-shape.mjs";
import { t } from "./words.mjs";

export const addsPartner = (one) => one.type === "ajouter-partenaire";

/* Two corrections of one slot say something of the same thing: the later one holds. */
export function slotOf(one) {
  const relation = [one.source_id, one.cible_id, Object.hasOwn(one, "nature") ? one.nature : "*"];
  if (addsPartner(one)) return JSON.stringify(["nom", fold(one.nom)]);
  if (one.type === "ajouter-relation") return JSON.stringify(["+", ...relation, [...(one.thematiques || [])].sort()]);
  if (one.id) return JSON.stringify([one.type, one.id]);
  return JSON.stringify([one.type === "commentaire" ? "mot" : "etat", ...relation]);
}

/* added(): the corrections that add a partner. */
export function makeAims({ partners, relations, partnerIndex, labels, data }, added) {
  const pairs = new Map();
  const pairOf = (de, vers) => pairs.get(de + " " + vers) || [];
  relations.forEach(function ({ de, vers }, i) {
    pairs.set(de + " " + vers, [...pairOf(de, vers), i]);
  });
  const natureOf = (i) => relations[i].nature || null;
  const newcomer = (id) => added().find((one) => one.id === id);

  /* The relations that a correction means; a nature that is not said means all between the two. */
  function meant(correction) {
    const list = pairOf(partnerIndex.get(correction.source_id), partnerIndex.get(correction.cible_id));
    return list.filter((i) => !Object.hasOwn(correction, "nature") || natureOf(i) === correction.nature);
  }

  function reference(i) {
    const { de, vers } = relations[i];
    const found = { source_id: partners[de].id, cible_id: partners[vers].id };
    return isNature(natureOf(i)) ? { ...found, nature: natureOf(i) } : found;
  }

  /* Why nothing can be noted on a partner or a relation; null: it can. */
  function refusal(i) {
    if (partners[i].anonyme) return t("review.refused-alias");
    return isId(partners[i].id) ? null : t("review.refused-id");
  }

  function relationRefusal(i) {
    const { de, vers, supposee } = relations[i];
    if (supposee) return t("review.refused-supposed");
    const told = pairOf(de, vers).length === 1 || isNature(natureOf(i));
    return refusal(de) || refusal(vers) || (told ? null : t("review.refused-nature"));
  }

  /* Whether this page has what a correction is about, and may take it. */
  function isAimed(correction) {
    const known = (kind, codes) => (codes || []).every((code) => Object.hasOwn(labels[kind], code));
    const here = (id) => partnerIndex.has(id) && refusal(partnerIndex.get(id)) === null;
    const { id, nom, categorie, source_id: source, cible_id: target } = correction;
    if (!known("besoin", correction.thematiques) || !known("lieu", correction.couvre)) return false;
    if (addsPartner(correction)) return isNameable(nom) && known("categorie", [categorie]) && !partnerIndex.has(id);
    if (id) return here(id);
    if (data.supposed) return false;
    if (correction.type === "ajouter-relation") return source !== target && [source, target].every((one) => here(one) || newcomer(one));
    return here(source) && here(target) && meant(correction).length > 0;
  }

  return {
    meant, reference, refusal, relationRefusal, isAimed,
    isTaken: (id) => Boolean(newcomer(id)) || partnerIndex.has(id),
    nameOf: (id) => (partnerIndex.has(id) ? partners[partnerIndex.get(id)] : newcomer(id) || { nom: id }).nom,
    /* What a correction does, in a word: it confirms, ends, changes, adds, or only notes. */
    kindOf(one) {
      const kinds = { "relation-depassee": "no", "confirmer-relation": "yes", commentaire: "note", "ajouter-relation": "add", "ajouter-partenaire": "add" };
      return kinds[one.type] || (partners[partnerIndex.get(one.id)].statut === one.statut ? "yes" : "change");
    },
  };
}
