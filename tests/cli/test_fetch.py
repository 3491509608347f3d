"""``netmap fetch``: what is sent is said, what comes is taken in as a file by hand would be."""

import json
from dataclasses import replace
from pathlib import Path

import lookalike
import pytest
from addresses import Home, base_file
from services import serving

from netmap.sources import recipes
from netmap.sources.recipes.model import Address

ROCHELLE, AYTRE = "17300", "17028"


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture
def service():
    with serving() as one:
        yield one


FAULTS = {
    "page": "a répondu par une page",
    "broken": "est en panne (réponse 500)",
    "busy": "demande d’attendre (réponse 429)",
    "gone": "n’a plus ce fichier à cette adresse (réponse 404)",
    "loop": "renvoie d’adresse en adresse",
    "never-whole": "coupe le téléchargement avant la fin",
}


@pytest.fixture
def asks(netmap, la_rochelle, tmp_path):
    def asked(*words, cache="cache", yes=True):
        agreed = ("--oui",) if yes else ()
        return netmap(
            "fetch", *words, "--project", la_rochelle.folder, "--cache", tmp_path / cache, *agreed
        )

    return asked


def at(monkeypatch, service, name, path, **said):
    """Have a source at an address of ours."""
    address = Address(service.url(path), **said)
    monkeypatch.setitem(recipes.BY_ID, name, replace(recipes.BY_ID[name], addresses=(address,)))


def accessibility(folder, values, **more):
    recipe, rng = recipes.BY_ID["apl-generalistes"], lookalike.generator(1)
    made = [
        lookalike.drawn(recipe, place, rng) | {"apl": value}
        for place, value in zip((ROCHELLE, AYTRE), values, strict=True)
    ]
    return lookalike.write(recipe, folder, made, **more)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_source_is_listed_and_none_is_asked(asks, service):
    status, out, err = asks(yes=False)
    assert status == 0, err
    for name, recipe in recipes.BY_ID.items():
        assert (name in out.split()) == (recipe.target != "iris")
    assert not service.asked


def test_addresses_are_fetched_by_department_and_looked_up_at_once(
    asks, netmap, service, la_rochelle, monkeypatch
):
    home = Home(3, "", "Rue du Port", "17000", ROCHELLE, "La Rochelle", -1.15, 46.16)
    service.files["/adresses-17.csv.gz"] = base_file([home])
    at(monkeypatch, service, "ban", "/adresses-{department}.csv.gz", sent="department",
       ending=".csv.gz")  # fmt: skip
    status, out, err = asks("ban")
    assert status == 0, err
    assert "le code du département est envoyé, rien d’autre" in out
    assert [path for path, _ in service.asked] == ["/adresses-17.csv.gz"]
    words = ("locate", "3 rue du Port, 17000 La Rochelle", "--project", la_rochelle.folder)
    status, out, err = netmap(*words)
    assert (status, err) == (0, "")
    assert "3 Rue du Port" in out
    (la_rochelle.folder / "data/geo/adresses.sqlite").unlink()
    assert asks("ban", "--offline")[0] == 0
    assert netmap(*words)[1] == out


def test_a_source_is_fetched_and_taken_in_as_a_file_by_hand_would_be(
    asks, service, la_rochelle, tmp_path, monkeypatch
):
    path = accessibility(tmp_path, ["3.41", "2.2"])
    service.files["/apl.xlsx"] = path.read_bytes()
    at(monkeypatch, service, "apl-generalistes", "/apl.xlsx")
    before = contents(la_rochelle.folder)
    status, out, err = asks("apl-generalistes")
    assert status == 0, err
    assert "127.0.0.1\u00a0: le fichier entier est demandé, rien du projet n’est envoyé" in out
    assert service.asked[0][0] == "/apl.xlsx", "nothing of the project"
    fetched = contents(la_rochelle.folder)
    assert "apl_generalistes" in fetched["data/indicateurs.csv"].decode()
    by_hand = la_rochelle.folder
    for name in fetched.keys() - before.keys():
        (by_hand / name).unlink()
    for name, content in before.items():
        (by_hand / name).write_bytes(content)
    status, _, err = asks("apl-generalistes", "--from", path, cache="other")
    assert status == 0, err
    own = contents(by_hand)
    assert own["data/indicateurs.csv"] == fetched["data/indicateurs.csv"]


def test_nothing_changes_until_somebody_agrees(asks, service, la_rochelle, tmp_path, monkeypatch):
    service.files["/apl.xlsx"] = accessibility(tmp_path, ["3.41", "2.2"]).read_bytes()
    at(monkeypatch, service, "apl-generalistes", "/apl.xlsx")
    before = contents(la_rochelle.folder)
    status, out, _ = asks("apl-generalistes", yes=False)
    assert (status, contents(la_rochelle.folder)) == (0, before)
    assert "--oui" in out


