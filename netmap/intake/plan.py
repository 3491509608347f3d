"""What importing files would change in a project, known before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from netmap.inputs.rows import DirectoryRow, PartnerRow, Row
from netmap.intake.decisions import Decided, Decision, pair_of
from netmap.intake.mapping import TARGETS, Meaning
from netmap.sources.recipes.model import UNFILLED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft
    from netmap.intake.candidates import Candidates, Territory
    from netmap.intake.figures import Declared
    from netmap.intake.listed import Listed
    from netmap.intake.reading import Taken
    from netmap.sources.recipes.model import Recipe

#: tables of organisations, of which two rows may be one
DIRECTORIES: tuple[type[Row], ...] = (DirectoryRow, PartnerRow)


@dataclass
class Story:
    """What is to be told of one file: what it is, what is taken of it, what is not."""

    file: str
    recipe: Recipe | None = None
    meaning: Meaning | None = None
    taken: Taken | None = None
    candidates: Candidates | None = None
    listed: Listed | None = None
    known: int = 0
    lost: int = 0
    unknown: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Doubt:
    """Two rows that are or may be one: their ids, names, and what is proposed."""

    ids: tuple[str, str]
    names: tuple[str, str]
    why: str
    sure: bool


@dataclass
class Plan:
    """All that would change.

    Attributes
    ----------
    rows
        Rows to add to a table.
    cells
        Cells to fill, by the key of their row.
    doubts
        Pairs that nobody has decided of; `decided` those that were, at this time or before.
    figures
        Codes of the territory × figures, and what each is.
    layers
        Outlines by their layer's name.
    """

    project: Path
    draft: Draft
    territory: Territory
    before: tuple[Problem, ...]
    decided: Decided
    stories: list[Story] = field(default_factory=list)
    rows: dict[type[Row], list[dict[str, str]]] = field(default_factory=dict)
    cells: dict[type[Row], dict[str, dict[str, str]]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    figures: Any = None
    declared: tuple[Declared, ...] = ()
    layers: dict[str, tuple[Recipe, str, gpd.GeoDataFrame]] = field(default_factory=dict)
    decisions: dict[tuple[str, str], Decision] = field(default_factory=dict)

    @property
    def fills(self) -> bool:
        """Whether any of the files is for a table or a layer."""
        return any(one.recipe is None or one.recipe.target not in UNFILLED for one in self.stories)

    @property
    def meanings(self) -> list[Meaning]:
        """The mappings that ``netmap.toml`` does not hold yet."""
        told = [story.meaning for story in self.stories]
        return [m for m in told if m is not None and not m.kept and m.target in TARGETS]


@dataclass(frozen=True)
class Asked:
    """What the user says of the files; of `recipes`, files that are known to be of a source."""

    target: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    source: str = ""
    recipes: Mapping[Path, Recipe] = field(default_factory=dict)


def settle(plan: Plan, decisions: Mapping[tuple[str, str], Decision]) -> None:
    """Keep decisions, and leave out the rows that are one with another or wait for a decision."""
    held: set[str] = set()
    for doubt in plan.doubts:
        key = pair_of(*doubt.ids)
        said = decisions.get(key, "")
        plan.decisions[key] = said
        if said != "differents":
            held.add(doubt.ids[1])
    for model in DIRECTORIES:
        if model in plan.rows:
            plan.rows[model] = [row for row in plan.rows[model] if row["id"] not in held]
