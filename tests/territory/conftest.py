"""A hand-drawn territory of square communes in Lambert-93, whole kilometres a side."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, box

from netmap.inputs.model import Inputs
from netmap.settings import Settings

KM = 1_000
EAST, NORTH = 700_000, 6_600_000


def square(x: float, y: float, width: float = 10, height: float = 10):
    """A rectangle, in km from the territory's corner."""
    left, bottom = EAST + x * KM, NORTH + y * KM
    return box(left, bottom, left + width * KM, bottom + height * KM)


@pytest.fixture
def communes() -> gpd.GeoDataFrame:
    """A | B | C, C of unknown population; below A, the Corsican-coded D in two islands."""
    return gpd.GeoDataFrame(
        {
            "nom": ["Aa", "Bé", "Cé", "Dé"],
            "population": [1_000.0, 3_000.0, np.nan, 500.0],
            "mairie_lon": np.nan,
            "mairie_lat": np.nan,
            "code_epci": "200000001",
        },
        geometry=[
            square(0, 0),
            square(10, 0),
            square(20, 0),
            MultiPolygon([square(0, -10, 10, 5), square(0, -4, 2, 2)]),
        ],
        index=pd.Index(["01001", "01002", "01003", "2A004"], name="code_insee", dtype=object),
        crs=2154,
    )


@pytest.fixture
def qpv() -> gpd.GeoDataFrame:
    """Q1 over A and B; Q2 inside B with 600 people."""
    return gpd.GeoDataFrame(
        {
            "lib_qp": ["Quartier un", "Quartier deux"],
            "population": [np.nan, 600.0],
            "precision": "official",
            "insee_com": [("01001", "01002"), ("01002",)],
        },
        geometry=[square(8, 0, 6, 5), square(16, 6, 2, 2)],
        index=pd.Index(["QN00001M", "QN00002M"], name="code_qp", dtype=object),
        crs=2154,
    )


@pytest.fixture
def make_inputs(communes, qpv):
    """Inputs of the square territory, with tables as given."""

    def build(*, partners=(), permanences=None, settings=None, **layers) -> Inputs:
        columns = ["id", "latitude", "longitude", "code_insee", "ligne"]
        table = pd.DataFrame(list(partners), columns=columns).set_index("id")
        places = permanences
        if places is not None:
            places = pd.DataFrame(list(places), columns=columns).set_index("id")
        return Inputs(
            settings=Settings.model_validate(settings or {"territoire": {"nom": "Carrés"}}),
            communes=layers.get("communes", communes),
            qpv=layers.get("qpv", qpv),
            lived=qpv.iloc[:0],
            partners=table,
            relations=None,
            accompaniments=None,
            contacts=None,
            permanences=places,
            rounds=None,
            indicators=None,
            sources=(),
            files=(),
            warnings=(),
        )

    return build


@pytest.fixture
def real_data() -> Path:
    """The folder of the pilots' real layers, which is not part of the project."""
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the pilots' official outlines are not beside the repository")
    return folder
