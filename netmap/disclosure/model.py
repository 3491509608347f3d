"""The fourth of the values: what may leave the office."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from typing import TYPE_CHECKING

from netmap.disclosure.shown import check_seal

if TYPE_CHECKING:
    import pandas as pd

    from netmap.disclosure.shown import ShownCounts
    from netmap.errors import Problem
    from netmap.formats.releases import Figures, Log
    from netmap.inputs.model import InputFile, LayerSource
    from netmap.settings import Settings
    from netmap.territory.model import Territory
    from netmap.vocabulary import Audience


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """What protection did: how many figures it hid and how many it shows.

    How many of the hidden ones are small, and how many only protect others, is not said: a
    reader who knows that all hidden counts are small has learnt what was hidden. `told`: the
    small counts that earlier releases tell already; pages do not repeat them, but they are
    counted among the shown ones, since nothing can hide them any more.

    `outside`: whether people are left out who live elsewhere, or where the service was not open.

    For the office alone: `unsaid`, kinds of counts that are left out as if no table had them
    (:func:`netmap.disclosure.unsaid.kind_of`); `past_unknown`, codes of today of which nobody
    said what they were in earlier releases.
    """

    threshold: int
    cells: int
    shown: int
    told: int = 0
    outside: bool = False
    unsaid: tuple[tuple[str, str], ...] = ()
    past_unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Release:
    """What an audience may read: only :func:`netmap.disclosure.publish` makes one.

    Whatever is concluded is concluded from it. Tables hold no contact column that the settings
    do not name, and no free note.

    Attributes
    ----------
    counts
        The counts of people that may be shown; no other field holds any.
    territory
        Partners whom the edition renames stand at their commune's inhabited point.
    partners
        Index ``id``; columns ``nom, categorie, position, statut, couvre`` (tuple or None),
        ``thematiques, publics, implication, evaluation, adresse, siret, finess, date_maj, source,
        latitude, longitude`` (EPSG:4326, NaN: not on the map), ``code_insee, code_qp, lieu``,
        ``personne`` (bool: it is, or may be, one person), ``organisation`` (bool: its row says
        that it is one);
        and ``contact, telephone, courriel``, each where ``[secret] colonnes_partenaires`` names
        it. In the public edition ``adresse`` and ``source`` are None unless they are named too.
    relations
        Columns ``source_id, cible_id, nature, thematiques, formalisation, etat`` (None: not
        said), ``supposee`` (bool), ``date_verif``; referral counts in the internal edition only.
    permanences
        Index ``id``; ``nom, latitude, longitude, code_insee, demi_journees, statut,
        verrouillee, itinerante, mediateur_id, accueil_id, lieu``.
    indicators, indicators_elsewhere
        Official figures of communes, as in Inputs.
    absent
        Keys of what the project does not have (``absent.<key>`` says what it would add).
    warnings
        Doubts about tables and places, for the page's notes.
    hidden
        What was hidden and why; None in the internal edition.
    directory
        Possible partners that no table has yet: index ``id``; ``nom, categorie, position,
        couvre, thematiques, code_insee, source, ligne, fichier, personne``. None: the project has
        no directory. The public edition has no person in it.
    assessment
        What the working group says of the service: ``nature, texte, fait, code``. None: there is
        none; in the public edition, unless the settings ask for it. That edition has no line that
        holds a number, an address or a person's name.
    between
        Contacts between official neighbourhoods and lived ones: index ``code_qp``. In the
        internal edition alone; None: there are none.
    by_period
        People of each commune and QPV in each period
        (:func:`netmap.counts.by_period.count_by_period`). In the internal edition alone: a place
        in a year is a small count, and the public one shows none of them. None: no table.
    figures, log
        The line that this release adds to the log, and the log before it; no line in the
        internal edition.
    """

    audience: Audience
    settings: Settings
    territory: Territory
    counts: ShownCounts
    partners: pd.DataFrame
    relations: pd.DataFrame
    permanences: pd.DataFrame
    indicators: pd.DataFrame | None
    indicators_elsewhere: pd.DataFrame | None
    absent: tuple[str, ...]
    sources: tuple[LayerSource, ...]
    files: tuple[InputFile, ...]
    warnings: tuple[Problem, ...]
    hidden: Hidden | None
    figures: Figures | None
    log: Log
    directory: pd.DataFrame | None
    assessment: pd.DataFrame | None
    between: pd.Series[float] | None
    by_period: pd.DataFrame | None
    seal: InitVar[object]

    @property
    def is_out(self) -> bool:
        """Whether the last release of the log tells these figures: no other, and no fewer."""
        lines = self.log.lines
        return bool(lines) and lines[-1].figures == self.figures

    def __post_init__(self, seal: object) -> None:
        """Refuse a release that disclosure did not make."""
        check_seal(seal, "a Release")
