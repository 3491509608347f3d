"""An address, or many: where each lies, how sure that is, and who may be included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import numpy as np
import pandas as pd

from netmap.errors import FetchError, InputError, OutputError, PlacingError
from netmap.locate.grounds import Said, Spots
from netmap.locate.match import SURE, Candidate, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netmap.locate.grounds import Grounds, Standing
    from netmap.locate.spelling import Address
    from netmap.sections import InclusionSettings


class Finder(Protocol):
    """Whoever knows what an address may be."""

    def find(self, address: Address) -> list[Candidate]:
        """Return what an address may be, best first."""


#: an address that was found; found with a doubt; not found; that says nothing
Result = Literal["trouvee", "douteuse", "introuvable", "vide"]
#: why an answer about inclusion is what it is
Reason = Literal[
    "qpv", "vecu", "tampon", "communes", "hors", "hors-territoire", "pas-dit", "score", "plusieurs",
    "bord", "indicatif", "couche", "introuvable", "vide",
]  # fmt: skip

#: metres by which a point that somebody gives may be off
GIVEN_DOUBT_M = 10.0


@dataclass(frozen=True, repr=False)
class Asked:
    """What is asked about: an address, or a point (latitude, longitude); neither: nothing."""

    address: Address | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, repr=False)
class Answer:
    """What is said of it. It says nothing of itself when printed: it is about somebody's home.

    Attributes
    ----------
    result
        Whether it was found.
    score
        Of the best candidate, from 0 to 1 (1: a point; NaN: none).
    candidates
        What it may be, best first; none for a point.
    standing
        Where it lies: of all that it may be, together; None: nowhere known.
    included, reason
        Whether who lives there may be included, and why.
    """

    result: Result
    score: float
    candidates: tuple[Candidate, ...]
    standing: Standing | None
    included: Said
    reason: Reason


_Told = TypeVar("_Told")


def guarded(work: Callable[[], _Told]) -> _Told:
    """Return what `work` returns; of a failure, nothing but its kind: no words, no variables.

    Raises
    ------
    PlacingError
        It failed; what a library says may quote an address.
    """
    failure = ""
    try:
        return work()
    except (FetchError, InputError, OutputError, PlacingError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not told
        failure = type(error).__name__
    raise PlacingError(failure)


def answers(
    asked: Sequence[Asked],
    grounds: Grounds,
    inclusion: InclusionSettings,
    matcher: Finder | None = None,
) -> list[Answer]:
    """Return what is said of each address or point.

    Parameters
    ----------
    asked
        What is asked about, in order.
    matcher
        The index, or a service; None: only points are looked at.
    """
    found = [
        tuple(matcher.find(one.address)) if matcher and one.address and not one.point else ()
        for one in asked
    ]
    rows = [
        (place, point)
        for place, (one, candidates) in enumerate(zip(asked, found, strict=True))
        for point in _points(one, candidates)
    ]
    spots = Spots(
        owner=np.array([place for place, _ in rows], dtype=np.intp),
        table=pd.DataFrame(
            [(point.lat, point.lon) for _, point in rows],
            columns=["latitude", "longitude"],
            dtype=float,
        ),
        doubt_m=np.array([point.doubt_m for _, point in rows], dtype=np.float64),
    )
    standings = grounds.standings(spots, len(asked))
    return [
        _answer(one, candidates, standing, inclusion)
        for one, candidates, standing in zip(asked, found, standings, strict=True)
    ]


def _points(one: Asked, candidates: Sequence[Candidate]) -> list[Point]:
    """Return the points that an answer stands on; none where it is only a question."""
    if one.point is not None:
        lat, lon = one.point
        return [Point(lon, lat, GIVEN_DOUBT_M)]
    if not candidates or candidates[0].score < SURE:
        return []
    return [point for candidate in candidates for point in candidate.points]


def _answer(
    one: Asked,
    candidates: tuple[Candidate, ...],
    standing: Standing | None,
    inclusion: InclusionSettings,
) -> Answer:
    if candidates and standing is None:
        return Answer("douteuse", candidates[0].score, candidates, None, Said.CHECK, "score")
    if standing is None:
        empty = one.point is None and (one.address is None or not one.address.street)
        why: Literal["vide", "introuvable"] = "vide" if empty else "introuvable"
        return Answer(why, float("nan"), (), None, Said.CHECK, why)
    score = 1.0 if one.point is not None else candidates[0].score
    included, reason = may_be_included(standing, inclusion)
    if included is Said.CHECK and len(candidates) > 1:
        reason = "plusieurs"
    sure = len(candidates) < 2  # noqa: PLR2004
    return Answer("trouvee" if sure else "douteuse", score, candidates, standing, included, reason)


def may_be_included(standing: Standing, inclusion: InclusionSettings) -> tuple[Said, Reason]:
    """Tell whether who lives somewhere may be included, by the grounds that the settings name.

    One ground that surely holds is enough; all must surely fail for a no.
    """
    if not inclusion.grounds:
        return Said.UNKNOWN, "pas-dit"
    wanted = inclusion.communes
    if not wanted:
        town = standing.territory
    elif standing.commune is not None:
        town = Said.YES if standing.commune in wanted else Said.NO
    else:
        town = Said.NO if standing.territory is Said.NO else Said.CHECK
    held = {
        "qpv": standing.qpv,
        "vecu": standing.lived,
        "tampon": standing.buffer,
        "communes": town,
    }
    for ground in inclusion.grounds:
        if held[ground] is Said.YES:
            return Said.YES, ground
    if any(held[ground] is Said.CHECK for ground in inclusion.grounds):
        return Said.CHECK, "indicatif" if standing.indicative else "bord"
    if any(held[ground] is Said.UNKNOWN for ground in inclusion.grounds):
        return Said.CHECK, "couche"
    if standing.territory is Said.NO:
        return Said.NO, "hors-territoire"
    return Said.NO, "hors"
