"""From the rows of sources to figures of communes and neighbourhoods, each with what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from netmap.intake.deprivation import COMPONENTS, FEWEST, deprivation
from netmap.sources import base
from netmap.sources.recipes.model import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from netmap.intake.reading import Taken

#: of the people of a place, the share whose figure must be known for their mean to stand
_KNOWN = 0.9
_FDEP = Figure("fdep", "besoin", "écarts-types", (), digits=2)


@dataclass(frozen=True)
class Declared:
    """A figure as ``netmap.toml`` declares it."""

    figure: Figure
    vintage: str
    source: str


def figures_of(
    taken: Sequence[Taken], *, quarters: Mapping[str, Sequence[str]] | None = None
) -> tuple[pd.DataFrame, tuple[Declared, ...]]:
    """Return the figures of files read together.

    Parameters
    ----------
    taken
        Files; one may weigh the rows of another (people of an IRIS, its median income).
    quarters
        The neighbourhoods of a commune that a zone may speak of.

    Returns
    -------
        Index: codes of communes and neighbourhoods, in order; a column a figure, NaN where it
        is not known. FDep is among them where its four components are, of enough communes.
        And what each figure is.
    """
    import pandas as pd

    columns: dict[str, pd.Series[float]] = {}
    declared: dict[str, Declared] = {}
    for one in taken:
        for figure in one.recipe.figures:
            if not all(name in one.frame for name in figure.of):
                continue
            if figure.over in _of_own(one) and figure.over not in one.frame:
                continue
            found = _figure(one, figure, taken, quarters or {})
            before = columns.get(figure.name)
            columns[figure.name] = found if before is None else found.combine_first(before)
            said = Declared(figure, _vintage(one, figure), one.recipe.producer)
            earlier = declared.get(figure.name)
            declared[figure.name] = said if earlier is None else _both(earlier, said)
    table = pd.DataFrame(columns).sort_index() if columns else pd.DataFrame(index=pd.Index([]))
    digits = {name: declared[name].figure.digits for name in columns}
    table = table.astype(float).round(digits)
    if all(any(name in table for name in names) for names in COMPONENTS):
        people = base.communes()["population"].reindex(table.index)
        fdep = deprivation(table, people)
        if fdep is not None:
            table = table.assign(fdep=fdep.round(_FDEP.digits))
            declared["fdep"] = _fdep_said(declared, int(fdep.notna().sum()))
    return table, tuple(declared.values())


def _vintage(one: Taken, figure: Figure) -> str:
    """Return the vintage of a figure: the year of its column's title, else that of the file."""
    titles = [c.said[0] for c in one.recipe.columns if c.name == figure.of[0]]
    year = re.search(r"20[0-9]{2}", titles[0]) if titles else None
    return year[0] if year else one.vintage


def _both(one: Declared, other: Declared) -> Declared:
    """Return what is said of a figure that two files give: communes by one, QPVs by the other."""
    return Declared(other.figure, _joined([one.vintage, other.vintage]),
                    _joined([one.source, other.source]))  # fmt: skip


def _joined(texts: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(text for text in texts if text))


def _of_own(one: Taken) -> frozenset[str]:
    return frozenset(column.name for column in one.recipe.columns)


def _fdep_said(declared: Mapping[str, Declared], communes: int) -> Declared:
    names = [next(name for name in several if name in declared) for several in COMPONENTS]
    source = _joined(declared[name].source for name in names)
    vintage = _joined(declared[name].vintage for name in names)
    said = f"recalculé sur {communes} communes d’après : {source}"
    return Declared(_FDEP, vintage, said[:300])


def _figure(
    one: Taken, figure: Figure, every: Sequence[Taken], quarters: Mapping[str, Sequence[str]]
) -> pd.Series[float]:
    frame = one.frame[one.frame["place"].notna()]
    if one.recipe.grain == "commune-qpv":
        return _zones(frame, figure.of[0], quarters, mixed="mixed-levels" in one.recipe.traits)
    if figure.how == "count":
        return _counted(one, frame, figure)
    of = frame[list(figure.of)].sum(axis=1, skipna=False)
    place = frame["place"]
    if figure.how == "sum":
        return of.groupby(place).agg(_whole) * figure.times
    if figure.how == "ratio":
        over = frame[str(figure.over)].where(of.notna())
        below = over.groupby(place).agg(_whole)
        return of.groupby(place).agg(_whole) / below.where(below > 0) * figure.times
    return _mean(of, _weights(one, frame, figure, every), place)


