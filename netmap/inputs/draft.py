"""A project as read, before it is known whether its files agree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from netmap.inputs.rows import TABLES, IndicatorRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from netmap.errors import Problem
    from netmap.inputs.layers import Layer
    from netmap.inputs.model import LayerSource
    from netmap.inputs.project import Toml
    from netmap.inputs.rows import Row
    from netmap.inputs.tables import Table
    from netmap.settings import Settings


@dataclass(frozen=True)
class Draft:
    """Everything that could be read of a project, and the problems met on the way.

    `settings` is None where ``netmap.toml`` needs work.
    """

    project: Path
    settings: Settings | None
    settings_file: Toml
    sources: dict[str, LayerSource]
    sources_file: Toml
    communes: Layer
    qpv: Layer
    lived: Layer
    tables: dict[type[Row], Table]
    problems: tuple[Problem, ...]

    def frame(self, model: type[Row]) -> pd.DataFrame | None:
        """Return a table's frame; None where there is none or it could not be read."""
        return self.tables[model].frame

    @cached_property
    def commune_codes(self) -> frozenset[str] | None:
        """The communes of the territory; None where their layer could not be read."""
        return _codes(self.communes)

    @cached_property
    def qpv_codes(self) -> frozenset[str] | None:
        """The priority neighbourhoods; none where there is no layer; None where it is unread."""
        if self.qpv.file is None and not self.qpv.problems:
            return frozenset()
        return _codes(self.qpv)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, in the order in which they are read."""
        return (self.communes, self.qpv, self.lived)


def _codes(layer: Layer) -> frozenset[str] | None:
    if layer.frame is None or layer.model.key not in layer.stated:
        return None
    return frozenset(code for code in layer.frame[layer.model.key] if code is not None)


def read_draft(project: Path) -> Draft:
    """Read all files of a project, each on its own: one that fails stops no other."""
    from netmap.inputs.layers import COMMUNES, LIVED, QPV, names_of, read_layer
    from netmap.inputs.project import fingerprint_problem, read_settings, read_sources, words_of
    from netmap.inputs.tables import read_table

    settings, settings_file, problems = read_settings(project)
    layers = [read_layer(project, model) for model in (COMMUNES, QPV, LIVED)]
    sources, sources_file, more = read_sources(project, names_of(layers))
    words = words_of(settings)
    declared = tuple(settings.indicators) if settings else ()
    tables = {
        model: read_table(
            project, model, words=words, numbers=declared if model is IndicatorRow else ()
        )
        for model in TABLES
    }
    drafts = [*problems, *more]
    for layer in layers:
        drafts += layer.problems
        name = layer.file.path.rpartition("/")[2] if layer.file else ""
        if layer.file is not None and name in sources:
            other = fingerprint_problem(sources[name], layer.file, sources_file)
            drafts += [other] if other else []
    for table in tables.values():
        drafts += table.problems
    return Draft(
        project=project,
        settings=settings,
        settings_file=settings_file,
        sources=sources,
        sources_file=sources_file,
        communes=layers[0],
        qpv=layers[1],
        lived=layers[2],
        tables=tables,
        problems=tuple(drafts),
    )


def rows_where(frame: pd.DataFrame, mask: Any, *columns: str) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Yield ``ligne`` and the values of `columns` where `mask` holds."""
    chosen = frame.loc[mask, ["ligne", *columns]]
    yield from chosen.itertuples(index=False, name=None)
