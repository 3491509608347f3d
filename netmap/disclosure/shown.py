"""What may be shown of counts: the only form in which people are concluded from.

A figure that nobody listed is hidden by construction: a value is shown where a protected
system holds its cell and shows it, where it is no count (:data:`netmap.counts.model.PUBLIC`),
or where the table itself does not know it. Everything else is hidden.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from netmap.counts.figure import Figure, absent
from netmap.counts.model import PUBLIC, Reference, stratum_rates
from netmap.disclosure.cells import RATED, TERRITORY, Cell, contact_cell
from netmap.disclosure.contacts import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from collections.abc import Set as AbstractSet

    from netmap.counts.model import Counts

    #: Row and column of a table → the cell that its value is.
    CellOf = Callable[[object, str], Cell]

#: What a maker of shown values holds: only this room has it.
SEAL = object()


def check_seal(seal: object, name: str) -> None:
    """Refuse a value that was not made by disclosure.

    Raises
    ------
    TypeError
        The seal is not that of this room.
    """
    if seal is not SEAL:
        message = f"{name} is made by netmap.disclosure alone"
        raise TypeError(message)


@dataclass(frozen=True)
class ShownTable:
    """A table of counts as it may be shown.

    Attributes
    ----------
    shown
        The table; NaN where a count is hidden, or not known.
    hidden
        Same index and columns: whether it is hidden.
    """

    shown: pd.DataFrame
    hidden: pd.DataFrame
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse a table that disclosure did not make."""
        check_seal(seal, "a ShownTable")

    def figure(self, row: Hashable, column: str) -> Figure:
        """Return one count: hidden, *incomplete* where the table does not know it, or its value."""
        if self.hidden[column].to_dict()[row]:
            return absent("hidden")
        value = float(self.shown[column].to_dict()[row])
        return absent("incomplete") if np.isnan(value) else Figure(value=value)


@dataclass(frozen=True, kw_only=True)
class ShownCounts:
    """Counts as a release may show them; nothing else that holds people goes further.

    Attributes
    ----------
    places, strata, sectors, periods
        As in :class:`netmap.counts.model.Counts`.
    elsewhere
        Whether somebody is counted at no place of the map; how many is not said.
    reference
        As in Counts; its rate is NaN where the people that it is made of are hidden.
    rounds
        By group and name, as in Counts, hidden ones absent; None: no table.
    contacts
        Index (``periode``, ``niveau``, ``code``), without zones, and outside the office without
        what is in no place of the territory; None: no table.
    counted
        Whether the project has a table of people accompanied, with a row for a pooled period.
    tabled
        Whether it has such a table, whatever is in it.
    """

    places: ShownTable
    elsewhere: bool
    strata: ShownTable
    reference: Reference
    sectors: ShownTable
    periods: ShownTable
    rounds: Mapping[str, Mapping[str, Figure]] | None
    contacts: ShownTable | None
    counted: bool
    tabled: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse counts that disclosure did not make."""
        check_seal(seal, "ShownCounts")

    def rest(self, level: str) -> float:
        """Return the sum of a level's hidden counts, as any reader can work it out.

        NaN: nobody can, or the level does not share out the territory.
        """
        total = self.places.figure((TERRITORY, TERRITORY), "personnes")
        places, hidden = self.places.shown.xs(level), self.places.hidden.xs(level)["personnes"]
        unknown = places["ouverte"] & places["personnes"].isna() & ~hidden
        if level == "qpv" or total.value is None or self.elsewhere or unknown.any():
            return np.nan
        return total.value - float(places["personnes"].sum())


def show(counts: Counts, shown: AbstractSet[Cell] | None) -> ShownCounts:
    """Return what may be shown of counts.

    Parameters
    ----------
    shown
        The cells that protected systems show; None: nothing is hidden.
    """
    places = _table(counts.places, "places", shown, _place_cells(counts))
    strata = _table(counts.strata, "strata", shown, _stratum_cell)
    contacts = counts.contacts
    if contacts is not None:
        levels = contacts.index.get_level_values("niveau")
        unsaid = ["zone"] if shown is None else ["zone", ELSEWHERE]
        contacts = contacts[~levels.isin(unsaid)]
    return ShownCounts(
        places=places,
        elsewhere=counts.elsewhere + counts.outside > 0,
        strata=strata,
        reference=_reference(counts, places, strata),
        sectors=_table(counts.sectors, "sectors", shown, _sector_cell),
        periods=_table(counts.periods, "periods", shown, _period_cell),
        rounds=_rounds(counts, shown),
        contacts=None if contacts is None else _table(contacts, "contacts", shown, _contacts_cell),
        counted=counts.counted,
        tabled=counts.accompaniments is not None,
        seal=SEAL,
    )


def _table(
    frame: pd.DataFrame, name: str, shown: AbstractSet[Cell] | None, cell_of: CellOf
) -> ShownTable:
    """Hide every value of a table but those that are public, unknown, or shown."""
    hidden = pd.DataFrame(data=False, index=frame.index, columns=frame.columns)
    if shown is not None:
        for column in frame.columns.difference(list(PUBLIC[name])):
            known = frame[column].notna().to_numpy()
            seen = [cell_of(row, str(column)) in shown for row in frame.index]
            hidden[column] = known & ~np.array(seen, dtype=np.bool_)
    return ShownTable(frame.mask(hidden), hidden, SEAL)


def _place_cells(counts: Counts) -> CellOf:
    total = counts.places.xs(TERRITORY)
    all_rated = (total["comptees"] == total["personnes"]).all()

    def cell(row: object, column: str) -> Cell:
        level, code = map(str, cast("tuple[str, str]", row))
        if column == "comptees":
            if level == TERRITORY and not all_rated:
                return RATED
            column = "personnes"
        return Cell("density" if column == "personnes" else _unlisted(column), level, code)

    return cell


def _stratum_cell(row: object, column: str) -> Cell:
    return Cell("derived" if column == "personnes" else _unlisted(column), "numerateur", str(row))


def _sector_cell(row: object, column: str) -> Cell:
    return Cell("sectors" if column == "personnes" else _unlisted(column), "secteur", str(row))


def _period_cell(row: object, column: str) -> Cell:
    return Cell("periods", column, str(row))


def _contacts_cell(row: object, column: str) -> Cell:
    period, level, code = map(str, cast("tuple[str, str, str]", row))
    cell = contact_cell(period, level, code)
    return cell if column == "passages" else cell._replace(block=_unlisted(column))


def _unlisted(column: str) -> str:
    """Return the block of a column that no system counts: no cell of it is ever shown."""
    return f"unlisted {column}"


def _rounds(counts: Counts, shown: AbstractSet[Cell] | None) -> dict[str, dict[str, Figure]] | None:
    if counts.rounds is None:
        return None
    public = PUBLIC["rounds"]
    return {
        group: {
            name: figure
            if shown is None
            or name in public
            or figure.value is None
            or Cell("outreach", name, group) in shown
            else absent("hidden")
            for name, figure in own.items()
        }
        for group, own in counts.rounds.items()
    }


def _reference(counts: Counts, places: ShownTable, strata: ShownTable) -> Reference:
    reference = counts.reference
    if reference.kind == "cible":
        return reference
    if reference.kind == "qpv":
        hidden = bool(strata.hidden["personnes"].to_dict()["qpv"])
    else:
        hidden = bool(places.hidden["comptees"].to_dict()[TERRITORY, TERRITORY])
    return replace(
        reference,
        people=np.nan if hidden else reference.people,
        strata=None if reference.strata is None else stratum_rates(strata.shown, "cible_annees"),
    )
