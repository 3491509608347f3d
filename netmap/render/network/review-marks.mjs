/* The review on a partner and a relation: what is noted of it, and the buttons that note more. */
import { announce, el } from "../page/dom.mjs";
import { LONG, severalLines } from "./review-shape.mjs";
import { t } from "./words.mjs";

const ICONS = { yes: "✓", no: "✗", change: "→", note: "✎", add: "+" };

export const reviewIcon = (kind) => el("span", { class: "net-icon " + kind, "aria-hidden": "true", text: ICONS[kind] });

const noteButton = (kind, text, attributes) => el("button", { type: "button", class: "plain net-note", ...attributes }, reviewIcon(kind), " ", el("span", { text }));
const refused = (text) => el("p", { class: "net-refused missing", text });

/* Say why something could not be noted; nothing to say where it was. */
function tell(problem) {
  if (problem) announce(problem);
}

/* isOn(): whether a review goes on; addRelation({de, vers}) opens its form. */
export function makeReviewMarks(model, review, isOn, addRelation) {
  const { partners, relations, labels, word } = model;
  const live = new Set();

  /* Something of the page that follows what is noted, for as long as it is on the page. */
  function follow(node, update) {
    live.add({ node, update });
    update();
    return node;
  }

  function marks(find, i) {
    let shown = "";
    const box = el("span", { class: "net-marks" });
    return follow(box, function () {
      const list = isOn() ? find(i) : [];
      const now = JSON.stringify(list);
      if (now !== shown) box.replaceChildren(...list.map(({ kind, text }) => el("span", { class: "net-mark " + kind }, reviewIcon(kind), " ", text)));
      shown = now;
    });
  }

  /* A button that notes a correction, and takes it back. */
  function toggle(kind, text, title, correction) {
    const holds = function () {
      const found = review.get(correction);
      return found !== undefined && found.type === correction.type && found.statut === correction.statut;
    };
    const click = function () {
      if (holds()) review.remove(correction);
      else tell(review.note(correction));
      if (holds()) announce(title);
    };
    const button = noteButton(kind, text, { "aria-label": title, title, on: { click } });
    return follow(button, () => button.setAttribute("aria-pressed", String(holds())));
  }

  /* A comment: a field that opens, and a button that keeps what is typed. */
  function comment(target, title) {
    const wanted = { type: "commentaire", ...target, texte: "" };
    const field = el("textarea", { rows: 3, maxlength: LONG, "aria-label": title });
    const keep = function () {
      const texte = severalLines(field.value);
      if (!texte) review.remove(wanted);
      else tell(review.note({ ...wanted, texte }));
      open(false);
      button.focus();
      announce(t(texte ? "review.comment-kept" : "review.comment-removed"));
    };
    const save = el("button", { type: "button", class: "plain", text: t("review.comment-keep"), on: { click: keep } });
    const box = el("span", { class: "net-comment", hidden: true }, field, save);
    const button = noteButton("note", t("review.comment"), { "aria-label": title, title, "aria-expanded": "false", on: { click: () => open(box.hidden) } });
    const open = function (wide) {
      box.hidden = !wide;
      button.setAttribute("aria-expanded", String(wide));
      if (!wide) return;
      field.value = (review.get(wanted) || wanted).texte;
      field.focus();
    };
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save.click();
      if (event.key !== "Escape") return;
      event.stopPropagation();
      open(false);
      button.focus();
    });
    return [button, box];
  }

  /* A status for a partner: of the list, or nothing. */
  function statusField(id, statut) {
    const change = (wanted) => ({ type: "changer-statut", id, statut: wanted });
    const choose = function () {
      if (select.value) tell(review.note(change(select.value)));
      else review.remove(change(statut));
    };
    const select = el("select", { on: { change: choose } },
      el("option", { value: "", text: t("review.status-none") }),
      Object.entries(labels.statut).map(([value, label]) => el("option", { value, text: value === statut ? t("review.status-same", { statut: label }) : label }))
    );
    follow(select, function () {
      select.value = (review.get(change(statut)) || { statut: "" }).statut;
    });
    return el("label", { class: "net-field" }, t("review.status"), select);
  }

  function partnerBox(i) {
    if (!isOn()) return null;
    const { id, statut, nom } = partners[i];
    const refusal = review.refusal(i);
    const box = (...children) => el("section", { class: "net-review-box", "aria-label": t("review.partner") }, el("h3", { text: t("review.partner") }), children);
    if (refusal) return box(refused(refusal));
    const status = (wanted) => ({ type: "changer-statut", id, statut: wanted });
    const start = (key, ends) => (model.data.supposed ? null : noteButton("add", t(key), { on: { click: () => addRelation(ends) } }));
    return box(
      el("p", {}, marks(review.partner, i)),
      el("p", { class: "net-notes" },
        toggle("yes", t("review.confirm"), t("review.confirm-partner", { name: nom, statut: word("statut", statut) }), status(statut)),
        statut === "inactif" ? null : toggle("no", t("review.outdate"), t("review.outdate-partner", { name: nom }), status("inactif")),
        comment({ id }, t("review.comment-partner", { name: nom }))
      ),
      el("p", {}, statusField(id, statut)),
      el("p", { class: "net-notes" }, start("review.add-from", { de: id }), start("review.add-to", { vers: id }))
    );
  }

  function relationButtons(i) {
    const refusal = review.relationRefusal(i);
    if (refusal) return [refused(refusal)];
    const values = { de: partners[relations[i].de].nom, vers: partners[relations[i].vers].nom };
    const target = review.reference(i);
    return [
      toggle("yes", t("review.confirm"), t("review.confirm-relation", values), { type: "confirmer-relation", ...target }),
      toggle("no", t("review.outdate-f"), t("review.outdate-relation", values), { type: "relation-depassee", ...target }),
      ...comment(target, t("review.comment-relation", values)),
    ];
  }

  /* The cell of a table: its buttons wait until a review begins. */
  function relationCell(i) {
    let filled = false;
    const box = el("span", { class: "net-notes" }, marks(review.relation, i));
    return follow(box, function () {
      if (!isOn() || filled) return;
      filled = true;
      box.append(...relationButtons(i));
    });
  }

  return {
    partnerBox, relationCell,
    relationBox: (i) => (isOn() ? el("span", { class: "net-notes" }, marks(review.relation, i), relationButtons(i)) : null),
    partnerMarks: (i) => marks(review.partner, i),
    refresh() {
      for (const entry of live) {
        if (entry.node.isConnected) entry.update();
        else live.delete(entry);
      }
    },
  };
}
