"""The table of travel times: a mode, every commune to every permanence, each pair once.

Where the settings name a second mode, for households without a car, both are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.carless import check_carless, households_minutes
from netmap.inputs.draft import rows_where
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import PermanenceRow, TimeRow
from netmap.inputs.words import Closest, closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.inputs.draft import Draft
    from netmap.inputs.tables import Table

_COLUMNS = ["de", "vers", "minutes", "mode"]


def times_in_use(draft: Draft) -> pd.DataFrame | None:
    """Return the rows of the mode in use, between places that the project knows.

    Returns
    -------
        As ``Inputs.times``; None: no such table, or nothing says which of its modes to use.
    """
    table = draft.tables[TimeRow]
    mode = _mode(draft, table)
    if table.frame is None or isinstance(mode, Problem):
        return None
    frame = _of_mode(draft, table.frame, mode)
    other = draft.settings.access.without_car if draft.settings else None
    if other is None:
        return frame
    return households_minutes(frame, _of_mode(draft, table.frame, other), draft)


def _of_mode(draft: Draft, frame: pd.DataFrame, mode: str | None) -> pd.DataFrame:
    """Return the rows of a mode (None: of all) between places that the project knows."""
    own = frame if mode is None else frame[frame["mode"] == mode]
    known = (draft.commune_codes or frozenset()) | (draft.qpv_codes or frozenset())
    kept = own["de"].isin(known) & own["vers"].isin(_ids(draft))
    return own.loc[kept, [*_COLUMNS, "ligne"]].reset_index(drop=True)


def check_times(draft: Draft) -> Iterator[Problem]:
    """Yield what keeps the table of times from being used whole: a hole is never filled in."""
    table = draft.tables[TimeRow]
    stopped = any(problem.severity == "error" for problem in table.problems)
    if table.frame is None or stopped or draft.settings is None:
        return
    mode = _mode(draft, table)
    if isinstance(mode, Problem):
        yield mode
        return
    yield from _unknown(draft, table)
    if wrong := tuple(check_carless(draft, set(table.frame["mode"].dropna()))):
        yield from wrong
        return
    other = draft.settings.access.without_car
    for one in (mode,) if other is None else (mode, other):
        yield from _of_pairs(draft, table, _of_mode(draft, table.frame, one))


def _of_pairs(draft: Draft, table: Table, used: pd.DataFrame) -> Iterator[Problem]:
    """Yield the pairs of a mode that stand twice, and those that do not stand."""
    first = used.drop_duplicates(["de", "vers"]).set_index(["de", "vers"])["ligne"]
    for line, start, end in rows_where(used, used.duplicated(["de", "vers"]), "de", "vers"):
        yield table.problem(
            "same-time-twice",
            line=line,
            column="vers",
            found=end,
            details=(("code", start), ("first", str(first[start, end]))),
        )
    yield from _holes(draft, table, used)


def _mode(draft: Draft, table: Table) -> str | Problem | None:
    """Return the mode in use, None where the table has none; or why it cannot be told."""
    if table.frame is None:
        return None
    modes = sorted(set(table.frame["mode"].dropna()))
    wanted = draft.settings.access.mode if draft.settings else None
    if wanted is not None:
        if wanted in modes:
            return wanted
        return Problem(
            file=SETTINGS_FILE,
            kind="times-mode-unknown",
            column="acces.mode",
            line=draft.settings_file.line_of(["acces", "mode"]),
            found=wanted,
            details=(("modes", ", ".join(modes) or "—"), ("suggestion", closest(wanted, modes))),
        )
    mixed = len(modes) > 1 or (modes and table.frame["mode"].isna().any())
    if mixed:
        return table.problem("times-modes", column="mode", details=(("modes", ", ".join(modes)),))
    return modes[0] if modes else None


def _unknown(draft: Draft, table: Table) -> Iterator[Problem]:
    """Yield how many rows lead from or to places that the project does not have."""
    frame, ids = table.frame, sorted(_ids(draft))
    if frame is None or draft.commune_codes is None or draft.qpv_codes is None:
        return
    elsewhere = ~frame["de"].isin(draft.commune_codes | draft.qpv_codes)
    if elsewhere.any():
        yield table.problem(
            "rows-elsewhere",
            severity="warning",
            column="de",
            details=(("count", str(int(elsewhere.sum()))),),
        )
    near = Closest(ids)
    for line, place in rows_where(frame, ~frame["vers"].isin(ids), "vers"):
        yield table.problem(
            "unknown-permanence",
            severity="warning",
            line=line,
            column="vers",
            found=place,
            details=(("suggestion", near(place)),),
        )


def _holes(draft: Draft, table: Table, used: pd.DataFrame) -> Iterator[Problem]:
    if draft.commune_codes is None:
        return
    given = set(zip(used["de"], used["vers"], strict=True))
    missing = [
        (code, place)
        for code in sorted(draft.commune_codes)
        for place in sorted(_ids(draft))
        if (code, place) not in given
    ]
    if missing:
        code, place = missing[0]
        yield table.problem(
            "times-hole",
            details=(("count", str(len(missing))), ("code", code), ("site", place)),
        )


def _ids(draft: Draft) -> set[str]:
    """Return the ids of the permanences, those that a scenario adds among them."""
    places = draft.frame(PermanenceRow)
    ids = set() if places is None else set(places["id"].dropna())
    added = () if draft.scenario is None else draft.scenario.scenario.places.added
    return ids | {place.id for place in added}
