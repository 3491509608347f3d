"""The first of the values: what the project's files say, checked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from netmap.errors import Problem
    from netmap.settings import Settings


@dataclass(frozen=True)
class LayerSource:
    """Who made a layer, when, under which licence (``data/geo/SOURCES.toml``)."""

    layer: str
    producer: str
    vintage: str
    licence: str
    link: str | None = None
    sha256: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its path inside the project, always with ``/``, and its SHA-256.

    None: not said, since a reader of the public edition could test guesses of hidden counts
    against it.
    """

    path: str
    sha256: str | None
    rows: int | None


class Contacts(ABC):
    """Contacts by point, which only their sums may leave: see :mod:`netmap.counts.contacts`.

    They are never shown, copied, stored nor sent elsewhere, and no later value holds them.
    """

    @property
    @abstractmethod
    def rows(self) -> int:
        """How many there are."""

    @abstractmethod
    def chunks(self) -> Iterator[pd.DataFrame]:
        """Yield them by some hundred thousand, the same each time.

        Returns
        -------
            A row a contact; columns ``periode`` (the year of the date, as text), ``latitude``,
            ``longitude`` (EPSG:4326, NaN: not given), ``code`` (commune or QPV, None: not given).
        """

    def __repr__(self) -> str:
        """Say what it is and nothing of what is in it."""
        return "<contacts>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied.

        Raises
        ------
        TypeError
            Always.
        """
        message = "contacts are summed, never stored"
        raise TypeError(message)


#: contacts at a time: what is worked out of them takes some hundred bytes each
CHUNK_ROWS = 400_000


@dataclass(frozen=True, eq=False, repr=False)
class ContactTable(Contacts):
    """Contacts of a table that was read whole: a `frame` with the columns of a chunk."""

    frame: pd.DataFrame

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.frame)

    def chunks(self) -> Iterator[pd.DataFrame]:
        """Yield them as :class:`Contacts` says."""
        for start in range(0, len(self.frame), CHUNK_ROWS):
            yield self.frame.iloc[start : start + CHUNK_ROWS]


@dataclass(frozen=True)
class Inputs:
    """Everything read from a project, checked; no row that is here is in error.

    Columns are those of the row models (:mod:`netmap.inputs.rows`), in their order,
    all present even where the file had none. Missing text is ``None``, missing
    numbers NaN, missing dates NaT; lists are tuples of str (empty: nothing said).
    Each table and layer has the column ``ligne``: the line of the file, or the place among the
    outlines of the layer, that the row comes from.
    A table whose file is absent is None, which is not the same as an empty one.

    Attributes
    ----------
    communes
        Polygons in the layer's declared CRS; index ``code_insee`` (str); columns
        ``nom``, ``population`` (residents, NaN: unknown), ``mairie_lon``, ``mairie_lat``
        (EPSG:4326, NaN: unknown), ``code_epci`` (or None).
    qpv
        Priority neighbourhoods, same conventions; index ``code_qp``; columns ``lib_qp``,
        ``population``, ``precision`` (official, indicative), ``insee_com`` (tuple of codes).
        Empty where the project has no such layer.
    lived
        Lived neighbourhoods, index ``code_qp``. Empty where there is none.
    partners
        Index ``id``. ``couvre``, ``thematiques``, ``publics``, ``reseaux_porteurs`` are tuples.
    directory
        Possible partners that no row of `partners` is, by id, SIRET or FINESS: index ``id``,
        the columns of their row model, ``ligne`` and ``fichier`` (the file's path).
    relations
        A row a declared relation, index 0..n-1.
    accompaniments
        Columns ``periode, code, personnes`` (NaN: not told exactly), ``au_plus`` (people at most,
        ``inf``: anybody), ``nouvelles, situations_cloturees, thematique, public``; the code
        ``ailleurs`` is people from outside the territory, or from nobody knows where.
    contacts
        Passages by point, sealed; None in the inputs that findings hold.
    permanences
        Index ``id``. ``demi_journees`` are half-days a week.
    rounds
        Door-to-door rounds.
    indicators
        Index ``code_insee``; one float column an indicator; the territory's communes.
    indicators_elsewhere
        The table's communes of elsewhere, likewise; None: the settings do not ask for them.
    indicators_qpv
        Figures of QPVs in the same table, likewise, by their code.
    populations
        Residents of a commune or a QPV over a period: columns ``code, periode, population``.
    times
        Columns ``de`` (code of a commune or QPV), ``vers`` (id of a permanence), ``minutes``
        (``inf``: out of reach), ``mode``: one row a pair, of the mode in use (of
        two: minutes of the mean household), no hole between the territory's communes and the
        table of permanences.
    assessment
        What the working group says of the service: ``nature, texte, fait, code``.
    sources
        A LayerSource a layer.
    files
        Every file read, in order of path.
    stands
        Path and sheet (None: it has none) of each table that was read, by its stem.
    warnings
        What is doubtful but does not stop the build.
    """

    settings: Settings
    communes: gpd.GeoDataFrame
    qpv: gpd.GeoDataFrame
    lived: gpd.GeoDataFrame
    partners: pd.DataFrame
    relations: pd.DataFrame | None
    accompaniments: pd.DataFrame | None
    contacts: Contacts | None
    permanences: pd.DataFrame | None
    rounds: pd.DataFrame | None
    indicators: pd.DataFrame | None
    sources: tuple[LayerSource, ...]
    files: tuple[InputFile, ...]
    warnings: tuple[Problem, ...]
    indicators_elsewhere: pd.DataFrame | None = None
    indicators_qpv: pd.DataFrame | None = None
    populations: pd.DataFrame | None = None
    times: pd.DataFrame | None = None
    directory: pd.DataFrame | None = None
    assessment: pd.DataFrame | None = None
    stands: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
