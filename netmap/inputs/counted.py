"""What a table of accompanied people leaves open: asked, with both readings and their totals.

A table that can be read in two ways is read in neither: the answer is kept in ``netmap.toml``
under ``[lecture]``. What settles itself is not asked.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from netmap.inputs.draft import rows_where
from netmap.inputs.people import people_by_code
from netmap.inputs.rows import AccompanimentRow
from netmap.periods import months, open_codes, within_another

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.inputs.tables import Table
    from netmap.settings import ReadingSettings, Settings


def check_counted(draft: Draft) -> Iterator[Problem]:
    """Yield what a table of counts leaves open, and numbers that cannot be."""
    table, settings = draft.tables[AccompanimentRow], draft.settings
    if table.frame is None or settings is None or draft.commune_codes is None:
        return
    frame = table.frame
    frame = frame[frame["periode"].notna() & frame["code"].notna()]
    yield from _overlaps(table, frame)
    yield from _more_than_residents(draft, table, frame)
    yield from _parts(table, frame, settings.reading)
    if draft.qpv_codes is None:
        return
    homes = quarters_by_commune(draft)
    yield from _held(table, frame, homes, settings.reading)
    yield from _absent(draft, table, frame, settings)


def _overlaps(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield a period that shares months with another one of the same code and is not inside it."""
    for code, own in frame.groupby("code", sort=True):
        first = dict(zip(own["periode"][::-1].map(str), own["ligne"][::-1], strict=True))
        for one, other in combinations(sorted(first), 2):
            shared = months(one) & months(other)
            if shared and not months(one) <= months(other) and not months(other) <= months(one):
                yield table.problem(
                    "periods-overlap",
                    line=int(max(first[one], first[other])),
                    column="periode",
                    found=f"{one}, {other}",
                    details=(("code", str(code)), ("months", str(len(shared)))),
                )


