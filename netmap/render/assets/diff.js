/* What changed between two builds: a table a kind of change, and what did not change. */
(function () {
  "use strict";

  const { el, typed } = Netmap;
  const data = Netmap.data("diff");
  const box = document.getElementById("diff-box");
  document.getElementById("diff-lead").append(typed(data.lead));

  const full = data.sections.filter((section) => section.rows.length);
  const empty = data.sections.filter((section) => !section.rows.length);
  for (const section of full) {
    const columns = section.columns.map((label, at) => ({ key: String(at), label, value: (row) => row[at] }));
    box.append(
      Netmap.table(columns, {
        caption: section.title + " (" + Netmap.number(section.rows.length) + ")",
        rows: section.rows,
        filter: section.rows.length > 10,
      })
    );
  }
  if (!full.length) box.append(el("p", { class: "diff-none", text: data.nothing }));
  else if (empty.length) {
    box.append(el("p", { class: "diff-none", text: data.unchanged + " " + empty.map((section) => section.title).join(" · ") }));
  }
})();
