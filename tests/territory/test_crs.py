import geopandas as gpd
import pytest
from pyproj import CRS
from shapely import Point, box

from netmap.errors import CrsError
from netmap.territory.crs import metric_crs


def frame_at(lon, lat, crs=4326):
    return gpd.GeoDataFrame(geometry=[Point(lon, lat).buffer(0.01)], crs=crs)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "epsg"),
    [
        ("La Rochelle", -1.15, 46.16, 2154),
        ("Ajaccio", 8.74, 41.93, 2154),
        ("Brest", -4.49, 48.39, 2154),
        ("Pointe-à-Pitre", -61.53, 16.24, 5490),
        ("Fort-de-France", -61.07, 14.60, 5490),
        ("Saint-Martin", -63.08, 18.07, 5490),
        ("Saint-Barthélemy", -62.83, 17.90, 5490),
        ("Cayenne", -52.33, 4.92, 2972),
        ("Saint-Denis", 55.45, -20.88, 2975),
        ("Mamoudzou", 45.23, -12.78, 4471),
        ("Saint-Pierre", -56.17, 46.78, 4467),
        ("Nouméa", 166.45, -22.27, 32758),
        ("Québec", -71.2, 46.8, 32619),
        ("edge of the last zone", 179.9, -17.0, 32760),
    ],
)
def test_place_decides_for_a_geographic_layer(place, lon, lat, epsg):
    assert metric_crs(frame_at(lon, lat)).to_epsg() == epsg, place


def test_projected_metric_system_is_kept():
    layer = frame_at(-1.15, 46.16).to_crs(3946)
    assert metric_crs(layer) == CRS.from_epsg(3946)


def test_web_mercator_is_not_a_metric_system():
    # its metre is 0.69 m on the ground at La Rochelle: distances would be 45 % too long
    assert metric_crs(frame_at(-1.15, 46.16).to_crs(3857)).to_epsg() == 2154


def test_stated_code_overrides():
    assert metric_crs(frame_at(-1.15, 46.16), epsg=3946).to_epsg() == 3946


@pytest.mark.parametrize("epsg", [4326, 2263, 3857, 999_999])
def test_stated_code_must_measure_in_metres(epsg):
    with pytest.raises(CrsError, match=str(epsg)):
        metric_crs(frame_at(-1.15, 46.16), epsg=epsg)


def test_undeclared_system_is_refused():
    with pytest.raises(CrsError, match="declares no"):
        metric_crs(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)]))


def test_feet_are_refused():
    layer = gpd.GeoDataFrame(geometry=[box(980_000, 190_000, 981_000, 191_000)], crs=2263)
    with pytest.raises(CrsError, match="not in metres"):
        metric_crs(layer)


def test_empty_or_world_wide_layers_have_no_system():
    with pytest.raises(CrsError, match="no place"):
        metric_crs(gpd.GeoDataFrame(geometry=[], crs=4326))
    both = gpd.GeoDataFrame(geometry=[Point(-1, 46), Point(55.5, -21)], crs=4326)
    with pytest.raises(CrsError, match="too wide"):
        metric_crs(both)
