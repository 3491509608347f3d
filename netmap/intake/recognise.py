"""What a file is: which recipes read it, told by the columns of its first rows."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from netmap.errors import InputError, Problem, reason_of
from netmap.inputs.files import Found, open_file
from netmap.inputs.limits import LAYER_BYTES
from netmap.inputs.workbooks import open_workbook
from netmap.intake.columns import find_columns, fits
from netmap.intake.opening import UNREADABLE, NoMemberError, lines, opened
from netmap.intake.rows import flat, objects
from netmap.sources.recipes import RECIPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from netmap.sources.recipes.model import Recipe

#: rows among which the header is looked for
_TOP = 40
_LAYERS = (".geojson", ".gpkg", ".shp", ".fgb", ".zip", ".parquet", ".json")


@dataclass(frozen=True)
class Look:
    """The first rows of a table, or of a sheet of a workbook, as cells of text."""

    name: str
    sheet: str | None
    rows: tuple[tuple[str, ...], ...]


def recognise(path: Path) -> tuple[tuple[Recipe, ...], tuple[Look, ...]]:
    """Return the recipes that read a file, at most one a table, and what its first rows hold.

    Raises
    ------
    InputError
        It is no file, is empty, or nothing can be read of it.
    """
    if not path.exists():
        raise InputError((Problem(file=str(path), kind="missing-file"),))
    if not path.is_file():
        raise InputError((Problem(file=str(path), kind="not-a-file"),))
    if path.stat().st_size == 0:
        raise InputError((Problem(file=path.name, kind="empty-file"),))
    best: dict[str, tuple[int, Recipe]] = {}
    looks: dict[str, tuple[Look, ...]] = {}
    try:
        for recipe in RECIPES:
            member = recipe.member if _is_archive(path) else "*"
            if member not in looks:
                looks[member] = _looks(path, member)
            score = _score(recipe, path, looks[member])
            if score > best.get(recipe.target, (0, recipe))[0]:
                best[recipe.target] = (score, recipe)
    except (csv.Error, json.JSONDecodeError, *UNREADABLE):
        raise InputError((Problem(file=path.name, kind="import-unreadable"),)) from None
    except OSError as error:
        details = (("reason", reason_of(error)),)
        problem = Problem(file=path.name, kind="unreadable-file", details=details)
        raise InputError((problem,)) from None
    most = max((score for score, _ in best.values()), default=0)
    found = [recipe for score, recipe in best.values() if score == most or recipe.target == "qpv"]
    if any(recipe.target == "qpv" for recipe in found):
        found += [r for _, r in best.values() if r.id == "qpv-chiffres" and r not in found]
    return tuple(found), looks.get("*") or next(iter(looks.values()), ())


def _is_archive(path: Path) -> bool:
    return path.name.casefold().endswith((".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2"))


def _score(recipe: Recipe, path: Path, looks: Sequence[Look]) -> int:
    """Return how many columns that it needs a recipe finds; 0 where one is not there."""
    needed = recipe.needed
    if recipe.outline and not path.name.casefold().endswith(_LAYERS):
        return 0
    for look in looks:
        if recipe.fields:
            is_its = any(row[:2] == ("finess", "etalab") for row in look.rows[:1])
            if is_its:
                return len(needed)
            continue
        for row in look.rows:
            found = find_columns(recipe, row)
            if all(column.name in found for column in needed):
                return len(needed)
    return 0


def _looks(path: Path, member: str) -> tuple[Look, ...]:
    try:
        with opened(path, member) as (stream, name):
            return tuple(_first_rows(path, stream, name))
    except NoMemberError:
        return ()


def _first_rows(path: Path, stream: IO[bytes], name: str) -> Iterator[Look]:
    ending = PurePosixPath(name.casefold()).suffix
    if ending in {".xlsx", ".ods"}:
        sheets = open_workbook(Found(name, path.parent / name, stream.read(LAYER_BYTES)))
        if isinstance(sheets, Problem):
            raise InputError((sheets,))
        for sheet, rows in sheets.items():
            yield Look(name, sheet, tuple(tuple(row) for row in rows[:_TOP]))
    elif ending == ".parquet":
        yield Look(name, None, (_parquet_names(path),))
    elif ending in {".json", ".geojson"}:
        found = [flat(one) for one in islice(objects(stream, "service"), _TOP)]
        names = tuple(dict.fromkeys(key for one in found for key in one))
        body = tuple(tuple(one.get(key, "") for key in names) for one in found)
        yield Look(name, None, (names, *body))
    elif ending in {".gpkg", ".shp", ".fgb"}:
        yield Look(name, None, (_layer_names(path),))
    else:
        top = list(islice(lines(stream), _TOP))
        for mark in (";", ",", "\t", "|"):
            yield Look(name, None, tuple(map(tuple, csv.reader(top, delimiter=mark))))


def _parquet_names(path: Path) -> tuple[str, ...]:
    from netmap.inputs.parquet import refuse_parquet

    found = open_file(path.parent, path.name, limit=LAYER_BYTES)
    refused = found if isinstance(found, Problem) else refuse_parquet(found)
    if refused is not None:
        raise InputError((refused,))
    from pyarrow.parquet import read_schema

    return tuple(read_schema(path).names)


def _layer_names(path: Path) -> tuple[str, ...]:
    """Return the columns of a layer, as its own reader finds those that recipes know."""
    from netmap.inputs.layer_files import read_layer_file

    found = open_file(path.parent, path.name, limit=LAYER_BYTES)
    if isinstance(found, Problem):
        raise InputError((found,))
    known = {said for r in RECIPES if r.outline for c in r.columns for said in c.said}
    plain_known = tuple(sorted(said for said in known if "*" not in said))
    features = read_layer_file(path.parent, found, plain_known, name=path.stem)
    if isinstance(features, Problem):
        raise InputError((features,))
    return tuple(features.columns.where)


def best_rows(looks: Sequence[Look], recipe: Recipe) -> tuple[Look, int] | None:
    """Return the table and the row that hold most columns of a recipe; None where none does."""
    scored = [
        (fits(recipe, row), look, place) for look in looks for place, row in enumerate(look.rows)
    ]
    score, look, place = max(scored, key=lambda one: one[0], default=(0, None, 0))
    return None if look is None or score == 0 else (look, place)
