/* The card beside the drawing: the network in brief, a partner, a chain, a commune, a need. And the legend. */
Netmap.network.panel = function (model, card, legend, go, parts) {
  "use strict";

  const { el, typed, number } = Netmap;
  const t = Netmap.network.t;
  const { partners, relations, communes, needs } = model;
  const { advice, reviewing } = parts;
  const FEW = 12;

  const needWord = (code) => model.word("besoin", code);
  const kappa = (item) => Netmap.network.cellText(item);

  function heading(content, close) {
    const title = el("h2", { tabindex: -1, id: "net-card-title" }, content);
    if (!close) return title;
    const button = el("button", { type: "button", class: "plain net-close", "aria-label": t("close"), title: t("close"), text: "×", on: { click: () => go({ partenaire: null, commune: null, besoin: null }, false) } });
    return el("div", { class: "net-card-head" }, title, button);
  }

  function partnerButton(i, note) {
    const button = el("button", { type: "button", class: "link", on: { click: () => go({ partenaire: partners[i].id }, true) } }, typed(partners[i].nom));
    return [button, note ? el("small", { text: " " + note }) : null];
  }

  function list(items, empty) {
    if (!items.length) return el("p", { class: "missing", text: empty });
    const shown = items.slice(0, FEW * 2);
    const box = el("ul", { class: "net-list" }, shown.map((item) => el("li", {}, item)));
    if (items.length > shown.length) {
      const more = el("button", {
        type: "button",
        class: "link",
        text: t("partner.more", { count: number(items.length - shown.length) }),
        on: { click: () => box.replaceChildren(...items.map((item) => el("li", {}, item))) },
      });
      box.append(el("li", {}, more));
    }
    return box;
  }

  function fact(label, value) {
    if (value === null || value === undefined || value === "") return null;
    return el("div", {}, el("dt", { text: label }), el("dd", {}, value));
  }

  const text = (value) => (value === null || value === undefined || value === "" ? null : typed(value));
  const joined = (items) => (items && items.length ? items.join(", ") : null);

  function mapLink(commune) {
    const address = Netmap.address("map", { commune: communes[commune].code });
    if (address === null) return null;
    const file = address.startsWith("#") ? null : address.split("#")[0];
    return el(
      "p",
      { class: "net-map" },
      el("a", { href: address }, t("map", { name: communes[commune].nom })),
      file ? el("small", { text: " (" + t("map-file", { file }) + ")" }) : null
    );
  }

  /* ---- the network in brief ---- */

  function overview() {
    const tally = (status) => number(partners.filter((partner) => partner.statut === status).length);
    const state = (name) => number(relations.filter((relation) => relation.etat === name).length);
    const items = model.data.cells.flat();
    const counts = model.verdicts(items);
    const stale = relations.filter((relation) => relation.perimee).length;
    const unlinked = partners.filter((_, i) => !model.degree(i)).length;
    const gaps = needs
      .map((need, column) => ({ need, broken: model.data.cells.filter((row) => row[column] && row[column].k === 0).length }))
      .filter((gap) => gap.broken)
      .sort((a, b) => b.broken - a.broken || needs.indexOf(a.need) - needs.indexOf(b.need));
    const { weak, mobilise } = advice.brief();
    const part = (key, items) => (items.length ? [el("h3", { text: t(key) }), list(items, "")] : []);
    const values = {
      all: number(relations.length), active: state("active"), projet: state("en-projet"),
      rompue: state("rompue"), inconnue: state("inconnue"),
    };
    card.replaceChildren(
      heading(t("overview.title"), false),
      el("p", { text: t("overview.partners", { all: number(partners.length), actif: tally("actif"), mobiliser: tally("a-mobiliser"), remobiliser: tally("a-remobiliser"), inactif: tally("inactif") }) }),
      el("p", { text: t(model.data.supposed ? "overview.relations-supposed" : "overview.relations", values) }),
      stale ? el("p", { text: t("overview.stale", { count: number(stale) }) }) : "",
      unlinked ? el("p", { text: t("overview.unlinked", { count: number(unlinked) }) }) : "",
      needs.length ? el("p", { text: t("overview.chains", { all: number(items.length), broken: number(counts.broken + counts.confirm), fragile: number(counts.fragile), whole: number(counts.whole) }) }) : "",
      needs.length ? el("h3", { text: t("overview.gaps") }) : "",
      needs.length
        ? list(
            gaps.slice(0, 6).map(({ need, broken }) => [
              el("button", { type: "button", class: "link", on: { click: () => go({ besoin: need, commune: null, partenaire: null }, true) } }, typed(needWord(need))),
              el("small", { text: " " + t("overview.gap", { count: number(broken), all: number(communes.length) }) }),
            ]),
            t("overview.no-gap")
          )
        : "",
      ...part("overview.key", weak),
      ...part("overview.mobilise", mobilise)
    );
  }

  /* ---- a partner ---- */

  function coverage(i) {
    const partner = partners[i];
    const declared = (partner.couvre || []).map((code) => model.word("lieu", code));
    if (declared.length) return typed(declared.slice(0, 40).join(", "));
    if (partner.sert === null) return el("span", { class: "missing", text: t("partner.covers-unknown") });
    const served = partner.sert.length === communes.length ? t("partner.all-communes") : partner.sert.map((c) => communes[c].nom).join(", ");
    return typed(t("partner.covers-permanence", { communes: served }));
  }

  function relationNote(relation) {
    const words = [t("relation." + relation.aspect)];
    if (relation.perimee) words.push(t("relation.perimee"));
    if (relation.nature) words.push(relation.nature);
    if (relation.nb_orientations !== null && relation.nb_orientations !== undefined) words.push(t("relation.referred") + " : " + number(relation.nb_orientations));
    return "· " + words.join(" · ");
  }

  function partner(i) {
    const row = partners[i];
    const sides = [
      ["upstream", model.incoming[i], "de"],
      ["downstream", model.outgoing[i], "vers"],
    ];
    card.replaceChildren(
      heading(typed(row.nom), true),
      el(
        "dl",
        { class: "net-facts" },
        fact(t("partner.category"), text(model.word("categorie", row.categorie))),
        fact(t("partner.position"), text(model.word("position", row.position))),
        fact(t("partner.status"), text(model.word("statut", row.statut))),
        fact(t("partner.implication"), row.implication === null ? null : t("partner.implication-of", { value: number(row.implication) })),
        fact(t("partner.needs"), text(joined((row.thematiques || []).map(needWord))) || el("span", { class: "missing", text: t("partner.needs-none") })),
        fact(t("partner.publics"), text(joined(row.publics))),
        fact(t("partner.covers"), coverage(i)),
        fact(t("partner.address"), text(row.adresse)),
        fact(t("partner.siret"), text(row.siret)),
        fact(t("partner.finess"), text(row.finess)),
        fact(t("partner.updated"), text(row.date_maj)),
        fact(t("partner.source"), text(row.source)),
        ...["contact", "telephone", "courriel"].map((name) => fact(t("partner." + name), text(row[name])))
      ),
      reviewing.partnerBox(i) || "",
      ...sides.flatMap(([name, list_, end]) => [
        el("h3", { text: t("partner." + name) }),
        list(list_.map((r) => [...partnerButton(relations[r][end], relationNote(relations[r])), reviewing.relationBox(r)]), t("partner.no-" + name)),
      ]),
      model.breaks[i].length ? el("h3", { text: t("partner.breaks", { count: number(model.breaks[i].length) }) }) : "",
      model.breaks[i].length
        ? list(
            model.breaks[i].map(([commune, need]) =>
              el("button", { type: "button", class: "link", on: { click: () => go({ commune: communes[commune].code, besoin: needs[need], partenaire: null }, true) } }, typed(communes[commune].nom + ", " + needWord(needs[need])))
            ),
            ""
          )
        : ""
    );
  }

  /* ---- a chain ---- */

  function chain(found, commune, need) {
    const item = found.cell;
    const place = communes[commune];
    const parts = [heading(typed(t("chain.title", { need: needWord(need), commune: place.nom })), true)];
    if (!item) {
      parts.push(el("p", { class: "net-verdict", text: t("chain.unexamined") }));
    } else {
      const kind = model.verdict(item);
      const said = kind === "whole" ? t("chain.whole") : t(kind === "fragile" ? "chain.fragile" : "chain.broken");
      parts.push(el("p", { class: "net-verdict " + kind }, el("strong", { text: kappa(item) }), " ", said));
      if (item.k === 0) {
        parts.push(el("p", {}, el("strong", { text: t("chain.step") })), el("ul", { class: "net-list net-missing" }, item.manque.map((step) => el("li", { text: t("chain.step-" + step) }))));
      }
      if (item.k === 1) {
        parts.push(
          el("p", { text: t(item.fragile.length ? "chain.fragile-who" : "chain.fragile-nobody") }),
          item.fragile.length ? list(item.fragile.map((i) => partnerButton(i)), "") : ""
        );
      }
      if (item.max > item.k) parts.push(el("p", { text: t(item.max === 1 ? "chain.best-one" : "chain.best", { max: number(item.max) }) }));
      parts.push(el("p", { text: t("chain.sides", { amont: number(item.amont), aval: number(item.aval) }) }));
    }
    for (const side of ["amont", "mediation", "aval"]) {
      const members = found.sides[side].slice().sort((a, b) => found.linked.has(b) - found.linked.has(a) || a - b);
      parts.push(
        el("h3", { text: t("chain." + side) + " (" + number(members.length) + ")" }),
        list(members.map((i) => partnerButton(i, found.linked.has(i) ? "" : "· " + t("chain.unlinked"))), t("chain.nobody"))
      );
    }
    if (found.perhaps.length) parts.push(el("h3", { text: t("chain.perhaps") }), list(found.perhaps.map((i) => partnerButton(i, "· " + model.word("position", partners[i].position))), ""));
    if (found.candidates.length) parts.push(el("h3", { text: t("chain.candidates") }), list(found.candidates.map((i) => partnerButton(i, "· " + model.word("statut", partners[i].statut))), ""));
    parts.push(
      el("p", {}, el("button", { type: "button", class: "link", text: t("back"), on: { click: () => Netmap.network.matrixFocus(commune, need) } })),
      mapLink(commune)
    );
    card.replaceChildren(...parts.filter(Boolean));
  }

  function verdictLine(counts) {
    return el("p", { text: t("chain.counts", { broken: number(counts.broken + counts.confirm), fragile: number(counts.fragile), whole: number(counts.whole) }) });
  }

  function verdictList(entries) {
    return el(
      "ul",
      { class: "net-list net-chains" },
      entries.map(({ label, item, choose }) =>
        el("li", {}, el("button", { type: "button", class: "net-pair", on: { click: choose } }, typed(label), el("span", { class: "net-cell " + model.verdict(item), text: kappa(item) })))
      )
    );
  }

  function commune(index) {
    const row = model.data.cells[index];
    card.replaceChildren(
      heading(typed(t("chain.commune-title", { commune: communes[index].nom })), true),
      verdictLine(model.verdicts(row)),
      verdictList(needs.map((need, k) => ({ label: needWord(need), item: row[k], choose: () => go({ commune: communes[index].code, besoin: need, partenaire: null }, true) }))),
      mapLink(index) || ""
    );
  }

  function need(code) {
    const column = model.needIndex.get(code);
    const entries = communes.map((place, c) => ({ place, item: column === undefined ? null : model.data.cells[c][column] }));
    const rank = (item) => (item && item.k !== null ? item.k : 99);
    entries.sort((a, b) => rank(a.item) - rank(b.item));
    card.replaceChildren(
      heading(typed(t("chain.need-title", { need: needWord(code) })), true),
      verdictLine(model.verdicts(entries.map((entry) => entry.item))),
      verdictList(entries.slice(0, 400).map(({ place, item }) => ({ label: place.nom, item, choose: () => go({ commune: place.code, besoin: code, partenaire: null }, true) })))
    );
  }

  function show(look) {
    if (look.focus !== null) partner(look.focus);
    else if (look.chain) chain(look.chain, look.commune, look.need);
    else if (look.commune !== null) commune(look.commune);
    else if (look.need) need(look.need);
    else overview();
  }

  /* ---- legend ---- */

  function sample(draw) {
    const canvas = el("canvas", { width: 88, height: 48, "aria-hidden": "true", class: "net-sample" });
    const ctx = canvas.getContext("2d");
    ctx.scale(2, 2);
    draw(ctx);
    return canvas;
  }

  function drawLegend() {
    const paint = Netmap.network.paint;
    const looks = model.data.looks;
    const line = (key, draw) => el("li", {}, sample(draw), el("span", { text: t("legend." + key) }));
    const present = (key, values) => values.some((value) => value === key);
    const shapes = { amont: "triangle", mediation: "hexagon", aval: "square", "amont-aval": "diamond", pilotage: "star", financement: "dot" };
    const positions = partners.map((row) => row.position);
    const statuses = partners.map((row) => row.statut);
    const aspects = relations.map((row) => row.aspect);
    const families = partners.map((row) => row.famille);
    const items = [
      ...Object.keys(shapes).filter((key) => present(key, positions)).map((key) => line("shape-" + key, (ctx) => paint.mark(ctx, shapes[key], "#51677f", "actif", 22, 12, 8))),
      ...["actif", "a-mobiliser", "a-remobiliser", "inactif"].filter((key) => present(key, statuses)).map((key) => line("status-" + key, (ctx) => paint.mark(ctx, "square", "#0072b2", key, 22, 12, 8))),
      ...Object.keys(looks.families).filter((key) => present(key, families)).map((key) => line("family-" + key, (ctx) => paint.mark(ctx, "dot", looks.families[key], "actif", 22, 12, 8))),
      ...Object.keys(looks.relations).filter((key) => present(key, aspects)).map((key) =>
        line("relation-" + key, function (ctx) {
          const style = looks.relations[key];
          ctx.strokeStyle = style.color;
          ctx.lineWidth = style.width * 1.2;
          ctx.setLineDash(style.dashes);
          ctx.lineCap = style.dashes.length && style.dashes[0] < 3 ? "round" : "butt";
          ctx.beginPath();
          ctx.moveTo(2, 12);
          ctx.lineTo(42, 12);
          ctx.stroke();
          if (key !== "rompue") return;
          ctx.setLineDash([]);
          ctx.beginPath();
          ctx.moveTo(17, 7);
          ctx.lineTo(27, 17);
          ctx.moveTo(27, 7);
          ctx.lineTo(17, 17);
          ctx.stroke();
        })
      ),
      ...(reviewing.on() ? ["yes", "no", "change", "note", "add"].map((kind) => line("review-" + kind, (ctx) => paint.badge(ctx, kind, 22, 12, 8))) : []),
      ...(reviewing.on() ? [line("review-newcomer", (ctx) => paint.mark(ctx, "square", "#b4005a", "a-mobiliser", 22, 12, 8))] : []),
      relations.some((row) => row.perimee) ? el("li", {}, el("span", { text: t("legend.stale") })) : null,
      el("li", {}, el("span", { text: t("legend.arrow") })),
      el("li", {}, el("span", { text: t("legend.ring") })),
    ];
    legend.replaceChildren(el("ul", { class: "net-legend" }, items.filter(Boolean)));
  }

  return { show, drawLegend };
};
