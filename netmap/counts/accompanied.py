"""All that is counted from the table of people accompanied, and from its absence alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmap.counts.dispersion import people_of_a_sector
from netmap.counts.people import totals_of
from netmap.counts.places import count_places
from netmap.counts.sectors import group_sectors

if TYPE_CHECKING:
    import pandas as pd

    from netmap.settings import Settings
    from netmap.territory.model import Territory


def counts_of_people(
    accompaniments: pd.DataFrame | None, territory: Territory, settings: Settings
) -> dict[str, Any]:
    """Return the fields of Counts that the table of people gives, by name.

    Parameters
    ----------
    accompaniments
        As in Inputs; None: the project has no such table, or nothing is said of it.
    """
    found = count_places(
        territory, accompaniments, settings=settings, periods=settings.density.periods
    )
    periods = totals_of(accompaniments, territory, settings.reading)
    return {
        "accompaniments": accompaniments,
        **found._asdict(),
        "sectors": group_sectors(
            territory,
            found.places,
            found.reference,
            minimum=people_of_a_sector(periods.index, settings.density),
        ),
        "periods": periods,
    }
