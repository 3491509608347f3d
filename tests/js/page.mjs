/* What a page gives its scripts, for tests without a browser: a payload, a window, a storage, ciphers. */
import { webcrypto } from "node:crypto";

if (!globalThis.crypto) Object.defineProperty(globalThis, "crypto", { value: webcrypto, configurable: true });

/* A storage that keeps what it is given; refuses(): every call throws, as some browsers do. */
export function makeKept(entries = {}) {
  const kept = new Map(Object.entries(entries));
  let refused = false;
  const attempt = (act) => (...args) => {
    if (refused) throw new Error("refused");
    return act(...args);
  };
  return {
    kept,
    refuse() {
      refused = true;
    },
    storage: {
      getItem: attempt((key) => (kept.has(key) ? kept.get(key) : null)),
      setItem: attempt((key, value) => kept.set(key, String(value))),
      removeItem: attempt((key) => kept.delete(key)),
      key: attempt((k) => [...kept.keys()][k]),
      get length() {
        return attempt(() => kept.size)();
      },
    },
  };
}

/* Stand in for a page: once a test file, since the scripts read their payload once. */
export function openPage({ language = "fr", data = {}, messages = {}, kept = {} } = {}) {
  const views = Object.fromEntries(Object.entries(data).map(([name, one]) => [name, { title: name, data: one }]));
  const payload = { language, audience: "public", messages, siblings: {}, views };
  const listeners = new Map();
  const made = makeKept(kept);
  const given = {
    document: { getElementById: () => ({ textContent: JSON.stringify({ texts: [], of: payload }) }) },
    localStorage: made.storage,
    window: { addEventListener: (event, listener) => listeners.set(event, listener) },
  };
  for (const [name, value] of Object.entries(given)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return { listeners, kept: made.kept, refuse: made.refuse };
}
