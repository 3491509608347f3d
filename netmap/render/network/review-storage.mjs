/* Notes kept in this browser. Chromium gives all pages of a disk one store: what is kept is enciphered with the
   page's own data, so that only this page, or somebody who has it, can read an entry or make one. */
const INFO = "netmap-revue/1";
const SALT = 16;
const VECTOR = 12;

export const isKept = (key) => /^netmap-revue:[0-9a-f]{64}$/.test(key);

const utf8 = (text) => new TextEncoder().encode(text);
const random = (count) => crypto.getRandomValues(new Uint8Array(count));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/* A browser may refuse to keep anything: what cannot be done then gives `otherwise`. */
function attempt(act, otherwise) {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

/* What seals and opens the entries of a page; there is none where the browser has no Web Cryptography. */
async function makeSeal(text, edition, project) {
  const material = await crypto.subtle.importKey("raw", utf8(text), "HKDF", false, ["deriveBits", "deriveKey"]);
  const derived = (salt, info) => ({ name: "HKDF", hash: "SHA-256", salt, info: utf8(info) });
  const slot = "netmap-revue:" + hex(new Uint8Array(await crypto.subtle.deriveBits(derived(new Uint8Array(0), INFO + "/place"), material, 256)));
  const bound = utf8(JSON.stringify([slot, edition, project]));
  const key = (salt, use) => crypto.subtle.deriveKey(derived(salt, INFO), material, { name: "AES-GCM", length: 256 }, false, [use]);
  const cipher = (iv) => ({ name: "AES-GCM", iv, additionalData: bound });

  async function seal(content) {
    const [sel, vecteur] = [random(SALT), random(VECTOR)];
    const sealed = await crypto.subtle.encrypt(cipher(vecteur), await key(sel, "encrypt"), utf8(JSON.stringify(content)));
    return JSON.stringify({ projet: project, sel: toBase64(sel), vecteur: toBase64(vecteur), scelle: toBase64(new Uint8Array(sealed)) });
  }

  async function unseal(entry) {
    const { sel, vecteur, scelle } = JSON.parse(entry);
    const opened = await crypto.subtle.decrypt(cipher(fromBase64(vecteur)), await key(fromBase64(sel), "decrypt"), fromBase64(scelle));
    return JSON.parse(new TextDecoder().decode(opened));
  }

  return { slot, seal, unseal };
}

/* text: of the page's data block, the secret that the page shares with nobody but its readers. */
export function makeStorage(text, edition, project) {
  const own = makeSeal(text, edition, project).catch(() => null);

  /* Keep a review; whether that was possible. */
  async function keep(content) {
    const seal = await own;
    const entry = seal && (await seal.seal(content).catch(() => null));
    return attempt(() => entry !== null && (localStorage.setItem(seal.slot, entry), true), false);
  }

  async function forget() {
    const seal = await own;
    if (seal !== null) attempt(() => localStorage.removeItem(seal.slot));
  }

  /* What this page kept (null: nothing, or nothing that it can open), and whether more can be kept. */
  async function recall() {
    const seal = await own;
    if (seal === null) return { found: null, able: false };
    const able = attempt(function () {
      localStorage.setItem(seal.slot + "?", "1");
      localStorage.removeItem(seal.slot + "?");
      return true;
    }, false);
    return { found: await seal.unseal(attempt(() => localStorage.getItem(seal.slot), null)).catch(() => null), able };
  }

  /* The keys of what other pages of this project kept, which this one cannot open. */
  async function others() {
    const seal = await own;
    const keys = attempt(() => Array.from({ length: localStorage.length }, (_, k) => localStorage.key(k)), []);
    const isOther = (key) => isKept(key) && (seal === null || key !== seal.slot) && JSON.parse(localStorage.getItem(key)).projet === project;
    return keys.filter((key) => attempt(() => isOther(key), false));
  }

  const forgetOther = (key) => attempt(() => localStorage.removeItem(key));

  return { keep, recall, forget, others, forgetOther };
}
