"""The whole tool on one screen: count, protect, derive.

``Inputs → Territory → Counts → Release → Findings → Edition → pages and files``
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from netmap.edition import Edition
    from netmap.errors import Problem
    from netmap.findings.model import Findings
    from netmap.formats.releases import Log
    from netmap.inputs.model import Inputs
    from netmap.inputs.scenario import ScenarioFile
    from netmap.messages import Messages
    from netmap.territory.model import Territory
    from netmap.vocabulary import Audience, Extra

    #: Called with the name of each step as it begins (``progress.<step>`` is its sentence).
    Progress = Callable[[str], object]


class Build(NamedTuple):
    """What a build wrote: the folder, the files in it, what they show; and all that is doubtful."""

    folder: Path
    files: tuple[str, ...]
    edition: Edition
    doubts: tuple[Problem, ...]


def find(
    inputs: Inputs,
    *,
    audience: Audience,
    log: Log | None = None,
    territory: Territory | None = None,
    progress: Progress = str,
) -> Findings:
    """Take inputs to what may be concluded from them before an audience.

    Everything is concluded once, from counts that may be shown; the internal edition is the
    same call with nothing hidden. A public one reckons with the releases of `log`; `territory`
    is that of the inputs, where it is already laid out.

    Raises
    ------
    InputError
        The territory or the indicators need work.
    DisclosureError
        The release failed its own audit.
    """
    from netmap.counts import count
    from netmap.disclosure import publish
    from netmap.findings import conclude, network_of
    from netmap.territory import build_territory

    progress("counts")
    territory = build_territory(inputs) if territory is None else territory
    counts = count(inputs, territory)
    progress("disclosure")
    release = publish(inputs, counts, audience=audience, log=log)
    progress("findings")
    return conclude(release, network_of(release))


def answer(
    project: Path,
    *,
    audience: Audience,
    scenario: ScenarioFile | None = None,
    beside: tuple[Path, ...] = (),
    progress: Progress = str,
) -> Findings:
    """Return what a question about a project's folder is answered from; nothing is written.

    A public answer reckons with the releases of the project and of the folders `beside`. What
    it tells is in no log: it may be sent where ``findings.release.is_out``.

    Raises
    ------
    InputError, DisclosureError
        As :func:`find`; the project's files or the log need work.
    """
    from netmap.exports.log import known_releases
    from netmap.inputs import read_inputs

    progress("inputs")
    inputs = read_inputs(project, scenario=scenario)
    log = known_releases(project, *beside) if audience == "public" else None
    return find(inputs, audience=audience, log=log, progress=progress)


def build(
    project: Path,
    out: Path,
    *,
    messages: Messages,
    audience: Audience = "public",
    single_file: bool = False,
    also: Collection[Extra] = (),
    date: str | None = None,
    progress: Progress = str,
) -> Build:
    """Take a project's folder to pages and files; the former `out` is replaced whole, or kept.

    Nobody else writes `out`, nor makes a public release of the project, from before its log is
    read until the release is out.

    Raises
    ------
    InputError, DisclosureError
        As :func:`find`; the project's files need work, all problems at once.
    OutputError, OSError
        As :func:`netmap.exports.log.outlet`; :func:`netmap.exports.export` lacks a package.
    """
    from netmap.edition import complete
    from netmap.exports import export
    from netmap.exports.log import outlet
    from netmap.inputs import read_inputs
    from netmap.records.sentences import worded
    from netmap.render import render
    from netmap.territory import build_territory

    waiting = partial(progress, "waiting")
    with outlet(out, audience=audience, project=project, waiting=waiting) as claim:
        progress("inputs")
        inputs = read_inputs(project)
        progress("territory")
        space, log = build_territory(inputs), claim.releases
        found = find(inputs, audience=audience, log=log, territory=space, progress=progress)
        progress("plan")
        edition, words = complete(found), worded(messages, found)
        progress("pages")
        pages = render(edition, words, single_file=single_file, also=also)
        files = export(edition, pages, words, also=also, date=date)
        progress("writing")
        claim.put(files)
    return Build(out, tuple(files), edition, doubts=(*inputs.warnings, *space.notes))
