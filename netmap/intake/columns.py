"""Which column of a file is which of a recipe's; and one sentence when the source has changed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from netmap.errors import Problem
from netmap.inputs.headers import header_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.sources.recipes.model import Column, Recipe


@cache
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(re.escape(said).replace(r"\#", "[0-9]").replace(r"\*", ".*"))


def is_called(said: str, name: str) -> bool:
    """Tell whether a plain name is one that a recipe says.

    >>> is_called("p##_pop", "p22_pop"), is_called("apl_aux_*", "apl_aux_sages_femmes")
    (True, True)
    >>> is_called("p##_pop", "p22_pop65p")
    False
    """
    return _pattern(said).fullmatch(name) is not None


def sheet_fits(pattern: str, sheet: str) -> bool:
    """Tell whether a sheet is one that a recipe names."""
    return is_called(pattern, header_name(sheet))


def is_personal(recipe: Recipe, name: str) -> bool:
    """Tell whether a column is dropped before anything else."""
    return any(is_called(said, name) for said in recipe.personal)


def find_columns(recipe: Recipe, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return where each column of a recipe stands in a header; several where a name fits several.

    The first name that is met is taken; personal columns are none of them.
    """
    names = [header_name(text) for text in header]
    found: dict[str, tuple[int, ...]] = {}
    for column in recipe.columns:
        for said in column.said:
            if said in names:
                places: tuple[int, ...] = (names.index(said),)
            else:
                places = tuple(i for i, name in enumerate(names) if is_called(said, name))
                places = places if column.added else places[:1]
            if places and not any(is_personal(recipe, names[i]) for i in places):
                found[column.name] = places
                break
    return found


def fits(recipe: Recipe, header: Sequence[str]) -> int:
    """Return how many of the columns of a recipe a row of titles holds."""
    return len(find_columns(recipe, header))


def header_place(recipe: Recipe, rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows is the header: the first that holds most columns."""
    if recipe.titles is None:
        return 0
    scores = [fits(recipe, row) for row in rows]
    return scores.index(max(scores))


def changed(recipe: Recipe, header: Sequence[str], file: str, sheet: str | None) -> Problem | None:
    """Return what a source has changed: the first column that it needs and has no more."""
    found = find_columns(recipe, header)
    lost = [column for column in recipe.needed if column.name not in found]
    if not lost:
        return None
    taken = {place for places in found.values() for place in places}
    others = [text for i, text in enumerate(header) if i not in taken and text.strip()]
    return Problem(
        file=file,
        sheet=sheet,
        kind="import-changed",
        column=_shown(lost[0]),
        details=(
            ("source", recipe.producer),
            ("wanted", ", ".join(_shown(column) for column in lost)),
            ("suggestion", ", ".join(_nearest(lost[0], others))),
        ),
    )


def _shown(column: Column) -> str:
    return column.said[0].replace("*", "…").replace("#", "9")


def _nearest(column: Column, names: Sequence[str]) -> list[str]:
    """Return the titles that a column's names are nearest to, nearest first."""
    from rapidfuzz import fuzz, process

    spoken = {header_name(name): name.strip() for name in names}
    asked = column.said[0].replace("*", "").replace("#", "")
    matches = process.extract(asked, list(spoken), scorer=fuzz.WRatio, score_cutoff=60, limit=3)
    return [spoken[name] for name, _, _ in matches]
