"""netmap from a notebook: read a project, analyse it, build its outputs, audit a folder.

::

    read(folder) ─► Project ─► analyse(project) ─► Analysis: layers and tables
    build(folder, out) ─► the files of an edition
    audit(out) ─► Verdict: whether they may leave the office

The words are those of the commands, and so are the errors: :class:`netmap.InputError` carries
every problem of every file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Collection

    import geopandas as gpd
    import pandas as pd

    from netmap.findings.model import Findings
    from netmap.frames import Columns, Tables
    from netmap.inputs.model import Inputs
    from netmap.outsider.verdict import Verdict
    from netmap.vocabulary import Audience, Extra, Language

_PLACES: Columns = {
    "nom": "text",
    "population": "number",
    "personnes": "number",
    "taux": "number",
    "classe": "text",
    "etat": "text",
    "geometry": "geometry",
}
_POINTS: Columns = {"nom": "text", "statut": "text", "lieu": "text", "geometry": "geometry"}
#: The frames of an :class:`Analysis`, and the columns that each is sure to have.
ANALYSIS_TABLES: Tables = {
    "communes": ("code_insee", {**_PLACES, "secteur": "text", "besoin_palier": "text"}),
    "qpvs": ("code_qp", {**_PLACES, "precision": "text"}),
    "zones": ("zone", {**_PLACES, "code_insee": "text", "code_qp": "text"}),
    "sectors": ("secteur", {**_PLACES, "communes": "any"}),
    "partners": ("id", {**_POINTS, "categorie": "text", "position": "text"}),
    "permanences": ("id", {**_POINTS, "demi_journees": "number"}),
    "chains": (("niveau", "code", "thematique"), {"kappa": "number", "kappa_max": "number"}),
    "gaps": ("code", {"rang": "number", "nom": "text", "classe": "text"}),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Project:
    """A project's folder as it was read, with nothing in error.

    Attributes
    ----------
    folder
        Where it is, with the log of its releases.
    inputs
        Its tables and layers; ``inputs.warnings`` are the doubts that stop nothing.
    """

    folder: Path
    inputs: Inputs


@dataclass(frozen=True, kw_only=True, eq=False)
class Analysis:
    """What may be concluded of a project before an audience: layers and tables.

    Layers are in one coordinate system, projected, in metres. A place that is not known has no
    geometry (None). In the public edition a hidden row has NaN in every column that a count
    can be derived from; ``etat`` says of ``personnes`` whether it is there (``montree``, 0 is
    nobody), hidden (``masquee``), unknown (``sans-donnee``), or of a place where the service
    was never open (``non-ouverte``).

    Attributes
    ----------
    communes
        Polygons, index ``code_insee``: people, rates and their intervals, ``classe``,
        ``etat``, access, ``secteur``, need. See :func:`netmap.layers.commune_layer`.
    qpvs, zones
        Polygons, index ``code_qp`` and ``zone``, likewise.
    sectors
        Polygons, index ``secteur``: neighbouring communes that conclude together.
    partners, permanences
        Points, index ``id``; ``lieu`` says what the place rests on (``point``, ``code``,
        ``inconnu``, ``hors-territoire``).
    chains
        Index (``code``, ``thematique``): complete chains of partners and the step that breaks,
        see :func:`netmap.findings.chain.chain_matrix`.
    relations
        ``source_id``, ``cible_id`` and what is known of them; how many people were referred
        is in the internal edition only.
    gaps
        Index ``code``, ranked: the communes to look at, and why.
    """

    audience: Audience
    communes: gpd.GeoDataFrame
    qpvs: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    sectors: gpd.GeoDataFrame
    partners: gpd.GeoDataFrame
    permanences: gpd.GeoDataFrame
    chains: pd.DataFrame
    relations: pd.DataFrame
    gaps: pd.DataFrame


def read(folder: str | os.PathLike[str]) -> Project:
    """Read and check a project's folder: ``netmap.toml`` and ``data/``.

    Raises
    ------
    InputError
        The files need work; every problem of every file is in its ``problems``.

    Examples
    --------
    >>> project = read("examples/roanne")
    >>> project.inputs.settings.territory.name, len(project.inputs.communes)
    ('Roannais Agglomération', 40)
    """
    from netmap.inputs import read_inputs

    path = Path(folder)
    return Project(folder=path, inputs=read_inputs(path))


def analyse(project: Project, *, audience: Audience = "public") -> Analysis:
    """Return what may be concluded of a project before an audience.

    A public analysis hides what would betray a small number of people, reckoning with the
    project's log of releases. Nothing is written: what it tells is in no log, and may be sent
    where the last release tells the same.

    Parameters
    ----------
    audience
        ``public``, or ``interne``: nothing is hidden, for the office alone.

    Raises
    ------
    InputError
        The territory, the indicators or the log need work.
    DisclosureError
        The release failed its own audit.
    """
    from netmap import pipeline
    from netmap.exports.log import known_releases

    log = known_releases(project.folder) if audience == "public" else None
    return analysis_of(pipeline.find(project.inputs, audience=audience, log=log))


def analysis_of(findings: Findings) -> Analysis:
    """Return findings as layers and tables."""
    from netmap import layers
    from netmap.frames import checked_tables

    release, planning = findings.release, findings.planning
    territory, density, access = release.territory, findings.density, findings.access
    analysis = Analysis(
        audience=release.audience,
        communes=layers.commune_layer(
            territory, density, access=access, sectors=planning.sectors, need=planning.need
        ),
        qpvs=layers.qpv_layer(territory, density, access=access),
        zones=layers.zone_layer(territory, density, access=access),
        sectors=layers.sector_layer(territory, planning.sectors),
        partners=layers.point_layer(release.partners, crs=territory.crs),
        permanences=layers.point_layer(release.permanences, crs=territory.crs),
        chains=layers.chain_table(findings.chains),
        relations=release.relations.copy(),
        gaps=layers.gap_table(findings.gaps),
    )
    return checked_tables(analysis, ANALYSIS_TABLES, name="analysis")


def build(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    audience: Audience = "public",
    language: Language = "fr",
    single_file: bool = False,
    also: Collection[Extra] = (),
) -> tuple[Path, ...]:
    """Build a project's pages and files; the former `out` is replaced whole, or kept.

    Parameters
    ----------
    single_file
        One page with the map and the partners, to be sent by mail.
    also
        What is written besides: ``geojson``, ``geoparquet`` (takes pyarrow), ``qgis``, ``pdf``
        (takes typst).

    Returns
    -------
    tuple[Path, ...]
        The files written, the page to open first.

    Raises
    ------
    InputError, DisclosureError
        As :func:`read` and :func:`analyse`.
    OutputError
        `out` holds something that netmap did not write, or another edition; `also` takes a
        package that is not installed.
    """
    from netmap import pipeline
    from netmap.messages import Messages

    built = pipeline.build(
        Path(folder),
        Path(out),
        messages=Messages(language),
        audience=audience,
        single_file=single_file,
        also=also,
    )
    return tuple(built.folder / name for name in built.files)


def audit(folder: str | os.PathLike[str]) -> Verdict:
    """Return what an outsider makes of a folder of outputs, from its files alone.

    Its ``safe`` says whether the folder may leave the office.

    Raises
    ------
    OutputError
        It is no folder.
    """
    from netmap.outsider.verdict import judge

    return judge(Path(folder))
