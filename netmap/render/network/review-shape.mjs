/* What a text, a day, a correction of a review may be: the form of docs/revue.schema.json. */

/* The longest text on a line, the longest text on several, the most corrections, the bytes of a file. */
export const TEXT = 500;
export const LONG = 5000;
export const MOST = 5000;
export const BYTES = 2000000;
const ID = 200;
const CODE = 120;
const CODES = 500;

const CONTROL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

export const withoutControls = (text) => String(text).replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();

/* What people type says the same without the marks that turn the direction of letters. */
const undirected = (text) => String(text).replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");

export const oneLine = (text) => withoutControls(undirected(text));

export const severalLines = (text) => undirected(text).replace(/\r\n?|[\u0085\p{Zl}\p{Zp}]/gu, "\n").replace(/[^\n\t\P{Cc}]|\p{Cs}/gu, "").trim();

/* An id is made from a name: it needs a letter or a figure that an id can hold. */
export const isNameable = (name) => /[a-z0-9œ]/.test(name.normalize("NFKD").toLowerCase());

export function isDay(text) {
  if (typeof text !== "string") return false;
  const parts = /^(20\d\d|2100)-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return false;
  return new Date(Date.UTC(parts[1], parts[2] - 1, parts[3])).toISOString().slice(0, 10) === text;
}

const within = (text, least, most) => text.length >= least && (text.length <= most || Array.from(text).length <= most);
const line = (most) => (value) => typeof value === "string" && within(value, 1, most) && !CONTROL.test(value);
const long = (least) => (value) => typeof value === "string" && within(value, least, LONG) && !CONTROL.test(value.replace(/[\n\r\t]/g, ""));
const oneOf = (...words) => (value) => words.includes(value);
const code = line(CODE);
const codes = (value) => Array.isArray(value) && value.length <= CODES && value.every(code);

const isText = line(TEXT);
export const isId = line(ID);
export const isNature = (value) => value === null || isText(value);

/* type → the forms that it may have, each as what it must hold and what it may hold */
function shapesOf({ statut, position }) {
  const ends = { source_id: isId, cible_id: isId };
  const about = { nature: isNature, commentaire: long(0) };
  const status = oneOf(...Object.keys(statut));
  return new Map([
    ["confirmer-relation", [[ends, about]]],
    ["relation-depassee", [[ends, about]]],
    ["ajouter-relation", [[ends, { ...about, thematiques: codes, etat: oneOf("active", "en-projet", "inconnue") }]]],
    ["ajouter-partenaire", [[
      { nom: isText, categorie: code, position: oneOf(...Object.keys(position)), statut: status },
      { id: isId, code_insee: code, couvre: codes, thematiques: codes, commentaire: long(0) },
    ]]],
    ["changer-statut", [[{ id: isId, statut: status }, { commentaire: long(0) }]]],
    ["commentaire", [[{ id: isId, texte: long(1) }, {}], [{ ...ends, texte: long(1) }, { nature: isNature }]]],
  ]);
}

const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function fits(value, [required, optional]) {
  const own = (checks, key) => (Object.hasOwn(checks, key) ? checks[key] : null);
  const fine = ([key, one]) => key === "type" || (own(required, key) || own(optional, key) || (() => false))(one);
  return Object.keys(required).every((key) => Object.hasOwn(value, key)) && Object.entries(value).every(fine);
}

/* labels: the words that the page knows. */
export function makeShapes(labels) {
  const shapes = shapesOf(labels);
  const isCorrection = (value) => isPlain(value) && (shapes.get(value.type) || []).some((shape) => fits(value, shape));

  function isReview(value) {
    return (
      isPlain(value) && Object.keys(value).length === 6 && value.format === 1 && isText(value.projet) && isText(value.auteur) && isDay(value.date) &&
      typeof value.empreinte === "string" && /^[0-9a-f]{64}$/.test(value.empreinte) &&
      Array.isArray(value.corrections) && value.corrections.length <= MOST && value.corrections.every(isCorrection)
    );
  }

  return { isCorrection, isReview };
}

/* Who speaks and when, as far as something odd tells it. */
export function signatureOf(found) {
  const { auteur, date } = isPlain(found) ? found : {};
  return { auteur: isText(auteur) ? auteur : "", date: isDay(date) ? date : "" };
}
