import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, affinity, box

from netmap.errors import ColumnError, CrsError
from netmap.territory.zones import build_zones, partition

KM = 1_000


def km_box(left, bottom, right, top):
    return box(left * KM, bottom * KM, right * KM, top * KM)


def town_layer(shapes, population=None, **columns):
    codes = [f"0100{i}" for i in range(1, len(shapes) + 1)]
    frame = gpd.GeoDataFrame({"code_insee": codes, **columns}, geometry=shapes, crs=2154)
    return frame if population is None else frame.assign(population=population)


def quarter_layer(shapes, population=None, **columns):
    codes = [f"QN{i}" for i in range(1, len(shapes) + 1)]
    frame = gpd.GeoDataFrame({"code_qp": codes, **columns}, geometry=shapes, crs=2154)
    return frame if population is None else frame.assign(population=population)


TWO_TOWNS = [box(0, 0, 10, 10), box(10, 0, 20, 10)]


def kinds(result):
    return sorted({note.kind for note in result.notes})


def people_of(zones, code_qp):
    return zones.loc[zones["code_qp"] == code_qp, "population"].sum()


def test_published_example_holds_700():
    zones = build_zones(town_layer(TWO_TOWNS, [1_000, 3_000]), quarter_layer([box(8, 0, 14, 5)]))
    assert people_of(zones, "QN1") == 700
    assert zones["population"].sum() == 4_000
    assert zones["origine_population"].tolist() == ["remainder", "area", "remainder", "area"]


def test_frame_is_the_documented_one(communes, qpv):
    zones = build_zones(communes, qpv)
    assert zones.index.name == "zone"
    assert zones.index.tolist() == [
        "01001", "01001:QN00001M", "01002", "01002:QN00001M", "01002:QN00002M", "01003", "2A004",
    ]  # fmt: skip
    assert list(zones.columns) == [
        "code_insee", "code_qp", "nom", "population", "origine_population", "area_km2", "geometry",
    ]  # fmt: skip
    assert zones.loc["01001", "code_qp"] is None
    assert zones.loc["01001:QN00001M", "nom"] == "Quartier un"
    assert zones.loc["01001", "nom"] == "Aa"
    assert np.isnan(zones.loc["01003", "population"])
    assert zones.loc["01003", "origine_population"] is None
    assert zones.loc["01001:QN00001M", "area_km2"] == pytest.approx(10)
    assert zones.loc["2A004", "area_km2"] == pytest.approx(54)
    assert zones.loc["01002:QN00002M", "population"] == 600
    assert zones.loc["01002:QN00002M", "origine_population"] == "published"
    # what is left of B, 2,400 people on 96 km², 20 of them in the neighbourhood
    assert zones.loc["01002:QN00001M", "population"] == pytest.approx(2_400 * 20 / 96)


def test_inputs_are_not_mutated(communes, qpv):
    before = communes.copy(deep=True), qpv.copy(deep=True)
    build_zones(communes, qpv)
    pd.testing.assert_frame_equal(communes, before[0])
    pd.testing.assert_frame_equal(qpv, before[1])


def test_row_order_changes_nothing(communes, qpv):
    one = build_zones(communes, qpv)
    other = build_zones(communes.iloc[::-1], qpv.iloc[::-1])
    pd.testing.assert_frame_equal(one.drop(columns="geometry"), other.drop(columns="geometry"))
    assert one.geometry.geom_equals(other.geometry).all()


def test_published_population_is_shared_by_density():
    # equal areas in both towns, and three times the density in the second
    result = partition(
        town_layer(TWO_TOWNS, [1_000, 3_000]), quarter_layer([box(8, 0, 12, 5)], [400])
    )
    people = result.zones.set_index("code_insee").query("code_qp == 'QN1'")["population"]
    assert people.to_dict() == pytest.approx({"01001": 100, "01002": 300})
    assert set(result.zones["origine_population"]) == {"remainder", "shared"}
    assert kinds(result) == ["population-shared"]


