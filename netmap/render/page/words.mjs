/* Sentences of ours, from the catalogue that the page carries. */
import { pageLocale, payload } from "./payload.mjs";
import { pluralForm } from "./plural.mjs";

/*
 * Placeholders {name} of a sentence, and {name:forms} that agree with a number; values are text,
 * never read as a sentence.
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)(?::([^}]*))?\}/g, (whole, name, forms) => {
    if (!values || !Object.hasOwn(values, name)) return whole;
    return forms ? pluralForm(forms, values[name], pageLocale()) : String(values[name]);
  });
}

/* A sentence of a catalogue, or its key where the catalogue does not have it. */
export const sentenceOf = (messages, key, values) => fill(Object.hasOwn(messages, key) ? messages[key] : key, values);

/* The words that all views share. */
export const shared = (key, values) => sentenceOf(payload().messages, key, values);
