"""Whether a folder of outputs may leave the office."""

from __future__ import annotations

import contextlib
import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.disk.lock import held, lock_of, nothing
from netmap.errors import OutputError
from netmap.outsider.attacker import attack
from netmap.outsider.inspection import inspect_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from netmap.outsider.attacker import Attack
    from netmap.outsider.inspection import Inspection


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What an outsider makes of a folder.

    Attributes
    ----------
    inspection
        What its files say, and their faults.
    attack
        What can be worked out of all releases of its log; None: there is none, or they
        contradict each other.
    contradiction
        Whether no table fits all that the releases show.
    """

    inspection: Inspection
    attack: Attack | None
    contradiction: bool

    @property
    def safe(self) -> bool:
        """Whether it is a public edition, as it was written, that betrays nobody."""
        betrays = self.attack is not None and (self.attack.betrayed or self.attack.added)
        return not (
            self.inspection.faults
            or self.contradiction
            or self.inspection.edition != "public"
            or betrays
        )


def judge(folder: Path, *, waiting: Callable[[], object] = nothing) -> Verdict:
    """Read a folder of outputs back, and attack what its releases show.

    A build that writes the folder is waited for; `waiting` is then called.

    Raises
    ------
    OutputError
        ``not-there``: it is no folder; ``busy``: a build still has it after a minute.
    OSError
        It cannot be read.
    """
    with _still(folder.resolve(), waiting):
        if not folder.is_dir():
            raise OutputError("not-there", path=str(folder))
        seen = inspect_folder(folder)
    if not seen.log.lines:
        return Verdict(inspection=seen, attack=None, contradiction=False)
    releases = [line.figures for line in seen.log.lines]
    try:
        found = attack(releases, seen.residents, seen.dwellings, seen.ground)
    except ValueError:
        return Verdict(inspection=seen, attack=None, contradiction=True)
    return Verdict(inspection=seen, attack=found, contradiction=False)


@contextlib.contextmanager
def _still(folder: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Keep builds out of a folder, where it lies in one that this command may write to."""
    with contextlib.ExitStack() as stack:
        if folder.name and folder.parent.is_dir():
            try:
                stack.enter_context(held(lock_of(folder), of=folder, waiting=waiting))
            except OSError as error:
                if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
                    raise
        yield
