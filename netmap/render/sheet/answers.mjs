/* What a sheet's answers come to: a review, of which silence is no part. Nothing is drawn here. */
import { isNature, oneLine, severalLines } from "../network/review-shape.mjs";

const TYPES = { oui: "confirmer-relation", non: "relation-depassee" };

const aimOf = ({ source_id, cible_id, nature }) => ({ source_id, cible_id, ...(isNature(nature) ? { nature } : {}) });

function ofRelation(relation, { answer = "", remark = "" } = {}) {
  const said = severalLines(remark);
  if (Object.hasOwn(TYPES, answer)) return [{ type: TYPES[answer], ...aimOf(relation), ...(said ? { commentaire: said } : {}) }];
  return said ? [{ type: "commentaire", ...aimOf(relation), texte: said }] : [];
}

/* sheet: {partner, relations}; answers: {status, remark, missing, relations: [{answer, remark}]}. */
export function correctionsOf({ partner, relations }, answers, missingWords) {
  const own = [severalLines(answers.remark), answers.missing.trim() ? missingWords + " " + severalLines(answers.missing) : ""].filter(Boolean);
  return [
    ...(answers.status && answers.status !== partner.statut ? [{ type: "changer-statut", id: partner.id, statut: answers.status }] : []),
    ...relations.flatMap((relation, k) => ofRelation(relation, answers.relations[k])),
    ...(own.length ? [{ type: "commentaire", id: partner.id, texte: own.join("\n") }] : []),
  ];
}

/* Who speaks: the partner, and the person who answered for it. */
export function authorOf({ nom }, who) {
  const person = oneLine(who);
  return oneLine(person ? nom.slice(0, 250) + " (" + person + ")" : nom.slice(0, 500));
}
