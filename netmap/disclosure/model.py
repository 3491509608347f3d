"""The last of the five values: what may leave the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from netmap.analysis.model import Gap
    from netmap.errors import Problem
    from netmap.inputs.model import InputFile, LayerSource
    from netmap.settings import Settings
    from netmap.territory.model import Territory

Audience = Literal["public", "interne"]


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """What protection did: how many figures it hid and how many it shows.

    How many of the hidden ones are small, and how many only protect others, is not said: a
    reader who knows that all hidden counts are small has learnt what was hidden.
    """

    threshold: int
    cells: int
    shown: int


@dataclass(frozen=True)
class Release:
    """Only :func:`netmap.disclosure.protect_findings` makes one; every renderer takes one.

    In the public edition a hidden row has NaN in every column that a count can be derived
    from, and the class ``masquee``. Tables hold no contact column and no free note.

    Attributes
    ----------
    partners
        Index ``id``; columns ``nom, categorie, position, statut, couvre`` (tuple or None),
        ``thematiques, publics, implication, adresse, siret, finess, date_maj, source,
        latitude, longitude`` (EPSG:4326, NaN: not on the map), ``code_insee, code_qp, lieu``.
    relations
        Columns ``source_id, cible_id, nature, thematiques, formalisation, etat`` (None: not
        said), ``supposee`` (bool), ``date_verif``; referral counts in the internal edition only.
    permanences
        Index ``id``; ``nom, latitude, longitude, code_insee, demi_journees, statut,
        verrouillee, itinerante, partner_id, lieu``.
    density, periods, access, chain, gaps
        As in :class:`netmap.analysis.model.Findings`, protected. Gaps are ranked again from
        what is shown, so that the order of the list betrays nothing.
    absent
        Keys of what the project does not have (``absent.<key>`` says what it would add).
    warnings
        Doubts about tables and places, for the page's notes.
    hidden
        What was hidden and why; None in the internal edition.
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
    absent: tuple[str, ...]
    sources: tuple[LayerSource, ...]
    files: tuple[InputFile, ...]
    warnings: tuple[Problem, ...]
    hidden: Hidden | None
