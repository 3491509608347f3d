"""``netmap temps --bus``: shown, asked about, written whole; times by car are left as they are."""

import csv
import json
import socket

import pytest
from timetables import archive, half_hourly


def line_of(project, *, until=20, end="20991231"):
    """A bus each half-hour from Aytré's town hall to La Rochelle's, and back."""
    halls = {
        f["properties"]["code_insee"]: (
            f["properties"]["mairie_lat"], f["properties"]["mairie_lon"]
        )
        for f in project.layer()["features"]
    }  # fmt: skip
    tables = half_hourly({c: halls[c] for c in ("17028", "17300")}, until=until, end=end)
    (project.folder / "data/gtfs.zip").write_bytes(archive(tables))
    site = {"id": "hall", "nom": "Mairie", "statut": "ouverte", "demi_journees": "1"}
    site |= {"latitude": halls["17300"][0], "longitude": halls["17300"][1]}
    project.write("permanences.csv", [site])


@pytest.fixture
def bus(la_rochelle, monkeypatch):
    def refuse(*_, **__):
        pytest.fail("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    line_of(la_rochelle)
    return la_rochelle


def rows(project):
    text = (project.folder / "data/temps.csv").read_text("utf-8-sig")
    return {(r["de"], r["vers"], r["mode"]): r["minutes"] for r in csv.DictReader(
        text.splitlines(), delimiter=";")}  # fmt: skip


def test_minutes_are_those_that_one_counts_by_hand(bus, netmap):
    """A bus at :00 and :30 that takes 15 minutes; from a stop at the door to one at the door.

    Who leaves at minute m of the half-hour waits 30 − m (0 for m = 0): 15 to 44 minutes.
    """
    status, out, err = netmap("temps", "--bus", "--json", "--project", bus.folder)
    assert status == 0, err
    told = {(r["de"], r["vers"]): r for r in json.loads(out)["trajets"]}
    waits = sorted((-m) % 30 + 15 for m in range(120))
    aytre = told["17028", "hall"]
    assert aytre["minutes"] == waits[59]
    assert aytre["minutes_90"] == waits[107]
    assert aytre["part_departs"] == 1
    assert aytre["dernier_bus"] == "19:30"
    assert told["17483", "hall"]["minutes"] is None
    assert told["17483", "hall"]["part_departs"] == 0


def test_without_a_bus_back_no_departure_counts(bus, netmap):
    line_of(bus, until=10)
    _, out, _ = netmap("temps", "--bus", "--json", "--project", bus.folder)
    told = {(r["de"], r["vers"]): r for r in json.loads(out)["trajets"]}
    aytre = told["17028", "hall"]
    # the last way back is at 9:30; who stays 45 minutes must be there at 8:45 at the latest: only
    # the bus of 8:30 is taken in time, by the departure at 8:30
    assert aytre["dernier_bus"] == "09:30"
    assert aytre["part_departs"] == pytest.approx(1 / 120, abs=1e-3)
    assert aytre["minutes"] is None


def test_a_table_is_written_after_consent_and_the_project_builds_on_it(bus, netmap):
    status, out, _ = netmap("temps", "--bus", "--project", bus.folder)
    assert status == 0
    assert "netmap temps --bus --oui" in out
    assert not (bus.folder / "data/temps.csv").exists()
    status, out, err = netmap("temps", "--bus", "--oui", "-q", "--project", bus.folder)
    assert status == 0, err
    written = rows(bus)
    assert written["17028", "hall", "transports en commun"] == "29"
    assert written["17483", "hall", "transports en commun"] == "inf"
    before = (bus.folder / "data/temps.csv").read_bytes()
    assert netmap("temps", "--bus", "--oui", "-q", "--project", bus.folder)[0] == 0
    assert (bus.folder / "data/temps.csv").read_bytes() == before
    assert netmap("build", "-q", "--project", bus.folder)[0] == 0


def test_times_by_car_stay_and_two_modes_ask_which(bus, netmap):
    codes = [f["properties"]["code_insee"] for f in bus.layer()["features"]]
    given = [{"de": c, "vers": "hall", "minutes": "7,5", "mode": "voiture"} for c in codes]
    bus.write("temps.csv", given)
    before = (bus.folder / "data/temps.csv").read_bytes()
    status, _, err = netmap("temps", "--bus", "--oui", "-q", "--project", bus.folder)
    assert status == 1
    assert "[acces] mode" in err
    assert (bus.folder / "data/temps.csv").read_bytes() == before
    settings = bus.folder / "netmap.toml"
    text = settings.read_text("utf-8").replace("[acces]\n", '[acces]\nmode = "voiture"\n')
    settings.write_text(text, "utf-8")
    status, _, err = netmap("temps", "--bus", "--oui", "-q", "--project", bus.folder)
    assert status == 0, err
    written = rows(bus)
    assert written["17028", "hall", "voiture"] == "7,5"
    assert written["17028", "hall", "transports en commun"] == "29"


def test_where_the_car_is_the_estimate_it_is_written_beside(bus, netmap):
    settings = bus.folder / "netmap.toml"
    keys = 'mode = "voiture"\nmode_sans_voiture = "tc"\nmenages_sans_voiture = "taux_pauvrete"\n'
    text = settings.read_text("utf-8").replace("[acces]\n", f"[acces]\n{keys}")
    settings.write_text(text, "utf-8")
    status, _, err = netmap("temps", "--bus", "--oui", "-q", "--project", bus.folder)
    assert status == 0, err
    written = rows(bus)
    assert {mode for _, _, mode in written} == {"voiture", "tc"}
    assert 0 < float(written["17483", "hall", "voiture"]) < 60


def test_mistakes_are_told(bus, netmap):
    run = lambda *words: netmap("temps", *words, "--project", bus.folder)  # noqa: E731
    assert run()[0] == 2
    status, _, err = run("--bus", "--jour", "hier")
    assert status == 2
    assert "AAAA-MM-JJ" in err
    line_of(bus, end="20260701")
    status, _, err = run("--bus")
    assert status == 1
    assert "2026-07-01" in err
    (bus.folder / "data/gtfs.zip").unlink()
    assert "data/gtfs.zip" in run("--bus")[2]
