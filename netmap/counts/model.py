"""The third of the values: everything that is counted of people, before anything is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from netmap.counts.figure import Figure
    from netmap.frames import Tables
    from netmap.settings import Settings
    from netmap.territory.model import Territory
    from netmap.vocabulary import RateKind

_PER = 1_000

#: Columns of the tables of :class:`Counts` that everybody may know, by table: names, residents,
#: dwellings, where the service was open. Whatever else a table holds is a count of people: it is
#: hidden unless a system of disclosure says that it may be shown.
PUBLIC: dict[str, frozenset[str]] = {
    "places": frozenset({"nom", "population", "personnes_annees", "ouverte", "partie_fermee"}),
    "sectors": frozenset({"communes", "reunies"}),
    "periods": frozenset(),
    "rounds": frozenset(
        {"logements", "logements_perimetre", "logements_par_batiment", "visites_repetees"}
    ),
    "contacts": frozenset(),
}

#: Frames of :class:`Counts`: index, and columns with what they hold.
TABLES: Tables = {
    "places": (
        ("niveau", "code"),
        {
            "nom": "text", "population": "number", "personnes_annees": "number",
            "ouverte": "bool", "partie_fermee": "bool", "personnes": "number",
            "comptees": "number", "au_moins": "number", "au_plus": "number",
        },
    ),
    "sectors": ("secteur", {"communes": "any", "personnes": "number", "reunies": "bool"}),
    "periods": ("periode", {"personnes": "number", "situations_cloturees": "number"}),
    "contacts": (("periode", "niveau", "code"), {"passages": "number"}),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The rate that places are compared with.

    Attributes
    ----------
    kind
        ``territoire`` (the pooled rate of all), ``qpv`` (that of the QPVs) or ``cible`` (a
        number stated in the settings).
    people, years
        What the rate is made of: people, and residents × years of service, of the zones whose
        residents are known. NaN where it is stated, or hidden.
    stated
        People a year per 1,000 residents; None: it is worked out.
    """

    kind: RateKind
    people: float
    years: float
    stated: float | None = None

    @property
    def rate(self) -> float:
        """People a year per 1,000 residents; NaN: nothing to compute it from, or hidden."""
        if self.stated is not None:
            return self.stated
        return _PER * self.people / self.years if self.years > 0 else float("nan")


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What the tables say of people; only disclosure reads it.

    Attributes
    ----------
    accompaniments
        The rows that `places` and `periods` sum, None: no table. Earlier releases pooled
        other periods of them.
    places
        Index MultiIndex (``niveau``, ``code``), niveau in territoire, commune, qpv, zone;
        ``nom``; ``population``; ``personnes_annees`` (residents × years of service of the
        zones where it was open; NaN: residents unknown); ``ouverte`` and ``partie_fermee``
        (bool: some zone of it was open, or was not); ``personnes`` (NaN: no data, or never
        open); ``comptees``: those whom a rate counts, where residents are known too;
        ``au_moins``, ``au_plus``: bounds of people, where the table tells no number (NaN: none).
    elsewhere
        People counted at a code that is no zone's: the whole EPCI, a QPV that was not drawn.
    outside
        People who live outside the territory, or nobody knows where: in no rate.
    counted
        Whether there was anything to count: a table with a row for a pooled period.
    sectors
        Index ``secteur``; ``communes`` (tuple of codes), ``personnes``, ``reunies`` (whether
        it was put together so that its count may be shown).
    periods
        Index ``periode``; ``personnes``, ``situations_cloturees`` (NaN: not said of all).
    rounds
        See :func:`netmap.counts.rounds.count_rounds`.
    contacts
        See :func:`netmap.counts.contacts.count_contacts`; None: no table.
    """

    territory: Territory
    settings: Settings
    accompaniments: pd.DataFrame | None
    places: pd.DataFrame
    reference: Reference
    elsewhere: float
    outside: float
    counted: bool
    sectors: pd.DataFrame
    periods: pd.DataFrame
    rounds: Mapping[str, Mapping[str, Figure]] | None
    contacts: pd.DataFrame | None

    @property
    def pooled_periods(self) -> tuple[str, ...]:
        """The periods whose people the counts of places are the sums of."""
        chosen = self.settings.density.periods
        return tuple(
            str(period) for period in self.periods.index if not chosen or str(period) in chosen
        )


def expected_people(places: pd.DataFrame, reference: Reference) -> pd.Series[float]:
    """Return the people whom the reference makes due in each place while it was open.

    Parameters
    ----------
    places
        ``personnes_annees``, ``ouverte``.

    Returns
    -------
        Index of `places`; NaN where the service was never open, or something is unknown.
    """
    years = places["personnes_annees"].astype(np.float64)
    return (reference.rate / _PER * years.where(years > 0)).where(places["ouverte"])
