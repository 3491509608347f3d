/*
 * Words that agree with a number as it is written: of "# line|# lines", the form of the language;
 * of three forms, the first is for none. # is the number.
 */

/* The value of a number as the locale writes it, and how many decimals; NaN for other texts. */
function read(written, locale) {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.5);
  const mark = (type) => parts.find((part) => part.type === type).value;
  const [whole, decimals = ""] = String(written).replaceAll(mark("group"), "").split(mark("decimal"));
  const fits = /^\d+$/.test(whole) && /^\d*$/.test(decimals);
  return { value: fits ? Number(whole + "." + decimals) : NaN, decimals: decimals.length };
}

export function pluralForm(forms, written, locale) {
  const words = forms.split("|");
  const other = words.pop();
  const [one, none] = [words.pop(), words.pop()];
  const { value, decimals } = read(written, locale);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const singular = value >= 0 && new Intl.PluralRules(locale, digits).select(value) === "one";
  const chosen = value === 0 && none !== undefined ? none : singular ? one : other;
  return chosen.split("#").join(written);
}
