"""The rows of a file, whatever its format: a header, then cells of text, one row at a time."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from netmap.errors import InputError, Problem
from netmap.inputs.files import Found, open_file
from netmap.inputs.grid import HEADER_WITHIN
from netmap.inputs.headers import header_name
from netmap.inputs.limits import LAYER_BYTES
from netmap.inputs.sheets import as_text, hidden_sheets
from netmap.inputs.workbooks import open_workbook
from netmap.intake.columns import fits, header_place, sheet_fits
from netmap.intake.opening import lines, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import IO

    from netmap.sources.recipes.model import Recipe

Rows = "Iterator[tuple[int, Sequence[str]]]"


@dataclass
class Source:
    """A table as it comes: its header, its rows with their lines, where they stand."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[str]]]
    name: str
    sheet: str | None = None
    top: str = ""


def source_of(recipe: Recipe, path: Path, stream: IO[bytes], name: str) -> Source:
    """Return the rows of an open file, as its ending says.

    Raises
    ------
    InputError
        It cannot be read as such.
    """
    ending = name.casefold().rpartition(".")[2]
    if ending in {"xlsx", "ods"}:
        return _of_workbook(recipe, path, stream.read(LAYER_BYTES), name)
    if ending == "parquet":
        return _of_parquet(path, name)
    if ending in {"json", "geojson"}:
        return _of_objects(objects(stream, recipe.inside), name)
    if recipe.fields and "headerless" in recipe.traits:
        return _of_sections(recipe, path, stream, name)
    return _of_text(recipe, stream, name)


def _of_text(recipe: Recipe, stream: IO[bytes], name: str) -> Source:
    text = lines(stream)
    top = list(islice(text, _TOP))
    separator = recipe.separator or _separator(top, recipe)
    if recipe.separator and not any(separator in line for line in top):
        separator = _separator(top, recipe)
    reader = csv.reader(chain(top, text), delimiter=separator)
    records = ((reader.line_num, cells) for cells in reader)
    return _below_header(recipe, records, name, None, first=top[0] if top else "")


_TOP = 200


def _separator(top: Sequence[str], recipe: Recipe) -> str:
    """Return the separator by which most of the columns are found; else the most frequent."""

    def score(mark: str) -> tuple[int, int]:
        rows = [line.rstrip("\r\n").split(mark) for line in top[:HEADER_WITHIN]]
        return max((fits(recipe, row) for row in rows), default=0), sum(map(len, rows))

    return max((";", ",", "\t", "|"), key=score)


def _below_header(
    recipe: Recipe,
    records: Iterator[tuple[int, list[str]]],
    name: str,
    sheet: str | None,
    *,
    first: str = "",
) -> Source:
    """Find the header among the first rows that hold something."""
    full = ((line, cells) for line, cells in records if any(cell.strip() for cell in cells))
    top = list(islice(full, HEADER_WITHIN + (recipe.titles or 0)))
    if not top:
        raise InputError((Problem(file=name, sheet=sheet, kind="empty-file"),))
    place = header_place(recipe, [cells for _, cells in top])
    return Source(tuple(top[place][1]), chain(top[place + 1 :], full), name, sheet=sheet, top=first)


def _of_sections(recipe: Recipe, path: Path, stream: IO[bytes], name: str) -> Source:
    """Read rows of several kinds, told by their first cell: those of the second complete."""
    (kind, fields), *others = recipe.fields
    header = [*fields.split()]
    beside: dict[str, list[str]] = {}
    added: list[str] = []
    if "sections" in recipe.traits and others:
        added = [field for field in others[0][1].split() if field not in header]
        with opened(path, recipe.member) as (again, _):
            places = others[0][1].split()
            for cells in csv.reader(lines(again), delimiter=recipe.separator or ";"):
                if cells[:1] == [others[0][0]]:
                    by_name = dict(zip(places, cells, strict=False))
                    beside[cells[1]] = [by_name.get(field, "") for field in added]
    text = lines(stream)
    first = next(text, "")
    reader = csv.reader(chain([first], text), delimiter=recipe.separator or ";")

    def rows() -> Iterator[tuple[int, Sequence[str]]]:
        for cells in reader:
            if cells[:1] == [kind]:
                padded = cells + [""] * (len(header) - len(cells))
                yield reader.line_num, padded[: len(header)] + beside.get(cells[1], [])

    return Source((*header, *added), rows(), name, top=first)


