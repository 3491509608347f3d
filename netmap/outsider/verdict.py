"""Whether a folder of outputs may leave the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.errors import OutputError
from netmap.outsider.attacker import attack
from netmap.outsider.inspection import inspect_folder

if TYPE_CHECKING:
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


def judge(folder: Path) -> Verdict:
    """Read a folder of outputs back, and attack what its releases show.

    Raises
    ------
    OutputError
        ``not-there``: it is no folder.
    OSError
        It cannot be read.
    """
    if not folder.is_dir():
        raise OutputError("not-there", path=str(folder))
    seen = inspect_folder(folder)
    if not seen.log.lines:
        return Verdict(inspection=seen, attack=None, contradiction=False)
    releases = [line.figures for line in seen.log.lines]
    try:
        found = attack(releases, seen.residents, seen.dwellings)
    except ValueError:
        return Verdict(inspection=seen, attack=None, contradiction=True)
    return Verdict(inspection=seen, attack=found, contradiction=False)
