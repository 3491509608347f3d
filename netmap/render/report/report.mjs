/* The report is markup: this adds links to the map, opens tables, and follows the address. */
import { addressOf } from "../page/address.mjs";
import { el } from "../page/dom.mjs";
import { viewData } from "../page/payload.mjs";
import { register } from "../page/views.mjs";

function linkPlaces(report, title) {
  for (const level of ["commune", "qpv"]) {
    for (const name of report.querySelectorAll(`[data-${level}]`)) {
      const href = addressOf("map", { [level]: name.getAttribute(`data-${level}`) });
      if (!href) continue;
      const link = el("a", { href, title });
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
  linkPlaces(report, viewData("report").map);
  openTables(report);
  register("report", {
    select({ partie }) {
      const title = partie && report.querySelector(`#report-${CSS.escape(partie)} h2`);
      if (!title) return;
      title.parentElement.scrollIntoView({ block: "start" });
      title.focus({ preventScroll: true });
    },
  });
}

showReport(document.querySelector("#view-report .report"));
