"""What disclosure alone makes, made by hand: the one file of the tests that touches its seal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from netmap.counts.model import Reference
from netmap.disclosure.model import Release
from netmap.disclosure.shown import SEAL, ShownCounts, ShownTable
from netmap.formats.releases import Log
from netmap.settings import Settings

_PLACES = [
    "nom", "population", "personnes_annees", "personnes_annees_qpv", "cible", "cible_annees",
    "cible_annees_qpv", "cible_doute", "annees", "ouverte", "partie_fermee", "repartie", "dedans",
    "personnes", "comptees", "au_moins", "au_plus",
]  # fmt: skip
_STRATA = ["personnes", "cible_annees", "personnes_annees", "zones"]
_PARTNERS = [
    "nom", "categorie", "position", "statut", "couvre", "thematiques", "publics", "implication",
    "evaluation", "adresse", "siret", "finess", "date_maj", "source", "latitude", "longitude",
    "code_insee", "code_qp", "lieu",
]  # fmt: skip
_RELATIONS = [
    "source_id", "cible_id", "nature", "thematiques", "formalisation", "etat", "supposee",
    "date_verif",
]  # fmt: skip
_PERMANENCES = [
    "nom", "latitude", "longitude", "code_insee", "demi_journees", "statut", "verrouillee",
    "itinerante", "mediateur_id", "accueil_id", "lieu",
]  # fmt: skip
#: People, rate and doubt of a place: with public populations each is its count over again.
DERIVED = (
    "personnes", "taux", "taux_bas", "taux_haut", "taux_lisse", "rapport", "p_sous_desserte",
)  # fmt: skip


def shown_table(frame: pd.DataFrame, hidden: pd.DataFrame | None = None) -> ShownTable:
    """Return a table of which the cells that `hidden` marks are hidden (None: no cell)."""
    if hidden is None:
        hidden = pd.DataFrame(data=False, index=frame.index, columns=frame.columns)
    hidden = hidden.reindex(index=frame.index, columns=frame.columns, fill_value=False).astype(bool)
    return ShownTable(frame.mask(hidden), hidden, SEAL)


def shown_counts(**fields: object) -> ShownCounts:
    """Return counts in which nobody was counted, but for `fields`; a frame is a shown table."""
    given = {
        "places": _empty("niveau", "code", columns=_PLACES),
        "strata": _empty("strate", columns=_STRATA),
        "elsewhere": False,
        "reference": Reference(kind="territoire", people=np.nan, years=np.nan),
        "sectors": _empty("secteur", columns=["communes", "personnes", "reunies"]),
        "periods": _empty("periode", columns=["personnes", "nouvelles", "situations_cloturees"]),
        "rounds": None,
        "contacts": None,
        "counted": False,
        "tabled": False,
    } | fields
    tables = {
        name: shown_table(value) if isinstance(value, pd.DataFrame) else value
        for name, value in given.items()
    }
    return ShownCounts(**tables, seal=SEAL)


def made_release(**fields: object) -> Release:
    """Return a public release of nothing at all, but for `fields`."""
    given = {
        "audience": "public",
        "settings": Settings.model_validate({"territoire": {"nom": "Essai"}}),
        "territory": None,
        "partners": _empty("id", columns=_PARTNERS),
        "relations": pd.DataFrame(columns=_RELATIONS),
        "permanences": _empty("id", columns=_PERMANENCES),
        "indicators": None,
        "indicators_elsewhere": None,
        "absent": (),
        "sources": (),
        "files": (),
        "warnings": (),
        "hidden": None,
        "figures": None,
        "log": Log(),
        "directory": None,
        "assessment": None,
        "between": None,
        "by_period": None,
    } | fields
    given.setdefault("counts", shown_counts())
    return Release(**given, seal=SEAL)


def chain_levels(chain: pd.DataFrame, zones: pd.Index = ()) -> dict[str, pd.DataFrame]:
    """Return chains of communes, those of each zone being its commune's, and none of QPVs."""
    rows = [chain[chain["code"] == zone.partition(":")[0]].assign(code=zone) for zone in zones]
    none = chain.iloc[:0]
    return {"commune": chain, "qpv": none, "zone": pd.concat([none, *rows])}


def changed(value, **fields: object):
    """Return a frozen value with other fields, sealed again where it is sealed.

    ``findings__release__hidden=None`` changes a field of a field.
    """
    own: dict[str, object] = {}
    inner: dict[str, dict[str, object]] = {}
    for path, new in fields.items():
        name, _, rest = path.partition("__")
        if rest:
            inner.setdefault(name, {})[rest] = new
        else:
            own[name] = new
    own |= {name: changed(getattr(value, name), **rest) for name, rest in inner.items()}
    if "seal" in type(value).__dataclass_fields__:
        own["seal"] = SEAL
    return replace(value, **own)


def _empty(*names: str, columns: list[str]) -> pd.DataFrame:
    levels = [[] for _ in names]
    index = (
        pd.Index([], name=names[0], dtype=object)
        if len(names) == 1
        else pd.MultiIndex.from_arrays(levels, names=names)
    )
    return pd.DataFrame(index=index, columns=columns, dtype=object)
