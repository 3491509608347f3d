"""A project's folder to :class:`~netmap.inputs.model.Inputs`, or to all its problems at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.errors import InputError, Problem, in_order
from netmap.inputs.assembled import assembled, placeable
from netmap.inputs.assessment import doubt_assessment
from netmap.inputs.checks import check_tables
from netmap.inputs.contacts.checked import with_contacts
from netmap.inputs.counted import check_counted
from netmap.inputs.days import check_days
from netmap.inputs.directory import doubt_directory
from netmap.inputs.doubts import doubt_draft
from netmap.inputs.draft import Draft, read_draft
from netmap.inputs.laying import check_laying, check_system
from netmap.inputs.optional import LeftOut, told_apart, without
from netmap.inputs.perimeter import doubt_perimeter
from netmap.inputs.persons import doubt_persons
from netmap.inputs.plausible import check_plausible
from netmap.inputs.presence import (
    check_presence,
    is_project,
    no_project,
    unread_layers,
    unread_tables,
)
from netmap.inputs.references import check_references
from netmap.inputs.rest import at_rest
from netmap.inputs.times import check_times

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netmap.inputs.model import Inputs
    from netmap.inputs.scenario import ScenarioFile


def read_inputs(project: Path, *, scenario: ScenarioFile | None = None) -> Inputs:
    """Read and check all files of a project.

    Parameters
    ----------
    project
        The folder that holds ``netmap.toml`` and ``data/``. No file outside it is read.
    scenario
        What differs from the project, where something does.

    Raises
    ------
    InputError
        At least one file needs work. Its `problems` are those of all files, doubts among
        them, in order of place.
    """
    draft, problems = inspect(project, scenario=scenario)
    if draft is None or any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    return assembled(draft, problems)


def read_places(project: Path) -> Inputs:
    """Read the layers, the partners and the permanences of a project, whatever else needs work.

    No review writes them meanwhile; see :func:`netmap.inputs.rest.at_rest`.

    Raises
    ------
    InputError
        There is nothing to place anything in; its `problems` are all those of the project.
    """
    with at_rest(project):
        draft, problems = inspect(project)
    inputs = None if draft is None else placeable(draft, problems)
    if inputs is None:
        raise InputError(problems)
    return inputs


def inspect(
    project: Path, *, scenario: ScenarioFile | None = None
) -> tuple[Draft | None, tuple[Problem, ...]]:
    """Read all files of a project and return what could be read, and all problems.

    What a row can do without is missing where it cannot be right, and a doubt says so.
    Problems are in order of place. Of those alike (one kind, one column), the first are
    listed and the rest counted in a last one.
    """
    if not project.is_dir():
        return None, (Problem(file=str(project), kind="missing-project"),)
    if not (is_project(project) or (project / "data").exists()):
        return None, (no_project(project),)
    draft = with_contacts(read_draft(project, scenario=scenario))
    left_out: LeftOut = {}

    def every() -> Iterator[Problem]:
        yield from told_apart(draft, _of_cells(draft), left_out)
        yield from told_apart(draft, _of_tables(without(draft, left_out)), left_out)

    problems = in_order(every())
    return without(draft, left_out), problems


def _of_cells(draft: Draft) -> Iterator[Problem]:
    """Yield what keeps files and cells from being read as they are."""
    yield from draft.problems
    yield from check_presence(draft)
    yield from unread_tables(draft)
    yield from unread_layers(draft)
    yield from check_tables(draft)
    yield from check_laying(draft)
    yield from check_system(draft)
    yield from check_references(draft)
    yield from check_days(draft)


def _of_tables(draft: Draft) -> Iterator[Problem]:
    """Yield what is asked about, impossible or doubtful in what could be read."""
    yield from check_counted(draft)
    yield from check_plausible(draft)
    yield from check_times(draft)
    yield from doubt_draft(draft)
    yield from doubt_perimeter(draft)
    yield from doubt_directory(draft)
    yield from doubt_persons(draft)
    yield from doubt_assessment(draft)
