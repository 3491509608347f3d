"""``netmap vecu``: a layer and its source, or neither; a layer of somebody's is left alone."""

import geopandas as gpd
import pytest


def files(folder):
    return {p.name: p.read_bytes() for p in (folder / "data/geo").iterdir()}


def test_a_layer_is_drawn_and_the_project_builds_on_it(la_rochelle, netmap):
    status, out, err = netmap("vecu", "--buffer", "300", "--project", la_rochelle.folder)
    assert status == 0, err
    assert "Mireuil (QN01701M)" in out
    assert "habitent entre les deux contours n’est pas connu" in out
    told = [word.strip(".,") for word in out.split() if word.startswith("data/sauvegardes/")]
    assert told
    assert all((la_rochelle.folder / name).is_file() for name in told)
    wide = gpd.read_file(la_rochelle.folder / "data/geo/vecus.geojson").to_crs(2154)
    official = gpd.read_file(la_rochelle.folder / "data/geo/qpv.geojson").to_crs(2154)
    both = wide.set_index("code_qp").join(
        official.set_index("code_qp").geometry.rename("own"), how="inner"
    )
    assert len(both) == len(official)
    for row in both.itertuples():
        assert row.own.within(row.geometry.buffer(0.5))
        assert row.geometry.within(row.own.buffer(301))
    sources = (la_rochelle.folder / "data/geo/SOURCES.toml").read_text("utf-8")
    assert sources.count('["vecus.geojson"]') == 1
    status, _, err = netmap("build", "-q", "--project", la_rochelle.folder)
    assert status == 0, err
    assert "Quartiers vécus" in (la_rochelle.folder / "outputs/map.html").read_text("utf-8")
    status, told, _ = netmap("audit", la_rochelle.folder / "outputs")
    assert status == 0, told


def test_a_layer_that_is_there_is_only_replaced_when_asked(la_rochelle, netmap):
    run = lambda *words: netmap("vecu", *words, "--project", la_rochelle.folder)  # noqa: E731
    assert run("--buffer", "300")[0] == 0
    before = files(la_rochelle.folder)
    status, _, err = run("--buffer", "500")
    assert status == 2
    assert "--remplacer" in err
    assert files(la_rochelle.folder) == before
    status, out, err = run("--buffer", "500", "--remplacer")
    assert status == 0, err
    assert "data/sauvegardes" in out
    after = files(la_rochelle.folder)
    assert after["vecus.geojson"] != before["vecus.geojson"]
    text = after["SOURCES.toml"].decode()
    assert text.count('["vecus.geojson"]') == 1
    assert text.split('["vecus.geojson"]')[0] == before["SOURCES.toml"].decode().split(
        '["vecus.geojson"]'
    )[0]  # fmt: skip
    assert run("--buffer", "300", "--remplacer")[0] == 0
    assert files(la_rochelle.folder)["vecus.geojson"] == before["vecus.geojson"]


@pytest.mark.parametrize("words", [(), ("--buffer", "0"), ("--buffer", "large")])
def test_mistakes_are_told(la_rochelle, netmap, words):
    before = files(la_rochelle.folder)
    assert netmap("vecu", *words, "--project", la_rochelle.folder)[0] == 2
    assert files(la_rochelle.folder) == before


def test_without_a_priority_neighbourhood_there_is_nothing_to_widen(la_rochelle, netmap):
    (la_rochelle.folder / "data/geo/qpv.geojson").unlink()
    status, _, err = netmap("vecu", "--buffer", "300", "--project", la_rochelle.folder)
    assert status == 1
    assert "data/geo/qpv" in err