def test_published_shares_come_first():
    towns, quarters = (
        town_layer(TWO_TOWNS, [1_000, 3_000]),
        quarter_layer([box(8, 0, 14, 5)], [400]),
    )
    shares = {("QN1", "01001"): 0.9, ("QN1", "01002"): 0.1}
    zones = build_zones(towns, quarters, shares=shares)
    assert zones.loc["01001:QN1", "population"] == pytest.approx(360)
    assert zones.loc["01002:QN1", "origine_population"] == "published"
    one = build_zones(towns, quarters, shares={("QN1", "01001"): 0.9})
    assert one.loc["01002:QN1", "population"] == pytest.approx(40)
    with pytest.raises(ValueError, match="exceed 1"):
        build_zones(towns, quarters, shares={("QN1", "01001"): 1.2})


def test_unknown_commune_keeps_what_is_published():
    zones = build_zones(
        town_layer(TWO_TOWNS, [np.nan, 3_000]),
        quarter_layer([box(1, 1, 2, 2), box(3, 3, 4, 4)], [50, np.nan]),
    )
    assert zones.loc["01001:QN1", "population"] == 50
    assert zones.loc[["01001", "01001:QN2"], "population"].isna().all()


def test_no_population_column_is_unknown_not_zero():
    zones = build_zones(town_layer(TWO_TOWNS), quarter_layer([box(8, 0, 14, 5)]))
    assert zones["population"].isna().all()
    assert zones["origine_population"].isna().all()


def test_neighbourhoods_that_exceed_their_commune_are_reduced_together():
    result = partition(
        town_layer([box(0, 0, 10, 10)], [100]),
        quarter_layer([box(0, 0, 2, 2), box(4, 4, 6, 6)], [90, 60]),
    )
    assert result.zones["population"].tolist() == pytest.approx([0, 60, 40])
    assert kinds(result) == ["population-exceeds"]
    assert dict(result.notes[0].details) == {"commune": "01001", "claimed": "150", "total": "100"}


def test_neighbourhood_that_is_its_commune_leaves_no_empty_remainder():
    result = partition(town_layer(TWO_TOWNS, [100, 50]), quarter_layer([TWO_TOWNS[0]], [90]))
    assert result.zones.index.tolist() == ["01001:QN1", "01002"]
    assert result.zones["population"].tolist() == [100, 50]
    assert kinds(result) == ["population-fills"]


def test_strip_over_the_border_goes_back_to_its_commune():
    towns = town_layer([km_box(0, 0, 10, 10), km_box(10, 0, 20, 10)], [1_000, 3_000])
    strip = quarter_layer([km_box(9, 1, 10.02, 2)], [500])
    result = partition(towns, strip)
    assert result.zones.index.tolist() == ["01001", "01001:QN1", "01002"]
    assert result.zones.loc["01001:QN1", "population"] == 500
    assert result.zones.loc["01002", "area_km2"] == pytest.approx(100)
    assert kinds(result) == ["qpv-sliver"]


def test_small_but_compact_part_over_the_border_is_a_part():
    # 200 m × 200 m of a square kilometre: 4 %, and people live there
    towns = town_layer([km_box(0, 0, 10, 10), km_box(10, 0, 20, 10)], [1_000, 3_000])
    shape = km_box(9, 1, 10, 2).union(km_box(10, 1, 10.2, 1.2))
    assert "01002:QN1" in build_zones(towns, quarter_layer([shape])).index
    # unless the neighbourhood says that it lies in the first commune only
    said = quarter_layer([shape], insee_com=["01001"])
    assert "01002:QN1" not in build_zones(towns, said).index
    both = quarter_layer([shape], insee_com=[("01001", "01002")])
    assert "01002:QN1" in build_zones(towns, both).index


