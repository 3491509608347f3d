"""Partners, relations and places as a page may show them: no contact, no note, no person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netmap.inputs.assessment import is_for_all
from netmap.inputs.persons import persons
from netmap.messages import Messages
from netmap.network.build import read_partners, supposed_relations
from netmap.network.facts import newest_date, relation_facts
from netmap.vocabulary import PARTNER_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netmap.inputs.model import Inputs
    from netmap.territory.model import Territory

_PARTNER_COLUMNS = (
    "nom", "categorie", "position", "statut", "couvre", "thematiques", "relations_completes",
    *PARTNER_LISTS, "implication", "evaluation", "adresse", "siret", "finess", "date_maj", "source",
    "ligne",
)  # fmt: skip
_DIRECTORY_COLUMNS = (
    "nom", "categorie", "position", "couvre", "thematiques", "code_insee", "source", "ligne",
    "fichier",
)  # fmt: skip
_RELATION_COLUMNS = ("nature", "thematiques", "formalisation", "etat", "date_verif")
_REFERRALS = ("nb_orientations", "nb_acceptees", "delai_median_j")
_REFERRAL_FACTS = ("taux_acceptation", "nb_non_abouties")
_PLACE_COLUMNS = (
    "nom", "demi_journees", "statut", "verrouillee", "itinerante", "mediateur_id", "accueil_id",
)  # fmt: skip
#: Shown outside the office where ``[secret] colonnes_partenaires`` names them.
_IF_ASKED = ("adresse", "source")
#: In no edition unless they are named there too.
CONTACT_COLUMNS = ("contact", "telephone", "courriel")
_PERSONAL = ("adresse", "siret", "finess", "source", "ligne")


@dataclass(frozen=True)
class Aliases:
    """New id and name of each partner whose own may name a person.

    Names are the label of the category and the commune; ids are numbered in the order of the
    old ones, so that the same tables give the same ids.
    """

    ids: Mapping[str, str]
    names: Mapping[str, str]

    def id(self, partner: object) -> object:
        """Return what to call a partner; what is no partner's id is returned as it is."""
        return self.ids.get(partner, partner) if isinstance(partner, str) else partner


def aliases(inputs: Inputs, territory: Territory) -> Aliases:
    """Choose aliases for partners that are or may be one person, but those the settings name."""
    partners = inputs.partners
    named = inputs.settings.disclosure.named
    messages, own = Messages(), inputs.settings.vocabulary.categories
    communes = territory.communes["nom"]
    places = territory.partner_places["code_insee"]
    directory = inputs.directory
    others = () if directory is None else directory.index
    taken = {str(one) for one in (*partners.index, *others)}
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    personal = partners.index[persons(partners).to_numpy()]
    for partner in sorted(str(one) for one in personal if one not in named):
        alias = next(
            name
            for name in (f"professionnel-{n}" for n in range(len(ids) + 1, 2 * len(taken) + 2))
            if name not in taken
        )
        taken.add(alias)
        ids[partner] = alias
        commune = communes.get(places.get(partner))
        category = str(partners.loc[partner, "categorie"])
        label = own[category].fr if category in own else messages.label("category", category)
        name = label if commune is None else f"{label} ({commune})"
        counts[name] = counts.get(name, 0) + 1
        names[partner] = name if counts[name] == 1 else f"{name} {counts[name]}"
    return Aliases(ids, names)


def partner_table(
    inputs: Inputs,
    territory: Territory,
    places: pd.DataFrame,
    known_as: Aliases,
    *,
    internal: bool,
) -> pd.DataFrame:
    """Return ``Release.partners``: sorted by id, with the columns that it names and no other.

    Parameters
    ----------
    places
        Those of :func:`anonymous_places`.
    internal
        Whether addresses and sources are shown without being asked for by name.
    """
    partners = inputs.partners
    asked = inputs.settings.disclosure.partner_columns
    contacts = [name for name in CONTACT_COLUMNS if name in asked]
    table = partners.reindex(columns=[*_PARTNER_COLUMNS, *contacts]).astype(object)
    table["personne"] = persons(partners)
    for flag in ("organisation", "evaluation"):
        table[flag] = partners.get(flag, default=False)
    table[[name for name in _IF_ASKED if not internal and name not in asked]] = None
    table["couvre"] = _objects((codes or None for codes in _tuples(table["couvre"])), table)
    for column in ("thematiques", *PARTNER_LISTS):
        table[column] = _objects(_tuples(table[column]), table)
    for partner, name in known_as.names.items():
        table.loc[partner, "nom"] = name
        table.loc[partner, [*_PERSONAL, *contacts]] = None
    table.index = pd.Index([known_as.id(one) for one in table.index], name="id", dtype=object)
    table = table.join(_placed(territory, places))
    for name in ("implication", "ligne"):
        table[name] = pd.to_numeric(table[name])
    return table.sort_index()


def directory_table(inputs: Inputs, *, internal: bool) -> pd.DataFrame | None:
    """Return ``Release.directory``, sorted by id; outside the office, without persons."""
    given = inputs.directory
    if given is None:
        return None
    told = given.assign(personne=persons(given))
    kept = told if internal else told[~told["personne"]]
    table = kept[[*_DIRECTORY_COLUMNS, "personne"]].sort_index(kind="stable")
    sourced = internal or "source" in inputs.settings.disclosure.partner_columns
    return table if sourced else table.assign(source=None)


