"""``netmap.xlsx``: the sheets of the workbook that people take away, in order.

Each sheet holds records of ``findings.json`` and nothing else that is a figure: its first row,
out of sight, names their fields; headings follow, then a row a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netmap.formats.findings import FindingsFile
    from netmap.formats.record import Record

#: Name of the file in a folder of outputs of the public edition.
WORKBOOK = "netmap.xlsx"
#: Rows above the records: field names, headings.
ABOVE = 2


@dataclass(frozen=True)
class Sheet:
    """A sheet: its key in the catalogues, and the records that it shows."""

    key: str
    records: Callable[[FindingsFile], Sequence[Record]]


def _places(level: str) -> Callable[[FindingsFile], Sequence[Record]]:
    return lambda found: [place for place in found.densite if place.niveau == level]


#: The sheets after the first, which is read before them.
SHEETS: tuple[Sheet, ...] = (
    Sheet("first", lambda found: found.manques),
    Sheet("communes", _places("commune")),
    Sheet("qpvs", _places("qpv")),
    Sheet("zones", _places("zone")),
    Sheet("sectors", lambda found: found.secteurs),
    Sheet("chains", lambda found: found.chaine),
    Sheet("mobilise", lambda found: found.mobilisation.suggestions),
    Sheet("partners", lambda found: found.partenaires),
    Sheet("relations", lambda found: found.relations),
    Sheet("plan", lambda found: () if found.plan is None else found.plan.lieux),
    Sheet("indicators", lambda found: found.indicateurs),
    Sheet("periods", lambda found: found.periodes),
    Sheet("contacts", lambda found: found.passages or ()),
)

_TRENDS = Sheet("trends", lambda found: found.tendances or ())


def sheets_of(found: FindingsFile) -> tuple[Sheet, ...]:
    """Return the sheets of a file of findings: trends of places, where it has them, come last."""
    return SHEETS if found.tendances is None else (*SHEETS, _TRENDS)
