/*
 * A table that sorts and filters.
 * columns: [{key, label, number?, digits?, show?(row) -> node or text, value?(row) -> sorting key}]
 * options: {caption, rows, onRow?(row), filter?, id?(row), headed?}; headed: a heading above says what the caption would
 */
import { el, typed } from "./dom.mjs";
import { number } from "./numbers.mjs";
import { compare, fold } from "./text.mjs";
import { shared } from "./words.mjs";

/* The entries {row, text} that a table shows, in order: text is folded, the order is {value, descending} or null. */
export function shownEntries(entries, needle, order, locale) {
  const shown = entries.filter((entry) => entry.text.includes(needle));
  return order ? shown.sort((a, b) => compare(order.value(a.row), order.value(b.row), order.descending, locale)) : shown;
}

const valueOf = (column, row) => (column.value ? column.value(row) : row[column.key]);

function cellContent(column, row) {
  if (column.show) return column.show(row);
  const raw = valueOf(column, row);
  if (raw === null || raw === undefined) return el("span", { class: "missing", text: shared("missing") });
  return column.number ? number(raw, column.digits) : typed(raw);
}

function rowEntry(columns, options, row) {
  const cells = columns.map((column, i) =>
    el(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: column.number ? "num" : null }, cellContent(column, row))
  );
  const line = el("tr", { "data-id": options.id ? options.id(row) : null }, cells);
  if (options.onRow) {
    const button = el("button", { type: "button", class: "link", on: { click: () => options.onRow(row) } });
    button.append(...cells[0].childNodes);
    cells[0].append(button);
  }
  return { row, line, text: fold(line.textContent) };
}

export function table(columns, options) {
  let sorted = null;
  let descending = false;
  let needle = "";
  const body = el("tbody");
  const count = el("span", { class: "count" });
  const entries = options.rows.map((row) => rowEntry(columns, options, row));
  const head = el("tr", {}, columns.map(function (column) {
    const click = function () {
      descending = sorted === column && !descending;
      sorted = column;
      draw();
    };
    const button = el("button", { type: "button", class: "sort", text: column.label, title: shared("sort", { column: column.label }), on: { click } });
    return el("th", { scope: "col", class: column.number ? "num" : null, "data-key": column.key, "data-head": column.label }, button);
  }));

  function draw() {
    const shown = shownEntries(entries, needle, sorted && { value: (row) => valueOf(sorted, row), descending });
    body.replaceChildren(...shown.map((entry) => entry.line));
    count.textContent = shared("rows", { shown: number(shown.length), total: number(entries.length) });
    for (const cell of head.children) {
      if (sorted && cell.dataset.key === sorted.key) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  draw();
  const box = el("div", { class: "table-box" }, options.headed ? null : el("h3", { text: options.caption }));
  if (options.filter) {
    const input = function (event) {
      needle = fold(event.target.value);
      draw();
    };
    const label = shared("filter");
    box.append(el("div", { class: "table-tools" }, el("input", { type: "search", "aria-label": label + " – " + options.caption, placeholder: label, on: { input } }), count));
  }
  box.append(
    el("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": options.caption }, el("table", { "aria-label": options.caption }, el("thead", {}, head), body))
  );
  return box;
}
