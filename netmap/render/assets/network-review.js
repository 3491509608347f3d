/* The corrections that a group notes, in the form of docs/revue.schema.json: checked, kept, exported. Nothing is drawn here. */
Netmap.network.review = function (model) {
  "use strict";

  const t = Netmap.network.t;
  const { partners, relations, partnerIndex } = model;
  const { empreinte, projet } = model.data.review;
  const KEPT = /^netmap-revue:([0-9a-f]{64})$/;
  const KEY = "netmap-revue:" + empreinte;
  const TEXT = 500;
  const LONG = 5000;
  const MOST = 5000;
  const BYTES = 2000000;
  const listeners = [];
  const state = { auteur: "", date: "", corrections: [] };
  let marks = { partner: new Map(), relation: new Map(), added: [] };
  let kept = false;
  let exported = true;

  /* ---- what a text, a day, a correction may be ---- */

  const CONTROL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
  const oneLine = (text) => String(text).replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const severalLines = (text) => String(text).replace(/\r\n?|[\u0085\p{Zl}\p{Zp}]/gu, "\n").replace(/[^\n\t\P{Cc}]|\p{Cs}/gu, "").trim();
  const within = (text, least, most) => text.length >= least && (text.length <= most || Array.from(text).length <= most);
  const line = (most) => (value) => typeof value === "string" && within(value, 1, most) && !CONTROL.test(value);
  const long = (least) => (value) => typeof value === "string" && within(value, least, LONG) && !CONTROL.test(value.replace(/[\n\r\t]/g, ""));
  const oneOf = (...words) => (value) => words.includes(value);
  const id = line(200);
  const code = line(120);
  const codes = (value) => Array.isArray(value) && value.length <= 500 && value.every(code);
  const nature = (value) => value === null || line(TEXT)(value);
  const statut = oneOf(...Object.keys(model.labels.statut));

  function day(text) {
    const parts = /^(20\d\d|2100)-(\d\d)-(\d\d)$/.exec(text);
    if (!parts) return false;
    return new Date(Date.UTC(parts[1], parts[2] - 1, parts[3])).toISOString().slice(0, 10) === text;
  }

  const ends = { source_id: id, cible_id: id };
  const about = { nature, commentaire: long(0) };
  /* type → what it must hold, what it may hold */
  const SHAPES = new Map([
    ["confirmer-relation", [[ends, about]]],
    ["relation-depassee", [[ends, about]]],
    ["ajouter-relation", [[ends, { ...about, thematiques: codes, etat: oneOf("active", "en-projet", "inconnue") }]]],
    ["ajouter-partenaire", [[
      { nom: line(TEXT), categorie: code, position: oneOf(...Object.keys(model.labels.position)), statut },
      { id, code_insee: code, couvre: codes, thematiques: codes, commentaire: long(0) },
    ]]],
    ["changer-statut", [[{ id, statut }, { commentaire: long(0) }]]],
    ["commentaire", [[{ id, texte: long(1) }, {}], [{ ...ends, texte: long(1) }, { nature }]]],
  ]);

  function wellFormed(value) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
    const fits = ([required, optional]) =>
      Object.keys(required).every((key) => Object.hasOwn(value, key)) &&
      Object.keys(value).every(function (key) {
        if (key === "type") return true;
        const check = Object.hasOwn(required, key) ? required[key] : Object.hasOwn(optional, key) ? optional[key] : null;
        return check !== null && check(value[key]);
      });
    return (SHAPES.get(value.type) || []).some(fits);
  }

  /* ---- what it is about ---- */

  const pairs = new Map();
  relations.forEach(function (relation, i) {
    const key = relation.de + " " + relation.vers;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(i);
  });
  const project = oneLine(projet);
  const natureOf = (i) => relations[i].nature || null;

  /* The relations that a correction means; a nature that is not said means all between the two. */
  function meant(correction) {
    const list = pairs.get(partnerIndex.get(correction.source_id) + " " + partnerIndex.get(correction.cible_id)) || [];
    return list.filter((i) => !Object.hasOwn(correction, "nature") || natureOf(i) === correction.nature);
  }

  function reference(i) {
    const { de, vers } = relations[i];
    const found = { source_id: partners[de].id, cible_id: partners[vers].id };
    if (nature(natureOf(i))) found.nature = natureOf(i);
    return found;
  }

  /* Why nothing can be noted on a partner or a relation; null: it can. */
  function refusal(i) {
    if (partners[i].anonyme) return t("review.refused-alias");
    return id(partners[i].id) ? null : t("review.refused-id");
  }

  function relationRefusal(i) {
    const { de, vers } = relations[i];
    if (relations[i].supposee) return t("review.refused-supposed");
    const alone = pairs.get(de + " " + vers).length === 1 || nature(natureOf(i));
    return refusal(de) || refusal(vers) || (alone ? null : t("review.refused-nature"));
  }

  const added = () => state.corrections.filter((one) => one.type === "ajouter-partenaire");
  const newcomer = (identifier) => added().find((one) => one.id === identifier);

  function nameOf(identifier) {
    const i = partnerIndex.get(identifier);
    if (i !== undefined) return partners[i].nom;
    const found = newcomer(identifier);
    return found ? found.nom : identifier;
  }

  /* An id is made from a name: it needs a letter or a figure that an id can hold. */
  const nameable = (name) => /[a-z0-9œ]/.test(name.normalize("NFKD").toLowerCase());

  /* Whether this page has what a correction is about, and may take it. */
  function aimed(correction) {
    const words = (kind, list) => (list || []).every((word) => Object.hasOwn(model.labels[kind], word));
    if (!words("besoin", correction.thematiques) || !words("lieu", correction.couvre)) return false;
    const here = (identifier) => partnerIndex.has(identifier) && refusal(partnerIndex.get(identifier)) === null;
    if (correction.type === "ajouter-partenaire") return nameable(correction.nom) && Object.hasOwn(model.labels.categorie, correction.categorie) && !partnerIndex.has(correction.id);
    if (correction.id) return here(correction.id);
    const sides = [correction.source_id, correction.cible_id];
    if (correction.type === "ajouter-relation") return !model.data.supposed && sides[0] !== sides[1] && sides.every((one) => here(one) || newcomer(one));
    return !model.data.supposed && sides.every(here) && meant(correction).length > 0;
  }

  /* Two corrections of one slot say something of the same thing: the later one holds. */
  function slot(one) {
    const relation = [one.source_id, one.cible_id, Object.hasOwn(one, "nature") ? one.nature : "*"];
    if (one.type === "ajouter-partenaire") return JSON.stringify(["nom", Netmap.fold(one.nom)]);
    if (one.type === "ajouter-relation") return JSON.stringify(["+", ...relation, [...(one.thematiques || [])].sort()]);
    if (one.id) return JSON.stringify([one.type, one.id]);
    return JSON.stringify([one.type === "commentaire" ? "mot" : "etat", ...relation]);
  }

  const find = (wanted) => state.corrections.findIndex((one) => slot(one) === slot(wanted));

  /* ---- marks: what is noted on each partner and relation ---- */

  function kindOf(one) {
    if (one.type === "relation-depassee") return "no";
    if (one.type === "commentaire") return "note";
    if (one.type === "ajouter-relation" || one.type === "ajouter-partenaire") return "add";
    if (one.type === "confirmer-relation") return "yes";
    return partners[partnerIndex.get(one.id)].statut === one.statut ? "yes" : "change";
  }

  function brief(one) {
    const kind = kindOf(one);
    if (kind === "change") return t("review.mark-change", { statut: model.word("statut", one.statut) });
    return t("review.mark-" + kind + (one.type === "changer-statut" ? "-partner" : ""));
  }

  function mark() {
    marks = { partner: new Map(), relation: new Map(), added: [] };
    const put = function (map, i, one) {
      if (!map.has(i)) map.set(i, []);
      map.get(i).push({ kind: kindOf(one), text: brief(one) });
    };
    for (const one of state.corrections) {
      if (one.type === "ajouter-partenaire") continue;
      if (one.id) put(marks.partner, partnerIndex.get(one.id), one);
      else if (one.type === "ajouter-relation") marks.added.push([one.source_id, one.cible_id]);
      else for (const i of meant(one)) put(marks.relation, i, one);
    }
  }

  /* ---- keeping ---- */

  function keep() {
    try {
      if (state.corrections.length || state.auteur || state.date) localStorage.setItem(KEY, JSON.stringify({ ...state, projet: project, exporte: exported }));
      else localStorage.removeItem(KEY);
      kept = true;
    } catch {
      kept = false;
    }
  }

  function changed() {
    mark();
    for (const listener of listeners) listener();
  }

  function act() {
    exported = false;
    keep();
    changed();
  }

  /* What was kept on this computer; anything odd in it is left aside. */
  function recover() {
    let found = null;
    try {
      found = JSON.parse(localStorage.getItem(KEY));
      localStorage.setItem(KEY + "?", "1");
      localStorage.removeItem(KEY + "?");
      kept = true;
    } catch {
      kept = false;
    }
    const given = signature(found);
    state.auteur = given.auteur;
    state.date = given.date;
    state.corrections = [];
    if (found !== null && Array.isArray(found.corrections)) take(found.corrections);
    exported = found !== null && found.exporte === true;
    mark();
  }

  function signature(found) {
    const given = found !== null && typeof found === "object" ? found : {};
    return { auteur: line(TEXT)(given.auteur) ? given.auteur : "", date: day(given.date) ? given.date : "" };
  }

  /* ---- reviews of this project that were begun on another build of this page ---- */

  function former() {
    let keys = [];
    try {
      keys = Array.from({ length: localStorage.length }, (_, k) => localStorage.key(k));
    } catch {
      return [];
    }
    const found = keys.filter((key) => key !== KEY && KEPT.test(key)).map(formerAt).filter(Boolean);
    return found.sort((a, b) => (a.date + a.key < b.date + b.key ? -1 : 1));
  }

  /* What is kept under a key, where it is a review of this project with something in it. */
  function formerAt(key) {
    let given = null;
    try {
      given = JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
    if (given === null || given.projet !== project || !Array.isArray(given.corrections)) return null;
    const corrections = given.corrections.filter(wellFormed).slice(0, MOST);
    if (!corrections.length) return null;
    return { key, empreinte: KEPT.exec(key)[1], ...signature(given), corrections, exporte: given.exporte === true };
  }

  function forget(one) {
    try {
      localStorage.removeItem(one.key);
    } catch {
      kept = false;
    }
    changed();
  }

  /* Take up what was noted there; it is forgotten there once all of it is here. */
  function resume(one) {
    const count = take(one.corrections);
    for (const field of ["auteur", "date"]) if (!state[field]) state[field] = one[field];
    act();
    if (!count.unknown && !count.other) forget(one);
    return count;
  }

  /* Add what is about this page, in its order; newcomers are met first, since relations may name them. */
  function take(list) {
    const former = state.corrections.slice();
    const fine = list.filter(wellFormed);
    const count = { taken: 0, same: 0, other: 0, unknown: list.length - fine.length };
    const order = new Map(fine.map((one, k) => [one, k]));
    const places = new Map();
    const renamed = new Map();
    const isNew = (one) => one.type === "ajouter-partenaire";
    for (const given of [...fine.filter(isNew), ...fine.filter((one) => !isNew(one))]) {
      const one = { ...given };
      if (isNew(one)) {
        const twin = state.corrections[find(one)];
        const free = twin ? twin.id : one.id && !newcomer(one.id) && !partnerIndex.has(one.id) ? one.id : freeId();
        if (given.id) renamed.set(given.id, free);
        one.id = free;
      } else if (one.type === "ajouter-relation") {
        for (const end of ["source_id", "cible_id"]) one[end] = renamed.get(one[end]) || one[end];
      }
      const at = find(one);
      if (!aimed(one) || (at < 0 && state.corrections.length >= MOST)) count.unknown += 1;
      else if (at < 0) {
        state.corrections.push(one);
        places.set(one, order.get(given));
        count.taken += 1;
      } else if (JSON.stringify(sortedEntries(state.corrections[at])) === JSON.stringify(sortedEntries(one))) count.same += 1;
      else count.other += 1;
    }
    state.corrections = [...former, ...[...places.keys()].sort((a, b) => places.get(a) - places.get(b))];
    return count;
  }

  const sortedEntries = (value) => Object.entries(value).sort((a, b) => (a[0] < b[0] ? -1 : 1));

  function freeId() {
    let n = 1;
    while (newcomer("nouveau-" + n) || partnerIndex.has("nouveau-" + n)) n += 1;
    return "nouveau-" + n;
  }

  /* ---- what the page does with them ---- */

  /* Note a correction; a sentence says why it could not be. */
  function note(correction) {
    const at = find(correction);
    if (at < 0 && state.corrections.length >= MOST) return t("review.too-many");
    if (!wellFormed(correction) || !aimed(correction)) return t("review.not-taken");
    if (at < 0) state.corrections.push(correction);
    else state.corrections[at] = correction;
    act();
    return null;
  }

  function remove(correction) {
    const at = find(correction);
    if (at < 0) return;
    const [gone] = state.corrections.splice(at, 1);
    if (gone.type === "ajouter-partenaire") state.corrections = state.corrections.filter((one) => one.source_id !== gone.id && one.cible_id !== gone.id);
    act();
  }

  /* The file of the review, or of a former one; null and what is missing where something is. */
  function file(one = { ...state, empreinte }) {
    const signed = { auteur: one.auteur || state.auteur, date: one.date || state.date };
    for (const field of ["auteur", "date"]) if (!signed[field]) return { missing: field };
    if (!one.corrections.length) return { missing: "corrections" };
    const content = JSON.stringify({ format: 1, projet: project, empreinte: one.empreinte, ...signed, corrections: one.corrections }, null, 1) + "\n";
    return new Blob([content]).size > BYTES ? { missing: "room" } : { content };
  }

  /* Take in a file, as data: what it says is checked, and added to what is noted. */
  function read(text) {
    let given = null;
    try {
      given = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      return { refused: t("review.import-not-json") };
    }
    const fine =
      given !== null && typeof given === "object" && given.format === 1 && line(TEXT)(given.projet) && line(TEXT)(given.auteur) && day(given.date) &&
      /^[0-9a-f]{64}$/.test(given.empreinte) && Array.isArray(given.corrections) && given.corrections.length <= MOST && given.corrections.every(wellFormed) &&
      Object.keys(given).length === 6;
    if (!fine) return { refused: t("review.import-not-review") };
    if (given.empreinte !== empreinte && given.projet !== project) return { refused: t("review.import-other", { projet: given.projet }) };
    const before = { auteur: state.auteur, date: state.date };
    const count = take(given.corrections);
    if (!state.auteur) state.auteur = given.auteur;
    if (!state.date) state.date = given.date;
    act();
    const other = before.auteur && before.auteur !== given.auteur ? given.auteur : null;
    return { count, older: given.empreinte !== empreinte, other };
  }

  recover();
  window.addEventListener("storage", function (event) {
    if (event.key !== null && !KEPT.test(event.key)) return;
    recover();
    changed();
  });
  window.addEventListener("beforeunload", function (event) {
    if (kept || exported || !state.corrections.length) return;
    event.preventDefault();
    event.returnValue = true;
  });

  return {
    state, note, remove, file, read, refusal, relationRefusal, reference, nameOf, kindOf, brief, freeId, added, find, oneLine, severalLines, day, nameable,
    TEXT, LONG, BYTES,
    on: (listener) => listeners.push(listener),
    has: (correction) => find(correction) >= 0,
    get: (correction) => state.corrections[find(correction)],
    partner: (i) => marks.partner.get(i) || [],
    relation: (i) => marks.relation.get(i) || [],
    links: () => marks.added,
    kept: () => kept,
    sign(field, value) {
      state[field] = value;
      keep();
    },
    clear() {
      state.corrections = [];
      act();
    },
    done() {
      exported = true;
      keep();
    },
    former, forget, resume,
  };
};
