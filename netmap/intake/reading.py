"""One reader for all recipes: the rows of a territory, of columns that are named, as values."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from netmap.errors import InputError, Problem, reason_of
from netmap.inputs.headers import header_name
from netmap.inputs.limits import CELL_CHARACTERS, TABLE_ROWS
from netmap.intake.columns import changed, find_columns
from netmap.intake.opening import UNREADABLE, NoMemberError, TooLargeError, opened
from netmap.intake.outlines import read_outlines
from netmap.intake.points import strayed, with_points
from netmap.intake.rows import Source, source_of
from netmap.intake.values import items_of, number_of, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import pandas as pd

    from netmap.sources.recipes.model import Column, Missing, Recipe


@dataclass(frozen=True)
class Taken:
    """What a recipe took of a file.

    Attributes
    ----------
    recipe
        How it was read.
    frame
        The columns that the file has of the recipe's, ``place`` (code of today, None: not
        known), ``ligne``, and where there are points ``longitude, latitude, precision``. Lists
        are tuples, numbers NaN where they are not there. Of outlines, a GeoDataFrame.
    vintage
        As the file says it; "" where it does not.
    missing
        How many figures of each column are not there, by why.
    elsewhere, unplaced
        Rows of other territories; rows whose place is not known.
    strayed
        Lines of a directory whose point is not in the commune that they name.
    problems
        What is to be said of the file.
    """

    recipe: Recipe
    frame: pd.DataFrame = field(repr=False)
    vintage: str = ""
    missing: tuple[tuple[str, Missing, int], ...] = ()
    elsewhere: int = 0
    unplaced: int = 0
    problems: tuple[Problem, ...] = ()
    strayed: tuple[int, ...] = ()


def read(
    recipe: Recipe,
    path: Path,
    codes: Collection[str] | None,
    *,
    told: Collection[str] | None = None,
) -> Taken:
    """Read a file by a recipe.

    Parameters
    ----------
    path
        A file, or an archive that holds it.
    codes
        Communes and neighbourhoods whose rows are kept; None: all.
    told
        Those of which it is said which figures are not there; None: all that are kept.

    Raises
    ------
    InputError
        It cannot be read, or the source has changed; the problem says how.
    """
    if not path.is_file():
        raise InputError((Problem(file=path.name, kind="missing-file"),))
    if path.stat().st_size == 0:
        raise InputError((Problem(file=path.name, kind="empty-file"),))
    try:
        if recipe.outline:
            frame, problems = read_outlines(recipe, path, codes)
            return Taken(recipe, frame, _vintage(recipe, path.name), problems=problems)
        with opened(path, recipe.member) as (stream, name):
            source = source_of(recipe, path, stream, name)
            return _taken(recipe, path, source, codes, told)
    except TooLargeError:
        raise InputError((Problem(file=path.name, kind="import-too-large"),)) from None
    except NoMemberError as error:
        details = (("wanted", recipe.member), ("held", ", ".join(error.held)))
        problem = Problem(file=path.name, kind="import-no-member", details=details)
        raise InputError((problem,)) from None
    except (csv.Error, *UNREADABLE):
        raise InputError((Problem(file=path.name, kind="import-unreadable"),)) from None
    except OSError as error:
        why = (("reason", reason_of(error)),)
        problem = Problem(file=path.name, kind="unreadable-file", details=why)
        raise InputError((problem,)) from None


def _taken(
    recipe: Recipe,
    path: Path,
    source: Source,
    codes: Collection[str] | None,
    told: Collection[str] | None,
) -> Taken:
    import pandas as pd

    lost = changed(recipe, source.header, path.name, source.sheet)
    if lost is not None:
        raise InputError((lost,))
    where = find_columns(recipe, source.header)
    kept = _kept(recipe, source, where, codes)
    data: dict[str, Any] = {"place": _objects(kept.places), "ligne": kept.lines}
    missing: Counter[tuple[str, Missing]] = Counter()
    unread: list[Problem] = []
    here = [told is None or place in told for place in kept.places]
    for at, (column, _) in enumerate(kept.columns):
        cells = [row[at] for row in kept.rows]
        if column.numbers:
            values, why, odd = _numbers(recipe, column, cells, source.name)
            data[column.name] = data.get(column.name, 0.0) + values
            missing.update(
                (column.name, one) for one, ours in zip(why, here, strict=True) if one and ours
            )
            unread += odd
        elif column.many:
            data[column.name] = _objects([items_of(recipe, cell) for cell in cells])
        else:
            data[column.name] = _objects([text_of(recipe, cell) for cell in cells])
    frame = with_points(recipe, pd.DataFrame(data))
    judged = recipe.target == "annuaire" and codes is not None
    return Taken(
        recipe,
        frame,
        _vintage(recipe, path.name, source),
        tuple((column, why, count) for (column, why), count in sorted(missing.items())),
        kept.elsewhere,
        kept.unplaced,
        tuple(unread),
        tuple(frame.loc[strayed(frame), "ligne"].tolist()) if judged else (),
    )


def _objects(values: Sequence[object]) -> pd.Series[Any]:
    """Return values as they are: None stays None."""
    import pandas as pd

    return pd.Series(list(values), dtype="object")


@dataclass
class _Kept:
    columns: list[tuple[Column, int]]
    places: list[str | None]
    lines: list[int]
    rows: list[list[str]]
    elsewhere: int = 0
    unplaced: int = 0


def _kept(
    recipe: Recipe,
    source: Source,
    where: dict[str, tuple[int, ...]],
    codes: Collection[str] | None,
) -> _Kept:
    """Return the wanted cells of the rows of a territory; nothing else is held."""
    columns = [(c, place) for c in recipe.columns for place in where.get(c.name, ())]
    picks = [place for _, place in columns]
    code = [where[name][0] for name in recipe.code if name in where]
    kept = _Kept(columns, [], [], [])
    skip = "units-under" in recipe.traits
    for line, row in source.rows:
        width = len(row)
        said = [row[at] if at < width else "" for at in code]
        if skip:
            skip = False
            if not any(cell.strip() for cell in said):
                continue
        place = place_of(recipe, said) if code else None
        if code and place is None:
            if _is_note(row):
                continue
            kept.unplaced += 1
            if codes is not None or recipe.target == "indicateurs":
                continue
        elif codes is not None and code and place not in codes:
            kept.elsewhere += 1
            continue
        cells = [row[at] if at < width else "" for at in picks]
        if max(map(len, cells), default=0) > CELL_CHARACTERS:
            cells = [cell[:CELL_CHARACTERS] for cell in cells]
        kept.places.append(place)
        kept.lines.append(line)
        kept.rows.append(cells)
        if len(kept.rows) > TABLE_ROWS * _TIMES:
            raise TooLargeError
    return kept


def _is_note(row: Sequence[str]) -> bool:
    """Tell whether a row is a sentence under a table."""
    full = [cell.strip() for cell in row if cell.strip()]
    return len(full) == 1 and " " in full[0]


#: a source of all of France may hold more rows than a table of a project
_TIMES = 5


def _numbers(
    recipe: Recipe, column: Column, cells: Sequence[str], file: str
) -> tuple[pd.Series[float], list[Missing | None], list[Problem]]:
    """Return the numbers of a column, why each is not there, and the first that is none."""
    import pandas as pd

    read_cells = [number_of(recipe, cell) for cell in cells]
    values = [value if isinstance(value, float) else float("nan") for value in read_cells]
    why = [value if isinstance(value, str) else None for value in read_cells]
    odd = next((cell for cell, v in zip(cells, read_cells, strict=True) if v is None), None)
    told = Problem(
        file=file,
        kind="import-not-a-number",
        severity="warning",
        column=column.name,
        found=odd,
        details=(("count", str(sum(value is None for value in read_cells))),),
    )
    return pd.Series(values, dtype="float64"), why, [] if odd is None else [told]


def _vintage(recipe: Recipe, file: str, source: Source | None = None) -> str:
    """Return the vintage that a file says: a year of two digits is one of this century."""
    texts: dict[str, list[str]] = {"name": [file] if source is None else [source.name, file]}
    if source is not None:
        names = [header_name(text) for text in source.header]
        texts |= {"header": names, "sheet": [source.sheet or ""], "top": [source.top]}
    for where, pattern in recipe.vintage.places:
        for text in texts.get(where, ()):
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                return f"20{found[1]}" if len(found[1]) == _SHORT else found[1]
    return ""


_SHORT = 2
