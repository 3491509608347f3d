/* The list of the communes to look at first; the one that is chosen is marked in it. */
import { byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { say } from "./words.mjs";

/* How many communes are told at once. */
const FIRST = 5;
/* How far under the top of its panel a line is brought. */
const UNDER = 60;

export function drawGaps(gaps, choose) {
  const list = byId("map-gaps");
  const lines = new Map();
  const rest = [];
  for (const gap of gaps) {
    const line = el(
      "li",
      { "data-code": gap.code, class: gap.classe, hidden: lines.size >= FIRST },
      el("button", { type: "button", class: "gap", on: { click: () => choose(gap.code) } },
        el("span", { class: "rank", text: number(gap.rang) }), " ", el("strong", {}, typed(gap.nom))),
      el("ul", {}, gap.raisons.map((reason) => el("li", {}, typed(reason))))
    );
    if (line.hidden) rest.push(line);
    lines.set(gap.code, line);
    list.append(line);
  }
  const more = el("button", { type: "button", class: "plain more", text: say("gaps.more", { count: rest.length }), on: { click: showRest } });
  if (rest.length) list.after(more);

  function showRest() {
    for (const line of rest) line.hidden = false;
    more.remove();
  }
  if (!gaps.length) list.append(el("li", { class: "hint", text: say("gaps.none") }));

  function bring(line) {
    if (line.hidden) showRest();
    const panel = list.closest(".gaps");
    if (panel.scrollHeight <= panel.clientHeight) return;
    panel.scrollTop += line.getBoundingClientRect().top - panel.getBoundingClientRect().top - UNDER;
  }

  /* Mark the line of a commune, or none; bring it into sight unless it was clicked there. */
  return function (code, { still = false } = {}) {
    for (const [key, line] of lines) {
      if (key === code) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
    if (lines.has(code) && !still) bring(lines.get(code));
  };
}
