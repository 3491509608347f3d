/* Reviews begun on another build of this page: each is taken up, exported, or forgotten. */
import { byId, el, typed } from "../page/dom.mjs";
import { number } from "../page/numbers.mjs";
import { signedBy } from "./review-list.mjs";
import { t } from "./words.mjs";

/* show() opens the review; list: of review-list.mjs; focusAfter: id of what is left once one is forgotten. */
export function makeFormer(review, list, show, focusAfter) {
  const box = byId("net-review-former");

  function resume(one) {
    show();
    list.tellTaken(review.resume(one), review.former().some(({ key }) => key === one.key) ? [t("review.former-left")] : []);
    byId("net-review-title").focus();
  }

  /* Forgetting asks twice. */
  function forgetButton(one, button) {
    const forget = button("forget", function () {
      if (!forget.dataset.sure) {
        forget.dataset.sure = "yes";
        forget.textContent = t("review.former-forget-sure");
        return;
      }
      review.forget(one);
      (box.querySelector("button") || byId(focusAfter())).focus();
    });
    return forget;
  }

  function entry(one) {
    const button = (key, click) => el("button", { type: "button", class: "plain", text: t("review.former-" + key), on: { click } });
    const signed = signedBy(one);
    const exported = function () {
      show();
      list.save(one);
    };
    return el("div", { class: "net-former" },
      el("p", {},
        t("review.former", { count: number(one.corrections.length) }),
        signed ? [" ", typed(t("review.former-signed", { signed }))] : "",
        " ", t(one.exporte ? "review.former-exported" : "review.former-not-exported")
      ),
      el("p", { class: "net-notes" }, button("resume", () => resume(one)), button("export", exported), forgetButton(one, button))
    );
  }

  return function () {
    const found = review.former();
    box.hidden = !found.length;
    box.replaceChildren(...found.map(entry));
  };
}
