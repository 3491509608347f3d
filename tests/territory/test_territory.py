import pandas as pd
import pytest

from netmap.errors import InputError
from netmap.messages import LANGUAGES, Messages
from netmap.territory import build_territory


def test_territory_is_the_documented_value(make_inputs):
    here = {"id": "cpam", "latitude": None, "longitude": None, "code_insee": "01001", "ligne": 2}
    territory = build_territory(make_inputs(partners=[here]))
    assert territory.name == "Carrés"
    assert territory.crs.to_epsg() == 2154
    assert list(territory.communes.columns) == ["nom", "population", "geometry"]
    assert list(territory.qpv.columns) == ["lib_qp", "population", "precision", "geometry"]
    assert territory.partner_places.loc["cpam", "lieu"] == "code"
    assert territory.permanence_places.empty
    assert set(territory.origins.index.get_level_values("niveau")) == {"commune", "qpv", "zone"}
    levels = {"commune": territory.communes, "qpv": territory.qpv, "zone": territory.zones}
    for level, frame in levels.items():
        assert territory.origins.loc[level].index.tolist() == frame.index.tolist()
    # of the 600 people of the first neighbourhood, 100 are in A and 500 in B: 1/6, 5/6
    shares = territory.qpv_shares
    assert shares.index.names == ["code_qp", "code_insee"]
    assert shares[("QN00001M", "01001")] == pytest.approx(1_000 * 10 / 100 / 600)
    assert shares.groupby("code_qp").sum().tolist() == pytest.approx([1, 1])


def test_shares_fall_back_on_area(make_inputs, communes, qpv):
    unknown = make_inputs(communes=communes.assign(population=float("nan")), qpv=qpv)
    shares = build_territory(unknown).qpv_shares
    assert shares[("QN00001M", "01001")] == pytest.approx(10 / 30)


def test_row_order_changes_nothing(make_inputs, communes, qpv):
    one = build_territory(make_inputs())
    other = build_territory(make_inputs(communes=communes.iloc[::-1], qpv=qpv.iloc[::-1]))
    pd.testing.assert_frame_equal(one.origins, other.origins)
    pd.testing.assert_series_equal(one.qpv_shares, other.qpv_shares)
    assert one.communes.index.tolist() == other.communes.index.tolist()
    assert one.notes == other.notes


def test_neighbourhood_without_a_zone_is_told_and_left_out(make_inputs, qpv):
    far = qpv.assign(geometry=qpv.geometry.translate(xoff=500_000))
    far = far.iloc[:1]
    territory = build_territory(make_inputs(qpv=far))
    assert territory.qpv.empty
    assert [note.kind for note in territory.notes] == ["qpv-outside"]
    assert territory.qpv_shares.empty


def test_stated_system(make_inputs):
    stated = {"territoire": {"nom": "Carrés", "epsg": 3946}}
    territory = build_territory(make_inputs(settings=stated))
    assert territory.crs.to_epsg() == territory.zones.crs.to_epsg() == 3946
    wrong = {"territoire": {"nom": "Carrés", "epsg": 4326}}
    with pytest.raises(InputError) as caught:
        build_territory(make_inputs(settings=wrong))
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.found) == (
        "netmap.toml",
        "territoire.epsg",
        "4326",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_has_its_sentences(language, make_inputs, communes, qpv):
    messages = Messages(language)
    kinds = {
        "crs-not-metric", "qpv-sliver", "qpv-outside", "qpv-partly-outside", "qpv-overlap",
        "qpv-overflows",
        "population-by-area", "population-shared", "population-exceeds", "population-fills",
        "mairie-outside", "place-outside", "place-contradiction",
    }  # fmt: skip
    for kind in kinds:
        assert f"problem.{kind}.expected" in messages
        assert f"problem.{kind}.remedy" in messages
    crowded = communes.assign(population=[10.0, 20.0, None, 5.0])
    lost = {"id": "x", "latitude": 44.0, "longitude": 3.0, "code_insee": "01001", "ligne": 3}
    notes = build_territory(make_inputs(communes=crowded, qpv=qpv, partners=[lost])).notes
    assert {"population-exceeds", "place-contradiction"} <= {note.kind for note in notes} <= kinds
    for note in notes:
        for part in ("expected", "remedy"):
            assert messages(f"problem.{note.kind}.{part}", **dict(note.details))
