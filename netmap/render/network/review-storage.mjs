/* Reviews that are kept in this browser, each under the fingerprint of the page that it was noted on. */
import { MOST, signatureOf } from "./review-shape.mjs";

const KEPT = /^netmap-revue:([0-9a-f]{64})$/;
const keyOf = (fingerprint) => "netmap-revue:" + fingerprint;

export const isKept = (key) => KEPT.test(key);

/* A browser may refuse to keep anything: what cannot be done then gives `otherwise`. */
function attempt(act, otherwise) {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

export function makeStorage(fingerprint, project, isCorrection) {
  const own = keyOf(fingerprint);

  /* Keep a review, or forget it once it is empty; whether that was possible. */
  function keep(state, exported) {
    return attempt(function () {
      if (state.corrections.length || state.auteur || state.date) localStorage.setItem(own, JSON.stringify({ ...state, projet: project, exporte: exported }));
      else localStorage.removeItem(own);
      return true;
    }, false);
  }

  /* What was kept, as it is (null: nothing that can be read), and whether more can be. */
  function recall() {
    return attempt(function () {
      const found = JSON.parse(localStorage.getItem(own));
      localStorage.setItem(own + "?", "1");
      localStorage.removeItem(own + "?");
      return { found, kept: true };
    }, { found: null, kept: false });
  }

  /* What is kept under a key, where it is a review of this project with something in it. */
  function formerAt(key) {
    const given = attempt(() => JSON.parse(localStorage.getItem(key)), null);
    if (given === null || given.projet !== project || !Array.isArray(given.corrections)) return null;
    const corrections = given.corrections.filter(isCorrection).slice(0, MOST);
    if (!corrections.length) return null;
    return { key, empreinte: KEPT.exec(key)[1], ...signatureOf(given), corrections, exporte: given.exporte === true };
  }

  /* Reviews of this project that were begun on another build of this page, the oldest first. */
  function former() {
    const keys = attempt(() => Array.from({ length: localStorage.length }, (_, k) => localStorage.key(k)), []);
    const found = keys.filter((key) => key !== own && isKept(key)).map(formerAt).filter(Boolean);
    return found.sort((a, b) => (a.date + a.key < b.date + b.key ? -1 : 1));
  }

  const forget = ({ key }) => attempt(() => (localStorage.removeItem(key), true), false);

  return { keep, recall, former, forget };
}
