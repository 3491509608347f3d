"""Releases of whole communes, made by hand: what is hidden protects each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.formats.releases import Figures
from netmap.outsider.sums import TOTAL, Ground
from netmap.outsider.together import Known

if TYPE_CHECKING:
    from collections.abc import Mapping

THRESHOLD = 11


def hidden_of(people: Mapping[str, int]) -> set[str]:
    """The least counts hidden with the small ones until these may all be large."""
    rising = sorted((code for code in people if people[code]), key=lambda code: people[code])
    hidden = [code for code in rising if people[code] < THRESHOLD]
    left = rising[len(hidden) :]
    while hidden and sum(people[code] for code in hidden) - len(hidden) + 1 < THRESHOLD:
        hidden.append(left.pop(0))
    return set(hidden)


def known_of(name: str, people: Mapping[str, int], *, year: str = "2023") -> Known:
    """A territory's release: its total, and the counts of communes that are all in one zone."""
    hidden = hidden_of(people)
    places = [(level, code) for code in sorted(people) for level in ("commune", "zone")]
    shown = [("density", *one, float(people[one[1]])) for one in places if one[1] not in hidden]
    figures = Figures(
        territoire=name,
        seuil=THRESHOLD,
        periodes=(year,),
        montres=(*shown, (*TOTAL, float(sum(people.values())))),
        masques=tuple(("density", *one) for one in places if one[1] in hidden),
    )
    residents = {("density", *one): 9_000.0 for one in places}
    zones = frozenset(key for key in residents if key[1] == "zone")
    return Known(name, (figures,), residents, {}, Ground(zones=zones, rated=frozenset(residents)))


def drawn(seed: int) -> list[Known]:
    """Two agglomerations, and the department that they make with two more communes."""
    random = np.random.default_rng(seed)
    codes = [f"0{number}" for number in range(1_001, 1_013)]
    counts = random.choice([0, 2, 4, 7, 12, 15, 25, 40], len(codes))
    people = dict(zip(codes, map(int, counts), strict=True))
    return [
        known_of("a", {code: people[code] for code in codes[:5]}),
        known_of("b", {code: people[code] for code in codes[5:10]}),
        known_of("d", people),
    ]
