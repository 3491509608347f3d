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
    InputError
        The files of the contacts were changed since they were checked.
    """
    from netmap.counts.accompanied import counts_of_people
    from netmap.counts.by_period import count_by_period
    from netmap.counts.contacts import count_between, count_contacts
    from netmap.counts.model import TABLES, Counts
    from netmap.counts.rounds import count_rounds, count_visits
    from netmap.frames import checked_tables

    settings = inputs.settings
    of_people = counts_of_people(inputs.accompaniments, territory, settings)
    counts = Counts(
        territory=territory,
        settings=settings,
        **of_people,
        rounds=count_rounds(inputs.rounds, in_scope=settings.outreach.in_scope or None),
        visits=count_visits(inputs.rounds),
        contacts=count_contacts(inputs.contacts, territory, perimeter=settings.perimeter),
        between=count_between(inputs.contacts, territory),
        by_period=count_by_period(
            inputs.accompaniments, territory, settings, periods=of_people["periods"].index
        ),
    )
    return checked_tables(counts, TABLES, name="counts")
