"""The log of a project's public releases: one, beside ``netmap.toml``, for all its folders.

It is written before the folder takes its name: a build that dies in between has shown nothing,
and its figures are reckoned with all the same.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.disk.lock import held
from netmap.disk.together import Replacement, together, undo
from netmap.disk.writing import naming
from netmap.exports.folder import Claim, claimed, former_log, log_in
from netmap.formats.releases import RELEASES, Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from netmap.vocabulary import Audience

#: Folder of a project where its public edition goes unless another is named.
OUTPUTS = "outputs"

_LOCK = ".netmap-releases.lock"
_RECORD = ".netmap-releases.json"
_SETTINGS = "netmap.toml"


@dataclass(frozen=True)
class Outlet:
    """Where an edition goes: a folder and, of the public one, the project's log.

    Attributes
    ----------
    releases
        Those that the project has made; None: the edition is the internal one.
    """

    claim: Claim
    project: Path
    releases: Log | None

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write the log, then the folder whole.

        Raises
        ------
        OutputError, OSError
            As :meth:`netmap.exports.folder.Claim.replace`. Where the log is refused, it is as
            it was, and so is the folder.
        """
        if self.releases is not None:
            self._keep(files[RELEASES])
        self.claim.replace(files)

    def _keep(self, content: bytes) -> None:
        file = self.project / RELEASES
        before = file.read_bytes() if file.exists() else None
        if content != before:
            change = Replacement(file, before, content, like=self.project / _SETTINGS)
            with naming(file), together(self.project, self.project / _RECORD, [change]):
                pass


def known_releases(project: Path, *folders: Path) -> Log:
    """Return the releases of a project, oldest first.

    Those that a folder of outputs alone knows are taken over: former versions kept the log
    there, and one may come from elsewhere.

    Parameters
    ----------
    project
        The project's folder.
    folders
        Folders of outputs whose own logs are read, beside :data:`OUTPUTS`; they may be absent.

    Raises
    ------
    InputError
        A log is there and cannot be read whole: what was already shown is not known.
    """
    own = log_in(project).lines
    known = {line.empreinte for line in own}
    older = []
    for folder in dict.fromkeys((project / OUTPUTS, *folders)):
        lines = [line for line in former_log(folder).lines if line.empreinte not in known]
        known |= {line.empreinte for line in lines}
        older += lines
    return Log((*older, *own))


@contextlib.contextmanager
def outlet(
    out: Path, *, audience: Audience, project: Path, waiting: Callable[[], object]
) -> Iterator[Outlet]:
    """Claim the folder `out` and the project's log, from before it is read to the end.

    Parameters
    ----------
    out, audience, project, waiting
        As of :func:`netmap.exports.folder.claimed`.

    Raises
    ------
    InputError
        As :func:`known_releases`; there is no such project.
    OutputError
        As :func:`~netmap.exports.folder.claimed`; ``busy``: another build of the project is
        still at work after a while.
    OSError
        The folder may not be written; or the project: a release that nothing remembers is not
        made.
    """
    with contextlib.ExitStack() as stack:
        claim = stack.enter_context(
            claimed(out, audience=audience, project=project, waiting=waiting)
        )
        releases = None
        if audience == "public":
            with naming(project / RELEASES):
                stack.enter_context(held(project / _LOCK, of=project, waiting=waiting))
            undo(project, project / _RECORD)
            releases = known_releases(project, out)
        yield Outlet(claim, project, releases)
