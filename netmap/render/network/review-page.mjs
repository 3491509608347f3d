/* The review on the page: quiet until it is asked for. */
import { byId } from "../page/dom.mjs";
import { makeNoticeOfOthers } from "./review-others.mjs";
import { makeReviewList } from "./review-list.mjs";
import { makeReviewMarks } from "./review-marks.mjs";

/* hooks: onChange() once something is noted, onMode() once a review begins or ends, addRelation(ends). */
export function makeReviewing(model, review, hooks) {
  let on = false;
  const marks = makeReviewMarks(model, review, () => on, hooks.addRelation);
  const list = makeReviewList(model, review);
  const drawOthers = makeNoticeOfOthers(review, () => (on ? "net-review-title" : "net-review-toggle"));
  const toggle = byId("net-review-toggle");

  function show(next) {
    on = next;
    byId("view-network").querySelector(".net").classList.toggle("reviewing", on);
    byId("net-review").hidden = !on;
    byId("net-review-bar").hidden = !on;
    toggle.setAttribute("aria-expanded", String(on));
    toggle.hidden = on;
    marks.refresh();
    hooks.onMode();
  }

  toggle.addEventListener("click", function () {
    show(true);
    byId("net-review-title").focus({ preventScroll: true });
    list.say("");
  });
  byId("net-review-close").addEventListener("click", function () {
    show(false);
    toggle.focus();
  });
  review.on("kept", list.drawKept);
  review.on("changed", function () {
    list.draw();
    drawOthers();
    marks.refresh();
    hooks.onChange();
  });
  return {
    ...marks,
    say: list.say,
    isOn: () => on,
    open: () => show(true),
    /* For the drawing: what is noted, as long as the review is open. */
    badges: {
      partner: (i) => (on ? review.partner(i) : []),
      relation: (i) => (on ? review.relation(i) : []),
      links: () => (on ? review.links() : []),
      newcomers: () => (on ? review.added() : []),
    },
  };
}
