/* The report is markup: this links and sorts, opens tables and the pages of places. */
import { addressOf } from "../page/address.mjs";
import { announce, el } from "../page/dom.mjs";
import { register } from "../page/views.mjs";
import { openSheet } from "./sheet.mjs";
import { makeSortable } from "./sorting.mjs";
import { sayInReport } from "./words.mjs";

/* A name leads to the page of its place. */
function linkPlaces(root) {
  for (const level of ["commune", "qpv"]) {
    for (const name of root.querySelectorAll(`[data-${level}]`)) {
      const link = el("a", { href: addressOf("report", { lieu: name.getAttribute(`data-${level}`) }), title: sayInReport("sheet") });
      link.append(...name.childNodes);
      name.append(link);
    }
  }
}

/* One button opens all tables, or closes them. */
function openTables(report) {
  const folds = [...report.querySelectorAll("details")];
  const button = report.querySelector("#report-open");
  button.addEventListener("click", function () {
    const closed = folds.some((one) => !one.open);
    for (const one of folds) one.open = closed;
    button.setAttribute("aria-pressed", String(closed));
  });
  button.setAttribute("aria-pressed", "false");
}

function showReport(report) {
  const whole = report.querySelector("#report-whole");
  const sheet = report.querySelector("#report-sheet");
  linkPlaces(whole);
  openTables(whole);
  whole.querySelectorAll("table.sortable").forEach(makeSortable);
  register("report", {
    select({ partie, lieu }) {
      const opened = openSheet(sheet, lieu);
      whole.hidden = opened;
      sheet.hidden = !opened;
      if (opened) {
        linkPlaces(sheet);
        window.scrollTo(0, 0);
        sheet.focus({ preventScroll: true });
        announce(sheet.querySelector("h2").textContent);
        return;
      }
      const title = partie && whole.querySelector(`#report-${CSS.escape(partie)} h2`);
      if (!title) return;
      title.parentElement.scrollIntoView({ block: "start" });
      title.focus({ preventScroll: true });
    },
  });
}

showReport(document.querySelector("#view-report .report"));
