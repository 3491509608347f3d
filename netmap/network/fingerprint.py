"""The state of partners and relations in one word, by which a review finds its build again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from netmap.inputs.persons import persons
from netmap.network.build import day_of

if TYPE_CHECKING:
    import pandas as pd


def fingerprint(partners: pd.DataFrame, relations: pd.DataFrame | None) -> str:
    """Return a SHA-256 of the state of partners and relations that any page may show.

    It draws on nothing that the public edition hides, and is the same for both editions and
    for the tables themselves: partners that are or may be one person, whom the public edition
    may rename, and their relations do not count.

    Parameters
    ----------
    partners
        Index ``id``; columns ``categorie, position, statut`` and those of
        :func:`~netmap.inputs.persons.persons`. Of inputs or of a release.
    relations
        Columns ``source_id, cible_id, nature, thematiques, etat, date_verif``; rows whose
        column ``supposee`` holds do not count. None: no table.

    Returns
    -------
    str
        64 hexadecimal digits; the order of rows does not matter.
    """
    nodes = sorted(
        [str(identifier), row["categorie"], row["position"], row["statut"]]
        for identifier, row, hidden in zip(
            partners.index, partners.to_dict("records"), persons(partners), strict=True
        )
        if not hidden
    )
    known = {node[0] for node in nodes}
    edges = sorted(
        [
            str(row["source_id"]),
            str(row["cible_id"]),
            *(row[name] if isinstance(row[name], str) else "" for name in ("nature", "etat")),
            "|".join(row["thematiques"] or ()),
            day_of(row["date_verif"]) or "",
        ]
        for row in ([] if relations is None else relations.to_dict("records"))
        if {row["source_id"], row["cible_id"]} <= known and not row.get("supposee", False)
    )
    text = json.dumps([nodes, edges], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
