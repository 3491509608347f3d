/* The chains of every commune and need, as a table that says what to do and is moved in by the arrows. */
import { byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { t } from "./words.mjs";

const ARROWS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
const KEY = ["broken", "unconfirmed", "fragile", "whole"];

/* What a chain comes to, in a word: never by its colour alone. */
function cellText(chain) {
  if (!chain) return t("matrix.absent");
  return t("matrix.state-" + chain.verdict, { count: number(chain.kappa) });
}

/* What to do about the chain of a commune and a need; null: nothing lacks, or nothing that is known of would help. */
const actionText = ({ data }, c, n) => (data.actions[c][n] ? t("action." + data.actions[c][n][0]) : null);

/* What a cell says: what to do first, then what the chain comes to. */
export function cellLines(model, c, n) {
  const [action, state] = [actionText(model, c, n), cellText(model.chainAt(c, n))];
  return action ? [el("b", { text: action }), el("small", { text: state })] : [el("span", { text: state })];
}

const matrixKey = () => el("ul", { class: "net-key" }, KEY.map((kind) => el("li", {}, el("span", { class: "net-cell " + kind, "aria-hidden": "true" }), " ", t("matrix.key-" + kind))));

export function makeMatrix(model, go) {
  const { communes, needs, word, chainAt, data } = model;
  const box = byId("net-matrix-box");
  if (!needs.length) {
    box.replaceChildren(el("p", { text: t("matrix.none") }));
    return { mark() {}, focus() {} };
  }

  const door = (name, changes) => el("button", { type: "button", class: "link", on: { click: () => go({ ...changes, partenaire: null }, true) } }, typed(name));
  const isClosed = (c) => needs.every((_, n) => chainAt(c, n)?.verdict === "closed");
  const open = data.order.filter((c) => !isClosed(c));
  const closed = data.order.filter(isClosed);

  function cell(c, n, first) {
    const [{ code, nom }, need, chain] = [communes[c], needs[n], chainAt(c, n)];
    const text = [actionText(model, c, n), cellText(chain)].filter(Boolean).join(", ");
    const label = t("matrix.cell", { commune: nom, need: word("besoin", need), text });
    const click = () => go({ commune: code, besoin: need, partenaire: null }, true);
    return el(
      "button",
      { type: "button", class: "net-cell " + (chain ? chain.verdict : "absent"), "aria-label": label, title: label, tabindex: first ? 0 : -1, "data-cell": code + " " + need, on: { click } },
      cellLines(model, c, n)
    );
  }

  const people = ({ visees }) => (visees === null ? t("matrix.people-unknown") : t("matrix.people-" + data.advice.poids, { count: number(visees) }));
  const columns = needs.map((need) => el("th", { scope: "col", "data-head": word("besoin", need) }, door(word("besoin", need), { besoin: need, commune: null })));
  const buttons = open.map((c, row) => needs.map((_need, n) => cell(c, n, row + n === 0)));
  const heads = open.map((c) => el("th", { scope: "row" }, door(communes[c].nom, { commune: communes[c].code, besoin: null }), el("small", { text: people(communes[c]) })));
  const lines = open.map((_, row) => el("tr", {}, heads[row], buttons[row].map((button) => el("td", {}, button))));
  const fold = el("details", { class: "net-fold net-closed" },
    el("summary", { text: t("matrix.closed", { count: number(closed.length) }) }),
    el("ul", {}, closed.map((c) => el("li", {}, door(communes[c].nom, { commune: communes[c].code, besoin: null }))))
  );
  const folded = closed.length ? el("tr", {}, el("td", { colspan: needs.length + 1 }, fold)) : null;
  const matrix = el(
    "table",
    { class: "net-matrix" },
    el("caption", { class: "visually-hidden", text: t("matrix.caption") }),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("matrix.corner") }), columns)),
    el("tbody", {}, lines, folded)
  );

  /* One stop of the tab key for all cells; arrows move from one to the next. */
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

  /* What stands for a commune, a need or both; undefined: nothing does, or not by itself. */
  function part(commune, need) {
    const row = commune === null ? -1 : open.indexOf(commune);
    const column = need === null ? undefined : model.needIndex.get(need);
    if (commune === null) return columns[column];
    if (row < 0) return closed.includes(commune) ? folded : undefined;
    return column === undefined ? heads[row] : buttons[row][column];
  }

  return {
    /* Mark the cell, the line or the column that the page is about. */
    mark(commune, need) {
      for (const former of matrix.querySelectorAll("[aria-current]")) former.removeAttribute("aria-current");
      const at = part(commune, need);
      if (at) at.setAttribute("aria-current", "true");
    },
    /* Go back to where a chain, a commune or a need was opened. */
    focus(commune, need) {
      const at = part(commune, need);
      if (!at) return;
      at.scrollIntoView({ block: "center" });
      if (at.matches(".net-cell")) step(at);
      else at.querySelector("button, summary").focus({ preventScroll: true });
    },
  };
}