def test_outline_partly_outside_the_communes():
    towns = town_layer([km_box(0, 0, 10, 10)], [10_000])
    noise = partition(towns, quarter_layer([km_box(-0.01, 1, 1, 2)], [500]))
    assert noise.zones.loc["01001:QN1", "population"] == 500
    assert noise.notes == ()
    half = partition(towns, quarter_layer([km_box(-1, 1, 1, 2)], [500]))
    assert half.zones.loc["01001:QN1", "population"] == pytest.approx(250)
    assert kinds(half) == ["qpv-partly-outside"]
    # a town that the layer says holds all of it: the outline is what is wrong
    said = partition(towns, quarter_layer([km_box(-1, 1, 1, 2)], [500], insee_com=["01001"]))
    assert said.zones.loc["01001:QN1", "population"] == 500
    assert [(n.kind, n.found, n.details) for n in said.notes] == [
        ("qpv-overflows", "QN1", (("percent", "50"),))
    ]


def test_neighbourhood_elsewhere_is_told():
    result = partition(town_layer(TWO_TOWNS, [1, 1]), quarter_layer([box(50, 50, 60, 60)], [500]))
    assert result.zones["code_qp"].isna().all()
    assert [(note.kind, note.found) for note in result.notes] == [("qpv-outside", "QN1")]


def test_ground_of_two_neighbourhoods_is_counted_once():
    shapes = [box(0, 0, 6, 6), box(4, 4, 7, 7)]
    result = partition(town_layer([box(0, 0, 10, 10)], [1_000]), quarter_layer(shapes))
    areas = result.zones.set_index("code_qp")["area_km2"] * 1e6
    assert areas["QN2"] == pytest.approx(9)
    assert areas["QN1"] == pytest.approx(36 - 4)
    assert result.zones["area_km2"].sum() * 1e6 == pytest.approx(100)
    assert kinds(result) == ["population-by-area", "qpv-overlap"]
    same = partition(town_layer([box(0, 0, 10, 10)], [1_000]), quarter_layer([shapes[0]] * 2))
    assert same.zones.index.tolist() == ["01001", "01001:QN1"]
    assert "qpv-overlap" in kinds(same)


def test_holes_islands_and_crossed_outlines():
    holed = Polygon(box(0, 0, 10, 10).exterior, [box(2, 2, 4, 4).exterior])
    enclave = town_layer([holed, box(2, 2, 4, 4)], [1_000, 10])
    islands = quarter_layer([MultiPolygon([box(1, 1, 5, 3), box(8, 8, 9, 9)])])
    zones = build_zones(enclave, islands)
    assert zones.loc["01002:QN1", "area_km2"] * 1e6 == pytest.approx(2)
    assert zones.loc["01001:QN1", "area_km2"] * 1e6 == pytest.approx(8 - 2 + 1)
    crossed = quarter_layer([Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])])
    assert build_zones(town_layer(TWO_TOWNS, [1, 1]), crossed)["area_km2"].sum() * 1e6 == (
        pytest.approx(200)
    )


def test_geographic_layers_are_measured_in_metres(communes, qpv):
    metric = build_zones(communes, qpv)
    degrees = build_zones(communes.to_crs(4326), qpv.to_crs(4326))
    assert degrees.crs.to_epsg() == 2154
    np.testing.assert_allclose(degrees["area_km2"], metric["area_km2"], rtol=1e-6)
    mixed = build_zones(communes, qpv.to_crs(4326))
    np.testing.assert_allclose(mixed["population"], metric["population"], rtol=1e-6)


@pytest.mark.parametrize("which", ["communes", "qpv"])
def test_undeclared_system_is_refused(which, communes, qpv):
    layers = {"communes": communes, "qpv": qpv}
    layers[which] = layers[which].set_crs(None, allow_override=True)
    with pytest.raises(CrsError):
        build_zones(layers["communes"], layers["qpv"])


