import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point

from netmap.errors import ColumnError
from netmap.territory.locate import locate
from netmap.territory.origins import inhabited_points
from netmap.territory.zones import build_zones

EAST, NORTH = 700_000, 6_600_000


def degrees(x_km, y_km):
    point = gpd.GeoSeries([Point(EAST + 1_000 * x_km, NORTH + 1_000 * y_km)], crs=2154)
    return point.to_crs(4326).x[0], point.to_crs(4326).y[0]


def a_row(x_km=None, y_km=None, code=None, row_id="p", line=2):
    lon, lat = (np.nan, np.nan) if x_km is None else degrees(x_km, y_km)
    return {"id": row_id, "latitude": lat, "longitude": lon, "code_insee": code, "ligne": line}


@pytest.fixture
def place(communes, qpv):
    zones = build_zones(communes, qpv)
    origins, _ = inhabited_points(communes, qpv, zones)

    def find(*rows):
        return locate(pd.DataFrame(rows).set_index("id"), zones=zones, origins=origins, file="f")

    find.origins, find.zones = origins, zones
    return find


def test_point_decides(place):
    places, notes = place(a_row(5, 8), a_row(9, 2, row_id="q"), a_row(17, 7, row_id="r"))
    assert places["zone"].tolist() == ["01001", "01001:QN00001M", "01002:QN00002M"]
    assert places["code_insee"].tolist() == ["01001", "01001", "01002"]
    assert places["code_qp"].tolist() == [None, "QN00001M", "QN00002M"]
    assert set(places["lieu"]) == {"point"}
    assert places.loc["p", "x_m"] == pytest.approx(EAST + 5_000, abs=0.01)
    assert notes == ()


def test_border_is_settled_by_a_rule(place):
    # on the border of A and B: in the neighbourhood below, in the first commune above
    places, _ = place(a_row(10, 2), a_row(10, 8, row_id="q"), a_row(8, 3, row_id="r"))
    assert places["zone"].tolist() == ["01001:QN00001M", "01001", "01001:QN00001M"]


def test_simplified_outline_does_not_push_a_quay_into_the_sea(place):
    places, notes = place(a_row(-0.05, 5), a_row(-0.2, 5, row_id="q"))
    assert places["lieu"].tolist() == ["point", "hors-territoire"]
    assert places.loc["p", "zone"] == "01001"
    assert [(n.kind, n.column, n.line) for n in notes] == [("place-outside", "latitude", 2)]
    # but a row that names a commune elsewhere is elsewhere, however near
    near, _ = place(a_row(-0.05, 5, code="33063"))
    assert near.loc["p", "lieu"] == "hors-territoire"


def test_code_alone_stands_at_the_inhabited_point(place):
    places, notes = place(
        a_row(code="01001"), a_row(code="01003", row_id="q"), a_row(code="QN00002M", row_id="r"),
        a_row(code="QN00001M", row_id="s"),
    )  # fmt: skip
    assert set(places["lieu"]) == {"code"}
    # A has two zones: which one is unknown; C has one
    assert places.loc["p", ["code_insee", "code_qp", "zone"]].tolist() == ["01001", None, None]
    assert places.loc["q", ["code_insee", "code_qp", "zone"]].tolist() == ["01003", None, "01003"]
    assert places.loc["r", "zone"] == "01002:QN00002M"
    # the first neighbourhood lies in two communes
    assert places.loc["s", ["code_insee", "code_qp", "zone"]].tolist() == [None, "QN00001M", None]
    spot = place.origins.loc[("commune", "01001")]
    assert (places.loc["p", "x_m"], places.loc["p", "y_m"]) == (spot["x_m"], spot["y_m"])
    assert notes == ()


def test_unknown_and_outside_are_two_things(place):
    places, notes = place(a_row(), a_row(code="33063", row_id="q"))
    assert places["lieu"].tolist() == ["inconnu", "hors-territoire"]
    assert places[["x_m", "y_m"]].isna().all(axis=None)
    assert places[["code_insee", "code_qp", "zone"]].isna().all(axis=None)
    assert [note.kind for note in notes] == ["place-outside"]


