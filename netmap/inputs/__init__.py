"""From the project's files to checked rows: tables, layers, settings, provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.inputs.model import Inputs
    from netmap.inputs.report import CheckReport, Judge
    from netmap.inputs.scenario import ScenarioFile

__all__ = ["check_project", "read_inputs"]


def read_inputs(project: Path, *, scenario: ScenarioFile | None = None) -> Inputs:
    """Read and check all files of a project; see :func:`netmap.inputs.reading.read_inputs`.

    No review writes them meanwhile; see :func:`netmap.inputs.rest.at_rest`.
    """
    from netmap.inputs.reading import read_inputs as read
    from netmap.inputs.rest import at_rest

    with at_rest(project):
        return read(project, scenario=scenario)


def check_project(project: Path, *, places: Judge | None = None) -> CheckReport:
    """Say all problems of a project; see :func:`netmap.inputs.report.check_project`.

    No review writes its files meanwhile; see :func:`netmap.inputs.rest.at_rest`.
    """
    from netmap.inputs.report import check_project as check
    from netmap.inputs.rest import at_rest

    with at_rest(project):
        return check(project, places=places)
