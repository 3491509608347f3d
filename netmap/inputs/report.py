"""What ``netmap check`` says of a project: all its problems, and how full and fresh it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from netmap.errors import Problem, in_order
from netmap.inputs.assembled import placeable
from netmap.inputs.doubts import stale_rows, unplaced_lines
from netmap.inputs.model import Inputs
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.reading import inspect
from netmap.inputs.rows import TABLES, ContactRow
from netmap.messages import describe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from netmap.inputs.contacts.stream import ContactFiles
    from netmap.inputs.draft import Draft
    from netmap.inputs.layers import Layer
    from netmap.inputs.tables import Table
    from netmap.inputs.toml_files import Toml
    from netmap.messages import Messages

#: What is doubtful of the places of a project, from its inputs.
Judge = Callable[[Inputs], tuple[Problem, ...]]


@dataclass(frozen=True, kw_only=True)
class TableReport:
    """How full and fresh a table is.

    `rows` is None where the file is there and cannot be read; `filled` gives, for each column
    of the file, the share of rows that say something; `newest` is the newest date (ISO) of
    the column that tells when a row was checked (of contacts, the year alone: its day may be
    one person's); `stale` and `unplaced` count rows.
    """

    name: str
    file: str | None
    rows: int | None
    sheet: str | None = None
    filled: tuple[tuple[str, float], ...] = ()
    newest: str | None = None
    stale: int = 0
    unplaced: int = 0
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, kw_only=True)
class LayerReport:
    """What a layer holds; `rows` is None where the file is there and cannot be read."""

    name: str
    file: str | None
    rows: int | None
    crs: str | None = None
    vintage: str | None = None
    indicative: int = 0
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """All problems of a project, in order of place, and a summary a table and a layer."""

    problems: tuple[Problem, ...]
    tables: tuple[TableReport, ...] = ()
    layers: tuple[LayerReport, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops a build."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What deserves a look."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def to_json(self, messages: Messages) -> dict[str, Any]:
        """Return plain data; the sentences are in the language of `messages`."""
        return {
            "ok": not self.errors,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "problems": [_problem(problem, messages) for problem in self.problems],
            "tables": [{**asdict(table), "filled": dict(table.filled)} for table in self.tables],
            "layers": [asdict(layer) for layer in self.layers],
        }


def check_project(project: Path, *, places: Judge | None = None) -> CheckReport:
    """Read and check all files of a project; problems are told, never raised.

    Parameters
    ----------
    places
        What judges where things lie; it sees no row and no layer that needs work, and is not
        asked where the communes do. None: places are not judged.
    """
    draft, problems = inspect(project)
    if draft is None:
        return CheckReport(problems=problems)
    inputs = None if places is None else placeable(draft, problems)
    notes = () if places is None or inputs is None else places(inputs)
    every = in_order((*problems, *(_with_line(note, draft.settings_file) for note in notes)))
    return CheckReport(
        problems=every,
        tables=tuple(_table(draft, draft.tables[model], every) for model in TABLES),
        layers=tuple(_layer(draft, layer, every) for layer in draft.layers),
    )


def _with_line(note: Problem, settings: Toml) -> Problem:
    """Give a note about a key of the settings the line of the key."""
    if note.file != SETTINGS_FILE or note.column is None:
        return note
    return replace(note, line=settings.line_of(note.column.split(".")))


def _table(draft: Draft, table: Table, problems: Iterable[Problem]) -> TableReport:
    path = table.file.path if table.file else _path_of(table.problems)
    parts = [part.path for part in table.parts]
    counted = _count([path, *parts], problems, sheet=table.sheet)
    frame, name = table.frame, table.model.stem.rpartition("/")[2]
    if table.parts and draft.contacts is not None:
        return _contacts(name, path, draft.contacts, counted)
    if frame is None:
        return TableReport(name=name, file=path, rows=None, **counted)
    dates = [column for column in ("date_maj", "date_verif", "date") if column in frame]
    newest = frame[dates[0]].max() if dates else None
    return TableReport(
        name=name,
        file=path,
        rows=len(frame),
        sheet=table.sheet,
        filled=tuple((column, _filled(frame[column])) for column in table.stated),
        newest=None
        if newest is None or newest != newest  # noqa: PLR0124
        else f"{newest:{'%Y' if table.model is ContactRow else '%Y-%m-%d'}}",
        stale=sum(stale is table for stale, *_ in stale_rows(draft)),
        unplaced=len(unplaced_lines(table)),
        **counted,
    )


def _contacts(
    name: str, path: str | None, contacts: ContactFiles, counted: dict[str, Any]
) -> TableReport:
    """Tell of contacts that are read by batches what is told of a table."""
    summary, rows = contacts.summary, contacts.rows
    shares = ((column, count / max(rows, 1)) for column, count in summary.filled.items())
    return TableReport(
        name=name,
        file=path,
        rows=rows,
        filled=tuple((column, round(share, 4)) for column, share in shares),
        newest=None if summary.newest is None else f"{summary.newest:%Y}",
        unplaced=summary.unplaced,
        **counted,
    )


def _filled(column: Any) -> float:  # noqa: ANN401
    """Return the share of rows that say something; of no rows, 0."""
    said = [value is not None and value != () and value == value for value in column]  # noqa: PLR0124
    return round(sum(said) / len(said), 4) if said else 0.0


def _layer(draft: Draft, layer: Layer, problems: Iterable[Problem]) -> LayerReport:
    path = layer.file.path if layer.file else _path_of(layer.problems)
    counted = _count([path], problems)
    name = layer.model.stem.rpartition("/")[2]
    source = draft.sources.get(path.rpartition("/")[2]) if path else None
    vintage = source.vintage if source else None
    if layer.frame is None:
        return LayerReport(name=name, file=path, rows=None, vintage=vintage, **counted)
    frame = layer.frame
    return LayerReport(
        name=name,
        file=path,
        rows=len(frame),
        crs=frame.crs.to_string(),
        vintage=vintage,
        indicative=int((frame["precision"] == "indicative").sum()) if "precision" in frame else 0,
        **counted,
    )


def _path_of(problems: tuple[Problem, ...]) -> str | None:
    """Return the file that is there and cannot be read; None where there is none."""
    return next((problem.file for problem in problems if problem.severity == "error"), None)


def _count(
    paths: Collection[str | None], problems: Iterable[Problem], *, sheet: str | None = None
) -> dict[str, Any]:
    """Count the problems of a file; of a sheet of it, those of the whole file too."""
    here = Counter(
        problem.severity
        for problem in problems
        if problem.file in paths and (sheet is None or problem.sheet in {None, sheet})
    )
    return {"errors": here["error"], "warnings": here["warning"]}


def _problem(problem: Problem, messages: Messages) -> dict[str, Any]:
    text = describe(problem, messages)
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "kind": problem.kind,
        "found": text.found,
        "expected": text.expected,
        "remedy": text.remedy,
        "sentence": text.sentence,
    }
