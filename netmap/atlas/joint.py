"""How much an atlas may tell of each release, so that no hidden count comes back from all.

An edition protects its own figures, and knows of no other. Those of territories that share
communes are attacked together, from the smallest territory to the largest: one that would let a
hidden count be known to be small tells less, its total alone, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.atlas.reading import findings_in, log_of
from netmap.atlas.territory import folder_of
from netmap.disk.plain import read_plain
from netmap.formats.manifest import MANIFEST, read_manifest
from netmap.outsider.ledger import dwellings_of, ground_of, residents_of
from netmap.outsider.together import Known, combine, groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from netmap.atlas.asked import Asked
    from netmap.formats.atlas import State
    from netmap.outsider.together import Told

_BYTES = 20_000_000
_STATES: Mapping[Told, State] = {"whole": "montre", "total": "total-seul", "nothing": "retenu"}
_FROM_MOST: tuple[Told, ...] = ("whole", "total", "nothing")


@dataclass(frozen=True)
class Joint:
    """What all releases tell together.

    Attributes
    ----------
    states
        How much is told of each territory, by name.
    hidden
        Hidden counts of territories that share communes, which were attacked together.
    betrayed
        Those of them that all releases, told whole, would have given back.
    """

    states: Mapping[str, State]
    hidden: int
    betrayed: int


def joint_states(atlas: Path, asked: Sequence[Asked]) -> Joint:
    """Return how much may be told of each territory whose edition stands in an atlas.

    Raises
    ------
    InputError, OSError
        An edition's files cannot be read.
    """
    every = (known_at(folder_of(atlas, one.name), one.name) for one in asked)
    known = [one for one in every if one is not None]
    told: dict[str, Told] = {one.name: "whole" for one in asked}
    hidden = betrayed = 0
    for group in groups(known):
        if len(group) == 1:
            continue
        found, lost = settle(group, told)
        hidden += found
        betrayed += lost
    return Joint({name: _STATES[much] for name, much in told.items()}, hidden, betrayed)


def settle(group: Sequence[Known], told: dict[str, Told]) -> tuple[int, int]:
    """Say how much is told of a group of territories that share communes.

    Parameters
    ----------
    told
        How much of each, by name; changed in place.

    Returns
    -------
        How many counts are hidden, and how many of them all releases, told whole, give back.
    """
    every = combine(group, dict.fromkeys((one.name for one in group), "whole"))
    if not every.betrayed:
        return every.hidden, 0
    told |= dict.fromkeys((one.name for one in group), "nothing")
    taken: set[str] = set()
    for one in sorted(group, key=lambda one: (len(one.communes), one.name)):
        for much in _FROM_MOST:
            told[one.name] = much
            alone = much == "whole" and taken.isdisjoint(one.communes)
            if much == "nothing" or alone or not combine(group, told).betrayed:
                break
        if told[one.name] != "nothing":
            taken |= one.communes
    return every.hidden, len(every.betrayed)


def known_at(folder: Path, name: str) -> Known | None:
    """Return what the edition in a folder tells; None where its release counts nobody.

    Raises
    ------
    InputError, OSError
        Its files cannot be read.
    """
    lines = log_of(folder)
    if not lines:
        return None
    found = findings_in(folder)
    manifest = read_manifest(read_plain(folder / MANIFEST, limit=_BYTES, follow=False))
    former = {} if manifest is None else manifest.former_codes
    return Known(
        name=name,
        releases=lines,
        residents=residents_of(found),
        dwellings=dwellings_of(found),
        ground=ground_of(found, former),
    )