def assessment_table(inputs: Inputs, *, internal: bool) -> pd.DataFrame | None:
    """Return ``Release.assessment``; outside the office, only what everybody may read."""
    given = inputs.assessment
    if given is None or not (internal or inputs.settings.disclosure.assessment):
        return None
    table = given[["nature", "texte", "fait", "code"]].reset_index(drop=True)
    return table if internal else table[table["texte"].map(is_for_all).astype(bool)]


def relation_table(inputs: Inputs, known_as: Aliases, *, internal: bool) -> pd.DataFrame:
    """Return ``Release.relations``, sorted; how many people were referred is for the office."""
    declared = inputs.relations
    columns = [*_RELATION_COLUMNS, *(_REFERRALS if internal else ())]
    if declared is None:
        rows = [
            {
                "source_id": relation.source,
                "cible_id": relation.target,
                "nature": relation.nature,
                "thematiques": tuple(sorted(relation.needs)),
                "etat": relation.state,
            }
            for relation in supposed_relations(read_partners(inputs.partners).values())
        ]
        facts = pd.DataFrame({"perimee": [False] * len(rows)})
        table = pd.DataFrame(rows, columns=["source_id", "cible_id", *columns], dtype=object)
    else:
        facts = relation_facts(
            declared.reindex(columns=[*_REFERRALS, "date_verif"]),
            newest=newest_date(_dates(inputs)),
            months=inputs.settings.freshness.relations_months,
        )
        table = declared.reindex(columns=["source_id", "cible_id", *columns]).astype(object)
    table["thematiques"] = _objects(_tuples(table["thematiques"]), table)
    table["etat"] = _objects((s if isinstance(s, str) else None for s in table["etat"]), table)
    table.insert(6, "supposee", declared is None)
    for end in ("source_id", "cible_id"):
        table[end] = _objects((known_as.id(one) for one in table[end]), table)
    for name in _REFERRALS if internal else ():
        table[name] = pd.to_numeric(table[name])
    shown = ["perimee", *(_REFERRAL_FACTS if internal and declared is not None else ())]
    table = table.join(facts[shown])
    keys = ["source_id", "cible_id", "nature", "thematiques", "etat"]
    order = table[keys].map(lambda value: "" if _absent(value) else str(value))
    return table.loc[order.sort_values(keys, kind="stable").index].reset_index(drop=True)


def _dates(inputs: Inputs) -> Iterator[pd.Series[Any]]:
    """Yield the columns that say how fresh the tables are."""
    yield inputs.partners["date_maj"]
    for table, column in ((inputs.relations, "date_verif"), (inputs.rounds, "date")):
        if table is not None:
            yield table[column]


def place_table(inputs: Inputs, territory: Territory, known_as: Aliases) -> pd.DataFrame:
    """Return ``Release.permanences``, sorted by id."""
    given = inputs.permanences
    table = (
        pd.DataFrame(columns=list(_PLACE_COLUMNS), index=pd.Index([], name="id", dtype=object))
        if given is None
        else given.reindex(columns=list(_PLACE_COLUMNS)).astype(object)
    )
    table = table.join(_placed(territory, territory.permanence_places).drop(columns="code_qp"))
    for column in ("mediateur_id", "accueil_id"):
        ids = [one if isinstance(one, str) else None for one in table[column]]
        names = [known_as.names.get(one or "", n) for one, n in zip(ids, table["nom"], strict=True)]
        table["nom"] = _objects(names, table)
        table[column] = _objects((known_as.id(one) for one in ids), table)
    table["demi_journees"] = pd.to_numeric(table["demi_journees"])
    return table.sort_index()


def anonymous_places(territory: Territory, known_as: Aliases) -> pd.DataFrame:
    """Return ``partner_places`` with aliases, which stand at their commune's inhabited point."""
    places = territory.partner_places.copy()
    for partner in known_as.ids:
        if partner not in places.index:
            continue
        commune = places["code_insee"].loc[partner]
        known = isinstance(commune, str) and ("commune", commune) in territory.origins.index
        point = territory.origins.loc[("commune", commune)] if known else None
        places.loc[partner, "x_m"] = np.nan if point is None else point["x_m"]
        places.loc[partner, "y_m"] = np.nan if point is None else point["y_m"]
        places.loc[partner, ["code_qp", "zone"]] = None
        places.loc[partner, "lieu"] = "code" if known else "inconnu"
    places.index = pd.Index([known_as.id(one) for one in places.index], name="id", dtype=object)
    return places.sort_index()


def _placed(territory: Territory, places: pd.DataFrame) -> pd.DataFrame:
    from pyproj import Transformer

    to_degrees = Transformer.from_crs(territory.crs, 4326, always_xy=True)
    x, y = places["x_m"].to_numpy(dtype=float), places["y_m"].to_numpy(dtype=float)
    longitude, latitude = np.full(len(x), np.nan), np.full(len(x), np.nan)
    there = np.isfinite(x) & np.isfinite(y)
    longitude[there], latitude[there] = to_degrees.transform(x[there], y[there])
    return pd.DataFrame(
        {
            "latitude": latitude.round(6),
            "longitude": longitude.round(6),
            "code_insee": places["code_insee"],
            "code_qp": places["code_qp"],
            "lieu": places["lieu"],
        },
        index=places.index,
    )


def _tuples(column: pd.Series) -> list[tuple[str, ...]]:
    return [tuple(value) if isinstance(value, (tuple, list)) else () for value in column]


def _objects(values: Iterable[object], table: pd.DataFrame) -> pd.Series:
    """Return a column of `table` that holds anything."""
    return pd.Series(list(values), index=table.index, dtype=object)


def _absent(value: object) -> bool:
    return value is None or value != value or value is pd.NaT  # noqa: PLR0124
