/* The partner page's own sentences. */
import { viewData } from "../page/payload.mjs";
import { sentenceOf } from "../page/words.mjs";

export const t = (key, values) => sentenceOf(viewData("network").messages, key, values);
