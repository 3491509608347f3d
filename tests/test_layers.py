"""Layers and tables from pieces made by hand: three communes of 1 km, one QPV, one hidden count."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pyproj import CRS, Transformer
from shapely import Point, box
from worlds import World

from netmap import layers
from netmap.findings.gaps import Gap, Reason
from netmap.sources.base import outlined

NAN = float("nan")
WORLD = World(
    communes={"101": 1_000.0, "102": 2_000.0, "103": 3_000.0}, quarters={"QN1": {"101": 400.0}}
)


@pytest.fixture(scope="module")
def territory():
    made = WORLD.territory()
    outline = box(101_000, 0, 101_500, 1_000)
    qpv = made.communes.iloc[[0]].set_axis(["QN1"]).rename_axis("code_qp")
    qpv = qpv.rename(columns={"nom": "lib_qp"}).assign(precision="official").set_geometry([outline])
    object.__setattr__(made, "qpv", qpv)
    return made


def by_place(**rows):
    index = [("commune", "101"), ("commune", "102"), ("commune", "103"), ("qpv", "QN1")]
    index = pd.MultiIndex.from_tuples(index, names=["niveau", "code"])
    return pd.DataFrame(rows, index=index)


@pytest.fixture(scope="module")
def found():
    density = by_place(
        nom=["a", "b", "c", "q"],
        population=[1_000, 2_000, 3_000, 400],
        personnes=[0.0, NAN, NAN, 20.0],
        classe=["indeterminee", "masquee", "sans-donnee", "desservie"],
    )
    access = by_place(minutes=[1.0, 2.0, NAN, 0.5])
    return {"density": density, "access": access}


def test_the_communes_around_are_none_of_the_territory():
    own = outlined(["17300"]).to_crs(2154)
    layer = layers.neighbour_layer(SimpleNamespace(communes=own, crs=own.crs))
    touching = layer[layer.dwithin(own.geometry.iloc[0], 30)]
    assert {"Aytré", "Lagord", "Périgny", "Puilboreau", "L'Houmeau"} <= set(touching["nom"])
    assert "17300" not in layer.index
    assert (layer.index.name, layer.crs) == ("code_insee", CRS(2154))


def test_communes_carry_their_figures_their_sector_and_their_need(territory, found):
    sectors = pd.DataFrame({"communes": [("101", "103")]}, index=["101"])
    need = pd.DataFrame({"score": [50.0, NAN], "palier": ["fort", "sans-donnee"]}, ["101", "102"])
    layer = layers.commune_layer(territory, **found, sectors=sectors, need=need)
    assert layer["etat"].tolist() == ["montree", "masquee", "sans-donnee"]
    assert layer["personnes"].tolist()[0] == 0
    assert layer["personnes"].isna().tolist() == [False, True, True]
    assert layer["secteur"].tolist() == ["101", None, "101"]
    assert layer["minutes"].tolist()[:2] == [1, 2]
    assert layer["besoin_palier"].tolist() == ["fort", "sans-donnee", "sans-donnee"]
    assert layer["besoin_score"].isna().tolist() == [False, True, True]
    assert layer["nom"].tolist() == territory.communes["nom"].tolist(), "each name once"
    assert layer.area.tolist() == [1e6] * 3
    assert (layer.index.name, layer.crs, layer.columns[-1]) == ("code_insee", CRS(2154), "geometry")
    bare = layers.commune_layer(territory, **found, sectors=sectors, need=None)
    assert set(bare["besoin_palier"]) == {"sans-donnee"}
    assert list(bare.columns) == list(layer.columns), "the same columns, whatever is known"


def test_a_neighbourhood_has_the_figures_of_its_own_level(territory, found):
    layer = layers.qpv_layer(territory, **found)
    assert layer.loc["QN1", ["nom", "personnes", "minutes"]].tolist() == ["Commune 101", 20, 0.5]
    assert layer.area.tolist() == [5e5]


def test_a_sector_is_the_union_of_its_communes_wherever_they_lie(territory):
    sectors = pd.DataFrame(
        {
            "communes": [("101", "102"), ("103",)],
            "personnes": [12.0, NAN],
            "classe": ["indeterminee", "masquee"],
        },
        index=pd.Index(["101", "103"], name="secteur"),
    )
    layer = layers.sector_layer(territory, sectors)
    assert layer.area.tolist() == [2e6, 1e6]
    assert layer.geometry["101"].equals(box(101_000, 0, 103_000, 1_000))
    assert layer["etat"].tolist() == ["montree", "masquee"]
    assert "geometry" not in sectors, "what was given is left as it was"
    nothing = layers.sector_layer(territory, sectors.iloc[:0])
    assert (len(nothing), nothing.crs) == (0, CRS(2154))


def test_a_place_that_is_not_known_has_no_geometry():
    x, y = 380_000.0, 6_570_000.0
    longitude, latitude = Transformer.from_crs(2154, 4326, always_xy=True).transform(x, y)
    table = pd.DataFrame(
        {
            "nom": ["a", "b"],
            "latitude": [latitude, NAN],
            "longitude": [longitude, NAN],
            "lieu": ["point", "inconnu"],
        },
        index=pd.Index(["a", "b"], name="id"),
    )
    layer = layers.point_layer(table, crs=CRS(2154))
    assert layer.geometry["a"].distance(Point(x, y)) < 0.01
    assert layer.geometry["b"] is None
    assert layer.geometry.isna().tolist() == [False, True]
    assert list(layer.columns) == ["nom", "lieu", "geometry"]
    nobody = layers.point_layer(table.iloc[:0], crs=CRS(2154))
    assert (len(nobody), nobody.crs) == (0, CRS(2154))


def test_gaps_keep_their_order_and_chains_their_keys():
    first = Gap(
        rank=1,
        code="102",
        name="Commune 102",
        density_class="masquee",
        reasons=(Reason(kind="loin"), Reason(kind="besoin-fort")),
        broken_needs=("sante--addictions",),
        unconfirmed_needs=(),
        sector="101",
        sector_class="sous-desservie",
    )
    table = layers.gap_table((first, Gap(**vars(first) | {"rank": 2, "code": "101"})))
    assert table.index.tolist() == ["102", "101"]
    assert table.loc["102", "raisons"] == ("loin", "besoin-fort")
    assert table["a_accompagner"].isna().all()
    assert table["estime"].tolist() == [False, False]
    assert layers.gap_table(()).dtypes.equals(table.dtypes)
    chain = pd.DataFrame({"code": ["101"], "thematique": ["t"], "kappa": [2]})
    assert layers.chain_table({"commune": chain})["kappa"].to_dict() == {("commune", "101", "t"): 2}


def test_a_count_that_is_there_is_shown_whatever_its_class():
    table = pd.DataFrame(
        {"personnes": [5.0, np.nan], "classe": ["non-ouverte", "sous-desservie"]}, index=["a", "b"]
    )
    assert layers.count_state(table).tolist() == ["montree", "sans-donnee"]
