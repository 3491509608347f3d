/* Node reads every module as it is: it imports what is exported, and does nothing when it is read. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../", import.meta.url);
const text = (path) => readFileSync(new URL(path, ROOT), "utf8");

/* Paths of the files of a folder, and of those inside it. */
function filesOf(folder, ending) {
  return readdirSync(new URL(folder, ROOT), { withFileTypes: true }).flatMap(function (entry) {
    const path = folder + entry.name;
    if (entry.isDirectory()) return filesOf(path + "/", ending);
    return ending.test(path) ? [path] : [];
  });
}

const paths = filesOf("netmap/", /\.mjs$/);

/* Those that export nothing are the entries of the pages: they act, and need one. */
const entries = paths.filter((path) => !/^export /m.test(text(path)));

test("all modules but the entries of the pages can be read", async function () {
  assert.equal(entries.length, 7);
  assert.ok(paths.length > 40);
  for (const path of paths.filter((one) => !entries.includes(one))) {
    const exported = Object.keys(await import(new URL(path, ROOT)));
    assert.ok(exported.length > 0, path);
  }
});

test("what is exported is of use to another module or to a test", function () {
  const others = [...paths, ...filesOf("tests/", /\.(py|mjs)$/)].map((path) => [path, text(path)]);
  const unused = paths.flatMap((path) =>
    [...text(path).matchAll(/^export (?:async )?(?:function\*?|const|let|class) ([\w$]+)/gm)]
      .map(([, name]) => name)
      .filter((name) => !others.some(([other, content]) => other !== path && new RegExp(`\\b${name}\\b`).test(content)))
      .map((name) => `${path}: ${name}`)
  );
  assert.deepEqual(unused, []);
});
