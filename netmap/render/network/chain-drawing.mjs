/* A small chain drawn in three columns: a list of partners at each step, their links between, the break in its place. */
import { el, svg, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { chainColumns, partnerColumns, split } from "./columns.mjs";
import { t } from "./words.mjs";

const CHAIN_STEPS = ["amont", "mediation", "aval"];
/* Each way between two columns: its side, and the name of a break there. */
const WAYS = { amont: "amont-mediation", aval: "mediation-aval" };
/* Breaks that stand in the middle column without being its name. */
const HERE = ["passage", "seul", "non-ouvert"];
/* The height of a line of the drawing, in units of its links. */
const LINE = 100;

/* go(changes, lead) changes the state of the page. */
export function makeChainDrawing(model, box, go) {
  const { partners, word } = model;

  function notes({ i, kind, key, perhaps }, step, chain) {
    const { statut } = partners[i];
    return [
      step === "mediation" && kind ? null : t("columns.link-" + (kind ?? "none")),
      statut === "actif" ? null : word("statut", statut).toLowerCase(),
      perhaps ? t("columns.perhaps") : null,
      key && chain ? t("columns.key") : null,
    ].filter(Boolean);
  }

  function item(one, step, { chain, focus }) {
    const { id, nom, statut } = partners[one.i];
    const click = () => go({ partenaire: id }, true);
    const own = one.i === focus;
    return el("li", { class: ["chain-item", statut, one.kind ?? "loose", one.key && chain ? "key" : "", own ? "own" : ""].join(" ") },
      own ? el("strong", { class: "chain-name", title: nom }, typed(nom)) : el("button", { type: "button", class: "link chain-name", title: nom, on: { click } }, typed(nom)),
      el("small", { text: notes(one, step, chain).join(" · ") })
    );
  }

  const breakItem = (at) => el("li", { class: "chain-item chain-break" }, el("span", { "aria-hidden": "true", text: "✗ " }), t("chain.step-" + at));

  function column(step, { shown, rest, broken }, open, about) {
    const more = () => el("li", { class: "chain-item chain-more" }, el("button", { type: "button", class: "link", text: t("columns.more", { count: number(rest.length) }), on: { click: open } }));
    return el("section", { class: "chain-column", "data-step": step },
      el("h3", {}, t("chain." + step), el("small", { text: " (" + number(shown.length + rest.length) + ")" })),
      el("ul", { "aria-label": t("chain." + step) }, broken.map(breakItem), shown.map((one) => item(one, step, about)), rest.length ? more() : null)
    );
  }

  function way(side, links, at, lines, breaks) {
    const [from, to] = side === "amont" ? ["amont", "mediation"] : ["mediation", "aval"];
    const ends = ({ i, m }) => [at(from, side === "amont" ? i : m), at(to, side === "amont" ? m : i)];
    const drawn = links.filter((link) => link.side === side && ends(link).every((y) => y !== null));
    const paths = drawn.map((link) => {
      const [y1, y2] = ends(link);
      return svg("path", { class: "chain-link " + link.kind, d: `M0,${y1} C50,${y1} 50,${y2} 100,${y2}` });
    });
    const crosses = drawn.filter(({ kind }) => kind === "rompue").map((link) => {
      const [y1, y2] = ends(link);
      return el("span", { class: "chain-cross", text: "✗", css: { top: (50 * (y1 + y2)) / (LINE * lines) + "%" } });
    });
    const cut = breaks.includes(WAYS[side]);
    return el("div", { class: "chain-way" + (cut ? " cut" : "") },
      svg("svg", { viewBox: `0 0 100 ${LINE * lines}`, preserveAspectRatio: "none", "aria-hidden": "true" }, paths),
      el("span", { "aria-hidden": "true" }, crosses),
      cut ? el("p", { class: "chain-cut" }, el("span", { "aria-hidden": "true", text: "✗ " }), t("chain.cut")) : null
    );
  }

  function draw({ steps, links }, about, opened = []) {
    const breaks = about.chain?.cell?.rupture || [];
    const parts = Object.fromEntries(CHAIN_STEPS.map(function (step) {
      const { shown, rest } = opened.includes(step) ? { shown: steps[step], rest: [] } : split(steps[step]);
      const broken = breaks.filter((place) => place === step || (step === "mediation" && HERE.includes(place)));
      return [step, { shown, rest, broken, size: broken.length + shown.length + (rest.length ? 1 : 0) }];
    }));
    const lines = Math.max(1, ...Object.values(parts).map(({ size }) => size));
    const at = function (step, i) {
      const { shown, broken, size } = parts[step];
      const k = shown.findIndex((one) => one.i === i);
      return k < 0 ? null : ((lines - size) / 2 + broken.length + k + 0.5) * LINE;
    };
    const open = (step) => () => draw({ steps, links }, about, [...opened, step]);
    const [amont, mediation, aval] = CHAIN_STEPS.map((step) => column(step, parts[step], open(step), about));
    const columns = el("div", { class: "chain-columns", css: { "--lines": String(lines) } },
      amont, way("amont", links, at, lines, breaks), mediation, way("aval", links, at, lines, breaks), aval
    );
    const kinds = [...new Set(links.map(({ kind }) => kind))];
    const key = el("ul", { class: "chain-key" }, ["sure", "projet", "rompue", "inconnue"].filter((kind) => kinds.includes(kind)).map((kind) =>
      el("li", {}, svg("svg", { viewBox: "0 0 40 12", "aria-hidden": "true" }, svg("path", { class: "chain-link " + kind, d: "M0,6 L40,6" })), t("columns.key-" + kind))
    ));
    box.replaceChildren(columns, key);
  }

  return {
    /* Draw the chain or the partner that a look is about; whether there is one to draw. */
    show({ chain, need, focus }) {
      const found = focus !== null ? partnerColumns(model, focus) : chain ? chainColumns(model, chain, need) : null;
      const drawn = found !== null && CHAIN_STEPS.some((step) => found.steps[step].length);
      box.hidden = !drawn;
      if (drawn) draw(found, { chain: focus === null ? chain : null, focus });
      else box.replaceChildren();
      return drawn;
    },
  };
}
