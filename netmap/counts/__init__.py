"""What is counted of people: places, sectors, periods, rounds, contacts. Nothing is hidden yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmap.counts.model import Counts
    from netmap.inputs.model import Inputs
    from netmap.territory.model import Territory

__all__ = ["count"]


def count(inputs: Inputs, territory: Territory) -> Counts:
    """Count everything that the tables say of people; only disclosure may read the answer.

    Raises
    ------
    PlacingError
        The contacts cannot be placed; it tells nothing of them.
    """
    from netmap.counts.contacts import count_contacts
    from netmap.counts.dispersion import people_of_a_sector
    from netmap.counts.model import TABLES, Counts
    from netmap.counts.people import totals_of
    from netmap.counts.places import count_places
    from netmap.counts.rounds import count_rounds
    from netmap.counts.sectors import group_sectors
    from netmap.frames import checked_tables

    settings = inputs.settings
    found = count_places(
        territory, inputs.accompaniments, settings=settings, periods=settings.density.periods
    )
    periods = totals_of(inputs.accompaniments, territory, settings.reading)
    counts = Counts(
        territory=territory,
        settings=settings,
        accompaniments=inputs.accompaniments,
        **found._asdict(),
        sectors=group_sectors(
            territory,
            found.places,
            found.reference,
            minimum=people_of_a_sector(periods.index, settings.density),
        ),
        periods=periods,
        rounds=count_rounds(inputs.rounds, in_scope=settings.outreach.in_scope or None),
        contacts=count_contacts(inputs.contacts, territory, perimeter=settings.perimeter),
    )
    return checked_tables(counts, TABLES, name="counts")
