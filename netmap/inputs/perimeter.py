"""Whether the tables agree with ``[perimetre]``: where the mediation works, and who says so."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.draft import rows_where
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import (
    AccompanimentRow,
    ContactRow,
    PartnerRow,
    PermanenceRow,
    RoundRow,
)
from netmap.periods import open_codes, open_today
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netmap.inputs.draft import Draft
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table
    from netmap.settings import Settings

#: Tables whose rows happened somewhere, and the column that says when.
_DATED: dict[type[Row], str] = {
    AccompanimentRow: "periode",
    ContactRow: "date",
    RoundRow: "date",
}


def doubt_perimeter(draft: Draft) -> Iterator[Problem]:
    """Yield rows of places outside the perimeter, and places of it that nobody serves."""
    if draft.settings is None:
        return
    yield from _outside(draft, draft.settings)
    yield from _unclaimed(draft, draft.settings)
    yield from _holders(draft)


def _outside(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Yield the rows that happened where and when the mediation was not meant to work.

    A QPV whose communes the layer does not tell may lie in one that is open, and people of
    elsewhere live in no place that opens: nothing is said.
    """
    is_outside = outside_of(draft, settings)
    for model, column in _DATED.items():
        if draft.tables[model].frame is not None and settings.perimeter:
            yield from outside_rows(draft.tables[model], column, is_outside)


def outside_of(draft: Draft, settings: Settings) -> Callable[[str, str], bool]:
    """Return what tells whether the mediation was not meant to work at a code, over a period."""
    communes_of = _communes_of_quarters(draft)

    @cache
    def is_outside(code: str, period: str) -> bool:
        codes = open_codes(period, settings.perimeter)
        around = communes_of.get(code)
        unknown = around is None and code in (draft.qpv_codes or ())
        places = {code, settings.territory.epci, *(around or ())}
        anywhere = codes is None or code == ELSEWHERE or unknown
        return not anywhere and places.isdisjoint(codes or ())

    return is_outside


def outside_rows(
    table: Table, column: str, is_outside: Callable[[str, str], bool]
) -> Iterator[Problem]:
    """Yield the rows of a table that happened where and when the mediation was not to work."""
    frame, contacts = table.frame, table.model is ContactRow
    if frame is None:
        return
    given = frame[column].notna() & frame["code"].notna()
    for line, code, when in rows_where(frame, given, "code", column):
        period = when if isinstance(when, str) else f"{when:%Y-%m}"
        if is_outside(code, period):
            yield table.problem(
                "outside-perimeter",
                severity="warning",
                line=line,
                column="code",
                found=None if contacts else code,
                details=(("period", period[:4] if contacts else period),),
            )


def _communes_of_quarters(draft: Draft) -> dict[str, set[str]]:
    frame = draft.qpv.frame
    if frame is None or "insee_com" not in frame:
        return {}
    return {
        code: set(communes)
        for code, communes in zip(frame["code_qp"], frame["insee_com"], strict=True)
        if code is not None and communes
    }


def _unclaimed(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Yield, once, the places open today that no active mediation point says that it covers."""
    frame, counts = draft.frame(PartnerRow), draft.frame(AccompanimentRow)
    periods = () if counts is None else sorted(set(counts["periode"].dropna()))
    opened = open_today(settings.perimeter, periods)
    if frame is None or opened is None:
        return
    points = frame[(frame["position"] == "mediation") & (frame["statut"] == "actif")]
    covered = {code for codes in points["couvre"] for code in codes}
    silent = points.empty or not points["couvre"].map(bool).all()
    left = sorted(set(opened) - covered - {settings.territory.epci})
    if left and not silent and settings.territory.epci not in covered:
        yield Problem(
            file=SETTINGS_FILE,
            kind="unclaimed-perimeter",
            severity="warning",
            column="perimetre",
            line=draft.settings_file.line_of(["perimetre"]),
            found=", ".join(left[:3]),
            details=(("count", str(len(left))),),
        )


def _holders(draft: Draft) -> Iterator[Problem]:
    """Yield permanences held by a partner that is no mediation point: it may host them."""
    partners, permanences = draft.frame(PartnerRow), draft.frame(PermanenceRow)
    if partners is None or permanences is None:
        return
    others = set(partners.loc[partners["position"] != "mediation", "id"].dropna())
    for line, holder in rows_where(
        permanences, permanences["mediateur_id"].isin(others), "mediateur_id"
    ):
        yield draft.tables[PermanenceRow].problem(
            "holder-not-mediation",
            severity="warning",
            line=line,
            column="mediateur_id",
            found=holder,
        )
