/* The partner network as the page knows it: indexes, coverage, chains, filters. Nothing is drawn here. */
Netmap.network = {};

Netmap.network.t = function (key, values) {
  const messages = Netmap.data("network").messages;
  return Netmap.fill(messages[key] === undefined ? key : messages[key], values);
};

Netmap.network.model = function (data) {
  "use strict";

  const partners = data.partners;
  const relations = data.relations;
  const communeIndex = new Map(data.communes.map((commune, i) => [commune.code, i]));
  const needIndex = new Map(data.needs.map((need, i) => [need, i]));
  const partnerIndex = new Map(partners.map((partner, i) => [partner.id, i]));
  const incoming = partners.map(() => []);
  const outgoing = partners.map(() => []);
  relations.forEach(function (relation, i) {
    outgoing[relation.de].push(i);
    incoming[relation.vers].push(i);
  });
  const serves = partners.map((partner) => (partner.sert === null ? null : new Set(partner.sert)));
  const breaks = partners.map(() => []);
  data.cells.forEach(function (row, commune) {
    row.forEach(function (cell, need) {
      for (const i of cell ? cell.fragile : []) breaks[i].push([commune, need]);
    });
  });

  const upstream = (i) => partners[i].position === "amont" || partners[i].position === "amont-aval";
  const downstream = (i) => partners[i].position === "aval" || partners[i].position === "amont-aval";
  const mediates = (i) => partners[i].position === "mediation";
  const active = (i) => partners[i].statut === "actif";
  const joining = (i) => partners[i].statut === "a-mobiliser" || partners[i].statut === "a-remobiliser";
  const names = (list, need) => Boolean(list) && list.includes(need);
  const carries = (relation, need) => !relation.thematiques || !relation.thematiques.length || names(relation.thematiques, need);
  const certain = (relation) => !relation.supposee && (relation.etat === null || relation.etat === "active");

  /* Whether a partner can have a part in a need: whoever takes over must answer it. */
  function fitsNeed(i, need) {
    return mediates(i) || upstream(i) || (downstream(i) && names(partners[i].thematiques, need));
  }

  function inState(relation, asked) {
    return !asked || (asked === "perimee" ? relation.perimee : relation.aspect === asked);
  }

  /* true, false, or null where nobody said */
  function covers(i, commune) {
    return serves[i] === null ? null : serves[i].has(commune);
  }

  /* The chain of a commune and a need: who stands at each step, who is linked, who could join. */
  function chain(commune, need) {
    const sides = { amont: [], mediation: [], aval: [] };
    const perhaps = [];
    const candidates = [];
    partners.forEach(function (partner, i) {
      const steps = [];
      if (upstream(i)) steps.push("amont");
      if (mediates(i)) steps.push("mediation");
      if (downstream(i) && names(partner.thematiques, need)) steps.push("aval");
      if (!steps.length) return;
      const here = covers(i, commune);
      if (joining(i) && here !== false) candidates.push(i);
      if (!active(i)) return;
      if (here === null) perhaps.push(i);
      if (here) for (const step of steps) sides[step].push(i);
    });
    const up = new Set(sides.amont);
    const middle = new Set(sides.mediation);
    const down = new Set(sides.aval);
    const links = new Set();
    const linked = new Set();
    relations.forEach(function (relation, i) {
      const first = up.has(relation.de) && middle.has(relation.vers);
      const second = middle.has(relation.de) && down.has(relation.vers);
      if ((first || second) && certain(relation) && carries(relation, need)) {
        links.add(i);
        linked.add(relation.de);
        linked.add(relation.vers);
      }
    });
    const members = new Set([...up, ...middle, ...down]);
    const reach = new Set([...members, ...perhaps, ...candidates]);
    return { reach, sides, perhaps, candidates, links, linked, members, cell: cell(commune, need) };
  }

  function cell(commune, need) {
    const column = needIndex.get(need);
    return column === undefined ? null : data.cells[commune][column];
  }

  /* What a cell of the matrix says, in one word. */
  function verdict(item) {
    if (!item || item.k === null) return "absent";
    if (item.k > 1) return "whole";
    if (item.k === 1) return "fragile";
    return item.max > 0 ? "confirm" : "broken";
  }

  function verdicts(items) {
    const counts = { whole: 0, fragile: 0, confirm: 0, broken: 0, absent: 0 };
    for (const item of items) counts[verdict(item)] += 1;
    return counts;
  }

  /*
   * What is shown for a state of the page.
   * node, edge: 1 shown, 0 set aside; ring: partners that the answer is about.
   */
  function look(state) {
    const node = new Uint8Array(partners.length);
    const edge = new Uint8Array(relations.length);
    const ring = new Set();
    const commune = communeIndex.has(state.commune) ? communeIndex.get(state.commune) : null;
    const need = state.besoin || null;
    const focus = partnerIndex.has(state.partenaire) ? partnerIndex.get(state.partenaire) : null;
    const found = commune !== null && need ? chain(commune, need) : null;
    let unknown = 0;

    partners.forEach(function (partner, i) {
      if (state.categorie && partner.categorie !== state.categorie) return;
      if (state.position && partner.position !== state.position) return;
      if (state.statut && partner.statut !== state.statut) return;
      if (need && !fitsNeed(i, need)) return;
      if (found && !found.reach.has(i)) return;
      if (commune !== null) {
        const here = covers(i, commune);
        if (here === false) return;
        if (here === null) unknown += 1;
      }
      node[i] = 1;
    });
    const kept = (relation) => inState(relation, state.etat) && (!need || carries(relation, need));
    relations.forEach(function (relation, i) {
      if (node[relation.de] && node[relation.vers] && kept(relation)) edge[i] = 1;
    });
    if (state.etat) {
      const touched = new Set();
      relations.forEach(function (relation, i) {
        if (edge[i]) touched.add(relation.de).add(relation.vers);
      });
      node.forEach((shown, i) => { if (shown && !touched.has(i)) node[i] = 0; });
    }
    if (found) {
      for (const i of found.members) if (found.linked.has(i)) ring.add(i);
    }
    if (focus !== null) {
      const near = new Set([focus]);
      relations.forEach(function (relation, i) {
        const touches = relation.de === focus || relation.vers === focus;
        edge[i] = touches && inState(relation, state.etat) ? 1 : 0;
        if (edge[i]) near.add(relation.de).add(relation.vers);
      });
      node.forEach((_, i) => { node[i] = near.has(i) ? 1 : 0; });
      ring.clear();
      ring.add(focus);
    }
    const count = (marks) => marks.reduce((sum, mark) => sum + mark, 0);
    return {
      node, edge, ring, focus, commune, need, chain: found,
      strong: found && focus === null ? found.links : new Set(),
      nodes: count(node), edges: count(edge), unknown: focus === null ? unknown : 0,
    };
  }

  return {
    data, partners, relations, communes: data.communes, needs: data.needs, labels: data.labels,
    communeIndex, needIndex, partnerIndex, incoming, outgoing, breaks,
    chain, cell, verdict, verdicts, look, carries,
    degree: (i) => incoming[i].length + outgoing[i].length,
    word: (kind, code) => (code === null || code === undefined ? null : Object.hasOwn(data.labels[kind], code) ? data.labels[kind][code] : code),
  };
};