def _whole(column: pd.Series[float]) -> float:
    """Return a sum that a hidden part makes unknown."""
    return float(column.sum(skipna=False))


def _weights(
    one: Taken, frame: pd.DataFrame, figure: Figure, every: Sequence[Taken]
) -> pd.Series[float] | None:
    """Return what weighs the rows: a column of the file, or of another by the same key."""
    if figure.over is None:
        return None
    if figure.over in frame:
        return frame[figure.over]
    key = one.recipe.key
    for other in every:
        if key and key in other.frame and figure.over in other.frame and other is not one:
            given = other.frame.drop_duplicates(key).set_index(key)[figure.over]
            return frame[key].map(given)
    return None


def _mean(
    of: pd.Series[float], weights: pd.Series[float] | None, place: pd.Series[Any]
) -> pd.Series[float]:
    """Return the weighted mean of each place; that of one row needs no weight."""
    alone = of.groupby(place).agg(lambda rows: rows.iloc[0] if len(rows) == 1 else np.nan)
    if weights is None:
        return alone
    known = of.notna() & (weights > 0)
    total = weights.groupby(place).sum()
    held = weights.where(known).groupby(place).sum()
    mean = (of * weights).where(known).groupby(place).sum() / held.where(held > 0)
    return alone.fillna(mean.where(held >= _KNOWN * total))


def _counted(one: Taken, frame: pd.DataFrame, figure: Figure) -> pd.Series[float]:
    """Return how many rows of a place are of a kind, for so many people."""
    import pandas as pd

    is_one = frame[figure.of[0]].isin(figure.among) if figure.among else frame["place"].notna()
    each = pd.Series(1.0, index=frame.index)
    if "shared-persons" in one.recipe.traits:
        each = 1.0 / frame.groupby("personne")["place"].transform("size")
    count = each.where(is_one, 0.0).groupby(frame["place"]).sum()
    if not figure.per:
        return count
    people = base.communes()["population"]
    # who is in no row of a whole directory is nowhere: a commune without one has none
    return count.reindex(count.index) * figure.per / people.reindex(count.index)


_ZONE = re.compile(r"(?:[0-9]_)?(QPV_|GQ_)?(ZIP|ZAC|ZV|HZ)", re.IGNORECASE)
_LEVELS = {"ZIP": 2.0, "ZAC": 1.0, "ZV": 0.0, "HZ": 0.0}


def _zones(
    frame: pd.DataFrame, of: str, quarters: Mapping[str, Sequence[str]], *, mixed: bool
) -> pd.Series[float]:
    """Return the zone of communes and of their neighbourhoods.

    Where a zone is that of neighbourhoods only, the commune is out of it and its one
    neighbourhood is in; of several nobody knows which. Where it is a part of the commune that
    is no neighbourhood, neither is known.
    """
    import pandas as pd

    levels: dict[str, float] = {}
    named = frame["code_qp"] if "code_qp" in frame else pd.Series(None, frame.index, dtype=object)
    for place, said, quarter in zip(frame["place"], frame[of], named, strict=True):
        found = _ZONE.fullmatch(str(said).strip())
        if found is None:
            continue
        part, level = (found[1] or "").upper(), _LEVELS[found[2].upper()]
        if not mixed:
            levels[place] = level
            continue
        if isinstance(quarter, str) and quarter:
            levels[quarter] = level
            continue
        inside = quarters.get(place, ())
        levels[place] = level if not part else 0.0 if part == "QPV_" else np.nan
        for code in inside:
            sure = not part or (part == "QPV_" and len(inside) == 1)
            levels.setdefault(code, level if sure else np.nan)
    return pd.Series(levels, dtype="float64")


__all__ = ["FEWEST", "Declared", "figures_of"]
