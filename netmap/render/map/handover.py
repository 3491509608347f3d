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
    cluster: Element,
    control: Element,
    shapes: Mapping[str, Element],
    groups: Mapping[str, Element],
) -> str:
    """Return the line of script that ends what folium wrote.

    Parameters
    ----------
    page
        The map.
    cluster
        Where partners are drawn together.
    control
        The switch of layers.
    shapes, groups
        The layers that our script fills with outlines, and with marks, by the key of their name
        in the catalogue.

    Examples
    --------
    >>> from folium import FeatureGroup, Map
    >>> one = {"page": Map(tiles=None), "labels": FeatureGroup()}
    >>> for name, element in one.items():
    ...     element._id = name
    >>> parts = dict.fromkeys(("cluster", "control"), one["page"])
    >>> hand_over(page=one["page"], **parts, shapes={}, groups={"labels": one["labels"]})[74:]
    'shapes: {}, groups: {"labels": feature_group_labels}};'
    """
    single = {"map": page, "cluster": cluster, "control": control}
    keyed = {"shapes": shapes, "groups": groups}
    parts = [f"{name}: {element.get_name()}" for name, element in single.items()]
    parts += [f"{name}: {{{_listed(layers)}}}" for name, layers in keyed.items()]
    return f"var {HANDED} = {{{', '.join(parts)}}};"


def _listed(layers: Mapping[str, Element]) -> str:
    return ", ".join(f"{json.dumps(key)}: {layer.get_name()}" for key, layer in layers.items())
