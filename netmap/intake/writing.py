"""A plan put into a project: all of it or nothing, the former files kept beside."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from netmap.amend.opening import open_tables, plain_file
from netmap.amend.since import new_errors
from netmap.amend.sources import with_source
from netmap.amend.tables import Amendment, amended
from netmap.amend.writing import Written, write_files
from netmap.errors import InputError, Problem
from netmap.inputs.codes import generation
from netmap.inputs.files import Found
from netmap.inputs.headers import header_name
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.provenance import SOURCES_FILE
from netmap.inputs.rows import IndicatorRow, RelationRow
from netmap.intake.decisions import decisions_bytes, pair_of
from netmap.intake.declaring import settings_text
from netmap.starter.layers import geojson, qpv_layer, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from netmap.inputs.grid import Grid
    from netmap.inputs.rows import Row
    from netmap.intake.plan import Plan
    from netmap.messages import Messages


def write_plan(plan: Plan, *, day: date, messages: Messages) -> Written:
    """Write what a plan says, and see that the project has no error that it had not.

    Raises
    ------
    InputError
        A file cannot hold a text, is open or was changed, or the project would have new errors;
        all is as it was.
    OSError
        The disk refused; all is as it was.
    """
    new: list[str] = []

    def changes() -> list[tuple[Found, bytes]]:
        given = contents(plan, messages)
        new.extend(found.path for found, _ in given if not found.content)
        return given

    return write_files(
        plan.project, changes, refused=new_errors(plan.project, plan.before), day=day, unkept=new
    )


def contents(plan: Plan, messages: Messages) -> list[tuple[Found, bytes]]:
    """Return each file that changes, as it is, with what it becomes."""
    pairs = [*_tables(plan), *_layers(plan, messages), *_decisions(plan)]
    settings = plain_file(plan.project, SETTINGS_FILE)
    text = settings_text(settings.content.decode("utf-8-sig"), plan, messages)
    pairs.append((settings, text.encode()))
    return [(found, content) for found, content in pairs if found.content != content]


def _tables(plan: Plan) -> Iterator[tuple[Found, bytes]]:
    models = {m for m, rows in plan.rows.items() if rows} | {m for m, c in plan.cells.items() if c}
    files: dict[str, Found] = {}
    changes: dict[str, list[Amendment]] = {}
    for model, found, grid in open_tables(plan.project, sorted(models, key=lambda m: m.stem)):
        models.discard(model)
        files[found.path] = found
        changes.setdefault(found.path, []).append(_amendment(plan, model, grid))
    for path, several in changes.items():
        if any(one.cells or one.rows for one in several):
            yield files[path], amended(files[path], several)
    for model in sorted(models, key=lambda m: m.stem):
        rows = _new_rows(plan, model, frozenset())
        path = f"{model.stem}.csv"
        if rows:
            yield Found(path, plan.project / path, b""), _csv(model, rows)


def _amendment(plan: Plan, model: type[Row], grid: Grid) -> Amendment:
    """Return what changes in a table that is there: cells of rows that it has, and new rows."""
    names = {header_name(title): at for at, title in enumerate(grid.first)}
    wanted = {name for row in plan.cells.get(model, {}).values() for name in row}
    where = {name: names[name] for name in wanted if name in names} | grid.columns.where
    grid = replace(grid, columns=replace(grid.columns, where=where))
    keys = _keys(model, grid)
    cells: dict[tuple[int, str], str] = {}
    for line, key in keys.items():
        row = plan.cells.get(model, {}).get(key)
        if row is None and model is RelationRow:
            row = next((r for r in plan.rows.get(model, ()) if _key(model, r) == key), None)
        cells |= _filled(model, grid, line, row or {})
    return Amendment(grid, cells, tuple(_new_rows(plan, model, frozenset(keys.values()))))


def _key(model: type[Row], row: Mapping[str, str]) -> str:
    if model is RelationRow:
        return f"{row['source_id']} → {row['cible_id']}"
    return row.get(model.key or "", "")


def _keys(model: type[Row], grid: Grid) -> dict[int, str]:
    columns = ("source_id", "cible_id") if model is RelationRow else (model.key or "",)
    if any(name not in grid.columns.where for name in columns):
        return {}
    cells = zip(grid.lines, *(grid.cells(name) for name in columns), strict=True)
    return {line: " → ".join(text.strip() for text in said) for line, *said in cells}


def _filled(
    model: type[Row], grid: Grid, line: int, row: Mapping[str, str]
) -> dict[tuple[int, str], str]:
    """Return the cells of a row that change: figures are renewed, empty cells are filled."""
    renewed = model in {IndicatorRow, RelationRow}
    at = grid.lines.index(line) if row else 0
    found = {}
    for name, text in row.items():
        if name == model.key or name in {"source_id", "cible_id"}:
            continue
        there = grid.cells(name)[at].strip() if name in grid.columns.where else ""
        if not renewed and (there or name not in model.model_fields):
            continue
        if text and text != there:
            found[line, name] = text
    return found


def _new_rows(plan: Plan, model: type[Row], had: frozenset[str]) -> list[dict[str, str]]:
    rows = [dict(row) for row in plan.rows.get(model, ())]
    if model is IndicatorRow:
        key = model.key or ""
        rows += [{key: code, **cells} for code, cells in plan.cells.get(model, {}).items()]
    known = [*model.model_fields, *(d.figure.name for d in plan.declared)]
    return [
        {name: row[name] for name in known if row.get(name)}
        for row in rows
        if not (_key(model, row) and _key(model, row) in had)
    ]


def _csv(model: type[Row], rows: Iterable[Mapping[str, str]]) -> bytes:
    every = list(rows)
    columns = list(model.model_fields) + list(
        dict.fromkeys(n for row in every for n in row if n not in model.model_fields)
    )
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in every)
    return text.getvalue().encode("utf-8-sig")


def _layers(plan: Plan, messages: Messages) -> Iterator[tuple[Found, bytes]]:
    """Yield layers and what ``SOURCES.toml`` says of them."""
    layers = {name: layer for name, layer in plan.layers.items() if len(layer[2])}
    if not layers:
        return
    said = _found(plan, SOURCES_FILE)
    sources = said.content
    for name, (recipe, file, frame) in layers.items():
        path = f"data/geo/{name}.geojson"
        there = getattr(plan.draft, name).file
        if there is not None and there.path != path:
            details = (("wanted", path),)
            raise InputError(
                (Problem(file=there.path, kind="import-other-layer", details=details),)
            )
        key = "code_qp" if name == "qpv" else "code_insee"
        outlines = frame.drop(columns=["ligne", "place"]).set_index(key).sort_index()
        kept = [c for c in ("nom", "population", "code_epci", "mairie_lon", "mairie_lat")
                if c in outlines and outlines[c].notna().any()]  # fmt: skip
        content = qpv_layer(outlines) if name == "qpv" else geojson(outlines, key, kept)
        yield _found(plan, path), content
        taken = next(s.taken for s in plan.stories if s.taken and s.taken.recipe is recipe)
        entry = {
            "producteur": recipe.producer,
            "millesime": _vintage_of(name, taken.vintage, outlines.index, messages),
            "licence": recipe.licence,
            **({"lien": recipe.addresses[0].url} if recipe.addresses else {}),
            "sha256": sha256(content),
            "note": f"tiré de {file}",
        }
        sources = with_source(sources, path.rpartition("/")[2], entry)
    yield said, sources


def _vintage_of(name: str, said: str, codes: Iterable[str], messages: Messages) -> str:
    """Return the vintage of a layer: of neighbourhoods, that of their codes."""
    if name != "qpv":
        return said or messages("import.no-vintage")
    years = sorted({generation(str(code)) for code in codes})
    return messages("init.source.qpv-vintage", years=messages.join(list(years)))


def _found(plan: Plan, path: str) -> Found:
    if not os.path.lexists(plan.project / path):
        return Found(path, plan.project / path, b"")
    return plain_file(plan.project, path)


def _decisions(plan: Plan) -> Iterator[tuple[Found, bytes]]:
    if not plan.decisions:
        return
    names = {pair_of(*d.ids): d.names if d.ids == pair_of(*d.ids) else d.names[::-1]
             for d in plan.doubts}  # fmt: skip
    pairs = {**plan.decided.pairs, **plan.decisions}
    yield plan.decided.file, decisions_bytes(pairs, {**plan.decided.names, **names})
