"""Whom the service is meant for, zone by zone, against reckonings by hand."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from netmap.errors import InputError
from netmap.settings import Settings
from netmap.territory.target import FIT, estimated_rate, target_population

NATIONAL = Path(__file__).parents[3] / "shared" / "data" / "national"
NAN = float("nan")
DECLARED = {"libelle": "x", "sens": "besoin", "unite": "%", "millesime": "2021", "source": "x"}
ZONES = pd.DataFrame(
    {
        "code_insee": ["01001", "01001", "01002", "01003", "01004"],
        "code_qp": [None, "QN1", None, None, None],
        "population": [8_000.0, 2_000.0, 3_000.0, 1_000.0, NAN],
    },
    index=pd.Index(["01001", "01001:QN1", "01002", "01003", "01004"], name="zone"),
)


def table(**columns):
    return pd.DataFrame(columns | {"ligne": 2}, index=["01001", "01002", "01003", "01004"])


def found(communes, quarters=None, **target):
    columns = set(communes.columns) - {"ligne"}
    settings = Settings.model_validate(
        {
            "territoire": {"nom": "T"},
            "indicateurs": dict.fromkeys(sorted(columns), DECLARED),
            "population_cible": target,
        }
    )
    own = None if quarters is None else pd.DataFrame(quarters | {"ligne": 9}, index=["QN1"])
    inputs = SimpleNamespace(settings=settings, indicators=communes, indicators_qpv=own)
    return target_population(inputs, ZONES)


def test_a_quarter_at_its_own_rate_is_taken_from_its_commune():
    rates = table(taux_pauvrete=[20.0, 10.0, 5.0, 8.0])
    zones = found(rates, {"taux_pauvrete": [50.0]}).zones
    # 20 % of 10,000 are 2,000; half of the quarter are 1,000 of them
    assert zones["cible"].tolist()[:4] == pytest.approx([1_000, 1_000, 300, 50])
    assert np.isnan(zones.loc["01004", "cible"]), "nobody knows how many live there"
    assert zones["origine"].tolist() == ["publie"] * 5
    assert (zones["doute"].iloc[:4] < 0.1).all()
    # what is rounded of 2,000 weighs twice on the 1,000 that are left
    assert zones.loc["01001", "doute"] > 1.9 * 0.289 / 20


def test_a_hidden_rate_is_estimated_from_the_income_and_says_how_sure_that_is():
    given = table(taux_pauvrete=[20.0, NAN, NAN, 8.0], revenu_median=[2e4, 2.3e4, 4e4, 2e4])
    zones = found(given).zones
    odds = np.exp(-2.07482)  # of the curve at 23,000 euros
    assert zones.loc["01002", "cible"] == pytest.approx(3_000 * odds / (1 + odds))
    assert zones.loc["01002", "doute"] == pytest.approx(0.2515 / (1 + odds))
    lowest = np.exp(-2.07482 - 3.57423**2 / (4 * 4.55698))
    assert zones.loc["01003", "cible"] == pytest.approx(1_000 * lowest / (1 + lowest), rel=1e-4)
    assert zones.loc[["01002", "01003"], "origine"].tolist() == ["revenu", "revenu"]


def test_richer_is_never_poorer():
    share, doubt = estimated_rate(pd.Series(np.linspace(12_000, 60_000, 200)))
    assert (np.diff(share) <= 1e-15).all()
    assert doubt.between(0.02, 0.2515).all()


def test_a_quarter_without_a_rate_has_the_mean_of_those_of_france():
    zones = found(table(taux_pauvrete=[20.0, 10.0, 5.0, 8.0])).zones
    assert zones.loc["01001:QN1", "cible"] == pytest.approx(2_000 * 0.4411, rel=1e-3)
    assert zones.loc["01001:QN1", "origine"] == "moyenne"
    assert zones.loc["01001", "cible"] == pytest.approx(2_000 - 2_000 * 0.4411, rel=1e-3)


def test_what_quarters_leave_is_never_less_than_any_commune_publishes():
    zones = found(table(taux_pauvrete=[8.0, 10.0, 5.0, 8.0]), {"taux_pauvrete": [50.0]}).zones
    assert zones.loc["01001", "cible"] == pytest.approx(0.037 * 8_000)
    assert zones.loc["01001", "doute"] == 0.5, "nobody knows what is left"


def test_equal_places_are_equal_and_twice_the_poor_are_twice_the_target():
    twins = pd.DataFrame(
        {"code_insee": ["a", "b", "c"], "code_qp": None, "population": [1_000.0] * 3},
        index=["a", "b", "c"],
    )
    rates = pd.DataFrame({"taux_pauvrete": [10.0, 10.0, 20.0], "ligne": 2}, index=["a", "b", "c"])
    settings = Settings.model_validate(
        {"territoire": {"nom": "T"}, "indicateurs": {"taux_pauvrete": DECLARED}}
    )
    inputs = SimpleNamespace(settings=settings, indicators=rates, indicators_qpv=None)
    cible = target_population(inputs, twins).zones["cible"]
    assert cible["a"] == cible["b"]
    assert cible["c"] == pytest.approx(2 * cible["a"])


def test_the_people_of_a_column_are_the_target_that_the_settings_name():
    counts = table(c2s=[1_500.0, 200.0, NAN, 10.0])
    target = found(counts, {"c2s": [600.0]}, effectif="c2s")
    assert (target.kind, target.column) == ("nommee", "c2s")
    assert target.zones["cible"].tolist()[:3] == pytest.approx([900, 600, 200])
    # 1,710 among the 13,000 residents of the communes that it counts and whose people are known
    assert target.zones.loc["01003", "cible"] == pytest.approx(1_000 * 1_710 / 13_000)
    assert target.zones.loc["01003", "origine"] == "moyenne"


def test_no_figure_is_no_target():
    assert found(table(chomage=[5.0] * 4)) is None
    assert found(table(taux_pauvrete=[NAN] * 4)) is None


@pytest.mark.parametrize(
    ("communes", "target", "kind", "wrong"),
    [
        (table(taux_pauvrete=[120.0, 10, 5, 8]), {}, "target-out-of-range", "120"),
        (table(revenu_median=[-1.0, 10, 5, 8]), {}, "target-out-of-range", "-1"),
        (table(taux_pauvrete=[1.0] * 4), {"taux": "pauvre"}, "target-column-unknown", "pauvre"),
        (table(taux_pauvrete=[1.0] * 4), {"effectif": "c2s"}, "target-column-unknown", "c2s"),
    ],
)
def test_nonsense_is_refused_with_its_place(communes, target, kind, wrong):
    with pytest.raises(InputError) as refusal:
        found(communes, **target)
    (problem,) = refusal.value.problems
    assert (problem.kind, problem.found) == (kind, wrong)


@pytest.mark.skipif(not NATIONAL.is_dir(), reason="national tables are kept beside the repository")
def test_the_fit_is_that_of_the_national_table():
    communes = pd.read_parquet(NATIONAL / "indicateurs_communes.parquet")
    known = communes.dropna(subset=["taux_pauvrete_2021", "revenu_median_2021"])
    known = known[known["population_2022"] < 10_000]
    share = known["taux_pauvrete_2021"] / 100
    x = np.log(known["revenu_median_2021"] / FIT.income)
    design = np.column_stack([np.ones(len(x)), x, x**2])
    rates = np.log(share / (1 - share))
    factors, *_ = np.linalg.lstsq(design, rates, rcond=None)
    assert factors == pytest.approx([FIT.intercept, FIT.slope, FIT.square], abs=1e-4)
    left = rates - design @ factors
    assert left.std() == pytest.approx(FIT.deviation, abs=1e-4)
    assert 1 - left.var() / rates.var() == pytest.approx(FIT.r_squared, abs=1e-3)
    assert len(known) == 3_326
