"""The third of the values: everything that is counted of people, before anything is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netmap.inputs.people import MEASURES

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
#: people who could come, dwellings, where the service was open, what is shared out. Whatever else
#: a table holds is a count of people: it is hidden unless a system of disclosure says that it may
#: be shown.
PUBLIC: dict[str, frozenset[str]] = {
    "places": frozenset(
        {
            "nom", "population", "personnes_annees", "personnes_annees_qpv", "cible",
            "cible_annees", "cible_annees_qpv", "cible_doute", "annees", "ouverte",
            "partie_fermee", "repartie", "dedans",
        }
    ),
    "strata": frozenset({"cible_annees", "personnes_annees", "zones"}),
    "sectors": frozenset({"communes", "reunies"}),
    "periods": frozenset(),
    "rounds": frozenset(
        {"logements", "logements_perimetre", "logements_par_batiment", "visites_repetees"}
    ),
    "contacts": frozenset(),
}  # fmt: skip

#: Frames of :class:`Counts`: index, and columns with what they hold.
TABLES: Tables = {
    "places": (
        ("niveau", "code"),
        {
            "nom": "text", "population": "number", "personnes_annees": "number",
            "personnes_annees_qpv": "number", "cible": "number", "cible_annees": "number",
            "cible_annees_qpv": "number", "cible_doute": "number", "annees": "number",
            "ouverte": "bool", "partie_fermee": "bool", "repartie": "bool", "dedans": "number",
            "personnes": "number", "comptees": "number", "au_moins": "number", "au_plus": "number",
        },
    ),
    "strata": (
        "strate",
        {
            "personnes": "number", "cible_annees": "number", "personnes_annees": "number",
            "zones": "number",
        },
    ),
    "sectors": ("secteur", {"communes": "any", "personnes": "number", "reunies": "bool"}),
    "periods": ("periode", dict.fromkeys(MEASURES, "number")),
    "contacts": (("periode", "niveau", "code"), {"passages": "number"}),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The rate that places are compared with.

    Attributes
    ----------
    kind
        ``territoire`` (the pooled rate of all), ``qpv`` (that of the QPVs), ``cible`` (a
        number stated in the settings, fixed before anything is counted) or ``strate`` (each
        place is compared with the mean of its stratum: QPVs with QPVs, the rest with the rest).
    people, years
        What the rate is made of: people, and target population × years of service, of the
        zones where it is known. NaN where it is stated, or hidden.
    stated
        People a year per 1,000; None: it is worked out.
    strata
        The rates inside and outside QPVs, of kind ``strate``; NaN: hidden, or a single place
        that could only be compared with itself.
    """

    kind: RateKind
    people: float
    years: float
    stated: float | None = None
    strata: tuple[float, float] | None = None

    @property
    def rate(self) -> float:
        """People a year per 1,000; NaN: nothing to compute it from, or hidden."""
        if self.stated is not None:
            return self.stated
        return _PER * self.people / self.years if self.years > 0 else float("nan")

    @property
    def rates(self) -> tuple[float, float]:
        """The rates that places inside and outside QPVs are compared with."""
        return (self.rate, self.rate) if self.strata is None else self.strata


