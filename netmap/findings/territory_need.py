"""The need of a project's communes, from the indicators that its settings declare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from netmap.errors import InputError, Problem
from netmap.findings.need import NeedRules, composite_need

if TYPE_CHECKING:
    from netmap.findings.need import Direction
    from netmap.settings import Settings
    from netmap.vocabulary import NeedScale

_DIRECTIONS: dict[str, Direction] = {"besoin": 1, "ressource": -1}
_PERCENT = 100
_TABLE = "data/indicateurs"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Need of the communes (`table`), what it was computed from, and on which distribution.

    `table` and `indicators` as ``Planning.need`` and ``Planning.need_values``.
    """

    table: pd.DataFrame
    indicators: pd.DataFrame
    scale: NeedScale


def territory_need(
    communes: pd.Index[str],
    given: pd.DataFrame | None,
    elsewhere: pd.DataFrame | None,
    *,
    settings: Settings,
) -> Need | None:
    """Return the need of every commune of the territory; None: there is no indicator.

    A column without any value measures nothing and is left out.

    Parameters
    ----------
    communes
        Codes of those of the territory.
    given, elsewhere
        Official figures of communes, as in Inputs; None: no such table.

    Raises
    ------
    InputError
        A value that stands on a size (``effectif``) is no percentage, or a size or a weight
        is declared for a column that there is not.
    """
    declared = [
        name for name, one in sorted(settings.indicators.items()) if one.direction in _DIRECTIONS
    ]
    if given is None or not declared:
        return None
    problems = _problems(settings, given, declared)
    if problems:
        raise InputError(problems)
    every = given if elsewhere is None else elsewhere
    scale = settings.need.scale
    reference = pd.concat([given, every]) if scale == "table" and every is not given else given
    columns = [name for name in declared if reference[name].notna().any()]
    if not columns:
        return None
    communes = communes.sort_values()
    values = given.reindex(communes)[columns]
    rules = settings.need
    table = composite_need(
        values,
        {name: _DIRECTIONS[settings.indicators[name].direction] for name in columns},
        national=reference[columns],
        weights={name: rules.weights.get(name, 1.0) for name in columns},
        sizes=_sizes(settings, given.reindex(communes), columns),
        rules=NeedRules(
            draws=rules.draws,
            seed=rules.seed,
            concentration=rules.concentration,
            certainty=rules.certainty,
            fewest=rules.fewest,
        ),
    )
    return Need(table=table, indicators=values, scale=scale)


def _sizes(settings: Settings, given: pd.DataFrame, columns: list[str]) -> pd.DataFrame | None:
    sizes = {
        name: given[size]
        for name in columns
        if (size := settings.indicators[name].size) is not None
    }
    return pd.DataFrame(sizes, index=given.index) if sizes else None


def _problems(settings: Settings, given: pd.DataFrame, declared: list[str]) -> tuple[Problem, ...]:
    problems = []
    for name in declared:
        size = settings.indicators[name].size
        if size is None:
            continue
        of_size = settings.indicators.get(size)
        if of_size is None or of_size.direction != "effectif":
            problems.append(
                Problem(
                    file="netmap.toml",
                    kind="indicator-size-unknown",
                    column=f"indicateurs.{name}.effectif",
                    found=size,
                )
            )
            continue
        outside = given[(given[name] < 0) | (given[name] > _PERCENT)]
        problems += [
            Problem(
                file=_TABLE,
                kind="indicator-no-percentage",
                line=int(line),
                column=name,
                found=f"{value:g}",
            )
            for line, value in zip(outside["ligne"], outside[name], strict=True)
        ]
    problems += [
        Problem(
            file="netmap.toml", kind="indicator-weight-unknown", column="besoin.poids", found=name
        )
        for name in sorted(set(settings.need.weights) - set(declared))
    ]
    return tuple(problems)
