/* Wires what folium built (map_netmap, geo_json_*, feature_group_*) to words and figures. */
(function () {
  "use strict";

  const { el, typed, number, t } = Netmap;
  const marks = Netmap.marks;
  const data = Netmap.data("map");
  const map = map_netmap;
  const say = (key, values) => Netmap.fill(data.messages[key] || key, values);
  const find = (id) => document.getElementById(id);
  const layerOf = (name) => window["feature_group_" + name.replaceAll("-", "_")];
  const zones = geo_json_zones;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const card = Netmap.mapCard(data, say, select);
  const zoneLayers = [];
  const partnerMarkers = new Map();
  const permanenceMarkers = new Map();
  let measure = data.measures[0];
  let selected = null;
  const highlight = L.featureGroup([], { interactive: false }).addTo(map);

  /* A mark of ours: markup is built as nodes, and assistive technology hears its name. */
  const Mark = L.DivIcon.extend({
    options: { className: "mark", label: "" },
    createIcon(old) {
      const node = L.DivIcon.prototype.createIcon.call(this, old);
      node.setAttribute("aria-label", this.options.label);
      return node;
    },
  });

  function hint(...nodes) {
    return el("div", {}, ...nodes);
  }

  /* -- zones and measures -- */

  function zoneValue(zone) {
    const fill = zone.fill[measure.key];
    if (/^\d+$/.test(fill)) return measure.classes[Number(fill)].label;
    if (fill.startsWith("~")) return measure.classes[Number(fill.slice(1))].label + " – " + say("legend.doubt." + measure.key);
    return say(`legend.${fill}.${measure.key}`);
  }

  function zoneName(zone) {
    const town = data.places[zone.insee];
    if (zone.qpv) return `${data.places[zone.qpv].name} (${town.name})`;
    return town.qpv.length ? say("zone.rest", { name: town.name }) : town.name;
  }

  function colourZones() {
    for (const layer of zoneLayers) {
      layer.setStyle({ fillColor: marks.paint(measure, data.zones[layer.feature.properties.i].fill[measure.key]), fillOpacity: 1 });
    }
    drawLegend();
  }

  zones.eachLayer(function (layer) {
    const zone = data.zones[layer.feature.properties.i];
    zoneLayers.push(layer);
    layer.bindTooltip(() => hint(el("strong", {}, typed(zoneName(zone))), el("br"), zoneValue(zone)), { sticky: true, className: "tip" });
    layer.on("click", () => select({ kind: "place", key: zone.qpv || zone.insee }, { keepView: true }));
  });

  function drawMeasures() {
    const box = find("map-measures");
    for (const entry of data.measures) {
      const input = el("input", {
        type: "radio", name: "map-measure", value: entry.key, checked: entry === measure,
        on: {
          change() {
            measure = entry;
            colourZones();
            Netmap.hash.set({ mesure: entry.key });
            Netmap.announce(say(`measure.${entry.key}.title`));
          },
        },
      });
      box.append(el("label", {}, input, say(`measure.${entry.key}.title`)));
    }
  }

  function drawLegend() {
    const counts = new Map();
    for (const zone of data.zones) {
      const fill = zone.fill[measure.key];
      counts.set(fill, (counts.get(fill) || 0) + 1);
    }
    const row = (fill, label, count) =>
      el("li", {}, marks.swatch(measure, fill), el("span", { text: label }), el("span", { class: "count", text: number(count || 0), title: say("legend.count") }));
    const items = measure.classes.map((entry, i) => row(String(i), entry.label, (counts.get(String(i)) || 0) + (counts.get("~" + i) || 0)));
    const doubtful = [...counts.keys()].filter((fill) => fill.startsWith("~")).sort();
    if (doubtful.length) {
      const count = doubtful.reduce((sum, fill) => sum + counts.get(fill), 0);
      items.push(row(doubtful[0], say("legend.doubt-of." + measure.key), count));
    }
    for (const fill of data.patterns) {
      if (counts.has(fill)) items.push(row(fill, say(`legend.${fill}.${measure.key}`), counts.get(fill)));
    }
    const alone = data.reference === null && `measure.${measure.key}.alone` in data.messages;
    const values = { reference: number(data.reference, 2), needs: number(data.examined.length) };
    find("map-legend").replaceChildren(
      el("p", { class: "sentence", text: say(`measure.${measure.key}.${alone ? "alone" : "sentence"}`, values) }),
      el("ul", { class: "legend" }, items)
    );
  }

  /* -- partners and permanences -- */

  function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const label = say("cluster", { count: number(count) });
    return new Mark({ html: el("span", { text: number(count) }), className: "cluster", label, iconSize: [26, 26] });
  }

  marker_cluster_partners.options.iconCreateFunction = clusterIcon;

  function partnerMarker(partner, i) {
    const label = `${partner.name} – ${data.positions[partner.position]}, ${data.statuses[partner.status]}`;
    const icon = new Mark({ html: marks.partner(data.shapes[partner.position], partner.status), iconSize: [22, 22], label });
    const marker = L.marker([partner.lat, partner.lon], { icon });
    marker.bindTooltip(() => hint(el("strong", {}, typed(partner.name)), el("br"), `${data.positions[partner.position]} – ${data.statuses[partner.status]}`), { className: "tip", direction: "top" });
    marker.on("click", () => select({ kind: "partner", key: i }, { keepView: true }));
    return marker;
  }

  data.partners.forEach(function (partner, i) {
    if (partner.lat !== null && partner.lon !== null) partnerMarkers.set(i, partnerMarker(partner, i));
  });

  for (const position of Object.keys(data.positions)) {
    const group = layerOf("partners-" + position);
    if (!group) continue;
    const mine = [...partnerMarkers].filter(([i]) => data.partners[i].position === position).map(([, marker]) => marker);
    const put = () => marker_cluster_partners.addLayers(mine);
    group.on("add", put);
    group.on("remove", () => marker_cluster_partners.removeLayers(mine));
    if (map.hasLayer(group)) put();
  }

  data.permanences.forEach(function (place, i) {
    const group = layerOf("permanences-" + place.status);
    if (place.lat === null || place.lon === null || !group) return;
    const shown = place.halfdays === null ? "?" : number(place.halfdays, place.halfdays % 1 ? 1 : 0);
    const words = say("permanence." + place.status, { halfdays: shown });
    const size = marks.diameter(place.halfdays);
    const icon = new Mark({ html: marks.permanence(place.status, place.halfdays, shown), iconSize: [size, size], label: `${place.name} – ${words}`, className: "mark permanence" });
    const marker = L.marker([place.lat, place.lon], { icon, zIndexOffset: 400 });
    marker.bindTooltip(() => hint(el("strong", {}, typed(place.name)), el("br"), words), { className: "tip", direction: "top" });
    marker.on("click", () => select({ kind: "permanence", key: i }, { keepView: true }));
    permanenceMarkers.set(i, marker);
    group.addLayer(marker);
  });

  /* The plan: places that it keeps, opens or closes, with their half-days. */
  const planned = layerOf("plan");
  data.permanences.forEach(function (place, i) {
    if (!place.plan || !planned || place.lat === null || place.lon === null || place.plan.role === "candidate") return;
    const words = say("plan." + place.plan.role, { planned: card.halfDays(place.plan.planned), today: card.halfDays(place.plan.today) });
    const icon = new Mark({ html: marks.plan(place.plan.role, card.halfDays(place.plan.planned)), iconSize: [30, 30], iconAnchor: [-6, 15], label: `${place.name} – ${words}`, className: "mark plan" });
    const marker = L.marker([place.lat, place.lon], { icon, zIndexOffset: 500 });
    marker.bindTooltip(() => hint(el("strong", {}, typed(place.name)), el("br"), words), { className: "tip", direction: "top", offset: [21, -8] });
    marker.on("click", () => select({ kind: "permanence", key: i }, { keepView: true }));
    planned.addLayer(marker);
  });

  /* -- names, and discs from afar -- */

  const names = Netmap.mapNames(map, feature_group_labels, data, boundsOf);

  /* From afar a disc would hide the neighbourhood that it stands in: a dot is enough. */
  function scaleDiscs() {
    map.getContainer().classList.toggle("afar", map.getZoom() < 12);
  }
  map.on("zoomend", scaleDiscs);
  marker_cluster_partners.on("animationend spiderfied unspiderfied", names.arrange);

  /* -- controls -- */

  function decorate() {
    const symbols = new Map([
      [say("layer.qpv"), marks.line(Object.values(data.places).some((p) => p.indicative) ? "qpv-indicative" : "qpv")],
      [say("layer.outline"), marks.line("outline")],
      [say("layer.permanences-ouverte"), marks.permanence("ouverte", 1, "2")],
      [say("layer.permanences-candidate"), marks.permanence("candidate", 1, "1")],
      [say("layer.plan"), marks.plan("proposee", "2")],
      ...Object.keys(data.positions).map((position) => [say("layer.partners-" + position), marks.partner(data.shapes[position], "actif", 18)]),
    ]);
    for (const label of find("map-layers").querySelectorAll("label")) {
      const symbol = symbols.get(label.textContent.trim());
      if (symbol && !label.querySelector("svg")) label.querySelector("input").after(symbol);
    }
  }

  function placeControl() {
    const control = layer_control_control;
    const update = control._update;
    control._update = function () {
      const result = update.call(control);
      decorate();
      return result;
    };
    find("map-layers").append(control.getContainer());
    control._update();
  }

  function drawSymbols() {
    const used = Object.keys(data.statuses).filter((status) => data.partners.some((partner) => partner.status === status));
    find("map-symbols").append(
      el("p", { class: "sentence", text: say("legend.partners") }),
      el("ul", { class: "legend" }, used.map((status) => el("li", {}, marks.partner("square", status, 18), el("span", { text: data.statuses[status] })))),
      el("p", { class: "sentence", text: say("legend.permanences") }),
      planned ? el("p", { class: "sentence", text: say("legend.plan") }) : null,
      Object.values(data.places).some((place) => place.indicative) ? el("p", { class: "sentence", text: say("legend.indicative") }) : null
    );
  }

  /* -- the list of gaps -- */

  const gapLines = new Map();
  for (const gap of data.gaps) {
    const choose = () => select({ kind: "place", key: gap.code }, { fromList: true });
    const line = el(
      "li",
      { "data-code": gap.code, class: gap.classe },
      el("button", { type: "button", class: "gap", on: { click: choose } },
        el("span", { class: "rank", text: number(gap.rang) }), " ", el("strong", {}, typed(gap.nom))),
      el("ul", {}, gap.raisons.map((reason) => el("li", {}, typed(reason))))
    );
    gapLines.set(gap.code, line);
    find("map-gaps").append(line);
  }
  if (!data.gaps.length) find("map-gaps").append(el("li", { class: "hint", text: say("gaps.none") }));

  /* -- selection: the map, the list, the card and the address say the same -- */

  function boundsOf(code) {
    const box = L.latLngBounds([]);
    for (const layer of zoneLayers) {
      const zone = data.zones[layer.feature.properties.i];
      if (zone.insee === code || zone.qpv === code) box.extend(layer.getBounds());
    }
    return box;
  }

  function mark(code) {
    highlight.clearLayers();
    for (const layer of zoneLayers) {
      const zone = data.zones[layer.feature.properties.i];
      if (zone.insee !== code && zone.qpv !== code) continue;
      for (const [color, weight] of [["#ffffff", 6], ["#b4005a", 3]]) {
        L.polygon(layer.getLatLngs(), { color, weight, fill: false, interactive: false }).addTo(highlight);
      }
    }
  }

  function showCard(content) {
    const box = find("map-card");
    box.replaceChildren(
      el("button", { type: "button", class: "plain close", "aria-label": t("close"), text: "×", on: { click: clear } }),
      el("h2", {}, typed(content.title)),
      el("p", { class: "kind" }, typed(content.kind)),
      ...content.body.flat().filter(Boolean)
    );
    box.hidden = false;
    box.scrollTop = 0;
  }

  function within(list, line) {
    const panel = list.closest(".gaps");
    if (panel.scrollHeight <= panel.clientHeight) return;
    panel.scrollTop += line.getBoundingClientRect().top - panel.getBoundingClientRect().top - 60;
  }

  function markLine(code) {
    for (const [key, line] of gapLines) {
      if (key === code) {
        line.setAttribute("aria-current", "true");
        within(find("map-gaps"), line);
      } else line.removeAttribute("aria-current");
    }
  }

  function clear() {
    selected = null;
    find("map-card").hidden = true;
    highlight.clearLayers();
    markLine(null);
    Netmap.hash.set({ commune: null, qpv: null, partenaire: null });
    home();
  }

  function home() {
    map.fitBounds(zones.getBounds(), { padding: [12, 12], animate: false });
  }

  function goTo(box, maxZoom) {
    if (box.isValid()) map.fitBounds(box, { padding: [50, 50], maxZoom, animate: !still });
  }

  function switchOn(group) {
    if (group && !map.hasLayer(group)) map.addLayer(group);
  }

  function select(what, options) {
    const { keepView, quiet, fromList } = options || {};
    const phone = matchMedia("(max-width: 700px)").matches;
    selected = what;
    highlight.clearLayers();
    if (what.kind === "place") {
      const place = data.places[what.key];
      const town = place.level === "commune" ? what.key : place.communes[0];
      mark(what.key);
      markLine(fromList ? null : town);
      if (fromList) gapLines.get(what.key).setAttribute("aria-current", "true");
      if (!keepView) goTo(boundsOf(what.key), 15);
      showCard(card.place(what.key));
      if (!quiet) Netmap.hash.set({ commune: town, qpv: place.level === "qpv" ? what.key : null, partenaire: null });
      Netmap.announce(place.name);
    } else if (what.kind === "partner") {
      const partner = data.partners[what.key];
      const marker = partnerMarkers.get(what.key);
      showCard(card.partner(what.key));
      markLine(partner.insee);
      if (!quiet) Netmap.hash.set({ partenaire: partner.id, commune: null, qpv: null });
      if (marker && !keepView) {
        switchOn(layerOf("partners-" + partner.position));
        reveal(marker);
      }
      if (marker) ring(marker);
      Netmap.announce(marker ? partner.name : `${partner.name} – ${say("lieu.inconnu")}`);
    } else {
      const place = data.permanences[what.key];
      const marker = permanenceMarkers.get(what.key);
      showCard(card.permanence(what.key));
      markLine(place.insee);
      if (marker) {
        switchOn(layerOf("permanences-" + place.status));
        if (!keepView) goTo(L.latLngBounds([marker.getLatLng()]), 14);
        ring(marker);
      }
      Netmap.announce(place.name);
    }
    if (phone && !quiet) (keepView ? find("map-card") : document.querySelector(".canvas")).scrollIntoView({ block: "start" });
  }

  /* Come close until the partner stands alone, or in a cluster small enough to open in a star. */
  function reveal(marker) {
    const visible = () => marker_cluster_partners.getVisibleParent(marker);
    for (const zoom of [14, 15, 16, 17, 18]) {
      map.setView(marker.getLatLng(), Math.max(zoom, map.getZoom()), { animate: false });
      const parent = visible();
      if (parent === marker || (parent && parent.getChildCount() <= 24)) break;
    }
    const parent = visible();
    if (parent && parent !== marker) parent.spiderfy();
  }

  function ring(marker) {
    const at = marker.getLatLng();
    for (const [color, weight] of [["#ffffff", 7], ["#b4005a", 3]]) {
      L.circleMarker(at, { radius: 18, color, weight, fill: false, interactive: false }).addTo(highlight);
    }
  }

  function follow(asked) {
    const wanted = data.measures.find((entry) => entry.key === asked.mesure);
    if (wanted && wanted !== measure) {
      measure = wanted;
      find("map-measures").querySelector(`input[value="${wanted.key}"]`).checked = true;
      colourZones();
    }
    const code = [asked.qpv, asked.commune].find((value) => value in data.places);
    const partner = data.partners.findIndex((row) => row.id === asked.partenaire);
    const next = code ? { kind: "place", key: code } : partner >= 0 ? { kind: "partner", key: partner } : null;
    if (next && !(selected && selected.kind === next.kind && selected.key === next.key)) select(next, { quiet: true });
  }

  /* -- search -- */

  Netmap.search(
    find("map-search"),
    find("map-found"),
    [
      ...Object.entries(data.places).map(([key, place]) => ({ label: place.name, text: `${place.name} ${key}`, kind: say("kind." + place.level), what: { kind: "place", key } })),
      ...data.partners.map((partner, key) => ({ label: partner.name, text: `${partner.name} ${partner.category}`, kind: say("kind.partner"), what: { kind: "partner", key } })),
      ...data.permanences.map((place, key) => ({ label: place.name, kind: say("kind.permanence-" + place.status), what: { kind: "permanence", key } })),
    ],
    (entry) => select(entry.what)
  );

  /* -- the same in tables -- */

  function pick(what) {
    select(what);
    document.querySelector(".stage").scrollIntoView({ block: "start" });
  }

  /* -- start -- */

  marks.definePatterns(find("map-patterns"), data.measures);
  L.control.zoom({ zoomInTitle: say("zoom.in"), zoomOutTitle: say("zoom.out") }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  find("map_netmap").setAttribute("aria-label", say("region"));
  drawMeasures();
  placeControl();
  drawSymbols();
  colourZones();
  Netmap.mapTables(data, say, pick);

  let seen = false;
  Netmap.register("map", {
    show() {
      map.invalidateSize({ animate: false });
      if (!seen) home();
      seen = true;
      names.arrange();
    },
    select: follow,
  });

  /* On paper the whole territory is shown, in the size of the sheet. */
  let before = null;
  window.addEventListener("beforeprint", function () {
    before = [map.getCenter(), map.getZoom()];
    document.documentElement.classList.add("printing");
    map.invalidateSize({ animate: false });
    home();
    names.arrange();
  });
  window.addEventListener("afterprint", function () {
    document.documentElement.classList.remove("printing");
    map.invalidateSize({ animate: false });
    if (before) map.setView(before[0], before[1], { animate: false });
    names.arrange();
  });
})();
