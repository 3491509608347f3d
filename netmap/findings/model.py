"""The fifth of the values: what is concluded from what may be shown, each figure once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.vocabulary import NAMED_PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.disclosure.model import Release
    from netmap.findings.gaps import Gap
    from netmap.findings.mobilise import Mobilisation
    from netmap.findings.planning import Planning
    from netmap.network.measures import Measures
    from netmap.network.model import Partner, PartnerNetwork
    from netmap.vocabulary import Level, RateKind, TargetKind

_PER = 1_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Findings:
    """Everything concluded from a release, and the release itself; equal to itself alone.

    Attributes
    ----------
    network
        The network of the release's tables.
    needs
        Theme codes examined, in order.
    density
        Index MultiIndex (``niveau``, ``code``), niveau in territoire, commune, qpv, zone.
        Columns: ``nom``; ``population``; ``cible`` (the target population: all residents where
        no figure of need is given); ``cible_annees`` (× years of service, where it was open);
        ``personnes`` (people accompanied over the pooled periods; NaN: no data); ``attendues``
        (expected at the reference rate); ``taux``, ``taux_bas``, ``taux_haut``, ``taux_lisse``
        (a year, per 1,000 of the target; interval: Garwood; smoothed: clamped empirical
        Bayes); ``rapport`` (O/E); ``p_sous_desserte`` (P(θ < ratio)); ``classe``
        (DensityClass). A hidden row has NaN in every column that a count can be derived from,
        and the class ``masquee``. ``jugeable`` (bool): whether the place alone expects enough
        people for any count to conclude. ``taux_habitants``, ``classe_habitants``: where the
        target population is not all residents, the other reading, a year per 1,000 residents
        and against the mean of the stratum at equal population (NaN, None: there is no other).
        ``au_moins``, ``au_plus``: people, where their number is not told (NaN: no bound).
        ``repartie`` (bool): they rest on a share of those of a wider place, and then
        ``repartie_moins``, ``repartie_plus`` (:mod:`netmap.findings.shared`).
    access
        Index MultiIndex (``niveau``, ``code``); columns ``permanence_id`` (nearest open one,
        or None), ``km``, ``minutes`` (NaN: no open permanence is placed, or none is within
        reach), ``hors_portee`` (bool: one is open, and none can be reached), and half-days a
        week within reach per 1,000 residents: ``accessibilite`` (2SFCA, within
        ``acces.bassin_minutes``) and ``accessibilite_graduee`` (E2SFCA, bands of
        ``acces.bandes_minutes``), means of the zones weighted by their residents; 0: nothing
        within reach; NaN: cannot be known.
    chains
        For communes, QPVs and zones, a row a place × need, see
        :func:`netmap.findings.chain.chain_matrix`.
    contacts
        See :func:`netmap.findings.contacts.contact_table`; None: no table.
    planning
        Sectors, need, priorities, sizing, outreach, evaluation indicators.
    gaps
        Communes with at least one reason, ranked.
    fingerprint
        State of partners and relations that a review refers to (``empreinte``).
    """

    release: Release
    network: PartnerNetwork
    needs: tuple[str, ...]
    density: pd.DataFrame
    access: pd.DataFrame
    chains: Mapping[Level, pd.DataFrame]
    contacts: pd.DataFrame | None
    planning: Planning
    gaps: tuple[Gap, ...]
    fingerprint: str

    @cached_property
    def chain(self) -> pd.DataFrame:
        """The chains that are to hold: those of communes, then those of QPVs."""
        return pd.concat([self.chains[level] for level in NAMED_PLACES], ignore_index=True)

    @cached_property
    def minutes(self) -> pd.Series[float]:
        """Minutes to the nearest open permanence, as `access`; ``inf``: none can be reached."""
        return self.access["minutes"].mask(self.access["hors_portee"], np.inf)

    @property
    def reference_rate(self) -> float:
        """People a year per 1,000 of the target population; NaN: unknown, or hidden."""
        return self.release.counts.reference.rate

    @property
    def common_rate(self) -> float:
        """The one rate that all places are compared with; NaN: within strata, or likewise."""
        return np.nan if self.reference_kind == "strate" else self.reference_rate

    @cached_property
    def compared_with(self) -> pd.Series[float]:
        """What the rate of each place is compared with, on the index of `density`; NaN: nothing."""
        rates: pd.Series[float] = _PER * self.density["attendues"] / self.density["cible_annees"]
        return rates

    @property
    def reference_rates(self) -> tuple[float, float]:
        """The rates that places in QPVs and outside them are compared with; NaN, likewise."""
        return self.release.counts.reference.rates

    @property
    def reference_kind(self) -> RateKind:
        """What the reference rate is (RateKind)."""
        return self.release.counts.reference.kind

    @property
    def is_counted(self) -> bool:
        """Whether something is known of the people accompanied in some place."""
        return bool((self.density["classe"] != "sans-donnee").any())

    @property
    def judges_no_place(self) -> bool:
        """Whether nothing is given that a place could be judged by: no count, way or chain."""
        return not (self.is_counted or self.minutes.notna().any() or len(self.chain))

    @property
    def target_kind(self) -> TargetKind:
        """Whom the service is meant for."""
        target = self.release.territory.target
        return "habitants" if target is None else target.kind

    @property
    def read_by_residents(self) -> bool:
        """Whether places are also judged at equal population, within their stratum."""
        return bool(self.density["classe_habitants"].notna().any())

    @property
    def weighted_by_need(self) -> bool:
        """Whether what is expected is of a population in need, and not of all residents."""
        return self.target_kind != "habitants"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a working group acts on; minutes of work where partners are tens of thousands.

    Attributes
    ----------
    candidates
        The possible partners of the directory, by id; one that has a partner's id is none.
    criticality
        What each partner's loss would break, in communes and in QPVs, a pair weighing the
        target population of its place (:func:`netmap.findings.weights.people_apart`); see
        :func:`netmap.findings.criticality.criticality`.
    mobilisation
        Whom to mobilise, one after another, pairs weighing likewise. Candidates are those of
        the tables and of the directory. The public edition suggests nobody who is or may be
        one person. Where relations are supposed, they are taken as declared: there would be
        nothing to complete otherwise.
    measures
        Measures of the network for an annex.
    """

    candidates: Mapping[str, Partner]
    criticality: pd.DataFrame
    mobilisation: Mobilisation
    measures: Measures
