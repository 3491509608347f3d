/* Weak points, whom to mobilise, and the measures of the annex: what a meeting decides on. */
Netmap.network.advice = function (model, go) {
  "use strict";

  const { el, typed, number } = Netmap;
  const t = Netmap.network.t;
  const { partners, communes, needs } = model;
  const { weights, weak, mobilise, measures } = model.data.advice;
  const byId = (id) => document.getElementById(id);

  const name = (who) => (who.i === undefined ? who.label : partners[who.i].nom);
  const status = (who) => (who.status === "annuaire" ? t("advice.directory") : who.i === undefined ? model.word("statut", who.status) : model.word("statut", partners[who.i].statut));
  const origin = (who) => (who.row === null ? who.file : t("advice.row", { file: who.file, row: number(who.row) }));
  const several = (row, tell) => [...new Set(row.who.map(tell))].join(" + ");

  function door(who) {
    if (who.i === undefined) return typed(name(who));
    return el("button", { type: "button", class: "link", on: { click: () => go({ partenaire: partners[who.i].id }, true) } }, typed(partners[who.i].nom));
  }

  const doors = (list) => list.flatMap((who, k) => [k ? " + " : "", door(who)]);

  function pairDoor([c, n]) {
    return el("button", { type: "button", class: "link", on: { click: () => go({ commune: communes[c].code, besoin: needs[n], partenaire: null }, true) } }, typed(communes[c].nom));
  }

  /* Pairs by need: « Soins dentaires : Périgny, Lagord », each a door to its chain. */
  function pairs(list) {
    const byNeed = new Map();
    for (const pair of list) {
      if (!byNeed.has(pair[1])) byNeed.set(pair[1], []);
      byNeed.get(pair[1]).push(pair);
    }
    return el("ul", { class: "net-pairs" }, [...byNeed].map(([n, some]) =>
      el("li", {}, el("strong", {}, typed(model.word("besoin", needs[n]))), t("advice.colon"), some.flatMap((pair, k) => [k ? ", " : "", pairDoor(pair)]))
    ));
  }

  /* A list that opens; long ones are made when they are first opened, or printed. */
  function folded(list, label) {
    if (!list.length) return el("span", { class: "missing", text: t("advice.no-pair") });
    const box = el("details", { class: "net-fold" }, el("summary", { text: label }));
    box.fill = function () {
      if (box.children.length === 1) box.append(pairs(list));
    };
    box.addEventListener("toggle", box.fill);
    return box;
  }

  const people = (row) => number(row.weight) + (row.unweighted ? " " + t("advice.unweighted", { count: number(row.unweighted) }) : "");

  function weakTable() {
    if (!weak.length) return [el("p", { text: t("advice.weak-none") })];
    const table = Netmap.table(
      [
        { key: "nom", label: t("table.name"), value: (row) => name(row.who), show: (row) => door(row.who) },
        { key: "nombre", label: t("advice.broken"), number: true, value: (row) => row.pairs.length },
        { key: "poids", label: t("advice.weight-" + weights), number: true, value: (row) => row.weight, show: people },
        { key: "paires", label: t("advice.pairs"), value: (row) => row.pairs.length, show: (row) => folded(row.pairs, t("advice.show", { count: number(row.pairs.length) })) },
      ],
      { caption: t("advice.weak"), rows: weak }
    );
    return [el("p", { text: t("advice.weight-said-" + weights) }), table];
  }

  function mobiliseTable() {
    const rows = mobilise.steps.map((step, k) => ({ rank: k + 1, ...step }));
    const gain = (key) => ({ number: true, value: (row) => row[key].length });
    const table = Netmap.table(
      [
        { key: "rang", label: t("advice.rank"), value: (row) => row.rank, show: (row) => number(row.rank) },
        { key: "nom", label: t("table.name"), value: (row) => row.who.map(name).join(" + "), show: (row) => el("span", {}, doors(row.who)) },
        { key: "statut", label: t("table.status"), value: (row) => several(row, status) },
        { key: "origine", label: t("advice.origin"), value: (row) => several(row, origin), show: (row) => typed(several(row, origin)) },
        { key: "ouvre", label: t("advice.opened"), ...gain("opened") },
        { key: "consolide", label: t("advice.secured"), ...gain("secured") },
        { key: "poids", label: t("advice.weight-" + weights), number: true, value: (row) => row.weight },
        { key: "ouvre-paires", label: t("advice.opened-pairs"), value: (row) => row.opened.length, show: (row) => folded(row.opened, t("advice.show", { count: number(row.opened.length) })) },
        { key: "consolide-paires", label: t("advice.secured-pairs"), value: (row) => row.secured.length, show: (row) => folded(row.secured, t("advice.show", { count: number(row.secured.length) })) },
      ],
      { caption: t("advice.mobilise"), rows }
    );
    const others = (key, list) => (list.length ? el("p", {}, t("advice." + key), list.flatMap((who, k) => [k ? ", " : "", door(who)]), ".") : null);
    const counted = (key, count) => (count ? el("p", { text: t("advice.directory-" + key, { count: number(count) }) }) : null);
    return [
      el("p", { text: t("advice.weight-said-" + weights) }),
      el("p", { text: t("advice.assumption") }),
      model.data.supposed ? el("p", { class: "net-said alert", text: t("advice.supposed") }) : null,
      rows.length ? table : el("p", { text: t("advice.mobilise-none") }),
      others("idle", mobilise.idle),
      others("unknown", mobilise.unknown),
      counted("idle", mobilise.directory.idle),
      counted("unknown", mobilise.directory.unknown),
    ].filter(Boolean);
  }

  function annex() {
    if (!measures.length) return [el("p", { text: t("advice.measures-supposed") })];
    return [el("dl", { class: "net-measures" }, measures.flatMap(({ label, sentence }) => [el("dt", { text: label }), el("dd", {}, typed(sentence))]))];
  }

  function open() {
    byId("net-weak-box").replaceChildren(...weakTable());
    byId("net-mobilise-box").replaceChildren(...mobiliseTable());
    byId("net-annex-box").replaceChildren(...annex());
  }

  /* For the card of the network in brief. */
  function brief() {
    const first = weak.slice(0, 5).map((row) => [door(row.who), el("small", { text: " " + t("overview.key-one", { count: number(row.pairs.length) }) })]);
    const next = mobilise.steps.slice(0, 5).map((row) => [...doors(row.who), el("small", { text: " " + t("advice.gain", { opened: number(row.opened.length), secured: number(row.secured.length) }) })]);
    return { weak: first, mobilise: next };
  }

  return { open, brief };
};
