"""The last of the five values: what may leave the office."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from netmap.disclosure.history import Log

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from netmap.disclosure.history import Figures
    from netmap.errors import Problem
    from netmap.findings.charts import Charts
    from netmap.findings.mobilise import Mobilisation
    from netmap.findings.model import Gap
    from netmap.findings.planning import Planning
    from netmap.inputs.model import InputFile, LayerSource
    from netmap.network.measures import Measures
    from netmap.network.model import Partner, PartnerNetwork
    from netmap.settings import Settings
    from netmap.siting.plan import Plan
    from netmap.territory.model import Territory

Audience = Literal["public", "interne"]


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """What protection did: how many figures it hid and how many it shows.

    How many of the hidden ones are small, and how many only protect others, is not said: a
    reader who knows that all hidden counts are small has learnt what was hidden. `told`: the
    small counts that earlier releases tell already; pages do not repeat them, but they are
    counted among the shown ones, since nothing can hide them any more.
    """

    threshold: int
    cells: int
    shown: int
    told: int = 0


@dataclass(frozen=True)
class Release:
    """Only :func:`netmap.disclosure.protect_findings` makes one; every renderer takes one.

    In the public edition a hidden row has NaN in every column that a count can be derived
    from, and the class ``masquee``. Tables hold no contact column that the settings do not
    name, and no free note.
    What follows from the protected tables alone (`network`, `criticality`, `mobilisation`,
    `measures`, `charts`, `fingerprint`) is worked out when it is first asked for.

    Attributes
    ----------
    partners
        Index ``id``; columns ``nom, categorie, position, statut, couvre`` (tuple or None),
        ``thematiques, publics, implication, adresse, siret, finess, date_maj, source,
        latitude, longitude`` (EPSG:4326, NaN: not on the map), ``code_insee, code_qp, lieu``;
        and ``contact, telephone, courriel``, each where ``[secret] colonnes_partenaires`` names
        it. In the public edition ``adresse`` and ``source`` are None unless they are named too.
    relations
        Columns ``source_id, cible_id, nature, thematiques, formalisation, etat`` (None: not
        said), ``supposee`` (bool), ``date_verif``; referral counts in the internal edition only.
    permanences
        Index ``id``; ``nom, latitude, longitude, code_insee, demi_journees, statut,
        verrouillee, itinerante, partner_id, lieu``.
    density, periods, access, chain, gaps
        As in :class:`netmap.findings.model.Findings`, protected. Gaps are ranked again from
        what is shown, so that the order of the list betrays nothing.
    planning
        Sectors, need, priorities, sizing, outreach and indicators as in Findings, computed
        again from what is shown. A commune whose count is hidden shows its sector's class
        where the sector is shown; what is expected and not met there is an estimate from the
        hidden people of its sector together (``Priority.estimated``).
    plan
        Where half-days would go under ``[implantation] etp``, worked out when first asked
        for; None where ``netmap.toml`` sets no post, or where `plan_problems` say why not.
    contacts
        Passages: index MultiIndex (``periode``, ``niveau``, ``code``), levels ``territoire``,
        ``commune``, ``qpv``, ``ailleurs`` (``hors-territoire``, ``inconnu``); columns
        ``passages`` (0: none; NaN: see the next) and ``etat`` (``montree``, ``masquee``,
        ``non-ouverte``: none noted where the service was not open). None: no table.
    absent
        Keys of what the project does not have (``absent.<key>`` says what it would add).
    warnings
        Doubts about tables and places, for the page's notes.
    hidden
        What was hidden and why; None in the internal edition.
    directory
        Possible partners that no table has yet: index ``id``; ``nom, categorie, position,
        couvre, thematiques, code_insee, source, ligne, fichier``. None: the project has no
        directory. The public edition has no health professional in it.
    figures, log
        The line that this release adds to the log, and the log before it; no line in the
        internal edition.
    """

    audience: Audience
    settings: Settings
    territory: Territory
    needs: tuple[str, ...]
    partners: pd.DataFrame
    relations: pd.DataFrame
    relations_supposed: bool
    permanences: pd.DataFrame
    density: pd.DataFrame
    periods: pd.DataFrame
    reference_rate: float
    reference_kind: str
    access: pd.DataFrame
    chain: pd.DataFrame
    gaps: tuple[Gap, ...]
    planning: Planning
    absent: tuple[str, ...]
    sources: tuple[LayerSource, ...]
    files: tuple[InputFile, ...]
    warnings: tuple[Problem, ...]
    hidden: Hidden | None
    contacts: pd.DataFrame | None = None
    figures: Figures | None = None
    log: Log = field(default_factory=Log)
    directory: pd.DataFrame | None = None

    @cached_property
    def network(self) -> PartnerNetwork:
        """The network of `partners`, `relations` and `permanences`."""
        from netmap.network.published import published_network

        return published_network(self.partners, self.relations, self.permanences)

    @cached_property
    def candidates(self) -> Mapping[str, Partner]:
        """The possible partners of `directory`, by id; one that has a partner's id is none."""
        from netmap.network.published import published_directory

        found = published_directory(self.directory)
        return {one.id: one for one in found if one.id not in self.network.partners}

    @property
    def weighted_by_need(self) -> bool:
        """Whether pairs weigh residents weighted by need, or residents alone."""
        need = self.planning.need
        return need is not None and bool(need["score"].notna().any())

    @cached_property
    def _weights(self) -> Mapping[tuple[str, str], float]:
        from netmap.network.published import pair_weights

        need = self.planning.need if self.weighted_by_need else None
        return pair_weights(self.territory.communes, self.needs, need)

    @cached_property
    def criticality(self) -> pd.DataFrame:
        """What each partner's loss would break, a pair weighing the residents of its commune.

        They are weighted by need where it is known (`weighted_by_need`): residents, indicators
        and thus their composite are public. See
        :func:`netmap.findings.criticality.criticality`.
        """
        from netmap.findings.criticality import criticality

        return criticality(self.chain, weights=self._weights)

    @cached_property
    def mobilisation(self) -> Mobilisation:
        """Whom to mobilise, one after another, pairs weighing as in `criticality`.

        Candidates are those of the tables and of the `directory`. The public edition suggests
        nobody who is or may be one person. Where relations are supposed, they are taken as
        declared: there would be nothing to complete otherwise.
        """
        from netmap.findings.mobilise import mobilisation
        from netmap.network.changes import as_declared

        return mobilisation(
            as_declared(self.network) if self.relations_supposed else self.network,
            self.territory,
            self.needs,
            extra=self.candidates.values(),
            weights=self._weights,
            shareable_only=self.audience == "public",
            access=self.settings.access,
        )

    @cached_property
    def measures(self) -> Measures:
        """Measures of the network for an annex; seconds of work where partners are thousands."""
        from netmap.network.measures import measure

        return measure(self.network)

    @cached_property
    def charts(self) -> Charts:
        """What the figures of a report draw; see :mod:`netmap.findings.charts`."""
        from netmap.findings.charts import published_charts

        return published_charts(
            self.density,
            self.periods,
            reference_rate=self.reference_rate,
            options=self.settings.density,
        )

    @cached_property
    def fingerprint(self) -> str:
        """State of partners and relations that a review refers to (``empreinte``)."""
        from netmap.network.published import fingerprint

        return fingerprint(self.partners, self.relations)

    @property
    def plan(self) -> Plan | None:
        """The plan for the posts of ``netmap.toml``; None: no post is set, or it is refused."""
        return self._planned[0]

    @property
    def plan_problems(self) -> tuple[Problem, ...]:
        """Why there is no plan although posts are set; empty where there is one."""
        return self._planned[1]

    @cached_property
    def _planned(self) -> tuple[Plan | None, tuple[Problem, ...]]:
        from netmap.siting.planned import planned

        return planned(self)
