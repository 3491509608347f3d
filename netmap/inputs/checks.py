"""Whether the files agree with each other and each row with itself: what cannot be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs import codes
from netmap.inputs.draft import rows_where
from netmap.inputs.files import candidates, listing
from netmap.inputs.places import point_faults
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import (
    TABLES,
    AccompanimentRow,
    ContactRow,
    IndicatorRow,
    PartnerRow,
    PermanenceRow,
    RelationRow,
    RoundRow,
    endings_of,
)
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from netmap.inputs.draft import Draft
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table


def check_draft(draft: Draft) -> Iterator[Problem]:
    """Yield what is wrong between the rows of a table, the tables and the layers."""
    yield from _required_files(draft)
    for model in (PartnerRow, PermanenceRow, IndicatorRow):
        yield from _unique(draft.tables[model])
    for model in (PartnerRow, PermanenceRow, ContactRow):
        yield from _points(draft.tables[model])
    yield from _place_codes(draft)
    yield from _relations(draft)
    yield from _permanences(draft)
    yield from _accompaniments(draft.tables[AccompanimentRow])
    yield from _rounds(draft.tables[RoundRow])
    yield from _lived(draft)
    yield from _settings(draft)


def _required_files(draft: Draft) -> Iterator[Problem]:
    if draft.communes.file is None and not draft.communes.problems:
        yield from _absent(draft, "data/geo/communes", ".geojson", (".gpkg", ".shp"))
    partners = draft.tables[PartnerRow]
    if partners.file is None and not partners.problems:
        yield from _absent(draft, PartnerRow.stem, ".csv", endings_of(PartnerRow))
    for table in draft.tables.values():
        if table.frame is not None and table.frame.empty and table.model is PartnerRow:
            yield table.problem("no-rows")
    if draft.sources_file.found is None and not draft.sources_file.problems:
        yield Problem(file="data/geo/SOURCES.toml", kind="missing-file")


def _absent(draft: Draft, stem: str, ending: str, read: tuple[str, ...]) -> Iterator[Problem]:
    """Yield that a file is not there; one of its name in a format that is not read is named."""
    folder, _, name = stem.rpartition("/")
    others = [
        entry
        for entry in listing(draft.project, folder)
        if entry.casefold().rpartition(".")[0] == name
        and entry.casefold() not in {f"{name}.cpg", f"{name}.dbf", f"{name}.prj", f"{name}.shx"}
    ]
    if others and not candidates(draft.project, stem, [ending, *read]):
        yield Problem(
            file=f"{folder}/{others[0]}",
            kind="format-not-read",
            details=(("endings", ", ".join(dict.fromkeys((ending, *read)))),),
        )
    else:
        yield Problem(file=f"{stem}{ending}", kind="missing-file")


def _unique(table: Table) -> Iterator[Problem]:
    frame, key = table.frame, table.model.key
    if frame is None or key is None:
        return
    given = frame[frame[key].notna()]
    first = given.drop_duplicates(key).set_index(key)["ligne"]
    for line, value in rows_where(given, given[key].duplicated(), key):
        yield table.problem(
            "duplicate-id",
            line=line,
            column=key,
            found=value,
            details=(("first", str(first[value])),),
        )


def _points(table: Table) -> Iterator[Problem]:
    """Yield points that cannot be right; a contact's are never shown."""
    frame = table.frame
    if frame is None:
        return
    bad_cells = {p.line for p in table.problems if p.column in {"latitude", "longitude"}}
    faults = point_faults(frame["latitude"], frame["longitude"])
    for line, latitude, longitude in rows_where(frame, faults != "", "latitude", "longitude"):
        if line in bad_cells:
            continue
        fault = str(point_faults([latitude], [longitude])[0])
        missing_latitude = latitude != latitude  # noqa: PLR0124 - NaN
        shown = None if table.model is ContactRow else f"{latitude:.10g} ; {longitude:.10g}"
        yield table.problem(
            fault,
            line=line,
            column="latitude" if missing_latitude or fault != "half-a-point" else "longitude",
            found=None if fault == "half-a-point" else shown,
        )


