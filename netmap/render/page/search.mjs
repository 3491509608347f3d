/*
 * A search field with a list of answers, by the ARIA pattern of a combobox.
 * entries: [{label, kind, text?}]; choose(entry) is called for the one taken.
 */
import { announce, el, typed } from "./dom.mjs";
import { findEntries, fold } from "./text.mjs";
import { shared } from "./words.mjs";

export function search(input, list, entries, choose) {
  const folded = entries.map((entry) => ({ entry, text: fold(entry.text || entry.label) }));
  let found = [];
  let active = -1;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");

  function mark(index) {
    active = index;
    [...list.children].forEach(function (item, i) {
      item.setAttribute("aria-selected", String(i === index));
      if (i === index) item.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) input.setAttribute("aria-activedescendant", list.children[index].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function shut() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function take(index) {
    const entry = found[index];
    if (!entry) return;
    input.value = entry.label;
    shut();
    choose(entry);
  }

  function option(entry, i) {
    const mousedown = function (event) {
      event.preventDefault();
      take(i);
    };
    return el("li", { role: "option", id: list.id + "-" + i, "aria-selected": "false", on: { mousedown } }, typed(entry.label), el("small", { text: entry.kind }));
  }

  function look() {
    found = findEntries(folded, input.value).map((item) => item.entry);
    list.replaceChildren(...found.map(option));
    if (!fold(input.value)) return shut();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(found.length ? 0 : -1);
    if (!found.length) list.append(el("li", { class: "empty", role: "option", "aria-selected": "false", "aria-disabled": "true", text: shared("no-result") }));
    announce(shared(found.length ? "results" : "no-result", { count: found.length }));
  }

  input.addEventListener("input", look);
  input.addEventListener("blur", shut);
  input.addEventListener("keydown", function (event) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (list.hidden) look();
      take(Math.max(active, 0));
    } else if (event.key === "Escape") {
      input.value = "";
      shut();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      if (list.hidden) look();
      else mark((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    }
  });
}
