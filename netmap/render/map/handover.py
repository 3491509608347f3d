"""What folium built, handed over to our script: one object, under names of ours.

folium names what it writes after the kind and the id of each element; those names stay here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branca.element import Element

#: Name under which the map's script finds what folium built.
HANDED = "netmap_layers"


def hand_over(
    *,
    page: Element,
    zones: Element,
    cluster: Element,
    control: Element,
    groups: Mapping[str, Element],
) -> str:
    """Return the line of script that ends what folium wrote.

    Parameters
    ----------
    page
        The map.
    zones
        The layer that is coloured.
    cluster
        Where partners are drawn together.
    control
        The switch of layers.
    groups
        The layers that our script fills, by the key of their name in the catalogue.

    Examples
    --------
    >>> from folium import FeatureGroup, Map
    >>> one = {"page": Map(tiles=None), "labels": FeatureGroup()}
    >>> for name, element in one.items():
    ...     element._id = name
    >>> parts = dict.fromkeys(("zones", "cluster", "control"), one["page"])
    >>> hand_over(page=one["page"], **parts, groups={"labels": one["labels"]})[:50]
    'var netmap_layers = {map: map_page, zones: map_pag'
    """
    known = {"map": page, "zones": zones, "cluster": cluster, "control": control}
    single = [f"{name}: {element.get_name()}" for name, element in known.items()]
    keyed = [f"{json.dumps(key)}: {element.get_name()}" for key, element in groups.items()]
    return f"var {HANDED} = {{{', '.join(single)}, groups: {{{', '.join(keyed)}}}}};"
