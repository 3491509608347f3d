"""The partner network as a release shows it, read from its tables alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from netmap.disclosure.partners import PRACTITIONERS
from netmap.findings.priority import need_factor
from netmap.network.model import Partner, PartnerNetwork, Relation

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

_Row = dict["Hashable", Any]
_T = TypeVar("_T")


def published_network(
    partners: pd.DataFrame, relations: pd.DataFrame, permanences: pd.DataFrame
) -> PartnerNetwork:
    """Return the network of the tables of a :class:`~netmap.disclosure.model.Release`.

    Whatever is computed from it knows a lone practitioner by an alias, as the tables do.
    """
    held: dict[str, list[str]] = {}
    for place, row in _rows(permanences):
        if row["statut"] == "ouverte" and isinstance(row["partner_id"], str):
            held.setdefault(row["partner_id"], []).append(place)
    return PartnerNetwork(
        partners={identifier: _partner(identifier, row) for identifier, row in _rows(partners)},
        relations=tuple(_relation(row) for _, row in _rows(relations)),
        permanences={partner: tuple(sorted(held[partner])) for partner in sorted(held)},
    )


def published_directory(directory: pd.DataFrame | None) -> tuple[Partner, ...]:
    """Return the possible partners of the directory of a release, as if they were to mobilise."""
    if directory is None:
        return ()
    return tuple(
        replace(_partner(identifier, {**row, "statut": "a-mobiliser"}), file=row["fichier"])
        for identifier, row in _rows(directory)
    )


def pair_weights(
    communes: pd.DataFrame, needs: tuple[str, ...], need: pd.DataFrame | None = None
) -> Mapping[tuple[str, str], float]:
    """Return what a pair of commune and need weighs: residents, weighted by need where known.

    Parameters
    ----------
    communes
        Index ``code_insee``; ``population``, a public figure; one that is unknown gives no
        weight.
    needs
        Codes of themes.
    need
        Index ``code_insee``; ``score`` (:func:`netmap.findings.need.composite_need`), worked
        out from public indicators alone. Residents are multiplied by the score over its mean
        among residents, so that their sum is unchanged; by 1 where the score is unknown. None:
        residents weigh the same everywhere.

    Examples
    --------
    >>> import pandas as pd
    >>> communes = pd.DataFrame({"population": [100.0, 100.0]}, index=["a", "b"])
    >>> pair_weights(communes, ("n",), pd.DataFrame({"score": [60.0, 20.0]}, index=["a", "b"]))
    {('a', 'n'): 150.0, ('b', 'n'): 50.0}
    """
    people = communes["population"].astype(float)
    if need is not None:
        scores = need["score"].reindex(people.index)
        people = people * need_factor(scores, people).fillna(1.0)
    return {
        (str(code), theme): float(weight)
        for code, weight in people.items()
        if weight == weight  # noqa: PLR0124
        for theme in needs
    }


def fingerprint(partners: pd.DataFrame, relations: pd.DataFrame | None) -> str:
    """Return a SHA-256 of the state of partners and relations that any page may show.

    It draws on nothing that the public edition hides, and is the same for both editions and
    for the tables themselves: health professionals, whom the public edition may rename, and
    their relations do not count.

    Parameters
    ----------
    partners
        Index ``id``; columns ``categorie, position, statut``. Of inputs or of a release.
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
        for identifier, row in _rows(partners)
        if row["categorie"] != PRACTITIONERS
    )
    known = {node[0] for node in nodes}
    edges = sorted(
        [
            str(row["source_id"]),
            str(row["cible_id"]),
            *(_known(row[name]) or "" for name in ("nature", "etat")),
            "|".join(row["thematiques"] or ()),
            _day(row["date_verif"]) or "",
        ]
        for _, row in (() if relations is None else _rows(relations))
        if {row["source_id"], row["cible_id"]} <= known and not row.get("supposee", False)
    )
    text = json.dumps([nodes, edges], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _partner(identifier: str, row: _Row) -> Partner:
    return Partner(
        id=identifier,
        name=row["nom"],
        category=row["categorie"],
        position=row["position"],
        status=row["statut"],
        covers=frozenset(row["couvre"] or ()) or None,
        needs=frozenset(row["thematiques"] or ()),
        row=_whole(row.get("ligne")),
    )


def _relation(row: _Row) -> Relation:
    return Relation(
        source=row["source_id"],
        target=row["cible_id"],
        state=_known(row["etat"]),
        needs=frozenset(row["thematiques"] or ()),
        supposed=bool(row["supposee"]),
        nature=_known(row["nature"]),
        formal=_known(row["formalisation"]),
        verified_on=_day(row["date_verif"]),
        referred=_whole(row.get("nb_orientations")),
        accepted=_whole(row.get("nb_acceptees")),
        median_delay_days=_known(row.get("delai_median_j")),
    )


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, _Row]]:
    return zip(table.index, table.to_dict("records"), strict=True)


def _known(value: _T | None) -> _T | None:
    """Return None for a cell that says nothing: NaN and NaT differ from themselves."""
    return value if value is not None and value == value else None  # noqa: PLR0124


def _whole(value: float | None) -> int | None:
    known = _known(value)
    return None if known is None else int(known)


def _day(value: object) -> str | None:
    known = _known(value)
    return None if known is None else str(known)[:10]
