"""Minutes asked of a router on this computer, which knows how long each journey takes."""

import json
import re
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from services import serving

from netmap.download.client import Client
from netmap.download.journeys import Answers, Ends, ask_router, requests_for
from netmap.download.routers import router_of
from netmap.errors import FetchError


def minutes(start, end):
    """As a crow walks; nobody comes to the island in the south."""
    if end[1] < 45:
        return None
    return round(1000 * abs(start[0] - end[0]) + 1000 * abs(start[1] - end[1]), 2)


class _Router(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        body = self.server.says(self.path) if self.server.says else _table(self.path)
        status = 200 if body is not None else 500
        body = b"" if body is None else body
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _table(path):
    asked = parse_qs(urlsplit(path).query)
    points = [
        tuple(map(float, one.split(",")))
        for one in re.fullmatch(r"/osrm/table/v1/driving/(.*)", urlsplit(path).path)[1].split(";")
    ]
    sources, ends = ([int(n) for n in asked[k][0].split(";")] for k in ("sources", "destinations"))
    found = [[minutes(points[i], points[j]) for j in ends] for i in sources]
    seconds = [[None if one is None else one * 60 for one in row] for row in found]
    return json.dumps({"code": "Ok", "durations": seconds}).encode()


@pytest.fixture
def service():
    with serving() as one:
        one.RequestHandlerClass = _Router
        one.says = None
        yield one


def ends(homes, sites):
    return Ends(
        {f"17{n:03}": (2.0 + n / 1000, 46.0) for n in range(homes)},
        {f"s{n}": (2.5, 46.0 + n / 1000) for n in range(sites)} | {"ile": (2.5, 44.0)},
        "voiture",
    )


def truth(one):
    return {
        (code, site, "voiture"): minutes(a, b)
        for code, a in one.homes.items()
        for site, b in one.sites.items()
    }


def asked(one, service, kept):
    told = []
    rows = ask_router(
        one, router_of(service.url("/osrm")), Answers(kept), Client(),
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    return rows, told


def test_minutes_are_those_of_the_router_and_no_way_is_no_time(service, tmp_path):
    one = ends(60, 55)
    rows, told = asked(one, service, tmp_path / "kept.jsonl")
    assert told[-1] == (4, 4), "blocks of fifty"
    assert rows.keys() == truth(one).keys()
    for key, expected in truth(one).items():
        assert float(rows[key]) == pytest.approx(
            float("inf") if expected is None else expected, abs=0.051
        )


def test_whoever_was_stopped_goes_on_where_he_was(service, tmp_path):
    one, kept = ends(60, 55), tmp_path / "kept.jsonl"
    service.says = lambda path: _table(path) if len(service.asked) <= 2 else None
    with pytest.raises(FetchError) as fault:
        asked(one, service, kept)
    assert fault.value.kind == "broken"
    kept.write_bytes(kept.read_bytes()[:-9])
    service.says, before = None, len(service.asked)
    rows, _ = asked(one, service, kept)
    assert len(service.asked) - before == 3, "one of the first two was cut in its last line"
    assert rows == asked(one, service, tmp_path / "anew.jsonl")[0]
    assert not requests_for(one, router_of(service.url("/osrm")), Answers(kept))


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'{"code": "NoTable"}', b'{"code": "Ok", "durations": [[1.0]]}',
     b'{"code": "Ok", "durations": [["a"]]}', b'{"code": "Ok", "durees": [[1, 2]]}'],
)  # fmt: skip
def test_an_answer_of_another_kind_is_told(service, tmp_path, body):
    service.says = lambda path: body
    with pytest.raises(FetchError) as fault:
        asked(ends(2, 1), service, tmp_path / "kept.jsonl")
    assert fault.value.kind == "changed"


def test_the_router_of_ign_is_asked_as_it_says():
    router = router_of("geoplateforme")
    assert (router.host, router.a_second, router.block) == ("data.geopf.fr", 5, 1)
    asked = parse_qs(urlsplit(router.address([(-1.15222, 46.16)], [(2.0, 46.5)])).query)
    assert asked["start"] == ["-1.15222,46.16000"]
    assert (asked["end"], asked["timeUnit"]) == (["2.00000,46.50000"], ["minute"])
    assert router.read(b'{"duration": 12.5, "distance": 4}') == [[12.5]]
    with pytest.raises(ValueError, match="_Journey"):
        router.read(b'{"message": "no path"}')


@pytest.mark.parametrize("name", ["", "voiture", "file:///etc/passwd", "https://", "http://a?b"])
def test_what_is_no_router_is_none(name):
    assert router_of(name) is None