def _more_than_residents(draft: Draft, table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield more people than live in a place."""
    residents: dict[str, float] = {}
    for layer in (draft.communes, draft.qpv):
        if layer.frame is not None and "population" in layer.frame:
            residents |= dict(
                zip(layer.frame[layer.model.key], layer.frame["population"], strict=True)
            )
    living = frame["code"].map(residents)
    over = frame.assign(population=living)
    for line, people, most in rows_where(
        over, over["personnes"] > over["population"], "personnes", "population"
    ):
        yield table.problem(
            "more-than-residents",
            line=line,
            column="personnes",
            found=f"{people:.0f}",
            details=(("limit", f"{most:.0f}"),),
        )


def _parts(table: Table, frame: pd.DataFrame, reading: ReadingSettings) -> Iterator[Problem]:
    """Yield themes or publics that add up or not, where a place has nothing else."""
    for parts, key, attribute in (
        ("public", "publics_s_ajoutent", "publics_add"),
        ("thematique", "thematiques_s_ajoutent", "themes_add"),
    ):
        if getattr(reading, attribute) is not None or frame[parts].isna().all():
            continue
        totals = [
            people_by_code(frame, reading.model_copy(update={attribute: adds}))
            for adds in (True, False)
        ]
        apart = totals[0]["lecture"] == parts
        both = [float(one["personnes"][apart].sum()) for one in totals]
        if both[0] != both[1]:
            yield table.problem(
                "parts-add-up",
                line=_first(frame, frame[parts].notna()),
                column=parts,
                details=(("key", key), ("sum", f"{both[0]:.0f}"), ("largest", f"{both[1]:.0f}")),
            )


def _first(frame: pd.DataFrame, where: Any) -> int:  # noqa: ANN401
    return int(frame["ligne"][where].iloc[0])


def quarters_by_commune(draft: Draft) -> dict[str, dict[str, float]]:
    """Return, for each QPV, the communes that it lies in (each 1.0: nothing is shared out here)."""
    layer, communes = draft.qpv.frame, draft.communes.frame
    if layer is None or communes is None:
        return {}
    known = draft.commune_codes or frozenset()
    stated = dict(zip(layer["code_qp"], layer["insee_com"], strict=True))
    homes = {code: [home for home in said if home in known] for code, said in stated.items()}
    silent = [not homes[code] for code in layer["code_qp"]]
    if any(silent):
        for code, home in _lying(layer[silent], communes):
            homes[code].append(home)
    return {
        str(code): dict.fromkeys(map(str, own), 1.0)
        for code, own in homes.items()
        if code is not None and own
    }


def _lying(layer: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Iterator[tuple[str, str]]:
    """Yield the QPVs of a layer, each with the communes in whose outline it lies."""
    import geopandas as gpd

    points = gpd.GeoDataFrame(
        layer[["code_qp"]], geometry=layer.geometry.representative_point(), crs=layer.crs
    ).dropna()
    outlines = communes[["code_insee", "geometry"]].dropna()
    inside = gpd.sjoin(points, outlines.to_crs(layer.crs), predicate="intersects")
    yield from zip(inside["code_qp"], inside["code_insee"], strict=True)


def _held(
    table: Table,
    frame: pd.DataFrame,
    homes: Mapping[str, Mapping[str, float]],
    reading: ReadingSettings,
) -> Iterator[Problem]:
    """Yield that a commune's row may hold its QPVs or not, or that it cannot as was said."""
    rows = people_by_code(frame, reading)
    people = {
        (period, code): number
        for period, code, number in zip(
            rows["periode"], rows["code"], rows["personnes"], strict=True
        )
    }
    inside: dict[tuple[str, str], float] = {}
    for (period, code), number in people.items():
        own = homes.get(code, {})
        for home in own if len(own) == 1 and number == number else ():  # noqa: PLR0124 - NaN
            if (period, home) in people:
                inside[period, home] = inside.get((period, home), 0.0) + number
    both = {place: people[place] for place in inside if people[place] == people[place]}
    too_many = [place for place, number in both.items() if inside[place] > number]
    if reading.holds_quarters and too_many:
        period, home = min(too_many)
        yield table.problem(
            "quarters-over-commune",
            line=_first(frame, (frame["periode"] == period) & (frame["code"] == home)),
            column="personnes",
            found=f"{people[period, home]:.0f}",
            details=(("total", f"{inside[period, home]:.0f}"), ("period", period)),
        )
    if reading.holds_quarters is not None or not both or too_many:
        return
    whole = float(rows["personnes"].sum())
    period, home = min(both)
    yield table.problem(
        "commune-holds-quarters",
        line=_first(frame, (frame["periode"] == period) & (frame["code"] == home)),
        column="code",
        found=home,
        details=(
            ("holds", f"{whole - sum(inside[place] for place in both):.0f}"),
            ("apart", f"{whole:.0f}"),
            ("quarters", f"{inside[period, home]:.0f}"),
            ("commune", f"{both[period, home]:.0f}"),
            ("period", period),
        ),
    )


def _absent(
    draft: Draft, table: Table, frame: pd.DataFrame, settings: Settings
) -> Iterator[Problem]:
    """Yield, once, the places where the service was open and that have no row in some period."""
    if settings.reading.absent is not None:
        return
    chosen = settings.density.periods
    told: dict[str, set[str]] = {}
    for period, code in zip(frame["periode"], frame["code"], strict=True):
        if not chosen or period in chosen:
            told.setdefault(str(period), set()).add(str(code))
    quarters = draft.qpv_codes or frozenset()
    places = set(draft.commune_codes or ())
    if any(codes & quarters for codes in told.values()):
        places |= quarters
    lacking: dict[str, list[str]] = {}
    periods = [p for p in sorted(told) if not within_another(p, frozenset(told))]
    for period in periods:
        inside = open_codes(period, settings.perimeter)
        open_here = places if inside is None else places & set(inside)
        if inside is not None and settings.territory.epci in inside:
            open_here = places
        told_here = set().union(*(told[p] for p in told if months(p) <= months(period)))
        for code in sorted(open_here - told_here):
            lacking.setdefault(code, []).append(period)
    if not lacking:
        return
    names = _names(draft)
    told_names = [
        names.get(code, code)
        if len(own) == len(periods)
        else f"{names.get(code, code)} ({', '.join(own)})"
        for code, own in lacking.items()
    ]
    yield table.problem(
        "absent-rows",
        severity="warning",
        column="code",
        found=", ".join(told_names),
        details=(("count", str(len(lacking))), ("total", f"{frame['personnes'].sum():.0f}")),
    )


def _names(draft: Draft) -> dict[str, str]:
    names: dict[str, str] = {}
    for layer, column in ((draft.communes, "nom"), (draft.qpv, "lib_qp")):
        if layer.frame is not None:
            pairs = zip(layer.frame[layer.model.key], layer.frame[column], strict=True)
            names |= {code: name for code, name in pairs if code and name}
    return names
