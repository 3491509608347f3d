/* The chains of every commune and need, as a table that is moved in by the arrows. */
import { byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { t } from "./words.mjs";

const ARROWS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
const KEY = { whole: "2", fragile: "1", unconfirmed: "0–1", broken: "0", closed: "—" };

/* What a cell says in a word: never by its colour alone. */
export function cellText(chain) {
  if (!chain) return t("matrix.absent");
  const words = {
    whole: () => number(chain.kappa),
    fragile: () => number(chain.kappa) + " " + t("matrix.fragile"),
    unconfirmed: () => t("matrix.to", { max: number(chain.kappa_max) }) + " " + t("matrix.unconfirmed"),
    broken: () => number(chain.kappa) + " " + chain.manque.map((step) => t("matrix." + step)).join(", "),
    closed: () => t("matrix.closed"),
  };
  return words[chain.verdict]();
}

function cellParts(chain, text) {
  if (chain && ["unconfirmed", "closed"].includes(chain.verdict)) return text;
  const [figure, ...words] = text.split(" ");
  return [el("b", { text: figure }), words.length ? " " + words.join(" ") : ""];
}

const matrixKey = () =>
  el("ul", { class: "net-key" }, Object.entries(KEY).map(([kind, sign]) => el("li", {}, el("span", { class: "net-cell " + kind, text: sign, "aria-hidden": "true" }), " ", t("matrix.key-" + kind))));

export function makeMatrix(model, go) {
  const { communes, needs, word, chainAt } = model;
  const box = byId("net-matrix-box");
  if (!needs.length) {
    box.replaceChildren(el("p", { text: t("matrix.none") }));
    return { mark() {}, focus() {} };
  }

  const door = (name, changes) => el("button", { type: "button", class: "link", on: { click: () => go({ ...changes, partenaire: null }, true) } }, typed(name));

  function cell(c, n) {
    const [{ code, nom }, need, chain] = [communes[c], needs[n], chainAt(c, n)];
    const text = cellText(chain);
    const label = t("matrix.cell", { commune: nom, need: word("besoin", need), text });
    const click = () => go({ commune: code, besoin: need, partenaire: null }, true);
    return el(
      "button",
      { type: "button", class: "net-cell " + (chain ? chain.verdict : "absent"), "aria-label": label, title: label, tabindex: c || n ? -1 : 0, "data-cell": code + " " + need, on: { click } },
      cellParts(chain, text)
    );
  }

  const columns = needs.map((need) => el("th", { scope: "col", "data-head": word("besoin", need) }, door(word("besoin", need), { besoin: need, commune: null })));
  const buttons = communes.map((_, c) => needs.map((_need, n) => cell(c, n)));
  const lines = communes.map(({ code, nom }, c) =>
    el("tr", {}, el("th", { scope: "row" }, door(nom, { commune: code, besoin: null })), buttons[c].map((button) => el("td", {}, button)))
  );
  const matrix = el(
    "table",
    { class: "net-matrix" },
    el("caption", { text: t("matrix.caption") }),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("matrix.corner") }), columns)),
    el("tbody", {}, lines)
  );

  /* One stop of the tab key for the whole matrix; arrows move inside it. */
  matrix.addEventListener("keydown", function (event) {
    const move = ARROWS[event.key];
    const at = event.target.closest(".net-cell");
    if (!move || !at) return;
    event.preventDefault();
    const r = buttons.findIndex((row) => row.includes(at));
    const next = (buttons[r + move[0]] || [])[buttons[r].indexOf(at) + move[1]];
    if (next) step(next);
  });

  function step(button) {
    const former = matrix.querySelector('.net-cell[tabindex="0"]');
    if (former) former.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  }

  box.replaceChildren(matrixKey(), el("div", { class: "table-scroll net-matrix-box", tabindex: 0, role: "region", "aria-label": t("matrix.caption") }, matrix));

  return {
    /* Mark the cell, the line or the column that the page is about. */
    mark(commune, need) {
      for (const former of matrix.querySelectorAll("[aria-current]")) former.removeAttribute("aria-current");
      const column = need === null ? undefined : model.needIndex.get(need);
      const at = commune === null ? columns[column] : column === undefined ? lines[commune].firstChild : buttons[commune][column];
      if (at) at.setAttribute("aria-current", "true");
    },
    focus(commune, need) {
      const column = model.needIndex.get(need);
      if (column === undefined) return;
      buttons[commune][column].scrollIntoView({ block: "center" });
      step(buttons[commune][column]);
    },
  };
}
