/* The review on the page: marks and buttons of a partner and of a relation, the list, the file. Quiet until asked for. */
Netmap.network.reviewing = function (model, review, hooks) {
  "use strict";

  const { el, typed, number } = Netmap;
  const t = Netmap.network.t;
  const { partners, relations } = model;
  const byId = (id) => document.getElementById(id);
  const live = new Set();
  const ICONS = { yes: "✓", no: "✗", change: "→", note: "✎", add: "+" };
  let on = false;

  /* Something of the page that follows what is noted, for as long as it is on the page. */
  function follow(node, refresh) {
    live.add({ node, refresh });
    refresh();
    return node;
  }

  function refresh() {
    for (const entry of live) {
      if (entry.node.isConnected) entry.refresh();
      else live.delete(entry);
    }
  }

  function icon(kind) {
    return el("span", { class: "net-icon " + kind, "aria-hidden": "true", text: ICONS[kind] });
  }

  function marksOf(list) {
    return list.map(({ kind, text }) => el("span", { class: "net-mark " + kind }, icon(kind), " ", text));
  }

  function marks(find, i) {
    let shown = "";
    const box = el("span", { class: "net-marks" });
    return follow(box, function () {
      const list = on ? find(i) : [];
      const now = JSON.stringify(list);
      if (now !== shown) box.replaceChildren(...marksOf(list));
      shown = now;
    });
  }

  /* Say why something could not be noted; nothing to say where it was. */
  function tell(problem) {
    if (problem) Netmap.announce(problem);
    return problem;
  }

  /* A button that notes a correction, and takes it back. */
  function toggle(kind, text, title, correction) {
    const button = el("button", { type: "button", class: "plain net-note", "aria-label": title, title, on: { click() {
      if (holds()) review.remove(correction);
      else tell(review.note(correction));
      if (holds()) Netmap.announce(title);
    } } }, icon(kind), " ", el("span", { text }));
    const same = (found) => found !== undefined && found.type === correction.type && found.statut === correction.statut;
    const holds = () => same(review.get(correction));
    return follow(button, () => button.setAttribute("aria-pressed", String(holds())));
  }

  /* A comment: a field that opens, and a button that keeps what is typed. */
  function comment(target, title) {
    const wanted = { type: "commentaire", ...target, texte: "" };
    const field = el("textarea", { rows: 3, maxlength: review.LONG, "aria-label": title });
    const save = el("button", { type: "button", class: "plain", text: t("review.comment-keep"), on: { click() {
      const texte = review.severalLines(field.value);
      if (!texte) review.remove(wanted);
      else tell(review.note({ ...wanted, texte }));
      shut();
      button.focus();
      Netmap.announce(t(texte ? "review.comment-kept" : "review.comment-removed"));
    } } });
    const box = el("span", { class: "net-comment", hidden: true }, field, save);
    const button = el("button", { type: "button", class: "plain net-note", "aria-label": title, title, "aria-expanded": "false", on: { click() {
      if (!box.hidden) return shut();
      const found = review.get(wanted);
      field.value = found ? found.texte : "";
      box.hidden = false;
      button.setAttribute("aria-expanded", "true");
      field.focus();
    } } }, icon("note"), " ", el("span", { text: t("review.comment") }));
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save.click();
      if (event.key !== "Escape") return;
      event.stopPropagation();
      shut();
      button.focus();
    });
    function shut() {
      box.hidden = true;
      button.setAttribute("aria-expanded", "false");
    }
    return [button, box];
  }

  const refused = (text) => el("p", { class: "net-refused missing", text });

  /* ---- a partner ---- */

  function partnerBox(i) {
    if (!on) return null;
    const { id, statut, nom } = partners[i];
    const refusal = review.refusal(i);
    const box = (...children) => el("section", { class: "net-review-box", "aria-label": t("review.partner") }, el("h3", { text: t("review.partner") }), children);
    if (refusal) return box(refused(refusal));
    const change = (wanted) => ({ type: "changer-statut", id, statut: wanted });
    const select = el("select", { on: { change() {
      if (select.value) tell(review.note(change(select.value)));
      else review.remove(change(statut));
    } } },
      el("option", { value: "", text: t("review.status-none") }),
      Object.keys(model.labels.statut).map((word) => el("option", { value: word, text: word === statut ? t("review.status-same", { statut: model.word("statut", word) }) : model.word("statut", word) }))
    );
    follow(select, function () {
      const found = review.get(change(statut));
      select.value = found ? found.statut : "";
    });
    const start = (key, values) => (model.data.supposed ? null : el("button", { type: "button", class: "plain net-note", on: { click: () => hooks.addRelation(values) } }, icon("add"), " ", el("span", { text: t(key) })));
    return box(
      el("p", {}, marks(review.partner, i)),
      el("p", { class: "net-notes" },
        toggle("yes", t("review.confirm"), t("review.confirm-partner", { name: nom, statut: model.word("statut", statut) }), change(statut)),
        statut === "inactif" ? null : toggle("no", t("review.outdate"), t("review.outdate-partner", { name: nom }), change("inactif")),
        comment({ id }, t("review.comment-partner", { name: nom }))
      ),
      el("p", {}, el("label", { class: "net-field" }, t("review.status"), select)),
      el("p", { class: "net-notes" }, start("review.add-from", { de: id }), start("review.add-to", { vers: id }))
    );
  }

  /* ---- a relation ---- */

  function relationButtons(i) {
    const refusal = review.relationRefusal(i);
    if (refusal) return [refused(refusal)];
    const values = { de: partners[relations[i].de].nom, vers: partners[relations[i].vers].nom };
    const target = review.reference(i);
    return [
      toggle("yes", t("review.confirm"), t("review.confirm-relation", values), { type: "confirmer-relation", ...target }),
      toggle("no", t("review.outdate-f"), t("review.outdate-relation", values), { type: "relation-depassee", ...target }),
      ...comment(target, t("review.comment-relation", values)),
    ];
  }

  function relationBox(i) {
    return on ? el("span", { class: "net-notes" }, marks(review.relation, i), relationButtons(i)) : null;
  }

  /* The cell of a table: its buttons wait until a review begins. */
  function relationCell(i) {
    let filled = false;
    const box = el("span", { class: "net-notes" }, marks(review.relation, i));
    return follow(box, function () {
      if (!on || filled) return;
      filled = true;
      box.append(...relationButtons(i));
    });
  }

  /* ---- the list, the signature, the file ---- */

  const list = byId("net-review-list");
  const count = byId("net-review-count");
  const keeping = byId("net-review-kept");
  const said = byId("net-review-said");
  const author = byId("net-review-author");
  const date = byId("net-review-date");

  const short = (text) => typed(text.length > 160 ? text.slice(0, 160) + "…" : text);

  function target(one) {
    if (one.type === "ajouter-partenaire") return [short(one.nom)];
    if (one.id) return [short(review.nameOf(one.id))];
    return [short(review.nameOf(one.source_id)), " → ", short(review.nameOf(one.cible_id)), one.nature ? [" (", short(one.nature), ")"] : []].flat();
  }

  function details(one) {
    const words = (kind, codes) => (codes || []).map((code) => model.word(kind, code)).join(", ");
    const facts = [];
    if (one.type === "ajouter-partenaire") facts.push(model.word("categorie", one.categorie), model.word("position", one.position), model.word("statut", one.statut), words("lieu", one.code_insee ? [one.code_insee] : []), words("lieu", one.couvre));
    if (one.type === "ajouter-relation") facts.push(model.word("etat", one.etat || "active"));
    facts.push(words("besoin", one.thematiques));
    return facts.filter(Boolean).join(" · ");
  }

  function draw() {
    const { corrections, auteur, date: when } = review.state;
    byId("net-review-signed").textContent = [auteur, when ? Netmap.day(when) : ""].filter(Boolean).join(", ");
    count.textContent = t("review.count", { count: number(corrections.length) });
    keeping.textContent = t(review.kept() ? "review.kept" : "review.not-kept");
    keeping.classList.toggle("alert", !review.kept());
    byId("net-review-clear").hidden = !corrections.length;
    list.replaceChildren(
      ...corrections.map(function (one, k) {
        const kind = review.kindOf(one);
        const text = one.texte || one.commentaire;
        const line = el("li", {},
          el("span", { class: "net-mark " + kind }, icon(kind), " ", review.brief(one)), " ", el("span", { class: "net-target" }, target(one)),
          details(one) ? el("small", {}, " ", typed(details(one))) : null, " "
        );
        const name = line.textContent.slice(0, 200);
        line.append(el("button", { type: "button", class: "plain net-undo", text: t("review.undo"), "aria-label": t("review.undo-one", { name }), on: { click: () => undo(one, k) } }), text ? el("q", { class: "net-quote" }, typed(text)) : "");
        return line;
      }),
      ...(corrections.length ? [] : [el("li", { class: "missing", text: t("review.none") })])
    );
    list.classList.toggle("empty", !corrections.length);
  }

  function undo(one, k) {
    review.remove(one);
    const left = list.querySelectorAll(".net-undo");
    (left[Math.min(k, left.length - 1)] || byId("net-review-title")).focus();
    Netmap.announce(t("review.undone"));
  }

  function say(text, alert) {
    said.textContent = text;
    said.classList.toggle("alert", Boolean(alert));
  }

  function save(one) {
    const made = review.file(one);
    if (made.missing) {
      say(t("review.missing-" + made.missing), true);
      if (made.missing === "auteur") author.focus();
      if (made.missing === "date") date.focus();
      return;
    }
    const address = URL.createObjectURL(new Blob([made.content], { type: "application/json" }));
    const link = el("a", { download: "revue.json" });
    link.href = address;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    if (one === undefined) review.done();
    say(t("review.exported"));
  }

  /* ---- a review begun on another build of this page: take it up, export it, forget it ---- */

  const formers = byId("net-review-former");

  function drawFormer() {
    const found = review.former();
    formers.hidden = !found.length;
    formers.replaceChildren(...found.map(function (one) {
      const button = (key, click) => el("button", { type: "button", class: "plain", text: t("review.former-" + key), on: { click } });
      const forget = button("forget", function () {
        if (!forget.dataset.sure) {
          forget.dataset.sure = "yes";
          forget.textContent = t("review.former-forget-sure");
          return;
        }
        review.forget(one);
        (formers.querySelector("button") || byId(on ? "net-review-title" : "net-review-toggle")).focus();
      });
      const signed = [one.auteur, one.date ? Netmap.day(one.date) : ""].filter(Boolean).join(", ");
      return el("div", { class: "net-former" },
        el("p", {}, t("review.former", { count: number(one.corrections.length) }), signed ? [" ", typed(t("review.former-signed", { signed }))] : "", " ", t(one.exporte ? "review.former-exported" : "review.former-not-exported")),
        el("p", { class: "net-notes" }, button("resume", () => resume(one)), button("export", () => (show(true), save(one))), forget)
      );
    }));
  }

  function resume(one) {
    show(true);
    told(review.resume(one), review.former().some(({ key }) => key === one.key) ? [t("review.former-left")] : []);
    byId("net-review-title").focus();
  }

  async function load(input) {
    const [chosen] = input.files;
    if (!chosen) return;
    const found = chosen.size > review.BYTES ? { refused: t("review.import-too-large") } : review.read(await chosen.text());
    input.value = "";
    if (found.refused) return say(found.refused, true);
    sign();
    const more = [];
    if (found.older) more.push(t("review.import-older"));
    if (found.other) more.push(t("review.import-other-author", { auteur: found.other }));
    told(found.count, more);
  }

  /* Say what became of the corrections that were taken in. */
  function told({ taken, same, other, unknown }, more) {
    const parts = [t("review.imported", { count: number(taken) })];
    if (same) parts.push(t("review.import-same", { count: number(same) }));
    if (other) parts.push(t("review.import-conflict", { count: number(other) }));
    if (unknown) parts.push(t("review.import-unknown", { count: number(unknown) }));
    say([...parts, ...more].join(" "), other + unknown > 0);
  }

  function sign() {
    author.value = review.state.auteur;
    date.value = review.state.date;
  }

  function show(next) {
    on = next;
    byId("view-network").querySelector(".net").classList.toggle("reviewing", on);
    byId("net-review").hidden = !on;
    byId("net-review-bar").hidden = !on;
    byId("net-review-toggle").setAttribute("aria-expanded", String(on));
    byId("net-review-toggle").hidden = on;
    refresh();
    hooks.onMode();
  }

  function signed(field, value) {
    review.sign(field, value);
    draw();
  }

  author.addEventListener("input", () => signed("auteur", review.oneLine(author.value)));
  date.addEventListener("input", () => signed("date", review.day(date.value) ? date.value : ""));
  byId("net-review-toggle").addEventListener("click", function () {
    show(true);
    byId("net-review-title").focus({ preventScroll: true });
    say("");
  });
  byId("net-review-close").addEventListener("click", function () {
    show(false);
    byId("net-review-toggle").focus();
  });
  byId("net-review-export").addEventListener("click", () => save());
  byId("net-review-import").addEventListener("change", (event) => load(event.target));
  const clear = byId("net-review-clear");
  const ask = function (sure) {
    clear.dataset.sure = sure ? "yes" : "";
    clear.textContent = t(sure ? "review.clear-sure" : "review.clear");
  };
  clear.addEventListener("click", function () {
    if (!clear.dataset.sure) return ask(true);
    review.clear();
    byId("net-review-title").focus();
  });
  clear.addEventListener("blur", () => ask(false));
  review.on(function () {
    draw();
    drawFormer();
    signUnlessTyping();
    refresh();
    hooks.onChange();
  });
  function signUnlessTyping() {
    if (document.activeElement !== author && document.activeElement !== date) sign();
  }
  sign();
  draw();
  drawFormer();

  return {
    partnerBox, relationBox, relationCell, say,
    partnerMarks: (i) => marks(review.partner, i),
    relationMarks: (i) => marks(review.relation, i),
    on: () => on,
    open: () => show(true),
    /* For the drawing: what is noted, as long as the review is open. */
    badges: {
      partner: (i) => (on ? review.partner(i) : []),
      relation: (i) => (on ? review.relation(i) : []),
      links: () => (on ? review.links() : []),
      newcomers: () => (on ? review.added() : []),
    },
  };
};
