/* Numbers and days, as readers of the page's language write them. */
import { pageLocale } from "./payload.mjs";

const formats = new Map();

function formatOf(locale, digits) {
  const key = locale + digits;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }
  return formats.get(key);
}

/* A number; a dash where there is none. The minus is a minus, and zero has none. */
export function number(value, digits = 0, locale = pageLocale()) {
  if (value === null || value === undefined || Number.isNaN(value)) return "—";
  const text = formatOf(locale, digits).format(value);
  return /[1-9]/.test(text) ? text.replace(/^-/, "−") : text.replace(/^-/, "");
}

/* Half-days, in whole numbers where they are whole. */
export const halfDays = (value, locale = pageLocale()) => number(value, value % 1 ? 1 : 0, locale);

/* A day written 2024-05-01, as readers write it; anything else as it is. */
export function dayInWords(text, locale = pageLocale()) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return String(text);
  const date = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
}
