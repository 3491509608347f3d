"""Who is between the official neighbourhood and the one that people live in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netmap.territory.lived import points_between

if TYPE_CHECKING:
    from netmap.disclosure.model import Release

_POINT = "point"


def lived_table(release: Release) -> pd.DataFrame:
    """Return what is between each official neighbourhood and the lived one.

    Returns
    -------
        Index ``code_qp``, sorted; ``nom``; ``population`` (residents, an estimate by area; NaN:
        unknown); ``partenaires`` (active ones placed by a point of their own), ``permanences``
        (open ones), ``passages`` (contacts of all years; NaN: no table, or not for this edition).
        Empty where there is no layer of lived neighbourhoods.
    """
    territory = release.territory
    columns = ["nom", "population", "partenaires", "permanences", "passages"]
    if territory.edges is None:
        return pd.DataFrame(columns=columns, index=pd.Index([], name="code_qp", dtype=object))
    edges = territory.edges
    active = release.partners.index[release.partners["statut"] == "actif"]
    opened = release.permanences.index[release.permanences["statut"] == "ouverte"]
    found = pd.DataFrame(edges.drop(columns="geometry"))
    for name, places, some in (
        ("partenaires", territory.partner_places, active),
        ("permanences", territory.permanence_places, opened),
    ):
        own = places[places.index.isin(some) & (places["lieu"] == _POINT)]
        found[name] = points_between(edges, own["x_m"], own["y_m"])
    found["passages"] = np.nan if release.between is None else release.between
    return found[columns]
