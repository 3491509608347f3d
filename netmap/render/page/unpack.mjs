/* Data in columns, as Python packs them (formats/packed.py says how), back to rows. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE = 32;
const ABSENT = Symbol("absent");

const digitOf = new Map([...DIGITS].map((character, i) => [character, i]));

/* Groups of digits, least digit first: whole numbers. */
function groupsOf(text) {
  const found = [];
  let number = 0;
  let scale = 1;
  for (const character of text) {
    const digit = digitOf.get(character);
    number += (digit % BASE) * scale;
    scale *= BASE;
    if (digit >= BASE) continue;
    found.push(number);
    number = 0;
    scale = 1;
  }
  return found;
}

/* What several rows hold is one object: none of them may change it. */
function frozen(value) {
  if (value === null || typeof value !== "object" || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

export function unpack({ texts, of: whole }) {
  const groups = texts.map(groupsOf);

  const standing = {
    "=raw": (inside) => valuesOf(inside),
    "=rows": ([count, fields]) => rows(count, fields),
    "=keyed": ([keys, count, fields]) => Object.fromEntries(rows(count, fields).map((row, i) => [keys[i], row])),
    "=list": ([count, packed]) => column(packed, count),
  };

  const valuesOf = (object) => Object.fromEntries(Object.entries(object).map(([name, inside]) => [name, value(inside)]));

  function value(packed) {
    if (packed === null || typeof packed !== "object") return packed;
    if (Array.isArray(packed)) return packed.map(value);
    const [first] = Object.keys(packed);
    return first?.startsWith("=") ? standing[first](packed[first]) : valuesOf(packed);
  }

  function rows(count, fields) {
    const found = Array.from({ length: count }, () => ({}));
    for (const [name, packed] of Object.entries(fields)) {
      column(packed, count).forEach((one, i) => {
        if (one !== ABSENT) found[i][name] = one;
      });
    }
    return found;
  }

  function column(packed, count) {
    if (Array.isArray(packed)) return packed.map(value);
    if ("all" in packed) {
      const shared = frozen(value(packed.all));
      return Array.from({ length: count }, () => shared);
    }
    if ("fields" in packed) return rows(count, packed.fields);
    if (!("of" in packed)) return numbers(packed);
    const values = column(packed.of, packed.size);
    if ("at" in packed) return column(packed.at, count).map((i) => frozen(values[i]));
    if ("each" in packed) return lists(values, column(packed.each, count));
    const found = Array.from({ length: count }, () => ABSENT);
    column(packed.in, packed.size).forEach((row, i) => (found[row] = values[i]));
    return found;
  }

  function lists(values, lengths) {
    let from = 0;
    return lengths.map(function (length) {
      if (length === null) return null;
      from += length;
      return values.slice(from - length, from);
    });
  }

  function numbers({ steps, numbers: direct, from, parts = 1 }) {
    if (steps === undefined) return groups[direct].map((group) => (group === 0 ? null : (from + group - 1) / parts));
    let at = 0;
    return groups[steps].map(function (group) {
      at += group % 2 ? -(group + 1) / 2 : group / 2;
      return at / parts;
    });
  }

  return value(whole);
}