def _of_workbook(recipe: Recipe, path: Path, content: bytes, name: str) -> Source:
    location = path if path.name == name else path.parent / name
    sheets = open_workbook(Found(name, location, content))
    if isinstance(sheets, Problem):
        raise InputError((sheets,))
    hidden = hidden_sheets(content)
    shown = {sheet: rows for sheet, rows in sheets.items() if sheet not in hidden and rows}
    if not shown:
        raise InputError((Problem(file=name, kind="empty-file"),))
    named = [s for pattern in recipe.sheets for s in sorted(shown) if sheet_fits(pattern, s)]
    pattern = recipe.sheets[0] if recipe.sheets else ""
    best = [sheet for sheet in sorted(shown) if pattern and sheet_fits(pattern, sheet)] or named

    def score(sheet: str) -> tuple[int, int]:
        rows = shown[sheet][: HEADER_WITHIN + (recipe.titles or 0)]
        return max((fits(recipe, row) for row in rows), default=0), len(shown[sheet])

    chosen = best[-1] if best and pattern != "*" else max(shown, key=score)
    records = ((line, list(cells)) for line, cells in enumerate(shown[chosen], start=1))
    return _below_header(recipe, records, name, chosen)


def _of_parquet(path: Path, name: str) -> Source:
    from netmap.inputs.parquet import refuse_parquet

    found = open_file(path.parent, path.name, limit=LAYER_BYTES)
    refused = found if isinstance(found, Problem) else refuse_parquet(found)
    if refused is not None or isinstance(found, Problem):
        raise InputError((refused,) if refused else ())
    import io

    from pyarrow.parquet import ParquetFile

    file = ParquetFile(io.BytesIO(found.content))
    names = [n for n in file.schema_arrow.names if n not in {"geometry", "bbox"}]

    def rows() -> Iterator[tuple[int, Sequence[str]]]:
        line = 0
        for batch in file.iter_batches(columns=names):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                line += 1
                yield line, [_cell(value) for value in values]

    return Source(tuple(names), rows(), name)


def _of_objects(found: Iterator[dict[str, Any]], name: str) -> Source:
    """Lay out objects as rows; the columns are those of the first thousand."""
    start = [flat(one) for one in islice(found, _SEEN)]
    if not start:
        raise InputError((Problem(file=name, kind="empty-file"),))
    header = tuple(dict.fromkeys(chain.from_iterable(start)))
    every = chain(start, map(flat, found))
    rows = ((line, [one.get(key, "") for key in header]) for line, one in enumerate(every, 1))
    return Source(header, rows, name)


_SEEN = 1_000


def flat(one: dict[str, Any]) -> dict[str, str]:
    """Return an object as cells: of a list of objects the first, of a list of words all.

    >>> flat({"id": 1, "pivot": [{"type": "cpam", "codes": ["17"]}], "tags": ["a", "b"]})
    {'id': '1', 'pivot_type': 'cpam', 'pivot_codes': '17', 'tags': 'a|b'}
    """
    if one.get("type") == "Feature":
        one = one.get("properties") or {}
    cells: dict[str, str] = {}
    for key, value in one.items():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            cells |= {f"{key}_{name}": _cell(part) for name, part in inner.items()}
        else:
            cells[key] = _cell(value)
    return cells


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, (list, tuple)):
        return "|".join(_cell(item) for item in value if not isinstance(item, (dict, list)))
    return as_text(value)


def objects(stream: IO[bytes], inside: str | None) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON list, one at a time: the only one, or that of a key.

    Raises
    ------
    ValueError
        It is no JSON list of objects.
    """
    decoder = json.JSONDecoder()
    chunks = _chunks(stream)
    text = ""
    for chunk in chunks:
        text += chunk
        at = _list_start(text, inside)
        if at is not None:
            text = text[at:]
            break
        if len(text) > _HEAD:
            raise ValueError(inside)
    else:
        raise ValueError(inside)
    while True:
        text = text.lstrip(" \t\r\n,")
        if text.startswith("]"):
            return
        try:
            one, end = decoder.raw_decode(text)
        except json.JSONDecodeError:
            more = next(chunks, None)
            if more is None or len(text) > _HEAD:
                raise
            text += more
            continue
        text = text[end:]
        if not isinstance(one, dict):
            raise ValueError(type(one).__name__)  # noqa: TRY004 - what a file holds
        yield one


_HEAD = 20_000_000
_CHUNK = 1 << 20


def _chunks(stream: IO[bytes]) -> Iterator[str]:
    import codecs

    decode = codecs.getincrementaldecoder("utf-8-sig")()
    while block := stream.read(_CHUNK):
        yield decode.decode(block)
    yield decode.decode(b"", final=True)


def _list_start(text: str, inside: str | None) -> int | None:
    """Return where the list's first object stands; None: not seen yet."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return text.index("[") + 1
    for key in filter(None, (inside, "features")):
        place = text.find(f'"{key}"')
        bracket = text.find("[", place) if place >= 0 else -1
        if bracket >= 0:
            return bracket + 1
    return None


def plain_header(source: Source) -> tuple[str, ...]:
    """Return the header as plain names."""
    return tuple(header_name(text) for text in source.header)
