/* A partner's sheet: it is answered here, kept in this browser, and leaves it as a file. */
import { byId, el, typed } from "../page/dom.mjs";
import { dayInWords } from "../page/numbers.mjs";
import { payload, payloadText, viewData } from "../page/payload.mjs";
import { register } from "../page/views.mjs";
import { sentenceOf } from "../page/words.mjs";
import { isDay, withoutControls } from "../network/review-shape.mjs";
import { makeStorage } from "../network/review-storage.mjs";
import { authorOf, correctionsOf } from "./answers.mjs";

const ANSWERS = ["oui", "non", ""];
/* How long the browser has to take the file, in milliseconds. */
const HELD = 60000;

function showSheet(sheet) {
  const say = (key, values) => sentenceOf(sheet.messages, key, values);
  const project = withoutControls(sheet.review.projet);
  const storage = makeStorage(payloadText(), payload().audience, project);
  const fields = { status: byId("sheet-status"), remark: byId("sheet-remark"), missing: byId("sheet-missing"), who: byId("sheet-who"), day: byId("sheet-day") };
  const rows = [];

  const facts = (list) => list.flatMap(([name, value]) => [el("dt", { text: say("fact." + name) }), el("dd", {}, typed(isDay(value) ? dayInWords(value) : value))]);

  function drawRelation(relation, k) {
    const radios = ANSWERS.map((answer) => el("input", { type: "radio", name: "relation-" + k, value: answer, checked: answer === "" }));
    const remark = el("textarea", { rows: 1, maxlength: 2000 });
    rows.push({ radios, remark });
    return el("fieldset", {},
      el("legend", {}, say("way." + relation.sens), " ", typed(relation.autre)),
      el("dl", {}, facts(relation.facts)),
      el("div", { class: "answers" }, radios.map((radio, n) => el("label", {}, radio, say("answer." + (ANSWERS[n] || "silence"))))),
      el("label", { class: "field" }, say("conditions"), remark)
    );
  }

  function draw() {
    byId("sheet-self").replaceChildren(...facts(sheet.partner.facts));
    fields.status.replaceChildren(...Object.entries(sheet.statuses).map(([value, text]) => el("option", { value, text })));
    fields.status.value = sheet.partner.statut;
    byId("sheet-relations").replaceChildren(...(sheet.relations.length ? sheet.relations.map(drawRelation) : [el("p", { class: "missing", text: say("no-relation") })]));
  }

  const answers = () => ({
    ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])),
    relations: rows.map(({ radios, remark }) => ({ answer: radios.find((one) => one.checked).value, remark: remark.value })),
  });

  function fill(kept) {
    for (const [name, field] of Object.entries(fields)) if (typeof kept[name] === "string") field.value = kept[name];
    rows.forEach(function ({ radios, remark }, k) {
      const one = (Array.isArray(kept.relations) && kept.relations[k]) || {};
      for (const radio of radios) radio.checked = radio.value === (ANSWERS.includes(one.answer) ? one.answer : "");
      remark.value = typeof one.remark === "string" ? one.remark : "";
    });
  }

  function tell(key, where) {
    byId("sheet-said").textContent = say(key);
    if (where) where.focus();
  }

  const showKept = (able) => (byId("sheet-kept").textContent = say(able ? "kept" : "not-kept"));

  function save(event) {
    event.preventDefault();
    const given = answers();
    if (!isDay(given.day)) return tell("needs-day", fields.day);
    const corrections = correctionsOf(sheet, given, say("missing-said"));
    if (!corrections.length) return tell("needs-answer");
    const review = { format: 1, projet: project, empreinte: sheet.review.empreinte, auteur: authorOf(sheet.partner, given.who), date: given.day, corrections };
    const address = URL.createObjectURL(new Blob([JSON.stringify(review, null, 1) + "\n"], { type: "application/json" }));
    const link = el("a", { download: sheet.file });
    link.href = address;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), HELD);
    tell("exported");
  }

  async function clear() {
    byId("sheet").reset();
    draw();
    await storage.forget();
    tell("cleared", fields.status);
  }

  draw();
  byId("sheet").addEventListener("input", async () => showKept(await storage.keep(answers())));
  byId("sheet").addEventListener("submit", save);
  byId("sheet-clear").addEventListener("click", clear);
  storage.recall().then(function ({ found, able }) {
    if (found !== null) fill(found);
    showKept(able);
  });
}

showSheet(viewData("fiche"));
register("fiche", {});
