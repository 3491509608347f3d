/* The report is markup: this adds links to the map, opens tables, and follows the address. */
(function () {
  "use strict";

  const root = document.querySelector("#view-report .report");
  const data = Netmap.data("report");

  for (const level of ["commune", "qpv"]) {
    for (const name of root.querySelectorAll(`[data-${level}]`)) {
      const address = Netmap.address("map", { [level]: name.getAttribute(`data-${level}`) });
      if (!address) continue;
      const link = Netmap.el("a", { href: address, title: data.map });
      link.append(...name.childNodes);
      name.append(link);
    }
  }

  const tables = [...root.querySelectorAll("details")];
  const button = root.querySelector("#report-open");
  button.addEventListener("click", function () {
    const closed = tables.some((one) => !one.open);
    for (const one of tables) one.open = closed;
    button.setAttribute("aria-pressed", String(closed));
  });
  button.setAttribute("aria-pressed", "false");

  Netmap.register("report", {
    select(values) {
      const part = values.partie && root.querySelector(`#report-${CSS.escape(values.partie)}`);
      if (!part) return;
      part.scrollIntoView({ block: "start" });
      part.querySelector("h2").focus({ preventScroll: true });
    },
  });
})();