def stratum_rates(strata: pd.DataFrame, exposure: str, *, least: int = 2) -> tuple[float, float]:
    """Return the mean rates inside and outside QPVs, a year per 1,000.

    Parameters
    ----------
    strata
        As in Counts, or what is shown of it.
    exposure
        ``cible_annees`` or ``personnes_annees``.
    least
        Zones that a stratum must have: a single one could only be compared with itself.

    Returns
    -------
        NaN: unknown, hidden, or of too few zones.
    """
    several = strata["zones"] >= least
    people = strata["personnes"].astype(np.float64).where(several)
    rates = _PER * people / strata[exposure].where(strata[exposure] > 0)
    return float(rates["qpv"]), float(rates["hors-qpv"])


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
        ``nom``; ``population`` (residents); ``cible`` (the target population: all residents
        where no figure of need is given); ``personnes_annees`` and ``cible_annees`` (residents,
        or target population, × years of service of the zones where it was open; NaN: unknown),
        and of these ``…_qpv``, those in QPVs; ``cible_doute`` (standard deviation of the
        logarithm of ``cible_annees``); ``annees`` (what people are divided by to have those of
        a year, today: the years of service of its zones, by those who could come; ``inf``: closed
        since; NaN: never open); ``ouverte`` and ``partie_fermee`` (bool: some zone of it was
        open, or was not, or has closed since); ``repartie`` (bool: its people rest on a
        share, by residents, of those of a wider place); ``dedans`` (the share of a QPV's
        residents who live in the territory; 1 of other places); ``personnes`` (NaN: no data, or
        never open); ``comptees``: those whom a rate counts, where the target is known too;
        ``au_moins``, ``au_plus``: bounds of people, where the table tells no number (NaN: none).
    strata
        Index ``strate`` (``qpv``, ``hors-qpv``): the open zones whose people and target are both
        known, together; ``personnes``, ``cible_annees``, ``personnes_annees``, ``zones`` (how
        many).
    elsewhere
        People counted at a code that is no zone's: the whole EPCI, a QPV that was not drawn.
    outside
        People who live outside the territory, nobody knows where, or where the service was not
        open (``[perimetre]``): in no rate.
    counted
        Whether there was anything to count: a table with a row for a pooled period.
    sectors
        Index ``secteur``; ``communes`` (tuple of codes), ``personnes``, ``reunies`` (whether
        it was put together so that its count may be shown).
    periods
        Index ``periode``; ``personnes``, ``nouvelles`` (accompanied for the first time),
        ``situations_cloturees`` (NaN: not said of all).
    rounds
        See :func:`netmap.counts.rounds.count_rounds`.
    visits
        See :func:`netmap.counts.rounds.count_visits`.
    contacts
        See :func:`netmap.counts.contacts.count_contacts`; None: no table.
    between
        See :func:`netmap.counts.contacts.count_between`.
    by_period
        See :func:`netmap.counts.by_period.count_by_period`.
    """

    territory: Territory
    settings: Settings
    accompaniments: pd.DataFrame | None
    places: pd.DataFrame
    strata: pd.DataFrame
    reference: Reference
    elsewhere: float
    outside: float
    counted: bool
    sectors: pd.DataFrame
    periods: pd.DataFrame
    rounds: Mapping[str, Mapping[str, Figure]] | None
    visits: Mapping[tuple[str, str], Mapping[str, Figure]]
    contacts: pd.DataFrame | None
    between: pd.Series[float] | None = None
    by_period: pd.DataFrame | None = None

    @property
    def pooled_periods(self) -> tuple[str, ...]:
        """The periods whose people the counts of places are the sums of."""
        chosen = self.settings.density.periods
        return tuple(
            str(period) for period in self.periods.index if not chosen or str(period) in chosen
        )


def expected_people(
    places: pd.DataFrame, rates: tuple[float, float], *, exposure: str = "cible_annees"
) -> pd.Series[float]:
    """Return the people whom the reference makes due in each place while it was open.

    Parameters
    ----------
    places
        `exposure`, the same in QPVs (``…_qpv``), ``ouverte``.
    rates
        Inside and outside QPVs, a year per 1,000: :attr:`Reference.rates`.
    exposure
        ``cible_annees`` or ``personnes_annees``.

    Returns
    -------
        Index of `places`; NaN where the service was never open, or something is unknown.
    """
    years = places[exposure].astype(np.float64)
    inside = places[f"{exposure}_qpv"].astype(np.float64)
    due = [
        (rate / _PER * part).where(part != 0, 0.0)
        for rate, part in zip(rates, (inside, years - inside), strict=True)
    ]
    return (due[0] + due[1]).where(places["ouverte"] & (years > 0))
