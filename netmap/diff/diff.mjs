/* What changed between two builds: a table a kind of change, and what did not change. */
import { byId, el, typed } from "../render/page/dom.mjs";
import { number } from "../render/page/numbers.mjs";
import { viewData } from "../render/page/payload.mjs";
import { table } from "../render/page/table.mjs";

function drawDifference({ lead, nothing, unchanged, sections }) {
  const box = byId("diff-box");
  byId("diff-lead").append(typed(lead));
  const full = sections.filter((section) => section.rows.length);
  const empty = sections.filter((section) => !section.rows.length);
  for (const { title, columns, rows } of full) {
    const heads = columns.map((label, at) => ({ key: String(at), label, value: (row) => row[at] }));
    box.append(table(heads, { caption: title + " (" + number(rows.length) + ")", rows, filter: rows.length > 10 }));
  }
  if (!full.length) box.append(el("p", { class: "diff-none", text: nothing }));
  else if (empty.length) {
    box.append(el("p", { class: "diff-none", text: unchanged + " " + empty.map((section) => section.title).join(" · ") }));
  }
}

drawDifference(viewData("diff"));
