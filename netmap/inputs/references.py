"""Whether codes and ids name something: a place of the layers, a partner, a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.draft import rows_where
from netmap.inputs.places import point_faults
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import (
    AccompanimentRow,
    AssessmentRow,
    ContactRow,
    PartnerRow,
    PermanenceRow,
    PopulationRow,
    RelationRow,
    RoundRow,
)
from netmap.inputs.words import Closest
from netmap.periods import months
from netmap.sources import base
from netmap.vocabulary import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.inputs.draft import Draft
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table


def check_references(draft: Draft) -> Iterator[Problem]:
    """Yield codes and ids that no layer and no table knows; a file that is unread accuses none."""
    yield from _place_codes(draft)
    yield from _covered_codes(draft)
    yield from _unknown_partners(draft, draft.tables[RelationRow], ("source_id", "cible_id"))
    yield from _unknown_partners(draft, draft.tables[PermanenceRow], ("mediateur_id", "accueil_id"))
    yield from _lived(draft)
    yield from _periods(draft)
    yield from _perimeter(draft)
    yield from _scenario_places(draft)


def _place_codes(draft: Draft) -> Iterator[Problem]:
    communes, qpv = draft.commune_codes, draft.qpv_codes
    if communes is None:
        return
    both = communes | qpv if qpv is not None else None
    near = Closest(sorted(both or communes))
    wanted: list[tuple[type[Row], str, frozenset[str] | None]] = [
        (PermanenceRow, "code_insee", communes),
        (AccompanimentRow, "code", both | {ELSEWHERE} if both else None),
        (ContactRow, "code", both),
        (RoundRow, "code", both),
        (PopulationRow, "code", both),
        (AssessmentRow, "code", both),
    ]
    for model, column, known in wanted:
        table = draft.tables[model]
        if table.frame is None or known is None:
            continue
        yield from unknown_places(table, column, known=known, near=near)


def unknown_places(
    table: Table, column: str, *, known: frozenset[str], near: Closest
) -> Iterator[Problem]:
    """Yield the codes of a column that no layer knows."""
    if table.frame is None:
        return
    values = table.frame[column]
    for line, code in rows_where(table.frame, values.notna() & ~values.isin(known), column):
        yield _unknown_code(table, line, column, code, known=known, near=near)


def _covered_codes(draft: Draft) -> Iterator[Problem]:
    table, communes, qpv = draft.tables[PartnerRow], draft.commune_codes, draft.qpv_codes
    if table.frame is None or draft.settings is None or communes is None or qpv is None:
        return
    epci = draft.settings.territory.epci
    places = communes | qpv
    near = Closest(sorted(places))
    for line, covered in rows_where(table.frame, table.frame["couvre"].map(bool), "couvre"):
        for code in covered:
            if codes.EPCI.fullmatch(code):
                if code != epci:
                    details = (("epci", epci or "—"),)
                    yield table.problem(
                        "unknown-epci", line=line, column="couvre", found=code, details=details
                    )
            elif code not in places:
                yield _unknown_code(table, line, "couvre", code, known=places, near=near)


def _unknown_code(
    table: Table, line: int, column: str, code: str, *, known: frozenset[str], near: Closest
) -> Problem:
    generations = {codes.generation(other) for other in known if codes.QPV.fullmatch(other)}
    if codes.QPV.fullmatch(code) and generations and codes.generation(code) not in generations:
        return table.problem(
            "other-generation",
            line=line,
            column=column,
            found=code,
            details=(("generation", codes.generation(code)), ("layer", min(generations))),
        )
    if codes.COMMUNE.fullmatch(code):
        # a code that looks like it is another commune, and digits that look alike mean nothing
        name = base.communes()["nom"].get(code)
        kind = "commune-of-no-code" if name is None else "commune-elsewhere"
        details = (("name", str(name or "")),)
        return table.problem(kind, line=line, column=column, found=code, details=details)
    return table.problem(
        "unknown-code",
        line=line,
        column=column,
        found=code,
        details=(("suggestion", near(code)),),
    )


def _unknown_partners(draft: Draft, table: Table, columns: tuple[str, ...]) -> Iterator[Problem]:
    partners = draft.tables[PartnerRow]
    if partners.frame is None or table.frame is None or "nom" not in partners.stated:
        return
    known = set(partners.frame["id"].dropna())
    near = Closest(sorted(known))
    for column in columns:
        values = table.frame[column]
        for line, partner in rows_where(table.frame, values.notna() & ~values.isin(known), column):
            yield table.problem(
                "unknown-partner",
                line=line,
                column=column,
                found=partner,
                details=(("suggestion", near(partner)),),
            )


def _lived(draft: Draft) -> Iterator[Problem]:
    if draft.lived.frame is None or draft.lived.file is None or draft.qpv_codes is None:
        return
    near = Closest(sorted(draft.qpv_codes))
    for line, code in rows_where(
        draft.lived.frame, ~draft.lived.frame["code_qp"].isin([*draft.qpv_codes, None]), "code_qp"
    ):
        yield Problem(
            file=draft.lived.file.path,
            kind="unknown-code",
            line=line,
            column="code_qp",
            found=code,
            details=(("suggestion", near(code)),),
        )


def _periods(draft: Draft) -> Iterator[Problem]:
    """Yield periods of ``netmap.toml`` that have no count."""
    counts = draft.tables[AccompanimentRow]
    if draft.settings is None or counts.frame is None or "periode" not in counts.stated:
        return
    known = sorted(set(counts.frame["periode"].dropna()))
    pooled = [("densite.periodes", period) for period in draft.settings.density.periods]
    counted = frozenset[int]().union(*map(months, known))
    opened = [
        (f"perimetre.{period}", period)
        for period in draft.settings.perimeter
        if counted.isdisjoint(months(period))
    ]
    for key, period in (*pooled, *opened):
        if period not in known:
            yield Problem(
                file=SETTINGS_FILE,
                kind="unknown-period",
                severity="error" if (key, period) in pooled else "warning",
                column=key,
                line=draft.settings_file.line_of(key.split(".")),
                found=period,
                details=(("known", ", ".join(known)),),
            )


def _perimeter(draft: Draft) -> Iterator[Problem]:
    """Yield places of ``[perimetre]`` that no layer knows."""
    if draft.settings is None or draft.commune_codes is None or draft.qpv_codes is None:
        return
    places = draft.commune_codes | draft.qpv_codes
    near = Closest(sorted(places))
    for period, inside in draft.settings.perimeter.items():
        for code in sorted(set(inside) - places - {draft.settings.territory.epci}):
            yield Problem(
                file=SETTINGS_FILE,
                kind="unknown-code",
                column=f"perimetre.{period}",
                line=draft.settings_file.line_of(["perimetre", period]),
                found=code,
                details=(("suggestion", near(code)),),
            )


def _scenario_places(draft: Draft) -> Iterator[Problem]:
    """Yield the places of a scenario that the project does not know, or knows already."""
    file, permanences = draft.scenario, draft.frame(PermanenceRow)
    if file is None:
        return
    given = set() if permanences is None else set(permanences["id"].dropna())
    places = file.scenario.places
    for key, ids in (
        ("fermes", places.closed),
        ("verrouilles", places.locked),
        ("deverrouilles", places.unlocked),
    ):
        for one in ids:
            if one not in given:
                near = Closest(sorted(given))(one)
                yield file.problem(
                    "scenario-place-unknown", key, found=one, details=(("suggestion", near),)
                )
    for one in sorted(set(places.closed) & set(places.locked)):
        yield file.problem("scenario-place-both", "fermes", found=one)
    new = [place.id for place in places.added]
    for place in places.added:
        if place.id in given or new.count(place.id) > 1:
            yield file.problem("scenario-place-known", "ajoutes", found=place.id)
        known = draft.commune_codes or frozenset()
        if known and place.code_insee not in known:
            near = Closest(sorted(known))(place.code_insee)
            yield file.problem(
                "unknown-code",
                "ajoutes",
                found=place.code_insee,
                details=(("suggestion", near),),
            )
        nan = float("nan")
        latitude = nan if place.latitude is None else place.latitude
        longitude = nan if place.longitude is None else place.longitude
        fault = str(point_faults([latitude], [longitude])[0])
        if fault:
            yield file.problem(fault, "ajoutes", found=place.id)
