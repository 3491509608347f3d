"""The fourth of the five values: what was found, with nothing hidden yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from netmap.findings.planning import Planning
    from netmap.findings.priority import Priority
    from netmap.inputs.model import Inputs
    from netmap.network.model import PartnerNetwork
    from netmap.territory.model import Territory

#: Classes of a place: `inegale` is served on the whole, not in each of its parts; `masquee`
#: (hidden) is only ever given by disclosure.
DensityClass = Literal[
    "sous-desservie",
    "inegale",
    "desservie",
    "indeterminee",
    "masquee",
    "sans-donnee",
    "non-ouverte",
]

#: Broken step of a chain; None where a chain is complete.
ChainStep = Literal["amont", "mediation", "aval", "liaison"]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a commune is on the list: a kind and its figures; messages make the sentence.

    `kind` is one of ``sous-desservie``, ``sous-desservie-hors-qpv``,
    ``sous-desservie-qpv``, ``non-ouverte``; ``seule-<class>`` and ``masquee-<class>`` (what
    is said of the sector of a commune that concludes nothing alone, or whose count is
    hidden), ``seule`` and ``masquee`` (it has no other sector than itself); ``loin``,
    ``hors-portee``, ``chaine-rompue-<step>`` (a step is one of ChainStep),
    ``chaine-a-confirmer``; ``besoin-fort``; ``manque``, ``manque-estime``,
    ``manque-ouvrir`` (people expected and not accompanied); the sentence is ``reason.<kind>``.
    """

    kind: str
    values: tuple[tuple[str, float | str | tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One line of the list of gaps, ranked from 1.

    Attributes
    ----------
    sector, sector_class
        The sector that the commune is in, and what is said of it; None: it is in none.
    priority
        Its place in the plane of need and coverage, and its unmet people.
    """

    rank: int
    code: str
    name: str
    density_class: DensityClass
    reasons: tuple[Reason, ...]
    broken_needs: tuple[str, ...]
    unconfirmed_needs: tuple[str, ...]
    sector: str | None = None
    sector_class: DensityClass | None = None
    priority: Priority | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Findings:
    """Every figure computed, unprotected: only disclosure reads it.

    Attributes
    ----------
    density
        Index MultiIndex (``niveau``, ``code``), niveau in territoire, commune, qpv, zone.
        Columns: ``nom``; ``population``; ``personnes`` (people accompanied over the pooled
        periods; NaN: no data); ``attendues`` (expected at the reference rate);
        ``taux``, ``taux_bas``, ``taux_haut``, ``taux_lisse`` (a year, per 1,000 residents;
        interval: Garwood; smoothed: clamped empirical Bayes); ``rapport`` (O/E);
        ``p_sous_desserte`` (P(θ < ratio)); ``classe`` (DensityClass).
    periods
        Index ``periode``; columns ``personnes``, ``situations_cloturees``: territory totals.
    reference
        The reference rate, a year per 1,000 residents, and what it is (``territoire, qpv, cible``).
    access
        Index MultiIndex (``niveau``, ``code``); columns ``permanence_id`` (nearest open one,
        or None), ``km``, ``minutes`` (NaN: no open permanence is placed, or none is within
        reach), ``hors_portee`` (bool: one is open, and none can be reached), and half-days a
        week within reach per 1,000 residents: ``accessibilite`` (2SFCA, within
        ``acces.bassin_minutes``) and ``accessibilite_graduee`` (E2SFCA, bands of
        ``acces.bandes_minutes``), means of the zones weighted by their residents; 0: nothing
        within reach; NaN: cannot be known.
    chain
        A row a commune × need, see :func:`netmap.findings.chain.chain_matrix`.
    gaps
        Communes with at least one reason, ranked.
    needs
        Theme codes examined, in order.
    planning
        Sectors, need, priorities, sizing, outreach, evaluation indicators.
    contacts
        By period and place, see :func:`netmap.counts.contacts.count_contacts`; None: no table.
        `inputs` holds them no more.
    """

    inputs: Inputs
    territory: Territory
    network: PartnerNetwork
    needs: tuple[str, ...]
    density: pd.DataFrame
    periods: pd.DataFrame
    reference_rate: float
    reference_kind: str
    access: pd.DataFrame
    chain: pd.DataFrame
    gaps: tuple[Gap, ...]
    planning: Planning
    contacts: pd.DataFrame | None = None
