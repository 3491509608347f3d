/* The tables: chains by commune and need, partners, relations. All that the drawing tells is here too. */

/* What a cell says in a word: never by its colour alone. */
Netmap.network.cellText = function (item) {
  "use strict";
  const { number } = Netmap;
  const t = Netmap.network.t;
  if (!item || item.k === null) return t("matrix.absent");
  if (item.k > 1) return number(item.k);
  if (item.k === 1) return "1 " + t("matrix.fragile");
  if (item.max > 0) return t("matrix.to", { max: number(item.max) }) + " " + t("matrix.confirm");
  return "0 " + t("matrix." + item.etape);
};

Netmap.network.matrix = function (model, box, go) {
  "use strict";

  const { el, typed } = Netmap;
  const t = Netmap.network.t;
  const { communes, needs } = model;
  const buttons = [];

  if (!needs.length) {
    box.replaceChildren(el("p", { text: t("matrix.none") }));
    return { mark() {}, focus() {} };
  }

  const columns = needs.map((need) =>
    el("th", { scope: "col", "data-head": model.word("besoin", need) }, el("button", { type: "button", class: "link", on: { click: () => go({ besoin: need, commune: null, partenaire: null }, true) } }, typed(model.word("besoin", need))))
  );
  const lines = communes.map(function (commune, c) {
    const row = [];
    const cells = needs.map(function (need, n) {
      const item = model.data.cells[c][n];
      const text = Netmap.network.cellText(item);
      const label = t("matrix.cell", { commune: commune.nom, need: model.word("besoin", need), text });
      const [figure, ...words] = text.split(" ");
      const button = el("button", {
        type: "button", class: "net-cell " + model.verdict(item), "aria-label": label, title: label,
        tabindex: c === 0 && n === 0 ? 0 : -1, "data-cell": commune.code + " " + need,
        on: { click: () => go({ commune: commune.code, besoin: need, partenaire: null }, true) },
      }, item && item.k !== null && item.max > 0 && item.k === 0 ? text : [el("b", { text: figure }), words.length ? " " + words.join(" ") : ""]);
      row.push(button);
      return el("td", {}, button);
    });
    buttons.push(row);
    return el("tr", {}, el("th", { scope: "row" }, el("button", { type: "button", class: "link", on: { click: () => go({ commune: commune.code, besoin: null, partenaire: null }, true) } }, typed(commune.nom))), cells);
  });
  const table = el(
    "table",
    { class: "net-matrix" },
    el("caption", { text: t("matrix.caption") }),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("matrix.corner") }), columns)),
    el("tbody", {}, lines)
  );

  /* One stop of the tab key for the whole matrix; arrows move inside it. */
  table.addEventListener("keydown", function (event) {
    const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const move = moves[event.key];
    const at = event.target.closest(".net-cell");
    if (!move || !at) return;
    event.preventDefault();
    const r = buttons.findIndex((row) => row.includes(at));
    const next = (buttons[r + move[0]] || [])[buttons[r].indexOf(at) + move[1]];
    if (next) step(next);
  });

  function step(button) {
    const former = table.querySelector('.net-cell[tabindex="0"]');
    if (former) former.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  }

  const key = el(
    "ul",
    { class: "net-key" },
    [["whole", "2"], ["fragile", "1"], ["confirm", "0–1"], ["broken", "0"]].map(([kind, sign]) => el("li", {}, el("span", { class: "net-cell " + kind, text: sign, "aria-hidden": "true" }), " ", t("matrix.key-" + kind)))
  );
  box.replaceChildren(key, el("div", { class: "table-scroll net-matrix-box", tabindex: 0, role: "region", "aria-label": t("matrix.caption") }, table));

  return {
    mark(commune, need) {
      for (const former of table.querySelectorAll("[aria-current]")) former.removeAttribute("aria-current");
      const column = need === null ? undefined : model.needIndex.get(need);
      if (commune !== null && column !== undefined) buttons[commune][column].setAttribute("aria-current", "true");
      else if (commune !== null) lines[commune].firstChild.setAttribute("aria-current", "true");
      else if (column !== undefined) columns[column].setAttribute("aria-current", "true");
    },
    focus(commune, need) {
      const column = model.needIndex.get(need);
      if (column === undefined) return;
      buttons[commune][column].scrollIntoView({ block: "center" });
      step(buttons[commune][column]);
    },
  };
};

