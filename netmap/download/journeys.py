"""Minutes by road between the places of a project and its permanences, asked of a router."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer

from netmap.errors import FetchError, InputError, Problem
from netmap.inputs.reading import read_places
from netmap.territory import build_territory
from netmap.territory.ends import ends_of
from netmap.transit.writing import minutes_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    from pyproj import CRS

    from netmap.download.client import Client
    from netmap.download.routers import Point, Router

_GEOGRAPHIC = 4326
#: a metre, about: nobody is told more of a place than that
_DECIMALS = 5
#: bytes of an answer, at most
_ANSWER_BYTES = 20_000_000
#: the mode of ``data/temps`` of these journeys, unless the settings name one
_CAR = "voiture"


@dataclass(frozen=True)
class Ends:
    """Where journeys begin and end: points by the code of a place, and by permanence.

    `mode` is that of ``data/temps`` which these journeys are of.
    """

    homes: dict[str, Point]
    sites: dict[str, Point]
    mode: str


def ends_of_project(project: Path) -> Ends:
    """Return the ends of a project's journeys.

    Raises
    ------
    InputError
        The project needs work, or has no permanence that stands somewhere.
    """
    inputs = read_places(project)
    territory = build_territory(inputs)
    homes, sites = ends_of(territory)
    if sites.empty:
        raise InputError((Problem(file="data/permanences", kind="no-permanence"),))
    return Ends(
        homes=_in_degrees(homes, territory.crs),
        sites=_in_degrees(sites, territory.crs),
        mode=inputs.settings.access.mode or _CAR,
    )


def _in_degrees(points: pd.DataFrame, crs: CRS) -> dict[str, Point]:
    to_degrees = Transformer.from_crs(crs, _GEOGRAPHIC, always_xy=True)
    degrees = to_degrees.transform(*points[["x_m", "y_m"]].to_numpy(np.float64).T)
    return {
        str(code): (round(float(lon), _DECIMALS), round(float(lat), _DECIMALS))
        for code, lon, lat in zip(points.index, *degrees, strict=True)
    }


class Answers:
    """What a router said, kept in a file of lines: whoever is stopped goes on from there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[tuple[Point, Point], float | None] = {}
        with suppress(FileNotFoundError):
            for line in path.read_bytes().splitlines():
                # the last line may have been cut
                with suppress(ValueError, TypeError):
                    *ends, minutes = json.loads(line)
                    start, end = ((float(lon), float(lat)) for lon, lat in ends)
                    self._known[start, end] = None if minutes is None else float(minutes)

    def __contains__(self, pair: tuple[Point, Point]) -> bool:
        """Whether it was answered."""
        return pair in self._known

    def __getitem__(self, pair: tuple[Point, Point]) -> float | None:
        """Return minutes; None: there is no way."""
        return self._known[pair]

    def keep(self, answers: dict[tuple[Point, Point], float | None]) -> None:
        """Add answers."""
        lines = "".join(f"{json.dumps([*pair, m])}\n" for pair, m in answers.items())
        with self._path.open("a", encoding="utf-8") as file:
            file.write(lines)
        self._known |= answers


def requests_for(ends: Ends, router: Router, answers: Answers) -> list[tuple[list[Point], ...]]:
    """Return the starts and ends of each request that is still to be made."""
    starts, goals = (list(dict.fromkeys(part.values())) for part in (ends.homes, ends.sites))
    blocks = (
        (some, others)
        for some in _blocks(starts, router.block)
        for others in _blocks(goals, router.block)
    )
    return [
        (some, others)
        for some, others in blocks
        if any((start, end) not in answers for start in some for end in others)
    ]


def _blocks(points: Sequence[Point], size: int) -> Iterator[list[Point]]:
    for at in range(0, len(points), size):
        yield list(points[at : at + size])


def ask_router(
    ends: Ends,
    router: Router,
    answers: Answers,
    client: Client,
    *,
    progress: Callable[[int, int], object],
) -> dict[tuple[str, str, str], str]:
    """Ask how long each journey takes, and return the rows of ``data/temps``.

    Parameters
    ----------
    answers
        Those that are there are not asked for again.
    progress
        Called with the requests that were made, and how many there are.

    Returns
    -------
        From, to, mode → minutes, ``inf`` where the router knows no way.

    Raises
    ------
    FetchError
        The router does not answer, or not as it did when this was written (``changed``). What
        it said until then is kept.
    """
    wanted = requests_for(ends, router, answers)
    for number, (starts, goals) in enumerate(wanted):
        progress(number, len(wanted))
        answer = client.get(router.address(starts, goals), a_second=router.a_second)
        found = _minutes(answer.read(_ANSWER_BYTES), router, len(starts), len(goals))
        answer.release_conn()
        answers.keep(
            {
                (start, end): minutes
                for start, row in zip(starts, found, strict=True)
                for end, minutes in zip(goals, row, strict=True)
            }
        )
    progress(len(wanted), len(wanted))
    return {
        (code, site, ends.mode): minutes_text(math.inf if minutes is None else minutes)
        for code, start in ends.homes.items()
        for site, end in ends.sites.items()
        for minutes in [answers[start, end]]
    }


def _minutes(content: bytes, router: Router, starts: int, goals: int) -> list[list[float | None]]:
    """Return what an answer says, checked.

    Raises
    ------
    FetchError
        It says something else.
    """
    try:
        found = router.read(content)
    except ValueError:
        found = []
    if [len(row) for row in found] != [goals] * starts:
        raise FetchError("changed", host=router.host)
    return found
