"""Door-to-door rounds summed: all of them, those of each place, those of each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.counts.figure import Figure, absent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: What became of doors; a vacant dwelling has nobody behind it.
DOORS = ("rencontres", "refus", "absents", "vacants", "inaccessibles")
#: Counts that a round tells; all but vacant dwellings are of people, or of doors with people.
ROUND_COUNTS = (*DOORS, "personnes_rencontrees", "accompagnements")
#: The group of all rounds; ``lieu:<code>`` is that of a place, ``annee:<year>`` of a year.
ALL = ""


def count_rounds(
    rounds: pd.DataFrame | None, *, in_scope: Mapping[str, float] | None = None
) -> dict[str, dict[str, Figure]] | None:
    """Sum rounds by place and by year.

    Parameters
    ----------
    rounds
        The table ``porte_a_porte``: ``date`` (beginning with the year), ``code, batiment,
        logements`` and :data:`ROUND_COUNTS`. None: the project has no such table.
    in_scope
        Dwellings to be visited, by code; None: not given.

    Returns
    -------
        By group: ``""`` (all), then ``lieu:<code>``, then ``annee:<year>``, in order; no group
        without a round. Each has a figure for each of :data:`ROUND_COUNTS`, and of dwellings:
        ``logements`` (visited), ``logements_perimetre`` (in scope), ``logements_par_batiment``
        (each building's largest round), ``visites_repetees`` (rounds at a building after its
        first). A cell that is missing in a round makes its sum *incomplete*: a sum of some
        rounds would pass for the sum of all. None: no table.

    Examples
    --------
    >>> import pandas as pd
    >>> rounds = pd.DataFrame({"date": ["2024-03-01", "2024-05-02"], "code": ["a", "b"],
    ...     "logements": [30, 20], "personnes_rencontrees": [15, 5]})
    >>> sums = count_rounds(rounds)
    >>> {group: own["personnes_rencontrees"].value for group, own in sums.items()}
    {'': 20.0, 'lieu:a': 15.0, 'lieu:b': 5.0, 'annee:2024': 20.0}
    >>> sums[""]["refus"].missing
    'no-column'
    """
    if rounds is None:
        return None
    if rounds.empty:
        return {}
    years = rounds["date"].astype(str).str[:4]
    groups = {ALL: rounds}
    groups |= {f"lieu:{code}": own for code, own in rounds.groupby("code", sort=True)}
    groups |= {f"annee:{year}": own for year, own in rounds.groupby(years, sort=True)}
    return {group: sum_rounds(own, in_scope=in_scope) for group, own in groups.items()}


def count_visits(rounds: pd.DataFrame | None) -> dict[tuple[str, str], dict[str, Figure]]:
    """Return what rounds tell of each place in each year, by year and code.

    No page shows them. But neighbours know where and when doors were knocked at: what a year and a
    place together tell of one of them must be no small count either.

    Parameters
    ----------
    rounds
        As for :func:`count_rounds`; None: nothing.
    """
    if rounds is None or rounds.empty:
        return {}
    years = rounds["date"].astype(str).str[:4]
    return {
        (str(year), str(code)): {name: _total(own, name) for name in ROUND_COUNTS}
        for (year, code), own in rounds.groupby([years, "code"], sort=True)
    }


def sum_rounds(
    rounds: pd.DataFrame, *, in_scope: Mapping[str, float] | None = None
) -> dict[str, Figure]:
    """Return the figures of one group of rounds; see :func:`count_rounds`."""
    return {
        "logements": _total(rounds, "logements"),
        "logements_perimetre": _scope(rounds, in_scope),
        "logements_par_batiment": _largest(rounds),
        "visites_repetees": _repeats(rounds),
        **{name: _total(rounds, name) for name in ROUND_COUNTS},
    }


def _total(rounds: pd.DataFrame, name: str) -> Figure:
    if name not in rounds.columns or rounds[name].isna().all():
        return absent("no-column")
    return _known(float(rounds[name].astype(np.float64).sum(skipna=False)))


def _scope(rounds: pd.DataFrame, in_scope: Mapping[str, float] | None) -> Figure:
    if in_scope is None:
        return absent("not-given")
    codes = sorted(set(rounds["code"]))
    return _known(float(np.sum([in_scope.get(code, np.nan) for code in codes])))


def _largest(rounds: pd.DataFrame) -> Figure:
    """Return the dwellings of each building's largest round; all visits where none is named."""
    visited = _total(rounds, "logements")
    if visited.value is None or "batiment" not in rounds or rounds["batiment"].isna().any():
        return visited
    each = rounds.groupby(["code", "batiment"], sort=True)["logements"].max()
    return _known(float(each.astype(np.float64).sum()))


def _repeats(rounds: pd.DataFrame) -> Figure:
    if "batiment" not in rounds.columns or rounds["batiment"].isna().all():
        return absent("no-column")
    if rounds["batiment"].isna().any():
        return absent("incomplete")
    return Figure(value=float(rounds.duplicated(["code", "batiment"]).sum()))


def _known(value: float) -> Figure:
    return absent("incomplete") if np.isnan(value) else Figure(value=value)
