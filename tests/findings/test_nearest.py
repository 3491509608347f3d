import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from netmap.findings import nearest
from netmap.findings.nearest import nearest_permanence
from netmap.settings import Settings

SETTINGS = Settings.model_validate({"territoire": {"nom": "x"}, "acces": {"detour": 1.2}})


@pytest.fixture
def territory():
    rng = np.random.default_rng(11)
    index = pd.MultiIndex.from_tuples(
        [("commune", f"c{i}") for i in range(9)] + [("zone", f"z{i}") for i in range(9)],
        names=["niveau", "code"],
    )
    origins = pd.DataFrame(rng.uniform(0, 20_000, (18, 2)), columns=["x_m", "y_m"], index=index)
    ids = pd.Index(["p3", "p1", "p2", "p4", "lost"], name="id")
    places = pd.DataFrame(rng.uniform(0, 20_000, (5, 2)), columns=["x_m", "y_m"], index=ids)
    places.loc["lost"] = np.nan
    return SimpleNamespace(origins=origins, permanence_places=places, times=None)


def table_of(territory, *statuses):
    return pd.DataFrame({"statut": statuses}, index=territory.permanence_places.index)


def test_against_a_naive_loop(territory, monkeypatch):
    monkeypatch.setattr(nearest, "_CHUNK", 20)
    table = table_of(territory, "ouverte", "ouverte", "candidate", "ouverte", "ouverte")
    found = nearest_permanence(territory, table, settings=SETTINGS)
    pd.testing.assert_index_equal(found.index, territory.origins.index)
    for key, spot in territory.origins.iterrows():
        away = {
            p: math.dist(spot[["x_m", "y_m"]], territory.permanence_places.loc[p]) * 1.2 / 1_000
            for p in ("p1", "p3", "p4")
        }
        best = min(away, key=away.get)
        assert found.loc[key, "permanence_id"] == best
        assert found.loc[key, "km"] == pytest.approx(away[best])
        assert found.loc[key, "minutes"] == pytest.approx(away[best] / 30 * 60)


def test_closing_a_permanence_never_brings_one_nearer(territory):
    opened = nearest_permanence(territory, table_of(territory, *["ouverte"] * 5), settings=SETTINGS)
    closed = nearest_permanence(
        territory, table_of(territory, "candidate", *["ouverte"] * 4), settings=SETTINGS
    )
    assert (closed["minutes"] >= opened["minutes"]).all()
    lost = opened["permanence_id"] == "p3"
    assert lost.any()
    assert (closed["minutes"] > opened["minutes"])[lost].all()


@pytest.mark.parametrize("statuses", [None, ["candidate"] * 5, [*["candidate"] * 4, "ouverte"]])
def test_no_open_permanence_on_the_map_is_no_distance(territory, statuses):
    table = None if statuses is None else table_of(territory, *statuses)
    found = nearest_permanence(territory, table, settings=SETTINGS)
    assert all(name is None for name in found["permanence_id"])
    assert found[["km", "minutes"]].isna().all(axis=None)


def test_ties_and_row_order(territory):
    twins = territory.permanence_places.assign(x_m=5_000.0, y_m=5_000.0)
    for places in (twins, twins.iloc[::-1]):
        here = SimpleNamespace(origins=territory.origins, permanence_places=places, times=None)
        table = pd.DataFrame({"statut": "ouverte"}, index=places.index)
        found = nearest_permanence(here, table, settings=SETTINGS)
        assert set(found["permanence_id"]) == {"lost"}
