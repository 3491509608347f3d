/* The partner page: one state, from the filters and the address; the drawing, the card and the tables follow it. */
(function () {
  "use strict";

  const { el, number } = Netmap;
  const t = Netmap.network.t;
  const model = Netmap.network.model(Netmap.data("network"));
  const byId = (id) => document.getElementById(id);
  const FILTERS = ["commune", "besoin", "categorie", "position", "statut", "etat"];
  const ADDRESSED = ["commune", "besoin", "partenaire"];
  const EMPTY = { commune: "", besoin: "", categorie: "", position: "", statut: "", etat: "", partenaire: "" };
  const NARROW = 620;
  const TALLEST = 2400;

  const stage = byId("net-stage");
  const tip = el("div", { class: "net-tip", hidden: true, "aria-hidden": "true" });
  const state = Object.assign({}, EMPTY);
  const folds = [];
  let opened = false;
  let look = null;

  const review = Netmap.network.review(model);
  const reviewing = Netmap.network.reviewing(model, review, { onChange: redraw, onMode: rebuild, addRelation: (values) => fillForm("relation", values) });
  const fillForm = Netmap.network.reviewForms(model, review);
  const advice = Netmap.network.advice(model, go);
  const drawing = Netmap.network.drawing(model, stage, { onChoose, onHover, onCursor, badges: reviewing.badges });
  const panel = Netmap.network.panel(model, byId("net-card"), byId("net-legend-box"), go, { advice, reviewing });
  const matrix = Netmap.network.matrix(model, byId("net-matrix-box"), go);
  const tables = Netmap.network.tables(model, byId("net-partners-box"), byId("net-relations-box"), go, reviewing);
  Netmap.network.matrixFocus = (commune, need) => matrix.focus(commune, need);

  /* ---- one state ---- */

  /* Change the state; `lead` takes the reader (and the focus) to the card. */
  function go(changes, lead) {
    for (const [key, value] of Object.entries(changes)) state[key] = value || "";
    Netmap.hash.set(Object.fromEntries(ADDRESSED.map((key) => [key, state[key]])));
    update();
    if (lead) lead_();
  }

  function lead_() {
    const title = byId("net-card-title");
    const panel_ = byId("net-panel");
    byId("net-drawing").scrollIntoView({ block: "start" });
    panel_.scrollTop = 0;
    title.focus({ preventScroll: window.innerWidth > 900 });
  }

  function update() {
    look = model.look(state);
    for (const name of FILTERS) byId("net-" + name).value = state[name];
    drawing.show(look, { hidden: byId("net-hide").checked });
    panel.show(look);
    matrix.mark(look.commune, look.need);
    byId("net-count").textContent = counts();
    if (look.focus !== null) drawing.reveal(look.focus);
    // the tables follow once the drawing has answered
    requestAnimationFrame(() => setTimeout(() => tables.show(look), 0));
  }

  /* Something was noted: the drawing shows it; the card and the tables follow by themselves. */
  function redraw() {
    if (!opened) return;
    settle();
    drawing.show(look, { hidden: byId("net-hide").checked });
  }

  /* Partners that the review adds have a place of their own: make room for it. */
  function settle() {
    if (!drawing.settle()) return;
    size();
    drawing.fit();
  }

  /* A review begins or ends. */
  function rebuild() {
    if (!opened) return;
    settle();
    panel.drawLegend();
    update();
  }

  function counts() {
    const all = { partners: number(look.nodes), all: number(model.partners.length), relations: number(look.edges), every: number(model.relations.length) };
    if (look.nodes === 0) return t("count-none");
    const whole = look.nodes === model.partners.length && look.edges === model.relations.length;
    const text = t(whole ? "count-all" : "count", all);
    return look.unknown && look.commune !== null ? text + " " + t("count-unknown", { count: number(look.unknown) }) : text;
  }

  /* ---- the drawing asks ---- */

  function onChoose(i, byKey) {
    go({ partenaire: i === null ? null : model.partners[i].id }, byKey && i !== null);
    if (i !== null && !byKey) Netmap.announce(model.partners[i].nom);
  }

  function onHover(i, point) {
    tip.hidden = i === null;
    if (i === null) return;
    const partner = model.partners[i];
    tip.replaceChildren(
      el("strong", {}, Netmap.typed(partner.nom)),
      el("span", { text: [model.word("categorie", partner.categorie), model.word("position", partner.position), model.word("statut", partner.statut)].join(" · ") }),
      ...reviewing.badges.partner(i).map(({ text }) => el("span", { text: t("review.noted", { text }) }))
    );
    const left = Math.min(point.x + 14, stage.clientWidth - tip.offsetWidth - 6);
    tip.style.setProperty("left", Math.max(4, left) + "px");
    tip.style.setProperty("top", (point.y + 18 + tip.offsetHeight > stage.clientHeight ? point.y - tip.offsetHeight - 10 : point.y + 18) + "px");
  }

  function onCursor(i) {
    const partner = model.partners[i];
    Netmap.announce(t("focus-node", { name: partner.nom, position: model.word("position", partner.position), statut: model.word("statut", partner.statut) }));
  }

  /* ---- filters ---- */

  function fillFilters() {
    const used = (values) => new Set(values);
    const kept = {
      commune: model.communes.map((commune) => [commune.code, commune.nom]),
      besoin: Object.entries(model.labels.besoin),
      categorie: Object.entries(model.labels.categorie).sort((a, b) => Netmap.compare(a[1], b[1])),
      position: Object.entries(model.labels.position),
      statut: Object.entries(model.labels.statut),
      etat: Object.keys(model.data.looks.relations).map((key) => [key, t("relation." + key)]),
    };
    const present = {
      categorie: used(model.partners.map((row) => row.categorie)),
      besoin: used([...model.needs, ...[...model.partners, ...model.relations].flatMap((row) => row.thematiques || [])]),
      position: used(model.partners.map((row) => row.position)),
      statut: used(model.partners.map((row) => row.statut)),
      etat: used(model.relations.map((row) => row.aspect)),
    };
    if (model.relations.some((row) => row.perimee)) {
      kept.etat.push(["perimee", t("relation.perimee")]);
      present.etat.add("perimee");
    }
    for (const name of FILTERS) {
      const select = byId("net-" + name);
      const entries = kept[name].filter(([code]) => !present[name] || present[name].has(code));
      const every = t(["commune", "categorie", "position"].includes(name) ? "all-f" : "all");
      select.replaceChildren(
        el("option", { value: "", text: every }),
        ...entries.map(([code, label]) => el("option", { value: code, text: label.length > 80 ? label.slice(0, 80) + "…" : label }))
      );
      select.addEventListener("change", () => go({ [name]: select.value, partenaire: null }, false));
    }
  }

  function reset() {
    byId("net-search").value = "";
    go(Object.fromEntries(Object.keys(EMPTY).map((key) => [key, ""])), false);
    drawing.fit();
  }

  function fillSearch() {
    const entries = [
      ...model.partners.map((partner) => ({ label: partner.nom, kind: t("kind-partner"), change: { partenaire: partner.id } })),
      ...model.communes.map((commune) => ({ label: commune.nom, kind: t("kind-commune"), change: { commune: commune.code, partenaire: null } })),
      ...model.needs.map((need) => ({ label: model.word("besoin", need), kind: t("kind-need"), change: { besoin: need, partenaire: null } })),
    ];
    Netmap.search(byId("net-search"), byId("net-found"), entries, (entry) => go(entry.change, false));
  }

  /* ---- the place for it ---- */

  /* On a telephone the drawing stands upright and the page scrolls over it. */
  function size() {
    if (!stage.clientWidth) return;
    const narrow = stage.clientWidth < NARROW;
    const chosen = document.querySelector('input[name="net-layout"]:checked').value;
    drawing.arrange(chosen === "etapes" && narrow ? "etroit" : chosen);
    const tall = Math.round(drawing.ratio() * stage.clientWidth);
    const still = narrow && tall <= TALLEST;
    stage.style.setProperty("height", narrow ? (still ? tall : 560) + "px" : "");
    if (stage.classList.contains("still") !== still) drawing.move(!still);
    stage.classList.toggle("still", still);
  }

  function open() {
    opened = true;
    if (stage.clientWidth < NARROW) byId("net-filter-box").open = false;
    stage.append(tip);
    size();
    look = model.look(state);
    drawing.show(look, { hidden: false });
    drawing.open();
    stage.append(tip);
    if (review.state.corrections.length) {
      reviewing.open();
      reviewing.say(t("review.recovered", { count: number(review.state.corrections.length) }));
    } else panel.drawLegend();
    requestAnimationFrame(() => setTimeout(() => { tables.open(); tables.show(look); advice.open(); }, 0));
    new ResizeObserver(size).observe(byId("net-drawing"));
  }

  function print() {
    const former = byId("net-picture");
    if (former) former.remove();
    if (!opened) return;
    tables.fill();
    for (const box of document.querySelectorAll("details.net-fold, #net-annex")) {
      if (box.open) continue;
      if (box.fill) box.fill();
      box.open = true;
      folds.push(box);
    }
    const image = el("img", { id: "net-picture", class: "net-picture", alt: stage.getAttribute("aria-label") });
    image.src = drawing.picture(2000);
    stage.before(image);
  }

  function unprint() {
    for (const box of folds.splice(0)) box.open = false;
  }

  fillFilters();
  fillSearch();
  byId("net-reset").addEventListener("click", reset);
  byId("net-filters").addEventListener("submit", (event) => event.preventDefault());
  byId("net-hide").addEventListener("change", update);
  for (const radio of document.querySelectorAll('input[name="net-layout"]')) radio.addEventListener("change", () => { size(); drawing.fit(); update(); });
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => (button.dataset.zoom === "fit" ? drawing.fit() : drawing.zoom(button.dataset.zoom === "in" ? 1.3 : 1 / 1.3)));
  }
  for (const link of document.querySelectorAll("[data-jump]")) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      const part = byId(link.dataset.jump);
      part.scrollIntoView({ block: "start" });
      part.focus({ preventScroll: true });
    });
  }
  window.addEventListener("beforeprint", print);
  window.addEventListener("afterprint", unprint);
  byId("net-add-relation").addEventListener("click", () => fillForm("relation"));
  byId("net-add-partner").addEventListener("click", () => fillForm("partner"));

  Netmap.register("network", {
    show() {
      if (!opened) open();
    },
    select(values) {
      const asked = {};
      for (const key of ADDRESSED) asked[key] = values[key] || "";
      if (ADDRESSED.every((key) => asked[key] === state[key]) && look && byId("net-count").textContent) return;
      Object.assign(state, asked);
      if (state.commune && !model.communeIndex.has(state.commune)) state.commune = "";
      if (state.besoin && !Object.hasOwn(model.labels.besoin, state.besoin)) state.besoin = "";
      if (state.partenaire && !model.partnerIndex.has(state.partenaire)) state.partenaire = "";
      update();
    },
  });
})();