def _place_codes(draft: Draft) -> Iterator[Problem]:
    communes, qpv = draft.commune_codes, draft.qpv_codes
    if communes is None:
        return
    both = communes | qpv if qpv is not None else None
    wanted: list[tuple[type[Row], str, frozenset[str] | None]] = [
        (PermanenceRow, "code_insee", communes),
        (AccompanimentRow, "code", both),
        (ContactRow, "code", both),
        (RoundRow, "code", both),
    ]
    for model, column, known in wanted:
        table = draft.tables[model]
        if table.frame is None or known is None:
            continue
        values = table.frame[column]
        for line, code in rows_where(table.frame, values.notna() & ~values.isin(known), column):
            yield _unknown_code(table, line, column, code, known)
    table = draft.tables[PartnerRow]
    if table.frame is None or both is None:
        return
    epci = draft.settings.territory.epci if draft.settings else None
    for line, covered in table.frame[["ligne", "couvre"]].itertuples(index=False, name=None):
        for code in covered:
            if codes.EPCI.fullmatch(code):
                if draft.settings is not None and code != epci:
                    yield table.problem(
                        "unknown-epci",
                        line=line,
                        column="couvre",
                        found=code,
                        details=(("epci", epci or ""),),
                    )
            elif code not in both:
                yield _unknown_code(table, line, "couvre", code, both)


