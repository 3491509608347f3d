/* Texts that are looked for and put in order. */
import { pageLocale } from "./payload.mjs";

const MOST_FOUND = 12;

/* For searching: no accent, no case, no punctuation. */
export function fold(text) {
  return String(text)
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const lacks = (value) => value === null || value === undefined;

/* Numbers by size, texts as the language orders them; what is missing is last either way. */
export function compare(a, b, descending = false, locale = pageLocale()) {
  if (lacks(a) || lacks(b)) return lacks(a) - lacks(b);
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), locale, { numeric: true });
  return descending ? -order : order;
}

/* The entries that answer a search, by their folded text: those that start with it come first. */
export function findEntries(entries, needle) {
  const asked = fold(needle);
  if (!asked) return [];
  const starts = entries.filter((entry) => entry.text.startsWith(asked));
  const holds = entries.filter((entry) => !entry.text.startsWith(asked) && entry.text.includes(asked));
  return starts.concat(holds).slice(0, MOST_FOUND);
}
