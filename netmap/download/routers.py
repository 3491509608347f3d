"""Services that tell how long a journey by road takes, and how each is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, Field, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    #: longitude and latitude in degrees (WGS 84)
    Point = tuple[float, float]
    #: of each start to each end; None: there is no way
    Minutes = list[list[float | None]]

#: the router of IGN, and what it is called on the command line
_IGN = "https://data.geopf.fr/navigation/itineraire"
GEOPLATEFORME = "geoplateforme"
_IGN_A_SECOND = 5
#: points in a request to OSRM, of its own limit of a hundred
_BLOCK = 50


@dataclass(frozen=True)
class Router:
    """A router.

    Attributes
    ----------
    host
        Who is asked.
    block
        So many starts, and as many ends, go into a request.
    a_second
        Requests that it allows.
    address
        Starts and ends → what is asked.
    read
        An answer → minutes.

            Raises ``ValueError``: it is not what was declared.
    """

    host: str
    block: int
    a_second: int | None
    address: Callable[[Sequence[Point], Sequence[Point]], str]
    read: Callable[[bytes], Minutes]


class _Table(BaseModel):
    """What OSRM answers: seconds from each source to each destination."""

    code: str = Field(pattern="^Ok$")
    durations: list[list[float | None]]


class _Journey(BaseModel):
    """What the Géoplateforme answers: minutes, as they were asked for."""

    duration: float = Field(ge=0)


def router_of(name: str) -> Router | None:
    """Return the router that a user names: ``geoplateforme``, or the address of an OSRM.

    >>> router_of("https://routage.example.org/").host
    'routage.example.org'
    >>> router_of("voiture") is None
    True
    """
    if name == GEOPLATEFORME:
        return Router(urlsplit(_IGN).hostname or "", 1, _IGN_A_SECOND, _ign_address, _ign_minutes)
    parts = urlsplit(name)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        return None
    base = name.rstrip("/")

    def address(starts: Sequence[Point], ends: Sequence[Point]) -> str:
        points = ";".join(map(_written, (*starts, *ends)))
        sources = ";".join(map(str, range(len(starts))))
        targets = ";".join(str(len(starts) + n) for n in range(len(ends)))
        asked = f"sources={sources}&destinations={targets}&annotations=duration"
        return f"{base}/table/v1/driving/{points}?{asked}"

    return Router(parts.hostname, _BLOCK, None, address, _osrm_minutes)


def _written(point: Point) -> str:
    return f"{point[0]:.5f},{point[1]:.5f}"


def _osrm_minutes(content: bytes) -> Minutes:
    try:
        table = _Table.model_validate_json(content)
    except ValidationError as error:
        raise ValueError(error.title) from None
    return [[None if one is None else one / 60 for one in row] for row in table.durations]


def _ign_address(starts: Sequence[Point], ends: Sequence[Point]) -> str:
    asked = {
        "resource": "bdtopo-osrm",
        "start": _written(starts[0]),
        "end": _written(ends[0]),
        "profile": "car",
        "optimization": "fastest",
        "getSteps": "false",
        "getBbox": "false",
        "timeUnit": "minute",
        "crs": "EPSG:4326",
    }
    return f"{_IGN}?{urlencode(asked, safe=',:')}"


def _ign_minutes(content: bytes) -> Minutes:
    try:
        return [[_Journey.model_validate_json(content).duration]]
    except ValidationError as error:
        raise ValueError(error.title) from None
