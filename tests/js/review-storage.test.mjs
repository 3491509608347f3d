/* What a page keeps in a store that all pages of a disk share: sealed with the page itself. */
import assert from "node:assert/strict";
import { createDecipheriv, hkdfSync } from "node:crypto";
import { test } from "node:test";

import { isKept, makeStorage } from "../../netmap/render/network/review-storage.mjs";
import { makeKept } from "./page.mjs";

const TEXT = JSON.stringify({ partners: ["CCAS « Été »"] });
const NOTES = { auteur: "Marie", date: "2025-03-04", corrections: [{ type: "commentaire", id: "a", texte: "é 🙂 ".repeat(20000) }] };

function begin(entries = {}) {
  const made = makeKept(entries);
  globalThis.localStorage = made.storage;
  return made.kept;
}

async function keptBy(text = TEXT, edition = "public", project = "Pays") {
  const kept = begin();
  assert.equal(await makeStorage(text, edition, project).keep(NOTES), true);
  return [...kept];
}

test("an entry is what HKDF and AES-GCM of another library say of the page's text", async function () {
  const [[slot, entry]] = await keptBy();
  assert.ok(isKept(slot));
  const { sel, vecteur, scelle } = Object.fromEntries(Object.entries(JSON.parse(entry)).map(([name, value]) => [name, Buffer.from(value, "base64")]));
  const key = hkdfSync("sha256", Buffer.from(TEXT), sel, "netmap-revue/1", 32);
  const cipher = createDecipheriv("aes-256-gcm", Buffer.from(key), vecteur);
  cipher.setAAD(Buffer.from(JSON.stringify([slot, "public", "Pays"])));
  cipher.setAuthTag(scelle.subarray(-16));
  assert.deepEqual(JSON.parse(Buffer.concat([cipher.update(scelle.subarray(0, -16)), cipher.final()])), NOTES);
});

test("the page reads what it kept; nothing of it can be read beside", async function () {
  const [[slot, entry]] = await keptBy();
  begin({ [slot]: entry });
  assert.deepEqual(await makeStorage(TEXT, "public", "Pays").recall(), { found: NOTES, able: true });
  for (const word of ["Marie", "2025", "commentaire"]) assert.ok(!(slot + entry).includes(word), word);
});

test("salt and vector are drawn anew for each entry", async function () {
  const seen = new Set();
  for (let i = 0; i < 20; i += 1) {
    const [[, entry]] = await keptBy();
    for (const part of Object.values(JSON.parse(entry)).slice(1)) seen.add(part);
  }
  assert.equal(seen.size, 60);
});

test("no other page, edition or project finds or opens it, wherever it is put", async function () {
  const [[slot, entry]] = await keptBy();
  for (const other of [[TEXT + " ", "public", "Pays"], [TEXT, "interne", "Pays"], [TEXT, "public", "Autre"]]) {
    begin({ [slot]: entry });
    assert.equal((await makeStorage(...other).recall()).found, null, String(other));
    const [[own]] = await keptBy(...other);
    begin({ [own]: entry });
    assert.equal((await makeStorage(...other).recall()).found, null, String(other));
  }
});

test("what was changed, cut or made up is not opened", async function () {
  const [[slot, entry]] = await keptBy();
  const parts = JSON.parse(entry);
  const turned = (text) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
  const odd = ["sel", "vecteur", "scelle"].flatMap((name) => [turned(parts[name]), parts[name].slice(0, -4), "", "é", null, 3, {}].map((value) => JSON.stringify({ ...parts, [name]: value })));
  for (const value of [...odd, "", "{", "null", "[]", "3", "{}", JSON.stringify(NOTES), JSON.stringify({ projet: "Pays", ...NOTES })]) {
    begin({ [slot]: value });
    assert.deepEqual(await makeStorage(TEXT, "public", "Pays").recall(), { found: null, able: true }, value.slice(0, 80));
  }
});

test("what other versions of the page kept is found and forgotten, and nobody else's", async function () {
  const [[slot, entry]] = await keptBy();
  const [[other, former]] = await keptBy(TEXT + "1");
  const clear = "netmap-revue:" + "b".repeat(64);
  const strangers = { autre: former, [clear.slice(0, -1)]: former, ["netmap-revue:" + "c".repeat(64)]: "{", ["netmap-revue:" + "d".repeat(64)]: '{"projet":"Autre"}', ["netmap-revue:" + "e".repeat(64)]: "null" };
  const kept = begin({ [slot]: entry, [other]: former, [clear]: JSON.stringify({ ...NOTES, projet: "Pays" }), ...strangers });
  const storage = makeStorage(TEXT, "public", "Pays");
  const found = await storage.others();
  assert.deepEqual(found, [other, clear]);
  found.forEach(storage.forgetOther);
  await storage.forget();
  assert.deepEqual([...kept.keys()], Object.keys(strangers));
});

test("a browser without Web Cryptography is given nothing to keep", async function () {
  const given = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  const kept = begin();
  const storage = makeStorage(TEXT, "public", "Pays");
  assert.deepEqual([await storage.keep(NOTES), await storage.recall(), await storage.others()], [false, { found: null, able: false }, []]);
  await storage.forget();
  Object.defineProperty(globalThis, "crypto", given);
  assert.equal(kept.size, 0);
});
