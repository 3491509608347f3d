/* The list of a review, its signature and its file. */
import { announce, byId, el, typed } from "../page/dom.mjs";
import { dayInWords, number } from "../page/numbers.mjs";
import { reviewIcon } from "./review-marks.mjs";
import { BYTES, isDay, oneLine } from "./review-shape.mjs";
import { t } from "./words.mjs";

/* Characters of a name in the list, and of the label of a button. */
const SHORT = 160;
const LABEL = 200;
/* How long the browser has to take the file, in milliseconds. */
const TAKEN = 60000;

const shortened = (text) => typed(text.length > SHORT ? text.slice(0, SHORT) + "…" : text);

const signedBy = ({ auteur, date }) => [auteur, date ? dayInWords(date) : ""].filter(Boolean).join(", ");

function targetOf(review, one) {
  if (one.type === "ajouter-partenaire") return [shortened(one.nom)];
  if (one.id) return [shortened(review.nameOf(one.id))];
  const nature = one.nature ? [" (", shortened(one.nature), ")"] : [];
  return [shortened(review.nameOf(one.source_id)), " → ", shortened(review.nameOf(one.cible_id)), ...nature];
}

function detailsOf({ word }, one) {
  const words = (kind, codes) => (codes || []).map((code) => word(kind, code)).join(", ");
  const facts = {
    "ajouter-partenaire": () => [word("categorie", one.categorie), word("position", one.position), word("statut", one.statut), words("lieu", one.code_insee ? [one.code_insee] : []), words("lieu", one.couvre)],
    "ajouter-relation": () => [word("etat", one.etat || "active")],
  };
  const own = Object.hasOwn(facts, one.type) ? facts[one.type]() : [];
  return [...own, words("besoin", one.thematiques)].filter(Boolean).join(" · ");
}

export function makeReviewList(model, review) {
  const list = byId("net-review-list");
  const keeping = byId("net-review-kept");
  const said = byId("net-review-said");
  const author = byId("net-review-author");
  const date = byId("net-review-date");
  const clear = byId("net-review-clear");

  function say(text, alert = false) {
    said.textContent = text;
    said.classList.toggle("alert", alert);
  }

  function lineOf(one, k) {
    const kind = review.kindOf(one);
    const text = one.texte || one.commentaire;
    const details = detailsOf(model, one);
    const line = el("li", {},
      el("span", { class: "net-mark " + kind }, reviewIcon(kind), " ", review.brief(one)), " ", el("span", { class: "net-target" }, targetOf(review, one)),
      details ? el("small", {}, " ", typed(details)) : null, " "
    );
    const name = line.textContent.slice(0, LABEL);
    line.append(
      el("button", { type: "button", class: "plain net-undo", text: t("review.undo"), "aria-label": t("review.undo-one", { name }), on: { click: () => undo(one, k) } }),
      text ? el("q", { class: "net-quote" }, typed(text)) : ""
    );
    return line;
  }

  function undo(one, k) {
    review.remove(one);
    const left = list.querySelectorAll(".net-undo");
    (left[Math.min(k, left.length - 1)] || byId("net-review-title")).focus();
    announce(t("review.undone"));
  }

  function drawKept() {
    keeping.textContent = t("review." + review.kept());
    keeping.classList.toggle("alert", review.kept() !== "kept");
  }

  function draw() {
    const { corrections } = review.state;
    byId("net-review-signed").textContent = signedBy(review.state);
    byId("net-review-count").textContent = t("review.count", { count: number(corrections.length) });
    drawKept();
    clear.hidden = !corrections.length;
    list.replaceChildren(...(corrections.length ? corrections.map(lineOf) : [el("li", { class: "missing", text: t("review.none") })]));
    list.classList.toggle("empty", !corrections.length);
  }

  function showSignature() {
    author.value = review.state.auteur;
    date.value = review.state.date;
  }

  function sign(field, value) {
    review.sign(field, value);
    draw();
  }

  /* Hand over the file of this review. */
  function save() {
    const made = review.file();
    if (made.missing) {
      say(t("review.missing-" + made.missing), true);
      const field = { auteur: author, date }[made.missing];
      if (field) field.focus();
      return;
    }
    const address = URL.createObjectURL(new Blob([made.content], { type: "application/json" }));
    const link = el("a", { download: "revue.json" });
    link.href = address;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), TAKEN);
    review.done();
    say(t("review.exported"));
  }

  /* Say what became of the corrections that were taken in. */
  function tellTaken({ taken, same, other, unknown }, more) {
    const parts = [t("review.imported", { count: number(taken) })];
    if (same) parts.push(t("review.import-same", { count: number(same) }));
    if (other) parts.push(t("review.import-conflict", { count: number(other) }));
    if (unknown) parts.push(t("review.import-unknown", { count: number(unknown) }));
    say([...parts, ...more].join(" "), other + unknown > 0);
  }

  async function load(input) {
    const [chosen] = input.files;
    if (!chosen) return;
    const found = chosen.size > BYTES ? { refused: t("review.import-too-large") } : review.read(await chosen.text());
    input.value = "";
    if (found.refused) {
      say(found.refused, true);
      return;
    }
    showSignature();
    tellTaken(found.count, [found.older ? t("review.import-older") : "", found.other ? t("review.import-other-author", { auteur: found.other }) : ""].filter(Boolean));
  }

  function askToClear(sure) {
    clear.dataset.sure = sure ? "yes" : "";
    clear.textContent = t(sure ? "review.clear-sure" : "review.clear");
  }

  author.addEventListener("input", () => sign("auteur", oneLine(author.value)));
  date.addEventListener("input", () => sign("date", isDay(date.value) ? date.value : ""));
  byId("net-review-export").addEventListener("click", () => save());
  byId("net-review-import").addEventListener("change", (event) => load(event.target));
  clear.addEventListener("blur", () => askToClear(false));
  clear.addEventListener("click", function () {
    if (!clear.dataset.sure) {
      askToClear(true);
      return;
    }
    review.clear();
    byId("net-review-title").focus();
  });
  showSignature();
  draw();

  return {
    say, drawKept,
    draw() {
      draw();
      if (document.activeElement !== author && document.activeElement !== date) showSignature();
    },
  };
}
