"""A project as read, before it is known whether its files agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem
from netmap.inputs.rows import TABLES, IndicatorRow
from netmap.inputs.words import WHOLE, plain, without_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd

    from netmap.inputs.cells import Words
    from netmap.inputs.contacts.stream import ContactFiles
    from netmap.inputs.layers import Layer
    from netmap.inputs.model import LayerSource
    from netmap.inputs.rows import Row
    from netmap.inputs.scenario import ScenarioFile
    from netmap.inputs.tables import Table
    from netmap.inputs.toml_files import Toml
    from netmap.settings import Settings


@dataclass(frozen=True)
class Draft:
    """Everything that could be read of a project, and the problems met on the way.

    `settings` is None where ``netmap.toml`` needs work; those of the `scenario` are in it.
    `contacts` are those that are read by batches.
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
    scenario: ScenarioFile | None = None
    contacts: ContactFiles | None = None

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


def read_draft(project: Path, *, scenario: ScenarioFile | None = None) -> Draft:
    """Read all files of a project, each on its own: one that fails stops no other."""
    from netmap.inputs.book import read_book, unread_sheets
    from netmap.inputs.identifiers import with_ids
    from netmap.inputs.layers import COMMUNES, LIVED, QPV, names_of, read_layer
    from netmap.inputs.official import completed
    from netmap.inputs.project import indicators_of, read_settings
    from netmap.inputs.provenance import fingerprint_problems, read_sources
    from netmap.inputs.table_files import read_table
    from netmap.inputs.today import with_codes_of_today

    settings, settings_file, problems = read_settings(project)
    if settings is not None and scenario is not None:
        settings = scenario.scenario.settings(settings)
    layers = [read_layer(project, model) for model in (COMMUNES, QPV, LIVED)]
    layers[0] = completed(layers[0], settings.territory.epci if settings else None)
    sources, sources_file, more = read_sources(project, names_of(layers))
    words = words_said(settings, settings_file, layers)
    declared = indicators_of(settings, settings_file)
    opened = read_book(project)
    book = None if isinstance(opened, Problem) else opened
    tables = {
        model: read_table(
            project,
            model,
            words=words,
            numbers=declared if model is IndicatorRow else (),
            book=book,
            reading=settings.reading if settings else None,
        )
        for model in TABLES
    }
    tables = with_ids(with_codes_of_today(tables, _codes(layers[0])))
    met = [*problems, *more, *(unread_sheets(book) if book else ())]
    if isinstance(opened, Problem):
        met.append(opened)
    for layer in layers:
        met += layer.problems
        source = sources.get(layer.file.name) if layer.file else None
        if layer.file is not None and source is not None:
            met += fingerprint_problems(source, layer.file, sources_file)
    for table in tables.values():
        met += table.problems
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
        problems=tuple(met),
        scenario=scenario,
    )


def words_said(settings: Settings | None, settings_file: Toml, layers: Iterable[Layer]) -> Words:
    """Return the vocabulary of a project, the names of its places in it."""
    from netmap.inputs.project import words_of

    places = _named_whole(settings) | _named_places(layers)
    return replace(words_of(settings, settings_file), places=places)


def _named_places(layers: Iterable[Layer]) -> dict[str, str]:
    """Return the codes of communes and QPVs by name; one that several bear names none."""
    named: dict[str, set[str]] = {}
    for layer, column in zip(layers, ("nom", "lib_qp"), strict=False):
        if layer.frame is None or column not in layer.stated:
            continue
        for code, name in zip(layer.frame[layer.model.key], layer.frame[column], strict=True):
            if code is not None and name is not None and plain(name):
                named.setdefault(plain(name), set()).add(code)
    return {name: min(codes) for name, codes in named.items() if len(codes) == 1}


def _named_whole(settings: Settings | None) -> dict[str, str]:
    """Return the code of the EPCI by what the whole territory is called."""
    if settings is None or settings.territory.epci is None:
        return {}
    name = settings.territory.name
    names = {plain(name), plain(without_kind(name)), *WHOLE} - {""}
    return dict.fromkeys(names, settings.territory.epci)


def rows_where(frame: pd.DataFrame, mask: Any, *columns: str) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Yield ``ligne`` and the values of `columns` where `mask` holds: most often nowhere."""
    if not mask.any():
        return
    chosen = frame.loc[mask, ["ligne", *columns]]
    yield from chosen.itertuples(index=False, name=None)
