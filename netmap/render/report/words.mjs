/* The report's own sentences. */
import { viewData } from "../page/payload.mjs";
import { sentenceOf } from "../page/words.mjs";

export const sayInReport = (key, values) => sentenceOf(viewData("report").messages, key, values);
