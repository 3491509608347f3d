/* The map's own sentences. */
import { viewData } from "../page/payload.mjs";
import { sentenceOf } from "../page/words.mjs";

export const say = (key, values) => sentenceOf(viewData("map").messages, key, values);
