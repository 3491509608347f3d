"""How many people live in each zone, and how that is known."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.territory.cut import SLIVER_SHARE
from netmap.territory.notes import doubt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netmap.errors import Problem

#: A difference of less than half a person is rounding.
_HALF_PERSON = 0.5


@dataclass(frozen=True)
class Part:
    """A commune's part of a QPV."""

    code_insee: str
    code_qp: str
    area_m2: float


@dataclass(frozen=True)
class Known:
    """What is published: people by commune and by QPV (NaN: unknown), and where QPVs lie.

    Attributes
    ----------
    communes, qpv
        Code → people.
    commune_area_m2
        Code → area, of every commune.
    remainders
        Communes that have ground outside their parts.
    inside
        code_qp → share of its people who live in the territory.
    shares
        (code_qp, code_insee) → published share of the QPV's people who live in the commune.
    """

    communes: Mapping[str, float]
    qpv: Mapping[str, float]
    commune_area_m2: Mapping[str, float]
    remainders: frozenset[str]
    inside: Mapping[str, float]
    shares: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Apportioned:
    """People of the parts, in their order, and of the remainders by code_insee; NaN: unknown.

    `origins` says how each part's figure is known: published, shared, area; None: unknown.
    """

    parts: tuple[float, ...]
    origins: tuple[str | None, ...]
    remainders: Mapping[str, float]
    notes: tuple[Problem, ...]


def apportion(parts: Sequence[Part], known: Known, *, qpv_file: str) -> Apportioned:
    """Give each part of a QPV and each remainder its people; a commune's zones sum to it.

    A published population of a QPV holds first; over several communes it is shared as
    published, else by the people that each part would hold at its commune's density. A QPV
    of unknown population takes, by area, from what its commune has left. Parts that exceed
    their commune are reduced together to fit it, and fill it where they cover it whole.

    Raises
    ------
    ValueError
        Published shares of a QPV are negative or exceed 1.
    """
    people: list[float] = [math.nan] * len(parts)
    origins: list[str | None] = [None] * len(parts)
    notes: list[Problem] = []
    for code, own in _grouped(part.code_qp for part in parts):
        notes += _spread_published(code, own, parts, known, people, origins, qpv_file)
    remainders = {code: known.communes[code] for code in sorted(known.remainders)}
    for code, own in _grouped(part.code_insee for part in parts):
        if not math.isnan(known.communes[code]):
            notes += _fit_commune(code, own, parts, known, people, origins, qpv_file)
        if code in remainders:
            rest = known.communes[code] - math.fsum(people[i] for i in own)
            remainders[code] = rest if math.isnan(rest) else max(0.0, rest)
    notes += [
        doubt("population-by-area", qpv_file, "code_qp", code)
        for code, own in _grouped(part.code_qp for part in parts)
        if any(origins[i] == "area" for i in own)
    ]
    return Apportioned(tuple(people), tuple(origins), remainders, tuple(notes))


def share_inside(
    outside: Mapping[str, float],
    *,
    declared: Mapping[str, tuple[str, ...]],
    communes: frozenset[str],
) -> dict[str, float]:
    """Say which share of each QPV's people lives in the territory.

    All, where under 5 % of its area lies outside (outlines are simplified) or where it
    declares communes of the territory only; else the share of its area inside.
    """
    return {
        code: 1.0
        if share <= SLIVER_SHARE or (declared.get(code) and communes.issuperset(declared[code]))
        else 1.0 - share
        for code, share in outside.items()
    }


def _spread_published(  # noqa: PLR0917
    code: str,
    own: list[int],
    parts: Sequence[Part],
    known: Known,
    people: list[float],
    origins: list[str | None],
    qpv_file: str,
) -> list[Problem]:
    """Spread a QPV's published population over its parts, in place."""
    published = known.qpv[code]
    if math.isnan(published):
        return []
    told = {i: known.shares.get((code, parts[i].code_insee)) for i in own}
    stated = [share for share in told.values() if share is not None]
    if any(share < 0 for share in stated) or math.fsum(stated) > 1 + 1e-6:
        message = f"the published shares of {code} are negative or exceed 1"
        raise ValueError(message)
    within = known.inside.get(code, 1.0)
    left = max(0.0, 1 - math.fsum(stated)) if stated else within
    guessed = [i for i in own if told[i] is None]
    weights = [
        parts[i].area_m2
        * known.communes[parts[i].code_insee]
        / known.commune_area_m2[parts[i].code_insee]
        for i in guessed
    ]
    if not all(weight > 0 for weight in weights):
        weights = [parts[i].area_m2 for i in guessed]
    for i, weight in zip(guessed, weights, strict=True):
        told[i] = left * (weight / math.fsum(weights))
    split = bool(guessed) and (len(own) > 1 or within < 1)
    for i in own:
        people[i] = published * (told[i] or 0.0)
        origins[i] = "shared" if split and i in guessed else "published"
    if not split:
        return []
    communes = ", ".join(parts[i].code_insee for i in own)
    if within < 1:
        percent = f"{100 * (1 - within):.0f}"
        kind = "qpv-partly-outside"
        return [doubt(kind, qpv_file, "code_qp", code, communes=communes, percent=percent)]
    return [doubt("population-shared", qpv_file, "code_qp", code, communes=communes)]


def _fit_commune(  # noqa: PLR0917
    code: str,
    own: list[int],
    parts: Sequence[Part],
    known: Known,
    people: list[float],
    origins: list[str | None],
    qpv_file: str,
) -> list[Problem]:
    """Fit the published parts into their commune and give the others what is left, in place."""
    total = known.communes[code]
    published = [i for i in own if not math.isnan(people[i])]
    unknown = [i for i in own if math.isnan(people[i])]
    claimed = math.fsum(people[i] for i in published)
    covered = code not in known.remainders
    notes = []
    if claimed > total or (covered and not unknown and claimed != total):
        area = math.fsum(parts[i].area_m2 for i in published)
        for i in published:
            share = people[i] / claimed if claimed > 0 else parts[i].area_m2 / area
            people[i] = total * share
        if abs(claimed - total) > _HALF_PERSON:
            for i in published:
                origins[i] = "shared"
            notes.append(
                doubt(
                    "population-exceeds" if claimed > total else "population-fills",
                    qpv_file,
                    "code_qp",
                    ", ".join(parts[i].code_qp for i in published),
                    commune=code,
                    claimed=f"{claimed:.0f}",
                    total=f"{total:.0f}",
                )
            )
    left = max(0.0, total - math.fsum(people[i] for i in published))
    taken = unknown if covered else published
    ground = math.fsum(parts[i].area_m2 for i in taken)
    if not covered:
        ground = known.commune_area_m2[code] - ground
    for i in unknown:
        people[i] = left * (parts[i].area_m2 / ground)
        origins[i] = "area"
    return notes


def _grouped(codes: Iterable[str]) -> list[tuple[str, list[int]]]:
    """Return each code, sorted, with the positions that hold it."""
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for i, code in enumerate(codes):
        positions[code].append(i)
    return sorted(positions.items())
