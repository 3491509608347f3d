/* Tables that Python wrote and the reader may sort: by the keys of their cells, missing ones last. */
import { el } from "../page/dom.mjs";
import { compare } from "../page/text.mjs";
import { shared } from "../page/words.mjs";

const keyOf = (row, column) => {
  const { key } = row.children[column].dataset;
  if (key === undefined) return null;
  return key !== "" && Number.isFinite(Number(key)) ? Number(key) : key;
};

const headsOf = (table) => [...table.tHead.rows[0].cells];

function sortRows(table, column, descending) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row, column) }));
  rows.sort((a, b) => compare(a.key, b.key, descending));
  body.append(...rows.map(({ row }) => row));
  headsOf(table).forEach(function (cell, i) {
    if (i === column) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  });
}

export function makeSortable(table) {
  headsOf(table).forEach(function (cell, column) {
    const label = cell.textContent;
    const click = () => sortRows(table, column, cell.getAttribute("aria-sort") === "ascending");
    cell.dataset.head = label;
    cell.replaceChildren(el("button", { type: "button", class: "sort", text: label, title: shared("sort", { column: label }), on: { click } }));
  });
}
