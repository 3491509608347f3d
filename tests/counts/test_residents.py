"""Populations of each period: people are counted over those who lived there then."""

import math
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from netmap.counts.places import count_places
from netmap.periods import months
from netmap.settings import Settings
from netmap.territory import build_territory

KM = 1_000
LAYER = {"01001": 1_000.0, "01002": 3_000.0}
QUARTER = 700.0
#: 01001 grows, its QPV less; 01002 has no figure of 2022
TOLD = [
    ("01001", "2022", 900), ("QN00001A", "2022", 690), ("01001", "2023", 1_100),
    ("01002", "2023", 3_300), ("01002", "2023-S2", 3_600),
]  # fmt: skip


def world(populations, perimeter=None):
    towns = gpd.GeoDataFrame(
        {"nom": ["A", "B"], "population": list(LAYER.values()),
         "mairie_lon": np.nan, "mairie_lat": np.nan},
        geometry=[box(10 * KM * i, 0, 10 * KM * (i + 1), 10 * KM) for i in range(2)],
        index=pd.Index(list(LAYER), name="code_insee"), crs=2154,
    )  # fmt: skip
    quarters = gpd.GeoDataFrame(
        {"lib_qp": ["Q"], "population": [QUARTER], "precision": "official", "insee_com": [()]},
        geometry=[box(KM, KM, 3 * KM, 3 * KM)],
        index=pd.Index(["QN00001A"], name="code_qp"), crs=2154,
    )  # fmt: skip
    settings = Settings.model_validate(
        {"territoire": {"nom": "T", "epsg": 2154}, "perimetre": perimeter or {}}
    )
    table = pd.DataFrame(populations, columns=["code", "periode", "population"])
    territory = build_territory(
        SimpleNamespace(
            settings=settings, communes=towns, qpv=quarters,
            partners=pd.DataFrame(columns=["latitude", "longitude", "code_insee"]),
            permanences=None, files=(), times=None, stands={}, indicators=None,
            indicators_qpv=None, lived=pd.DataFrame(), populations=table if populations else None,
        )
    )  # fmt: skip
    return territory, settings


def counted(populations, perimeter=None):
    territory, settings = world(populations, perimeter)
    rows = [(p, c, 6) for p in ("2022", "2023") for c in (*LAYER, "QN00001A")]
    table = pd.DataFrame(rows, columns=["periode", "code", "personnes"]).assign(
        au_plus=6.0, nouvelles=np.nan, situations_cloturees=np.nan, thematique=None, public=None
    )
    return count_places(territory, table, settings=settings, periods=()).places


def told_in(code, month, otherwise):
    """The figure of the shortest period that holds a month: a search by hand."""
    found = [
        (len(months(period)), people)
        for place, period, people in TOLD
        if place == code and month in months(period)
    ]
    return min(found)[1] if found else otherwise


def by_month(code, perimeter=None):
    """Residents × years of a place, month by month."""
    total = 0.0
    for month in sorted(months("2022") | months("2023")):
        year = str(month // 12)
        if perimeter and code not in perimeter.get(year, LAYER):
            continue
        town = told_in("01001", month, LAYER["01001"])
        quarter = told_in("QN00001A", month, QUARTER * town / LAYER["01001"])
        people = {
            "01001": town,
            "01002": told_in("01002", month, LAYER["01002"]),
            "QN00001A": quarter,
            "rest": town - quarter,
        }[code]
        total += people / 12
    return total


def test_each_place_counts_those_who_lived_there_in_each_month():
    places = counted(TOLD)["personnes_annees"]
    for level, code in (("commune", "01001"), ("commune", "01002"), ("qpv", "QN00001A")):
        assert places[level, code] == pytest.approx(by_month(code))
    assert places["zone", "01001"] == pytest.approx(by_month("rest"))
    whole = by_month("01001") + by_month("01002")
    assert places["territoire", "territoire"] == pytest.approx(whole)


def test_months_when_the_service_was_not_open_count_for_nothing():
    perimeter = {"2022": ("01001",)}
    places = counted(TOLD, perimeter)["personnes_annees"]
    assert places["commune", "01002"] == pytest.approx(by_month("01002", perimeter))
    assert places["commune", "01002"] == pytest.approx((3_300 + 3_600) / 2)


def test_the_target_goes_with_the_residents_and_today_stays():
    given, without = counted(TOLD), counted([])
    pd.testing.assert_series_equal(given["population"], without["population"])
    pd.testing.assert_series_equal(given["cible"], without["cible"])
    share = given["personnes_annees"] / without["personnes_annees"]
    assert (given["cible_annees"] / without["cible_annees"]).to_list() == pytest.approx(
        share.to_list(), nan_ok=True
    )


def test_the_figures_of_the_layer_change_nothing():
    same = [(c, p, v) for p in ("2022", "2023") for c, v in (*LAYER.items(), ("QN00001A", 700))]
    pd.testing.assert_frame_equal(counted(same), counted([]))


def test_a_quarter_said_to_hold_more_than_its_commune_leaves_nobody_outside():
    places = counted([("01001", "2022", 500), ("01001", "2023", 500), ("QN00001A", "2022", 700)])
    outside = places["personnes_annees"]["zone", "01001"]
    assert math.isclose(outside, 500 - 500 * QUARTER / LAYER["01001"])
