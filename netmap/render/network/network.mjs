/* The partner page: one state, from the filters and the address; what to do, or the whole network, follows it. */
import { setAsked } from "../page/address.mjs";
import { announce, byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { viewData } from "../page/payload.mjs";
import { search } from "../page/search.mjs";
import { register } from "../page/views.mjs";
import { makeAdvice } from "./advice.mjs";
import { makeChainDrawing } from "./chain-drawing.mjs";
import { makeDrawing } from "./drawing.mjs";
import { countsInWords, fillFilters, FILTERS, searchChoices } from "./filters.mjs";
import { drawLegend } from "./legend.mjs";
import { lookAt } from "./look.mjs";
import { makeMatrix } from "./matrix.mjs";
import { makeModel } from "./model.mjs";
import { briefly, shownLines } from "./overview.mjs";
import { makePanel } from "./panel.mjs";
import { printNetwork } from "./printing.mjs";
import { makeReviewForms } from "./review-forms.mjs";
import { makeReview } from "./review-log.mjs";
import { makeReviewing } from "./review-page.mjs";
import { makeTables } from "./tables.mjs";
import { t } from "./words.mjs";

const ADDRESSED = ["commune", "besoin", "partenaire", "reseau"];
const ASKED = ["commune", "besoin", "partenaire"];
const EMPTY = Object.fromEntries([...FILTERS, "partenaire"].map((name) => [name, ""]));
/* The value of `reseau` that asks for the whole network. */
const WHOLE = "entier";
/* Pixels: under this width the drawing stands upright; higher than that it is moved, not scrolled over. */
const NARROW = 620;
const TALLEST = 2400;
const UPRIGHT = 560;
/* A page wider than this keeps the card beside the drawing. */
const BESIDE = 900;

function showNetwork(model) {
  const stage = byId("net-stage");
  const tip = el("div", { class: "net-tip", hidden: true, "aria-hidden": "true" });
  const state = { ...EMPTY, reseau: "" };
  let opened = false;
  let drawn = false;
  let look = null;

  const review = makeReview(model);
  const reviewing = makeReviewing(model, review, { onChange: redraw, onMode: rebuild, addRelation: (ends) => fillForm("relation", ends) });
  const fillForm = makeReviewForms(model, review);
  const advice = makeAdvice(model, go);
  const drawing = makeDrawing(model, stage, { onChoose, onHover, onCursor, covered, badges: reviewing.badges });
  const columns = makeChainDrawing(model, byId("net-chain"), go);
  const matrix = makeMatrix(model, go);
  const showCard = makePanel(model, byId("net-card"), go, { advice, reviewing, toMatrix: matrix.focus });
  const tables = makeTables(model, go, reviewing);

  /* ---- one state ---- */

  const isWhole = () => state.reseau === WHOLE;

  /* Change the state; `lead` takes the reader (and the focus) to the card, or back to where the closed one was opened. */
  function go(changes, lead) {
    const { commune, need } = look;
    for (const [key, value] of Object.entries(changes)) state[key] = value || "";
    setAsked(Object.fromEntries(ADDRESSED.map((key) => [key, state[key]])));
    update();
    if (!lead) return;
    const title = byId("net-card-title");
    if (!title && !isWhole() && (commune !== null || need)) matrix.focus(commune, need);
    else if (!title) (isWhole() ? stage : byId("net-search")).focus({ preventScroll: true });
    else {
      byId("net-drawing").scrollIntoView({ block: "start" });
      byId("net-panel").scrollTop = 0;
      title.focus({ preventScroll: window.innerWidth > BESIDE });
    }
  }

  const draw = () => {
    if (drawn) drawing.show(look);
  };

  /* Those that have a place in the drawing: those that the filters leave, and the chosen one with its neighbours. */
  function placed() {
    if (look.focus === null) return look.node;
    const { node } = lookAt(model, { ...state, partenaire: "" });
    return node.map((one, i) => one | look.node[i]);
  }

  function update() {
    const whole = isWhole();
    look = lookAt(model, whole ? state : { ...EMPTY, ...Object.fromEntries(ASKED.map((name) => [name, state[name]])) });
    for (const part of document.querySelectorAll("[data-part]")) part.hidden = (part.dataset.part === "whole") !== whole;
    for (const button of document.querySelectorAll("[data-whole]")) button.setAttribute("aria-pressed", String((button.dataset.whole === WHOLE) === whole));
    for (const name of FILTERS) byId("net-" + name).value = state[name];
    const chained = !whole && columns.show(look);
    const carded = showCard(look, chained);
    byId("net-chain").hidden = !chained;
    byId("net-panel").hidden = !carded;
    byId("net-brief").hidden = whole || carded;
    byId("net-drawing").className = "net-main" + (whole ? " whole" : carded && chained ? "" : " alone");
    byId("net-drawing").hidden = !whole && !carded;
    matrix.mark(look.commune, look.need);
    if (!whole) return;
    // the words first: the drawing then takes the place that they leave, once
    byId("net-count").textContent = countsInWords(model, look, number);
    byId("net-shown").textContent = shownLines(model, look).join(" ");
    openWhole();
    size();
    draw();
    if (look.focus !== null) drawing.reveal(look.focus);
    // the tables follow once the drawing has answered
    requestAnimationFrame(() => setTimeout(() => tables.show(look), 0));
  }

  /* Something was noted: the drawing shows it; the card and the tables follow by themselves. */
  function redraw() {
    if (!drawn) return;
    settle();
    draw();
  }

  /* Partners that the review adds have a place of their own: make room for it. */
  function settle() {
    if (!drawing.settle()) return;
    size();
    drawing.fit();
  }

  /* A review begins or ends. */
  function rebuild() {
    if (!opened) return;
    if (drawn) {
      settle();
      drawLegend(byId("net-legend-box"), model, reviewing.isOn());
    }
    update();
  }

  /* ---- the drawing asks ---- */

  function onChoose(i, byKey) {
    go({ partenaire: i === null ? null : model.partners[i].id }, byKey && i !== null);
    if (i !== null && !byKey) announce(model.partners[i].nom);
  }

  function onHover(i, point) {
    tip.hidden = i === null;
    if (i === null) return;
    const partner = model.partners[i];
    tip.replaceChildren(
      el("strong", {}, typed(partner.nom)),
      el("span", { text: ["categorie", "position", "statut"].map((kind) => model.word(kind, partner[kind])).join(" · ") }),
      ...reviewing.badges.partner(i).map(({ text }) => el("span", { text: t("review.noted", { text }) }))
    );
    const left = Math.min(point.x + 14, stage.clientWidth - tip.offsetWidth - 6);
    tip.style.setProperty("left", Math.max(4, left) + "px");
    tip.style.setProperty("top", (point.y + 18 + tip.offsetHeight > stage.clientHeight ? point.y - tip.offsetHeight - 10 : point.y + 18) + "px");
  }

  function onCursor(i) {
    const { nom, position, statut } = model.partners[i];
    announce(t("focus-node", { name: nom, position: model.word("position", position), statut: model.word("statut", statut) }));
  }

  /* ---- the place for it ---- */

  /* Pixels of the drawing, at its start, that the card lies over. */
  function covered() {
    const panel = byId("net-panel");
    return window.innerWidth > BESIDE ? panel.offsetWidth : 0;
  }

  /* On a telephone the drawing stands upright and the page scrolls over it. */
  function size() {
    if (!stage.clientWidth) return;
    const narrow = stage.clientWidth < NARROW;
    const chosen = document.querySelector('input[name="net-layout"]:checked').value;
    drawing.arrange(chosen === "etapes" && narrow ? "etroit" : chosen, placed());
    const tall = Math.round(drawing.ratio() * stage.clientWidth);
    const still = narrow && tall <= TALLEST;
    stage.style.setProperty("height", narrow ? (still ? tall : UPRIGHT) + "px" : "");
    if (stage.classList.contains("still") !== still) drawing.move(!still);
    stage.classList.toggle("still", still);
  }

  /* The drawing of all is made when it is first asked for. */
  function openWhole() {
    if (drawn || !stage.clientWidth) return;
    drawn = true;
    if (stage.clientWidth < NARROW) byId("net-filter-box").open = false;
    stage.append(tip);
    size();
    drawing.show(look);
    drawing.open();
    stage.append(tip);
    drawLegend(byId("net-legend-box"), model, reviewing.isOn());
    requestAnimationFrame(() => setTimeout(() => { tables.open(); tables.show(look); }, 0));
    new ResizeObserver(size).observe(byId("net-drawing"));
  }

  function open() {
    opened = true;
    byId("net-brief").replaceChildren(...briefly(model, advice));
    review.settled().then(function () {
      if (!review.state.corrections.length) return;
      reviewing.open();
      reviewing.say(t("review.recovered", { count: number(review.state.corrections.length) }));
    });
    requestAnimationFrame(() => setTimeout(advice.open, 0));
  }

  /* ---- the controls ---- */

  function listen() {
    byId("net-reset").addEventListener("click", function () {
      byId("net-search").value = "";
      go(EMPTY, false);
      drawing.fit();
    });
    byId("net-filters").addEventListener("submit", (event) => event.preventDefault());
    for (const button of document.querySelectorAll("[data-whole]")) button.addEventListener("click", () => go({ reseau: button.dataset.whole }, false));
    for (const radio of document.querySelectorAll('input[name="net-layout"]')) radio.addEventListener("change", () => { size(); drawing.fit(); update(); });
    for (const button of document.querySelectorAll("[data-zoom]")) {
      const { zoom } = button.dataset;
      button.addEventListener("click", () => (zoom === "fit" ? drawing.fit() : drawing.zoom(zoom === "in" ? 1.3 : 1 / 1.3)));
    }
    for (const link of document.querySelectorAll("[data-jump]")) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        const part = byId(link.dataset.jump);
        part.scrollIntoView({ block: "start" });
        part.focus({ preventScroll: true });
      });
    }
    byId("net-add-relation").addEventListener("click", () => fillForm("relation"));
    byId("net-add-partner").addEventListener("click", () => fillForm("partner"));
  }

  fillFilters(model, (changes) => go(changes, false));
  search(byId("net-search"), byId("net-found"), searchChoices(model), (entry) => go(entry.changes, true));
  listen();
  printNetwork(stage, drawing, tables, () => drawn && isWhole());

  register("network", {
    show() {
      if (!opened) open();
    },
    select(values) {
      const asked = Object.fromEntries(ADDRESSED.map((key) => [key, values[key] || ""]));
      if (look && ADDRESSED.every((key) => asked[key] === state[key])) return;
      Object.assign(state, asked);
      if (state.reseau !== WHOLE) state.reseau = "";
      if (!model.communeIndex.has(state.commune)) state.commune = "";
      if (!model.themeIndex.has(state.besoin)) state.besoin = "";
      if (!model.partnerIndex.has(state.partenaire)) state.partenaire = "";
      update();
    },
  });
}

showNetwork(makeModel(viewData("network")));
