"""What an address may be, asked of the Géoplateforme: the one thing that sends a person's address.

Source: the geocoding service of the national address base, ``/geocodage/search`` (GeoJSON).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field, ValidationError

from netmap.download.client import host_of
from netmap.errors import FetchError
from netmap.locate.match import Candidate, Point

if TYPE_CHECKING:
    from netmap.download.client import Client
    from netmap.locate.spelling import Address

SERVICE = "https://data.geopf.fr/geocodage/search"
_A_SECOND = 50
_ANSWER_BYTES = 1_000_000
_ASKED_FOR = 10
#: another place that scores at most this much less may be meant as well
_APART = 0.15
#: metres by which a point may be off: that of a house; of a street or a hamlet, for all of it
_DOUBT_M = {"housenumber": 30.0, "street": 500.0, "locality": 500.0}


class _What(BaseModel):
    label: str
    score: float = Field(ge=0, le=1)
    type: str
    citycode: str


class _Where(BaseModel):
    type: Literal["Point"]
    coordinates: tuple[float, float]


class _Feature(BaseModel):
    properties: _What
    geometry: _Where


class _Found(BaseModel):
    features: list[_Feature]


class Geocoder:
    """Finds one address, as it was typed, by asking the service."""

    def __init__(self, text: str, client: Client, *, service: str = SERVICE) -> None:
        self._text = text
        self._client = client
        self._service = service

    def find(self, address: Address) -> list[Candidate]:
        """Return what the address may be, best first; nothing where no street is like it.

        Raises
        ------
        FetchError
            The service does not answer, or otherwise than it did when this was written; nothing
            of the address is told.
        """
        asked = urlencode({"q": self._text, "limit": _ASKED_FOR, "index": "address"})
        answer = self._client.get(f"{self._service}?{asked}", a_second=_A_SECOND)
        content = answer.read(_ANSWER_BYTES)
        answer.release_conn()
        try:
            found = _Found.model_validate_json(content).features
        except ValidationError:
            found = None
        if found is None:
            raise FetchError("changed", host=host_of(self._service))
        candidates = sorted(
            (_candidate(one, address) for one in found if one.properties.type in _DOUBT_M),
            key=lambda one: (-one.score, one.label),
        )
        return [one for one in candidates if one.score >= candidates[0].score - _APART]


def _candidate(one: _Feature, address: Address) -> Candidate:
    """Return what the service found; a house of which no number was asked for is its street."""
    kind = one.properties.type
    house = kind == "housenumber" and address.number is not None
    lon, lat = one.geometry.coordinates
    point = Point(lon, lat, _DOUBT_M["housenumber" if house else "street"])
    what = one.properties
    return Candidate(what.label, what.citycode, round(what.score, 4), (point,), house)
