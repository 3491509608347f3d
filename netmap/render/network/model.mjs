/* The partner network as Python tells it, indexed for reading. What decides was decided there. */

/* Whether a set of needs, told by their numbers or by the word for all, has this one. */
export const holdsNeed = (needs, number) => needs === "tous" || needs.includes(number);

export function makeModel(data) {
  const { communes, needs, labels } = data;
  const partners = data.partners.map((row) => ({ ...row, ...data.roles[row.role] }));
  const relations = data.relations.map((row) => ({ ...row, ...data.uses[row.usage] }));
  const incoming = partners.map(() => []);
  const outgoing = partners.map(() => []);
  relations.forEach(function ({ de, vers }, i) {
    outgoing[de].push(i);
    incoming[vers].push(i);
  });
  const needIndex = new Map(needs.map((need, i) => [need, i]));

  /* The chain of a commune and a need, by their numbers; null: not examined. */
  function chainAt(commune, column) {
    const at = column === undefined ? null : data.cells[commune][column];
    return at === null ? null : data.chains[at];
  }

  const breaks = partners.map(() => []);
  communes.forEach(function (_, commune) {
    needs.forEach(function (_need, need) {
      for (const i of chainAt(commune, need)?.fragile || []) breaks[i].push([commune, need]);
    });
  });

  return {
    data, partners, relations, communes, needs, labels, incoming, outgoing, needIndex,
    /* Chains that the loss of a partner alone would break, as pairs of commune and need. */
    breaks,
    chainAt,
    communeIndex: new Map(communes.map(({ code }, i) => [code, i])),
    partnerIndex: new Map(partners.map(({ id }, i) => [id, i])),
    /* Number of a need in what is told of partners and relations. */
    themeIndex: new Map(data.themes.map((theme, i) => [theme, i])),
    degree: (i) => incoming[i].length + outgoing[i].length,
    word: (kind, code) => (code === null || code === undefined ? null : Object.hasOwn(labels[kind], code) ? labels[kind][code] : code),
  };
}

/* How many chains come to each verdict; one that was not examined is absent. */
export function countVerdicts(chains) {
  const counts = { whole: 0, fragile: 0, unconfirmed: 0, broken: 0, closed: 0, absent: 0 };
  for (const chain of chains) counts[chain ? chain.verdict : "absent"] += 1;
  return counts;
}
