/* The card of a place, a partner or a permanence: every figure with its doubt, in words. */
Netmap.mapCard = function (data, say, select) {
  "use strict";

  const { el, svg, typed, number, day, t } = Netmap;
  const highest = Math.max(
    data.reference || 0,
    ...Object.values(data.places).map((place) => place.high || 0)
  );

  function button(label, choose) {
    return el("button", { type: "button", class: "link", on: { click: choose } }, typed(label));
  }

  function partnerButton(i) {
    const partner = data.partners[i];
    const node = button(partner.name, () => select({ kind: "partner", key: i }));
    const shape = Netmap.marks.partner(data.shapes[partner.position], partner.status, 15);
    const note = partner.status === "actif" ? null : el("small", { text: " – " + data.statuses[partner.status] });
    return el("span", { class: "inline" }, shape, node, note);
  }

  function placeName(code) {
    return code in data.places ? data.places[code].name : code;
  }

  function placeButton(code) {
    if (code === data.epci) return say("card.everywhere");
    if (!(code in data.places)) return typed(code);
    return button(placeName(code), () => select({ kind: "place", key: code }));
  }

  function joined(nodes) {
    return nodes.flatMap((node, i) => (i ? [", ", node] : [node]));
  }

  /* A count or a rate: hidden and missing are words, never a zero. */
  function figure(value, place, digits) {
    if (place.class === "masquee" && value === null) return el("span", { class: "missing", text: t("masked") });
    if (place.class === "non-ouverte" && value === null) return el("span", { class: "missing", text: data.classes["non-ouverte"] });
    if (value === null) return el("span", { class: "missing", text: t("missing") });
    return number(value, digits);
  }

  /* A label and what stands for it; a fact without a value is left out. */
  function fact(label, ...values) {
    const kept = values.flat().filter((value) => value !== null && value !== undefined && value !== "");
    return kept.length ? [el("dt", { text: label }), el("dd", {}, kept)] : [];
  }

  function halfDays(value) {
    return value === null ? "?" : number(value, value % 1 ? 1 : 0);
  }

  /* What a planner asks of a place: certainty, need, people who are missing, its sector. */
  function planner(place) {
    const own = place.planner || {};
    const sector = own.sector;
    const unmet = own.unmet === null || own.unmet === undefined ? null : say(`card.unmet-${own.estimated ? "estimated" : own.inParts ? "parts" : "value"}`, {
      people: number(own.unmet), low: number(own.unmetLow), high: number(own.unmetHigh),
    });
    return [
      place.smoothed === null ? [] : fact(say("card.smoothed"), number(place.smoothed, 2)),
      place.probability === null ? [] : fact(say("card.probability"), chances(place.probability)),
      sector ? fact(say("card.sector"), typed(sector.name), " – ", data.classes[sector.class]) : [],
      own.tier ? fact(say("card.tier"), data.tiers[own.tier]) : [],
      fact(say("card.unmet"), unmet),
    ];
  }

  function chances(probability) {
    const kind = probability < 0.01 ? "under" : probability > 0.99 ? "over" : "value";
    return say("card.chances-" + kind, { count: number(kind === "under" ? 1 : kind === "over" ? 99 : 100 * probability) });
  }

  function bar(place) {
    if (place.rate === null || place.low === null || place.high === null || !highest) return null;
    const x = (value) => 4 + (252 * Math.min(value, highest)) / highest;
    const node = svg("svg", { class: "interval", viewBox: "0 0 260 26", role: "img", "aria-label": say("card.bar", {
      low: number(place.low, 1), high: number(place.high, 1), rate: number(place.rate, 1), reference: number(data.reference, 1),
    }) });
    node.append(
      svg("line", { x1: 4, x2: 256, y1: 17, y2: 17, stroke: "#cbd5df", "stroke-width": 2 }),
      svg("line", { x1: x(place.low), x2: x(place.high), y1: 17, y2: 17, stroke: "#bf4a12", "stroke-width": 6, "stroke-linecap": "butt" }),
      svg("circle", { cx: x(place.rate), cy: 17, r: 5, fill: "#1b2a3a" })
    );
    if (data.reference !== null) {
      const at = x(data.reference);
      const end = at > 130;
      node.append(
        svg("line", { x1: at, x2: at, y1: 6, y2: 25, stroke: "#0b4f8a", "stroke-width": 2, "stroke-dasharray": "3 2" }),
        svg("text", { x: end ? at - 4 : at + 4, y: 8, "font-size": 9, fill: "#0b4f8a", "text-anchor": end ? "end" : "start", text: say("card.reference", { rate: number(data.reference, 1) }) })
      );
    }
    return node;
  }

  function needs(place) {
    const states = ["broken", "unconfirmed", "fragile"];
    const blocks = states.map(function (state) {
      const rows = (place.needs || []).filter((row) => row.state === state);
      if (!rows.length) return null;
      const items = rows.map(function (row) {
        const detail = row.step ? " – " + data.steps[row.step] : null;
        const loss = row.fragile.length ? [" – ", say("card.relies"), " ", ...joined(row.fragile.map(partnerButton))] : [];
        return el("li", {}, typed(data.needs[row.need]), detail, ...loss);
      });
      return el("div", {}, el("h4", { text: say("card.needs." + state, { count: rows.length }) }), el("ul", {}, items));
    });
    if (place.needs && place.needs.length && blocks.every((block) => block === null)) {
      return [el("p", { text: say("card.needs.whole") })];
    }
    return blocks;
  }

  function covering(place) {
    const groups = Object.keys(data.positions).map(function (position) {
      const here = (list) => list.filter((i) => data.partners[i].position === position);
      const whole = here(place.partners.whole);
      const partly = here(place.partners.partly);
      if (!whole.length && !partly.length) return null;
      const items = [
        ...whole.map((i) => el("li", {}, partnerButton(i))),
        ...partly.map((i) => el("li", {}, partnerButton(i), el("small", { text: " " + say("card.partly") }))),
      ];
      return el("div", {}, el("h4", { text: `${data.positions[position]} (${number(items.length)})` }), el("ul", { class: "bare" }, items));
    });
    const unknown = place.partners.unknown.length;
    return el(
      "details",
      { open: true },
      el("summary", { text: say("card.partners", { count: number(place.partners.whole.length + place.partners.partly.length) }) }),
      groups,
      unknown ? el("p", { class: "hint", text: say("card.coverage-unknown", { count: number(unknown) }) }) : null
    );
  }

  function placeCard(code) {
    const place = data.places[code];
    const commune = place.level === "commune";
    const permanence = data.permanences.find((row) => row.id === place.permanence);
    const kind = say(commune ? "kind.commune" : place.indicative ? "kind.qpv-indicative" : "kind.qpv");
    const rate = place.rate === null ? figure(null, place) : say("card.rate-value", {
      rate: number(place.rate, 1), low: number(place.low, 1), high: number(place.high, 1),
    });
    const minutes = place.minutes === null ? el("span", { class: "missing", text: say("card.no-minutes") }) : say("card.minutes-value", {
      minutes: number(place.minutes), km: number(place.km, 1),
    });
    const town = commune ? code : place.communes[0];
    const link = Netmap.address("network", { commune: town });
    return {
      title: place.name,
      kind: `${kind} · ${code}`,
      body: [
        el("dl", {},
          fact(say("card.class"), data.classes[place.class]),
          fact(say("card.population"), place.population === null ? el("span", { class: "missing", text: t("unknown") }) : number(place.population)),
          fact(say("card.people"), figure(place.people, place)),
          fact(say("card.contacts"), joined(place.contacts.map((row) => el("span", {}, row.period + " – ", figure(row.count, row))))),
          fact(say("card.rate"), rate),
          el("dd", { class: "wide" }, bar(place)),
          ...planner(place),
          fact(say("card.minutes"), minutes, permanence ? [" – ", button(permanence.name, () => select({ kind: "permanence", key: data.permanences.indexOf(permanence) }))] : null),
          commune ? fact(say("card.qpv"), joined(place.qpv.map(placeButton))) : fact(say("card.communes"), joined(place.communes.map(placeButton)))
        ),
        ...(commune ? needs(place) : [el("p", { class: "hint", text: say("card.needs.by-commune") })]),
        covering(place),
        link ? el("p", {}, el("a", { href: link, class: "network-link", text: say("card.network") })) : null,
      ],
    };
  }

  function partnerCard(i) {
    const partner = data.partners[i];
    const covers = partner.covers && partner.covers.length ? joined(partner.covers.map(placeButton)) : el("span", { class: "missing", text: t("unknown") });
    const link = Netmap.address("network", { partenaire: partner.id });
    return {
      title: partner.name,
      kind: say("kind.partner"),
      body: [
        el("dl", {},
          fact(say("card.category"), typed(partner.category)),
          fact(say("card.position"), data.positions[partner.position]),
          fact(say("card.status"), data.statuses[partner.status]),
          fact(say("card.place"), partner.insee ? placeButton(partner.insee) : null, " ", el("small", { text: say("lieu." + (partner.lieu || "inconnu")) })),
          fact(say("card.address"), partner.address ? typed(partner.address) : null),
          fact(say("card.covers"), covers),
          fact(say("card.answers"), joined(partner.needs.map((n) => typed(Object.values(data.needs)[n])))),
          fact(say("card.publics"), joined(partner.publics.map(typed))),
          fact(say("card.updated"), partner.date ? day(partner.date) : el("span", { class: "missing", text: t("unknown") })),
          fact(say("card.source"), partner.source ? typed(partner.source) : null),
          ...["contact", "telephone", "courriel"].map((name) => fact(say("card." + name), partner[name] ? typed(partner[name]) : null))
        ),
        link ? el("p", {}, el("a", { href: link, class: "network-link", text: say("card.network-partner") })) : null,
      ],
    };
  }

  function permanenceCard(i) {
    const place = data.permanences[i];
    const holder = data.partners.findIndex((partner) => partner.id === place.partner);
    return {
      title: place.name,
      kind: say("kind.permanence-" + place.status),
      body: [
        el("dl", {},
          fact(say("card.halfdays"), place.halfdays === null ? el("span", { class: "missing", text: t("unknown") }) : number(place.halfdays, place.halfdays % 1 ? 1 : 0)),
          fact(say("card.place"), place.insee ? placeButton(place.insee) : null, " ", el("small", { text: say("lieu." + (place.lieu || "inconnu")) })),
          place.itinerant ? fact(say("card.itinerant"), say("card.yes")) : [],
          ...inPlan(place.plan),
          fact(say("card.holder"), holder >= 0 ? partnerButton(holder) : place.partner ? typed(place.partner) : null)
        ),
      ],
    };
  }

  function inPlan(plan) {
    if (!plan) return [];
    const people = (value) => (value === null ? null : number(value));
    return [
      fact(say("card.plan"), say("plan." + plan.role, { planned: halfDays(plan.planned), today: halfDays(plan.today) })),
      fact(say("card.gross"), people(plan.gross)),
      fact(say("card.net"), people(plan.net)),
      fact(say("card.frequency"), plan.frequency === null ? null : say("card.percent", { value: number(100 * plan.frequency) })),
    ];
  }

  return { halfDays, place: placeCard, partner: partnerCard, permanence: permanenceCard };
};
