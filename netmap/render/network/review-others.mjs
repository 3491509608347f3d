/* What other versions of this page kept: it cannot be opened here, and that is said; it can be forgotten. */
import { byId, el } from "../page/dom.mjs";
import { t } from "./words.mjs";

/* focusAfter: id of what is left once they are forgotten. */
export function makeNoticeOfOthers(review, focusAfter) {
  const box = byId("net-review-others");

  /* Forgetting asks twice. */
  function forgetButton() {
    const click = function () {
      if (forget.dataset.sure) {
        review.forgetOthers();
        byId(focusAfter()).focus();
        return;
      }
      forget.dataset.sure = "yes";
      forget.textContent = t("review.others-forget-sure");
    };
    const forget = el("button", { type: "button", class: "plain", text: t("review.others-forget"), on: { click } });
    return forget;
  }

  return function () {
    box.hidden = !review.hasOthers();
    box.replaceChildren(...(box.hidden ? [] : [el("p", { text: t("review.others") }), el("p", { class: "net-notes" }, forgetButton())]));
  };
}
