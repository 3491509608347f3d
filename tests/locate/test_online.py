"""One address sent to a service, when that was agreed to: never a file, never told elsewhere."""

import json
import traceback

import pytest
from services import serving

from netmap.download import geocoder
from netmap.download.client import Client
from netmap.errors import FetchError
from netmap.locate.spelling import address_of

ADDRESS = "12 rue Zorglub 17000 La Rochelle"


def found(*features):
    """Answer as the service does: label, score, kind, longitude and latitude."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "properties": {"label": label, "score": score, "type": kind,
                                   "citycode": "17300", "city": "La Rochelle"},
                    "geometry": {"type": "Point", "coordinates": list(at)},
                }
                for label, score, kind, *at in features
            ],
        }
    ).encode()  # fmt: skip


MIREUIL = (-1.2113, 46.1720)
TOWN = ("12 Rue Zorglub 17000 La Rochelle", 0.95, "housenumber", *MIREUIL)


@pytest.fixture
def service(monkeypatch):
    with serving() as one:
        monkeypatch.setattr(geocoder, "SERVICE", one.url("/search"))
        monkeypatch.setitem(geocoder.Geocoder.__init__.__kwdefaults__, "service", geocoder.SERVICE)
        yield one


def ask(text):
    return geocoder.Geocoder(text, Client()).find(address_of(text))


def test_nothing_is_sent_before_it_was_agreed_to(netmap, quarter, service):
    words = ("locate", "--online", ADDRESS, "--project", quarter.folder)
    status, out, err = netmap(*words)
    assert (status, service.asked) == (0, [])
    assert "sera envoyée à 127.0.0.1" in err
    assert "--oui" in out
    service.files["/search"] = found(TOWN)
    status, out, err = netmap(*words, "--oui", "--json")
    assert status == 0, err
    answer = json.loads(out)
    assert (answer["resultat"], answer["score"]) == ("trouvee", 0.95)
    assert len(service.asked) == 1


@pytest.mark.parametrize("what", ["personnes.csv", "-"])
def test_a_file_of_people_is_never_sent(netmap, quarter, service, what):
    status, _, err = netmap("locate", "--online", what, "--project", quarter.folder, "--oui")
    assert (status, service.asked) == (2, [])
    assert "jamais envoyé" in err


def test_under_the_threshold_there_is_no_verdict(netmap, quarter, service):
    service.files["/search"] = found((*TOWN[:1], 0.79, *TOWN[2:]))
    words = ("locate", "--online", ADDRESS, "--project", quarter.folder, "--oui", "--json")
    _, out, _ = netmap(*words)
    assert json.loads(out)["resultat"] == "douteuse"
    assert json.loads(out).get("qpv", "a-verifier") in {"a-verifier", None}


def test_a_street_stands_for_all_its_points_and_a_town_for_none(service):
    street = ("Rue Zorglub 17000 La Rochelle", 0.9, "street", -1.15, 46.16)
    town = ("La Rochelle", 0.9, "municipality", -1.15, 46.16)
    service.files["/search"] = found(street, town, TOWN)
    one, other = ask(ADDRESS)
    assert (one.label, one.points[0].doubt_m, one.exact) == (TOWN[0], 30.0, True)
    assert (other.points[0].doubt_m, other.exact) == (500.0, False)
    (alone,) = ask("rue Zorglub 17000 La Rochelle")[:1]
    assert alone.points[0].doubt_m == 500.0, "no number was asked for"
    service.files["/search"] = found(TOWN, (*street[:1], 0.5, *street[2:]))
    assert len(ask(ADDRESS)) == 1, "far behind the best"
    service.files["/search"] = found(town)
    assert ask(ADDRESS) == []


@pytest.mark.parametrize("body", [b"<p>", b"[]", b'{"features": [{"properties": {}}]}'])
def test_an_answer_of_another_kind_tells_nothing_of_the_address(service, body, caplog):
    service.files["/search"] = body
    with pytest.raises(FetchError) as fault:
        ask(ADDRESS)
    assert fault.value.kind == "changed"
    assert "Zorglub" not in "".join(traceback.format_exception(fault.value)) + caplog.text


def test_a_service_in_trouble_tells_nothing_of_the_address(
    netmap, quarter, service, caplog, monkeypatch
):
    monkeypatch.setattr("time.sleep", lambda _: None)
    service.behaviour["/search"] = "never-answers"
    words = ("locate", "--online", ADDRESS, "--project", quarter.folder, "--oui")
    status, out, err = netmap(*words)
    assert status == 1
    assert "Zorglub" not in out + err + caplog.text
