/* Sentences of ours, from the catalogue that the page carries. */
import { payload } from "./payload.mjs";

/* Placeholders {name} of a sentence; values are text, never read as a sentence. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (values && Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/* A sentence of a catalogue, or its key where the catalogue does not have it. */
export const sentenceOf = (messages, key, values) => fill(Object.hasOwn(messages, key) ? messages[key] : key, values);

/* The words that all views share. */
export const shared = (key, values) => sentenceOf(payload().messages, key, values);
