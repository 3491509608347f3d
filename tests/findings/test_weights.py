"""The people of chains: everyone once, by hand."""

import numpy as np
import pandas as pd
import pytest

from netmap.findings.weights import people_apart

CUT = [("a", None), ("a", "Q"), ("a", "R"), ("b", None), ("b", "R"), ("c", None), ("d", "S")]
ZONES = pd.DataFrame(
    CUT, columns=["code_insee", "code_qp"], index=[c if q is None else f"{c}:{q}" for c, q in CUT]
)


def apart(by_zone, communes):
    return people_apart(pd.Series(communes), pd.Series(by_zone, index=ZONES.index), ZONES).to_dict()


def test_everyone_counts_once_where_they_live():
    rng = np.random.default_rng(5)
    for _ in range(50):
        by_zone = rng.integers(0, 500, len(ZONES)).astype(float)
        whole = pd.Series(by_zone, index=ZONES.index).groupby(ZONES["code_insee"]).sum()
        naive = dict.fromkeys(["a", "b", "c", "d", "Q", "R", "S"], 0.0)
        for (commune, quarter), people in zip(CUT, by_zone, strict=True):
            naive[quarter or commune] += people
        assert apart(by_zone, whole.to_dict()) == naive


def test_a_commune_is_whole_where_its_parts_are_unknown_and_its_quarters_are_unknown():
    communes = {"a": 100.0, "b": 40.0, "c": 7.0, "d": np.nan}
    found = apart([60.0, np.nan, 10.0, 30.0, 10.0, 7.0, np.nan], communes)
    assert found == {
        "a": 100.0, "b": 30.0, "c": 7.0, "d": pytest.approx(np.nan, nan_ok=True),
        "Q": pytest.approx(np.nan, nan_ok=True), "R": pytest.approx(np.nan, nan_ok=True),
        "S": pytest.approx(np.nan, nan_ok=True),
    }  # fmt: skip


def test_both_samples_count_each_of_their_people_once(editions):
    for edition in editions.values():
        release = edition.findings.release
        people = release.counts.places.shown["cible"]
        found = people_apart(people.xs("commune"), people.xs("zone"), release.territory.zones)
        assert found.sum() == pytest.approx(people.xs("commune").sum())