def test_offline_takes_what_is_there_and_says_since_when(asks, service, tmp_path, monkeypatch):
    service.files["/apl.xlsx"] = accessibility(tmp_path, ["3.41", "2.2"]).read_bytes()
    at(monkeypatch, service, "apl-generalistes", "/apl.xlsx")
    status, _, err = asks("apl-generalistes", "--offline")
    assert status == 2
    assert "rien n’a encore été téléchargé" in err
    assert asks("apl-generalistes")[0] == 0
    asked = len(service.asked)
    status, out, err = asks("apl-generalistes", "--offline")
    assert (status, len(service.asked)) == (0, asked), err
    assert "rien n’est demandé" in out


@pytest.mark.parametrize("how", FAULTS)
def test_a_fault_is_one_sentence_and_changes_nothing(asks, service, la_rochelle, monkeypatch, how):
    service.files["/apl.xlsx"] = b"x" * 1000
    service.behaviour["/apl.xlsx"] = how
    at(monkeypatch, service, "apl-generalistes", "/apl.xlsx")
    before = contents(la_rochelle.folder)
    status, _, err = asks("apl-generalistes")
    assert status == 1
    assert FAULTS[how] in err
    assert len(err.strip().splitlines()) == 1
    assert contents(la_rochelle.folder) == before


def test_a_column_that_was_renamed_is_told(asks, service, la_rochelle, tmp_path, monkeypatch):
    titles = {
        lookalike.title(said): "Accessibilité"
        for column in recipes.BY_ID["apl-generalistes"].columns
        for said in column.said
        if column.name == "apl"
    }
    path = accessibility(tmp_path, ["3.41", "2.2"], renamed=titles)
    service.files["/apl.xlsx"] = path.read_bytes()
    at(monkeypatch, service, "apl-generalistes", "/apl.xlsx")
    before = contents(la_rochelle.folder)
    status, _, err = asks("apl-generalistes")
    assert status == 1
    assert "apl_aux_medecins_generalistes" in err
    assert contents(la_rochelle.folder) == before


def test_the_newest_file_of_a_dataset_is_taken(service, tmp_path):
    from netmap.download.datasets import chosen

    files = [
        {"title": f"Indicateur APL aux {who}", "format": "xlsx", "url": f"https://a/{who}/{year}",
         "last_modified": f"{year}-07-01"}
        for who in ("médecins généralistes", "sages-femmes") for year in (2023, 2025, 2024)
    ]  # fmt: skip
    described = json.dumps({"resources": files}).encode()
    recipe = recipes.BY_ID["apl-sages_femmes"]
    titled = recipe.addresses[0].titled
    found = chosen(described, host="a", titled=titled, endings=recipe.formats)
    assert found == ("https://a/sages-femmes/2025", ".xlsx")


def test_codes_alone_are_sent_and_it_is_said_to_whom(asks, service, monkeypatch):
    service.behaviour["/communes"] = "gone"
    at(monkeypatch, service, "geo-api", "/communes?codeEpci={epci}", sent="epci")
    status, out, _ = asks("geo-api")
    assert status == 1
    assert "le code de l’EPCI est envoyé, rien d’autre" in out
    assert [path for path, _ in service.asked] == ["/communes?codeEpci=241700434"]
    service.behaviour["/wfs"] = "gone"
    at(monkeypatch, service, "admin-express", "/wfs?codes={communes}", sent="communes")
    asks("admin-express")
    (path,) = [path for path, _ in service.asked if path.startswith("/wfs")]
    assert path.count("%2717") == 28


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("filosofi-comune",), "filosofi-commune"),
        (("rien-de-tel",), "n’est pas une source connue"),
        (("qpv-2024", "--temps", "geoplateforme"), "pas les deux"),
        (("qpv-2024", "finess", "--from", __file__), "une seule source"),
        (("qpv-2024", "--from", __file__, "--offline"), "l’un des deux"),
        (("--temps", "geoplateforme", "--offline"), "en ligne"),
        (("--temps", "voiture"), "geoplateforme"),
        (("france-services",), "--from FICHIER"),
    ],
)
def test_mistakes_are_told_before_anything_is_asked(asks, words, said):
    status, _, err = asks(*words)
    assert status == 2
    assert said in err


def test_times_of_a_router_are_written_once_it_was_agreed(asks, service, la_rochelle, monkeypatch):
    def table(path):
        points = path.partition("?")[0].rpartition("/")[2].count(";") + 1
        sources = path.partition("sources=")[2].partition("&")[0].count(";") + 1
        rows = [[600.0] * (points - sources)] * sources
        return json.dumps({"code": "Ok", "durations": rows}).encode()

    service.behaviour = _Answering(service, table)
    router = service.url("/osrm")
    status, out, _ = asks("--temps", router, yes=False)
    assert status == 0
    assert "leurs coordonnées" in out or "coordonnées" in out
    assert not service.asked
    status, out, err = asks("--temps", router)
    assert status == 0, err
    times = (Path(la_rochelle.folder) / "data" / "temps.csv").read_text("utf-8")
    assert ";10;voiture" in times
    asked = len(service.asked)
    status, out, err = asks("--temps", router)
    assert (status, len(service.asked)) == (0, asked), "nothing is asked twice"


class _Answering(dict):
    """A service that works its answer out."""

    def __init__(self, service, table):
        super().__init__()
        self._service, self._table = service, table

    def get(self, path, default=None):
        self._service.files[path] = self._table(self._service.asked[-1][0])
        return default