Netmap.network.tables = function (model, partnersBox, relationsBox, go, reviewing) {
  "use strict";

  const { el, typed, number } = Netmap;
  const t = Netmap.network.t;
  const { partners, relations } = model;
  const AT_ONCE = 3000;
  const built = [];
  const waiting = new Map();
  let look = null;

  const words = (kind, codes) => (codes && codes.length ? codes.map((code) => model.word(kind, code)).join(", ") : null);
  const open = (i) => el("button", { type: "button", class: "link", on: { click: () => go({ partenaire: partners[i].id }, true) } }, typed(partners[i].nom));

  function partnerTable() {
    return Netmap.table(
      [
        { key: "nom", label: t("table.name"), value: (i) => partners[i].nom, show: (i) => el("span", {}, open(i), reviewing.partnerMarks(i)) },
        { key: "categorie", label: t("table.category"), value: (i) => model.word("categorie", partners[i].categorie) },
        { key: "position", label: t("table.position"), value: (i) => model.word("position", partners[i].position) },
        { key: "statut", label: t("table.status"), value: (i) => model.word("statut", partners[i].statut) },
        { key: "thematiques", label: t("table.needs"), value: (i) => words("besoin", partners[i].thematiques) },
        { key: "couvre", label: t("table.covers"), value: (i) => words("lieu", partners[i].couvre) },
        { key: "in", label: t("table.in"), number: true, value: (i) => model.incoming[i].length },
        { key: "out", label: t("table.out"), number: true, value: (i) => model.outgoing[i].length },
      ],
      { caption: t("table.caption-partners"), rows: partners.map((_, i) => i), id: (i) => i }
    );
  }

  function verified(i) {
    const { date_verif: day, perimee } = relations[i];
    if (day === null) return el("span", { class: "missing", text: Netmap.t("missing") });
    return el("span", {}, typed(day), perimee ? " (" + t("relation.perimee") + ")" : "");
  }

  function relationTable() {
    const facts = [
      { key: "de", label: t("relation.source"), value: (i) => partners[relations[i].de].nom, show: (i) => open(relations[i].de) },
      { key: "vers", label: t("relation.target"), value: (i) => partners[relations[i].vers].nom, show: (i) => open(relations[i].vers) },
      { key: "etat", label: t("relation.state"), value: (i) => t("relation." + relations[i].aspect) },
      { key: "nature", label: t("relation.nature"), value: (i) => relations[i].nature },
      { key: "thematiques", label: t("relation.needs"), value: (i) => words("besoin", relations[i].thematiques) || t("relation.needs-all") },
      { key: "formalisation", label: t("relation.formal"), value: (i) => relations[i].formalisation },
      { key: "date_verif", label: t("relation.verified"), value: (i) => relations[i].date_verif, show: verified },
    ];
    if (relations.some((relation) => "nb_orientations" in relation)) {
      facts.push(
        { key: "nb_orientations", label: t("relation.referred"), number: true, value: (i) => relations[i].nb_orientations },
        { key: "nb_acceptees", label: t("relation.accepted"), number: true, value: (i) => relations[i].nb_acceptees },
        { key: "delai_median_j", label: t("relation.delay"), number: true, value: (i) => relations[i].delai_median_j },
        { key: "nb_non_abouties", label: t("relation.lost"), number: true, value: (i) => relations[i].nb_non_abouties }
      );
    }
    facts.push({ key: "revue", label: t("review.title"), value: () => null, show: reviewing.relationCell });
    return Netmap.table(facts, { caption: t("table.caption-relations"), rows: relations.map((_, i) => i), id: (i) => i });
  }

  function build(box, make, marks, total) {
    const table = make();
    const count = el("p", { class: "count" });
    if (make === relationTable) for (const line of table.querySelectorAll("tr")) line.lastElementChild.classList.add("net-review-cell");
    box.replaceChildren(count, table);
    const entry = { lines: [...table.querySelectorAll("tbody tr")], marks, count, total };
    built.push(entry);
    apply(entry);
  }

  function apply(entry) {
    if (!look) return;
    const marks = entry.marks(look);
    let shown = 0;
    for (const line of entry.lines) {
      const mark = marks[Number(line.dataset.id)];
      if (line.hidden === Boolean(mark)) line.hidden = !mark;
      shown += mark;
    }
    entry.count.textContent = t("table.rows", { shown: number(shown), all: number(entry.total) });
  }

  /* Long tables wait until they are asked for, so that the drawing does not. */
  function offer(box, make, marks, total) {
    if (total <= AT_ONCE) {
      build(box, make, marks, total);
      return;
    }
    waiting.set(box, () => build(box, make, marks, total));
    box.replaceChildren(el("button", { type: "button", class: "plain", text: t("table.show", { count: number(total) }), on: { click: () => fill(box) } }));
  }

  function fill(box) {
    const make = waiting.get(box);
    waiting.delete(box);
    if (make) make();
  }

  return {
    open() {
      offer(partnersBox, partnerTable, (now) => now.node, partners.length);
      offer(relationsBox, relationTable, (now) => now.edge, relations.length);
    },
    /* Paper has every row, also of the tables that wait. */
    fill() {
      for (const box of [...waiting.keys()]) fill(box);
    },
    show(next) {
      look = next;
      built.forEach(apply);
    },
  };
};
