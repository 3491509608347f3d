"""The words in which findings conclude: classes of places, steps of a chain."""

from __future__ import annotations

from typing import Literal

#: Classes of a place: `inegale` is served on the whole, not in each of its parts; `masquee`
#: (hidden) is only ever given by disclosure.
DensityClass = Literal[
    "sous-desservie",
    "inegale",
    "desservie",
    "indeterminee",
    "masquee",
    "sans-donnee",
    "non-ouverte",
]

#: Broken step of a chain; None where a chain is complete.
ChainStep = Literal["amont", "mediation", "aval", "liaison"]
