"""The rows of a table of one's own, by what its columns are taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem
from netmap.inputs.headers import header_name
from netmap.intake.candidates import Candidates, Territory, add
from netmap.intake.mapping import TARGETS, Meaning
from netmap.intake.opening import opened
from netmap.intake.rows import source_of
from netmap.sources import base
from netmap.sources.recipes.model import Recipe, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


def rows_of(path: Path, meaning: Meaning, *, optional: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a table, our columns → text as typed.

    Parameters
    ----------
    optional
        Columns that a table must have and that are told otherwise.

    Raises
    ------
    InputError
        A column that a row cannot do without is neither in the file nor said.
    """
    model = TARGETS[meaning.target]
    held = {*meaning.columns, *meaning.values, *optional}
    needed = [name for name, one in model.model_fields.items() if one.is_required()]
    lacking = [name for name in needed if name not in held]
    if lacking:
        details = (("columns", ", ".join(lacking)), ("first", lacking[0]))
        raise InputError((Problem(file=path.name, kind="import-lacks", details=details),))
    titles = {name: header_name(title) for name, title in meaning.columns.items()}
    recipe = Recipe(
        id="tableau",
        producer="",
        licence="",
        target="codes",
        grain="activity",
        columns=tuple(text(name, title, required=True) for name, title in titles.items()),
        formats=(),
        code=(),
    )
    with opened(path, "*") as (stream, name):
        source = source_of(recipe, path, stream, name)
        names = [header_name(title) for title in source.header]
        where = {column: names.index(title) for column, title in titles.items()}
        return [{**_cells(row, where), **meaning.values} for _, row in source.rows]


def _cells(row: Sequence[str], where: Mapping[str, int]) -> dict[str, str]:
    return {name: row[at].strip() for name, at in where.items() if at < len(row)}


def candidates_of_own(
    rows: Iterable[Mapping[str, str]], territory: Territory, file: str
) -> Candidates:
    """Return the candidates of a table of one's own: those of the territory, and of nowhere."""
    found = Candidates()
    for row in rows:
        said = row.get("code_insee", "")
        place = base.today(said.zfill(5)) if said else None
        if said and place not in territory.communes:
            found.elsewhere += 1
            continue
        given = {"nom": "", "source": file, **row, "code_insee": place or ""}
        add(found, given, row.get("categorie", ""), territory)
    return found
