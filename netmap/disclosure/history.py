"""What a public release adds to the log: the cells that it shows, and those that it hides.

What was shown stays known, and what was added since is a count too. The values of what was
hidden are never kept: they are worked out again from the tables.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from netmap.formats.releases import Figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netmap.counts.model import Counts
    from netmap.disclosure.cells import Bools, CountSystem
    from netmap.formats.releases import Key

_DIGITS = 9


def figures_of(
    counts: Counts, systems: Iterable[tuple[CountSystem, Bools]], *, periods: tuple[str, ...]
) -> Figures:
    """Return what is shown and hidden of the published cells of systems.

    Dwellings visited are no count of people, and stand there too: they tell where new rounds
    were made.

    Parameters
    ----------
    systems
        Each with the cells that its pages hide.
    periods
        Those pooled.
    """
    shown: list[tuple[str, str, str, float]] = [
        ("outreach", "logements", group, own["logements"].value)
        for group, own in (counts.rounds or {}).items()
        if own["logements"].value is not None
    ]
    hidden: list[Key] = []
    for system, concealed in systems:
        keys = keys_of(counts, system)
        rows = zip(keys, system.values, system.published, concealed, strict=True)
        for key, value, published, is_hidden in rows:
            if published and is_hidden:
                hidden.append(key)
            elif published:
                shown.append((*key, round(float(value), _DIGITS)))
    return Figures(
        territoire=territory_mark(counts),
        seuil=counts.settings.disclosure.threshold,
        periodes=tuple(sorted(periods)),
        montres=tuple(sorted(shown)),
        masques=tuple(sorted(hidden)),
    )


def keys_of(counts: Counts, system: CountSystem) -> tuple[Key, ...]:
    """Return the key of each cell of a system, in its order."""
    members: Mapping[object, tuple[str, ...]] = dict(counts.sectors["communes"])
    return tuple(
        (cell.block, cell.level, "+".join(members[cell.code]))
        if cell.block == "sectors"
        else (cell.block, cell.level, cell.code)
        for cell in system.cells
    )


def territory_mark(counts: Counts) -> str:
    """Return a mark of the set of communes, whatever it is called."""
    codes = ",".join(sorted(map(str, counts.territory.communes.index)))
    return hashlib.sha256(codes.encode()).hexdigest()[:16]