def test_codes_are_text_unique_and_there():
    quarters = quarter_layer([box(8, 0, 14, 5)])
    towns = town_layer(TWO_TOWNS, [1, 1])
    for bad, reason in (
        (towns.assign(code_insee=[1001, 1002]), "text"),
        (towns.assign(code_insee=["01001", None]), "never missing"),
        (towns.assign(code_insee="01001"), "twice"),
        (towns.drop(columns="code_insee"), "neither a column nor an index"),
    ):
        with pytest.raises(ColumnError, match=reason):
            build_zones(bad, quarters)


@pytest.mark.parametrize("bad", [-1, np.inf])
def test_impossible_population_is_refused(bad):
    with pytest.raises(ValueError, match="negative or infinite"):
        build_zones(town_layer(TWO_TOWNS, [1, bad]), quarter_layer([box(8, 0, 14, 5)]))


def test_commune_without_outline_is_refused():
    with pytest.raises(ValueError, match="01002"):
        build_zones(town_layer([TWO_TOWNS[0], None], [1, 1]), quarter_layer([box(1, 1, 2, 2)]))


def test_no_neighbourhood_at_all(communes, qpv):
    zones = build_zones(communes, qpv.iloc[:0])
    assert zones.index.tolist() == communes.index.tolist()
    assert zones["origine_population"].tolist() == ["published", "published", None, "published"]


layouts = st.lists(
    st.tuples(
        st.floats(0, 26), st.floats(0, 26), st.floats(0.5, 9), st.floats(0.5, 9), st.floats(0, 90),
        st.one_of(st.none(), st.integers(0, 2_000)),
    ),
    max_size=5,
)  # fmt: skip
populations = st.lists(st.one_of(st.none(), st.integers(0, 5_000)), min_size=9, max_size=9)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(layout=layouts, people=populations)
def test_mass_and_area_are_conserved(layout, people):
    squares = [km_box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10) for x in range(3) for y in range(3)]
    towns = town_layer(squares, [np.nan if n is None else float(n) for n in people])
    shapes = [affinity.rotate(km_box(x, y, x + w, y + h), angle) for x, y, w, h, angle, _ in layout]
    counts = [np.nan if row[-1] is None else float(row[-1]) for row in layout]
    quarters = quarter_layer(shapes, pd.Series(counts, dtype=float).to_numpy())
    zones = build_zones(towns, quarters)
    assert zones.index.is_unique
    assert (zones["area_km2"] > 0).all()
    area = zones.groupby("code_insee")["area_km2"].sum()
    np.testing.assert_allclose(area, 100, rtol=1e-6)
    known = zones["population"].dropna()
    assert (known >= 0).all()
    for code, total in zip(towns["code_insee"], towns["population"], strict=True):
        own = zones.loc[zones["code_insee"] == code, "population"]
        if np.isnan(total):
            covered = not (zones["code_insee"].eq(code) & zones["code_qp"].isna()).any()
            assert own.isna().any() or covered
        else:
            assert own.sum() == pytest.approx(total, abs=1e-6)
    disjoint = zones.geometry.union_all().area / 1e6
    assert disjoint == pytest.approx(900, rel=1e-6)


@pytest.mark.parametrize("pilot", ["la-rochelle", "roanne"])
def test_real_neighbourhoods_conserve_people_and_area(real_data, pilot):
    towns = gpd.read_file(real_data / pilot / "communes.geojson")
    quarters = gpd.read_file(real_data / pilot / "qpv.geojson")
    zones = build_zones(towns, quarters)
    metric = towns.to_crs(2154).set_index("code_insee")
    own = zones.groupby("code_insee")
    assert own["population"].sum().to_dict() == metric["population"].to_dict()
    np.testing.assert_allclose(own["area_km2"].sum(), metric.sort_index().area / 1e6, rtol=1e-6)
    published = quarters.set_index("code_qp")["population"].to_dict()
    assert zones.groupby("code_qp")["population"].sum().to_dict() == published
    assert zones["code_qp"].notna().sum() == 3