def _unknown_code(
    table: Table, line: int, column: str, code: str, known: frozenset[str]
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
    return table.problem(
        "unknown-code",
        line=line,
        column=column,
        found=code,
        details=(("suggestion", closest(code, sorted(known))),),
    )


def _relations(draft: Draft) -> Iterator[Problem]:
    table = draft.tables[RelationRow]
    frame = table.frame
    if frame is None:
        return
    yield from _unknown_partners(draft, table, ("source_id", "cible_id"))
    itself = frame["source_id"].notna() & (frame["source_id"] == frame["cible_id"])
    for line, partner in rows_where(frame, itself, "cible_id"):
        yield table.problem("self-relation", line=line, column="cible_id", found=partner)
    for line, end, start in rows_where(
        frame, frame["date_fin"] < frame["date_debut"], "date_fin", "date_debut"
    ):
        yield table.problem(
            "ends-before-start",
            line=line,
            column="date_fin",
            found=f"{end:%Y-%m-%d}",
            details=(("start", f"{start:%Y-%m-%d}"),),
        )
    yield from _more_than(table, "nb_acceptees", "nb_orientations")


def _permanences(draft: Draft) -> Iterator[Problem]:
    table = draft.tables[PermanenceRow]
    frame = table.frame
    if frame is None:
        return
    yield from _unknown_partners(draft, table, ("partner_id",))
    for (line,) in rows_where(frame, frame["verrouillee"] & (frame["statut"] == "candidate")):
        yield table.problem("locked-candidate", line=line, column="verrouillee", found="oui")


def _unknown_partners(draft: Draft, table: Table, columns: tuple[str, ...]) -> Iterator[Problem]:
    partners = draft.tables[PartnerRow]
    if partners.frame is None or table.frame is None or "id" not in partners.stated:
        return
    known = sorted(set(partners.frame["id"].dropna()))
    for column in columns:
        values = table.frame[column]
        for line, partner in rows_where(table.frame, values.notna() & ~values.isin(known), column):
            yield table.problem(
                "unknown-partner",
                line=line,
                column=column,
                found=partner,
                details=(("suggestion", closest(partner, known)),),
            )


def _accompaniments(table: Table) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    yield from _more_than(table, "situations_cloturees", "personnes")
    cell = ["periode", "code", "thematique", "public"]
    whole = frame[frame["periode"].notna() & frame["code"].notna()]
    first = dict(zip(_keys(whole, cell)[::-1], whole["ligne"][::-1], strict=True))
    for key, line in zip(_keys(whole, cell), whole["ligne"], strict=True):
        if first[key] != line:
            yield table.problem(
                "same-count-twice",
                line=int(line),
                column="code",
                found=str(key[1]),
                details=(("first", str(first[key])), ("period", str(key[0]))),
            )


def _keys(frame: pd.DataFrame, columns: list[str]) -> list[tuple[object, ...]]:
    return list(frame[columns].itertuples(index=False, name=None))


def _rounds(table: Table) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    parts = ["rencontres", "refus", "absents", "vacants", "inaccessibles"]
    total = frame[parts].sum(axis=1, min_count=1)
    for line, doors in rows_where(frame, total > frame["logements"], "logements"):
        summed = total[frame["ligne"] == line].iloc[0]
        yield table.problem(
            "more-than-doors",
            line=line,
            column="logements",
            found=f"{doors:.0f}",
            details=(("total", f"{summed:.0f}"),),
        )


def _more_than(table: Table, part: str, whole: str) -> Iterator[Problem]:
    frame = table.frame
    if frame is None:
        return
    for line, some, every in rows_where(frame, frame[part] > frame[whole], part, whole):
        yield table.problem(
            "part-over-whole",
            line=line,
            column=part,
            found=f"{some:.0f}",
            details=(("whole", whole), ("limit", f"{every:.0f}")),
        )


def _lived(draft: Draft) -> Iterator[Problem]:
    if draft.lived.frame is None or draft.lived.file is None or draft.qpv_codes is None:
        return
    for line, code in rows_where(
        draft.lived.frame, ~draft.lived.frame["code_qp"].isin([*draft.qpv_codes, None]), "code_qp"
    ):
        yield Problem(
            file=draft.lived.file.path,
            kind="unknown-code",
            line=line,
            column="code_qp",
            found=code,
            details=(("suggestion", closest(code, sorted(draft.qpv_codes))),),
        )


def _settings(draft: Draft) -> Iterator[Problem]:
    """Yield codes and periods of ``netmap.toml`` that no layer and no table knows."""
    settings, toml = draft.settings, draft.settings_file
    if settings is None:
        return
    counts = draft.tables[AccompanimentRow]
    if counts.frame is not None and "periode" in counts.stated:
        known = sorted(set(counts.frame["periode"].dropna()))
        for period in settings.density.periods:
            if period not in known:
                yield Problem(
                    file=SETTINGS_FILE,
                    kind="unknown-period",
                    column="densite.periodes",
                    line=toml.line_of(["densite", "periodes"]),
                    found=period,
                    details=(("known", ", ".join(known)),),
                )
        for period in settings.perimeter:
            if period not in known:
                yield Problem(
                    file=SETTINGS_FILE,
                    kind="unknown-period",
                    severity="warning",
                    column=f"perimetre.{period}",
                    line=toml.line_of(["perimetre", period]),
                    found=period,
                    details=(("known", ", ".join(known)),),
                )
    if draft.commune_codes is None or draft.qpv_codes is None:
        return
    places = draft.commune_codes | draft.qpv_codes
    for period, inside in settings.perimeter.items():
        for code in inside:
            if code not in places and code != settings.territory.epci:
                yield Problem(
                    file=SETTINGS_FILE,
                    kind="unknown-code",
                    column=f"perimetre.{period}",
                    line=toml.line_of(["perimetre", period]),
                    found=code,
                    details=(("suggestion", closest(code, sorted(places))),),
                )


def unread_tables(draft: Draft) -> Iterator[Problem]:
    """Yield files of ``data/`` whose name is nearly that of a table: they were not read."""
    stems = {model.stem.rpartition("/")[2]: model for model in TABLES}
    known = {f"{name}{ending}" for name, model in stems.items() for ending in endings_of(model)}
    for entry in listing(draft.project, "data"):
        name, _, ending = entry.casefold().rpartition(".")
        if entry.casefold() in known or f".{ending}" not in {
            ".csv",
            ".xlsx",
            ".ods",
            ".xls",
            ".parquet",
        }:
            continue
        near = _FRENCH.get(name) or closest(name, stems)
        if (
            near
            and draft.tables[stems[near]].file is None
            and not draft.tables[stems[near]].problems
        ):
            yield Problem(
                file=f"data/{entry}",
                kind="misnamed-file",
                severity="warning",
                details=(("suggestion", f"{near}.csv"),),
            )


_FRENCH = {"partenaires": "partners", "indicators": "indicateurs"}