def test_contradiction_of_point_and_code_is_told(place):
    places, notes = place(a_row(15, 9, code="01001"), a_row(-90, 0, code="01002", row_id="q"))
    assert places["code_insee"].tolist() == ["01002", None]
    assert [n.kind for n in notes] == ["place-contradiction"] * 2
    assert dict(notes[0].details) == {"stated": "01001", "commune": "01002"}
    assert all(note.severity == "warning" for note in notes)
    # a neighbourhood's code with a point inside it contradicts nothing
    assert place(a_row(17, 7, code="QN00002M"))[1] == ()


def test_no_table_and_no_column(place):
    places, notes = locate(None, zones=place.zones, origins=place.origins)
    assert len(places) == 0
    assert list(places.columns) == ["x_m", "y_m", "code_insee", "code_qp", "zone", "lieu"]
    assert notes == ()
    with pytest.raises(ColumnError, match="longitude"):
        locate(
            pd.DataFrame({"latitude": [1.0], "code_insee": ["01001"]}),
            zones=place.zones,
            origins=place.origins,
        )


def test_coordinates_beyond_the_projection_are_nowhere(place):
    lost = {"id": "p", "latitude": 95.0, "longitude": 200.0, "code_insee": None, "ligne": 2}
    places, _ = place(lost)
    assert places.loc["p", "lieu"] == "hors-territoire"


def with_hall(communes, code, x_km, y_km):
    lon, lat = degrees(x_km, y_km)
    return communes.assign(
        mairie_lon=communes["mairie_lon"].where(communes.index != code, lon),
        mairie_lat=communes["mairie_lat"].where(communes.index != code, lat),
    )


def test_inhabited_point_is_the_town_hall_where_it_is_inside(communes, qpv):
    towns = with_hall(communes, "01001", 3, 3)
    zones = build_zones(towns, qpv)
    points, notes = inhabited_points(towns, qpv, zones)
    assert points.index.names == ["niveau", "code"]
    for key in (("commune", "01001"), ("zone", "01001")):
        assert points.loc[key, "origine"] == "mairie"
        assert points.loc[key, "x_m"] == pytest.approx(EAST + 3_000, abs=0.01)
    assert points.loc[("zone", "01001:QN00001M"), "origine"] == "point-interieur"
    assert notes == ()
    for level, frame in (("commune", towns), ("qpv", qpv), ("zone", zones)):
        xy = points.loc[level].reindex(frame.index)[["x_m", "y_m"]].to_numpy()
        inside = shapely.intersects(frame.geometry.to_numpy(), shapely.points(xy))
        assert inside.all()


def test_town_hall_in_a_neighbourhood_stands_for_it_and_not_for_the_remainder(communes, qpv):
    towns = with_hall(communes, "01002", 17, 7)
    zones = build_zones(towns, qpv)
    points, _ = inhabited_points(towns, qpv, zones)
    assert points.loc[("commune", "01002"), "origine"] == "mairie"
    assert points.loc[("zone", "01002:QN00002M"), "origine"] == "mairie"
    assert points.loc[("zone", "01002"), "origine"] == "point-interieur"


def test_town_hall_outside_its_commune_is_told_and_not_used(communes, qpv):
    towns = with_hall(communes, "01001", 15, 5)
    points, notes = inhabited_points(towns, qpv, build_zones(towns, qpv))
    assert points.loc[("commune", "01001"), "origine"] == "point-interieur"
    assert [(n.kind, n.found, dict(n.details)) for n in notes] == [
        ("mairie-outside", "01001", {"km": "5.0"})
    ]
    # 50 m off a simplified outline is not outside
    quay = with_hall(communes, "01003", 30.05, 5)
    points, notes = inhabited_points(quay, qpv, build_zones(quay, qpv))
    assert points.loc[("zone", "01003"), "origine"] == "mairie"
    assert notes == ()
