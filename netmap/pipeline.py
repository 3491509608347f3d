"""The whole tool on one screen: count, protect, derive.

``Inputs → Territory → Counts → Release → Findings → Plan → pages and files``

Whatever is concluded is concluded once, from counts that may be shown; the internal edition is
the same call with nothing hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netmap.disclosure.model import Audience
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.inputs.model import Inputs
    from netmap.inputs.scenario import ScenarioFile
    from netmap.messages import Messages

    #: Called with the name of each step as it begins (``progress.<step>`` is its sentence).
    Progress = Callable[[str], None]


@dataclass(frozen=True)
class Build:
    """What a build wrote: the folder, the files in it, and what they show."""

    folder: Path
    files: tuple[str, ...]
    edition: Edition


def _silent(step: str) -> None:
    """Say nothing of `step`."""


def read(
    project: Path, *, scenario: ScenarioFile | None = None, progress: Progress = _silent
) -> Inputs:
    """Read a project's folder, and what a scenario changes.

    Raises
    ------
    InputError
        The project's files need work; all problems at once.
    """
    from netmap.inputs import read_inputs

    progress("inputs")
    return read_inputs(project, scenario=scenario)


def find(
    inputs: Inputs, *, audience: Audience, former: Path, progress: Progress = _silent
) -> Findings:
    """Take inputs to what may be concluded from them before an audience.

    A public edition reckons with the earlier ones that the log of the folder `former` tells.

    Raises
    ------
    InputError
        The territory, the indicators or the log need work.
    DisclosureError
        The release failed its own audit.
    """
    from netmap.counts import count
    from netmap.disclosure import publish
    from netmap.exports.folder import former_log
    from netmap.findings import conclude
    from netmap.network import build_network
    from netmap.territory import build_territory

    progress("territory")
    territory = build_territory(inputs)
    progress("counts")
    counts = count(inputs, territory)
    progress("disclosure")
    log = former_log(former) if audience == "public" else None
    release = publish(inputs, counts, audience=audience, log=log)
    progress("findings")
    network = build_network(release.partners, release.relations, release.permanences)
    return conclude(release, network)


def complete(findings: Findings, *, progress: Progress = _silent) -> Edition:
    """Add to findings what pages and files show besides: advice, charts, the plan."""
    from netmap.edition import Edition
    from netmap.findings import advise
    from netmap.findings.charts import draw_charts
    from netmap.siting.planned import planned

    progress("plan")
    plan, problems = planned(findings)
    progress("advice")
    return Edition(
        findings=findings,
        advice=advise(findings),
        charts=draw_charts(findings),
        plan=plan,
        plan_problems=problems,
    )


def build(
    project: Path,
    out: Path,
    *,
    messages: Messages,
    audience: Audience = "public",
    single_file: bool = False,
    date: str | None = None,
    progress: Progress = _silent,
) -> Build:
    """Take a project's folder to pages and files; the former `out` is replaced whole, or kept.

    Its log of releases is carried over; `date` is what a new line of it says of the day.

    Raises
    ------
    InputError, DisclosureError
        As :func:`read` and :func:`find`.
    OutputError
        `out` holds something that netmap did not write, or another edition.
    """
    from netmap.exports import export
    from netmap.exports.folder import check_folder, replace_folder
    from netmap.render import render

    check_folder(out, audience=audience)
    inputs = read(project, progress=progress)
    edition = complete(
        find(inputs, audience=audience, former=out, progress=progress), progress=progress
    )
    progress("pages")
    pages = render(edition, messages, single_file=single_file)
    files = export(edition, pages, messages, date=date)
    progress("writing")
    replace_folder(files, out)
    return Build(folder=out, files=tuple(files), edition=edition)
