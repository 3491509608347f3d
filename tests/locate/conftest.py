"""La Rochelle with official outlines and a made-up address base, many of it near their edges."""

import json
import pickle
import socket
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely
from addresses import HAD, base_file, homes

from netmap.locate.index import build_index

ROOT = Path(__file__).parents[2]


def official(project):
    """Call the sample's outlines official, and say who may be included."""
    layer = project.layer("qpv.geojson")
    for feature in layer["features"]:
        feature["properties"]["precision"] = "official"
    project.write_layer(layer, "qpv.geojson")
    settings = project.folder / "netmap.toml"
    words = '\n[inclusion]\nterritoires = ["qpv", "tampon"]\ntampon_m = 300\n'
    settings.write_text(settings.read_text("utf-8") + words, "utf-8")
    return project


@pytest.fixture
def quarter(la_rochelle):
    return official(la_rochelle)


@pytest.fixture(scope="session")
def made(once, request):
    """The homes of the base, where each is, and its index: made once."""

    def make(folder):
        geo = ROOT / "data" / "geo"
        communes = gpd.read_file(geo / "communes.geojson").set_index("code_insee").to_crs(2154)
        quarters = gpd.read_file(geo / "qpv.geojson").set_index("code_qp").to_crs(2154)
        edge = shapely.union_all(quarters.boundary.to_numpy())
        some = homes(communes, count=30_000, seed=5, near=edge)
        (folder / "adresses-17.csv.gz").write_bytes(base_file(some))
        build_index([folder / "adresses-17.csv.gz"], folder / "adresses.sqlite", had=HAD)
        places = gpd.GeoSeries(
            gpd.points_from_xy([h.lon for h in some], [h.lat for h in some]), crs=4326
        ).to_crs(2154)
        inside = [bool(quarters.contains(p).any()) for p in places]
        near = [k for k, p in enumerate(places) if shapely.distance(edge, p) < 250]
        (folder / "homes.pickle").write_bytes(pickle.dumps((some, inside, near)))

    folder = once("addresses", make)
    some, inside, near = pickle.loads((folder / "homes.pickle").read_bytes())  # noqa: S301
    return SimpleNamespace(
        folder=folder, index=folder / "adresses.sqlite", homes=some, inside=inside, near=near
    )


@pytest.fixture
def offline(monkeypatch):
    """Any way out of this process is a failure."""

    def refuse(*_, **__):
        pytest.fail("the network was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture
def answered(netmap, quarter, made):
    """Ask ``netmap locate --json`` something; give back what it says."""

    def ask(*words):
        status, out, err = netmap(
            "locate", *words, "--json", "--project", quarter.folder, "--base", made.index
        )
        assert status == 0, err
        return json.loads(out)

    return ask
