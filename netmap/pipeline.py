"""The whole tool on one screen: five frozen values, five steps.

``Inputs → Territory + PartnerNetwork → Findings → Release → outputs``
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.disclosure.model import Audience, Release
    from netmap.inputs.scenario import ScenarioFile
    from netmap.messages import Messages

#: Called with the name of each step as it begins (``progress.<step>`` is its sentence).
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Build:
    """What a build wrote: the folder, the files in it, and the release they show."""

    folder: Path
    files: tuple[str, ...]
    release: Release


def release(
    project: Path,
    *,
    audience: Audience,
    progress: Progress,
    scenario: ScenarioFile | None = None,
    former: Path | None = None,
) -> Release:
    """Take a project's folder, and what a scenario changes, to what may leave the office.

    A public release reckons with the earlier ones that the log of the folder `former` tells
    (``outputs`` in the project unless another is given).

    Raises
    ------
    InputError
        The project's files need work; all problems at once.
    DisclosureError
        The release failed its own audit.
    """
    progress("inputs")
    from netmap.inputs import read_inputs

    inputs = read_inputs(project, scenario=scenario)

    progress("territory")
    from netmap.territory import build_territory

    territory = build_territory(inputs)

    progress("network")
    from netmap.network import build_network

    network = build_network(inputs)

    progress("findings")
    from netmap.findings import analyse

    findings = analyse(inputs, territory, network)

    progress("disclosure")
    from netmap.disclosure import protect_findings
    from netmap.exports.folder import former_log

    log = former_log(former or project / "outputs") if audience == "public" else None
    return protect_findings(findings, audience=audience, log=log)


def build(
    project: Path,
    out: Path,
    *,
    audience: Audience,
    messages: Messages,
    single_file: bool,
    progress: Progress,
    date: str | None = None,
) -> Build:
    """Take a project's folder to pages and files; the former `out` is replaced whole, or kept.

    Nobody else writes `out` from before its log of releases is read until it is carried over;
    `date` is what a new line of it says of the day.

    Raises
    ------
    InputError, DisclosureError
        As :func:`release`.
    OutputError
        `out` is a link, or holds something that netmap did not write, or another edition, or
        another build is still at work there.
    """
    from netmap.exports.folder import claimed

    def waiting() -> None:
        progress("waiting")

    with claimed(out, audience=audience, project=project, waiting=waiting) as claim:
        published = release(project, audience=audience, progress=progress, former=out)

        progress("plan")
        _ = published.plan  # worked out once, when first asked for

        progress("pages")
        from netmap.render import render

        files = render(published, messages, single_file=single_file, date=date)

        progress("writing")
        claim.replace(files)
    return Build(folder=out, files=tuple(files), release=published)
