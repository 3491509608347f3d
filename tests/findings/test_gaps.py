"""The list of gaps: what puts a commune on it, in which order, and what must not."""

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from netmap.findings.gaps import list_gaps
from netmap.findings.planning import Planning
from netmap.findings.priority import rank_priorities
from netmap.findings.sizing import Caseload
from netmap.settings import Settings

NAN = float("nan")
SETTINGS = Settings.model_validate({"territoire": {"nom": "Carré"}})
REFERENCE = 2.0
NEEDS = ("soins", "droits")


class Case:
    """Three communes of 1,000 residents where all is well, to be spoilt one thing at a time."""

    def __init__(self):
        self.codes = ["17001", "17002", "17003"]
        self.communes = pd.DataFrame(
            {"nom": ["Ville", "Bourg", "Hameau"], "population": [1_000.0] * 3},
            index=pd.Index(self.codes, name="code_insee"),
        )
        places = [("commune", code) for code in self.codes] + [
            ("zone", code) for code in self.codes
        ]
        self.density = pd.DataFrame(
            {
                "nom": ["Ville", "Bourg", "Hameau"] * 2,
                "population": 1_000.0,
                "cible": 1_000.0,
                "cible_annees": 1_000.0,
                "personnes": 2.0,
                "attendues": 2.0,
                "taux": 2.0,
                "taux_bas": 1.5,
                "taux_haut": 2.5,
                "classe": "desservie",
                "jugeable": True,
            },
            index=pd.MultiIndex.from_tuples(places, names=["niveau", "code"]),
        )
        self.access = pd.DataFrame(
            {"permanence_id": "p", "km": 1.0, "minutes": 2.0, "hors_portee": False},
            index=self.density.index,
        )
        self.chain = pd.DataFrame(
            [
                {
                    "code": c,
                    "thematique": n,
                    "kappa": 2,
                    "etape": None,
                    "manque": (),
                    "verdict": "whole",
                }
                for c in self.codes
                for n in NEEDS
            ]
        )

    parts = None
    inside: ClassVar = {}

    def break_chain(self, code, need, *steps, verdict="broken"):
        own = (self.chain["code"] == code) & (self.chain["thematique"] == need)
        values = {"kappa": 0, "etape": steps[0], "manque": steps, "verdict": verdict}
        for name, value in values.items():
            self.chain.loc[own, name] = pd.Series([value], index=self.chain.index[own])

    def set(self, frame, code, level="commune", **values):
        for name, value in values.items():
            getattr(self, frame).loc[[(level, code)], name] = value

    def gaps(self):
        counted = self.density.loc["commune"]
        sectors = pd.DataFrame({"communes": []}, index=pd.Index([], name="secteur"))
        planning = Planning(
            zones=pd.DataFrame(),
            dispersion=1.0,
            sector_people=25.0,
            equity=None,
            sectors=sectors,
            strata=pd.DataFrame(),
            need=None,
            need_values=None,
            need_scale=None,
            priorities=rank_priorities(
                counted[["nom", "attendues", "personnes", "classe"]].assign(doute=0.0),
                parts=self.parts,
            ),
            need_middle=NAN,
            sizing=pd.DataFrame(),
            caseload=Caseload(),
            target_rate=NAN,
            target_kind="territoire",
            outreach=(),
            indicators=(),
        )
        return list_gaps(
            self.communes,
            self.density,
            self.access,
            self.chain,
            inside=self.inside,
            planning=planning,
            settings=SETTINGS,
        )


@pytest.fixture
def case():
    return Case()


def kinds(gap):
    return [reason.kind for reason in gap.reasons]


def test_where_all_is_well_nobody_is_listed(case):
    assert case.gaps() == ()


def test_an_under_served_commune_is_listed_with_its_figures(case):
    case.set("density", "17002", classe="sous-desservie", taux=0.5, personnes=0.5)
    (gap,) = case.gaps()
    assert (gap.rank, gap.code) == (1, "17002")
    assert dict(gap.reasons[0].values) == {
        "taux": 0.5,
        "taux_bas": 1.5,
        "taux_haut": 2.5,
        "reference": REFERENCE,
    }


def test_a_commune_served_on_the_whole_is_listed_for_its_part_and_before_lesser_lacks(case):
    case.communes.loc["17001", "population"] = 100_000.0
    case.set(
        "density",
        "17001",
        level="zone",
        classe="sous-desservie",
        taux=1.0,
        cible=90_000.0,
        cible_annees=90_000.0,
        attendues=180.0,
        personnes=90.0,
    )
    case.set("density", "17002", classe="sous-desservie", taux=0.5, personnes=0.5)
    case.parts = pd.DataFrame(
        {"attendues": [180.0], "doute": [0.0], "personnes": [90.0]}, index=["17001"]
    )
    first, second = case.gaps()
    assert (first.code, second.code) == ("17001", "17002")
    assert kinds(first) == ["sous-desservie-hors-qpv"]
    assert dict(first.reasons[0].values)["manquent"] == pytest.approx(90.0), "1 per 1,000 of 90,000"


def test_a_hidden_class_concludes_nothing_by_itself(case):
    case.set("density", "17002", classe="masquee", taux=NAN, personnes=NAN)
    assert case.gaps() == ()


def test_far_is_beyond_the_setting_and_not_at_it(case):
    case.set("access", "17003", minutes=SETTINGS.access.far_minutes)
    assert case.gaps() == ()
    case.set("access", "17003", minutes=SETTINGS.access.far_minutes + 0.1)
    assert [gap.code for gap in case.gaps()] == ["17003"]


def test_an_unknown_way_is_not_a_long_one(case):
    case.set("access", "17003", minutes=NAN, km=NAN)
    assert case.gaps() == ()


def test_a_broken_chain_is_told_with_all_its_steps_and_one_to_confirm_apart(case):
    case.break_chain("17001", "soins", "amont", "aval")
    case.break_chain("17001", "droits", "liaison", verdict="unconfirmed")
    case.inside = {"17001": {"Quartier": {"soins": "fragile", "droits": "broken"}}}
    (gap,) = case.gaps()
    assert kinds(gap) == ["chaine-rompue", "chaine-a-confirmer", "chaine-tient-qpv"]
    assert dict(gap.reasons[0].values) == {"etapes": ("amont", "aval"), "besoins": ("soins",)}
    assert dict(gap.reasons[2].values) == {"lieu": "Quartier", "besoins": ("soins",)}
    assert gap.broken_needs == ("soins",)
    assert gap.unconfirmed_needs == ("droits",)


@pytest.mark.parametrize(
    ("step", "kind"), [("non-ouvert", "chaine-non-ouverte"), ("mediation", "sans-mediation")]
)
def test_where_there_is_no_mediation_that_is_said_once_and_not_by_need(case, step, kind):
    for need in NEEDS:
        case.break_chain("17001", need, step, verdict="closed")
    (gap,) = case.gaps()
    assert kinds(gap) == [kind]
    case.inside = {"17001": {"Quartier": {"soins": "whole", "droits": "broken"}}}
    (told,) = case.gaps()
    assert [(one.kind, dict(one.values)) for one in told.reasons[1:]] == [
        ("chaine-tient-qpv", {"lieu": "Quartier", "besoins": ("soins",)}),
        ("chaine-rompue-qpv", {"lieu": "Quartier", "besoins": ("droits",)}),
    ]
    assert (gap.broken_needs, gap.unconfirmed_needs) == ((), ())


def test_a_fragile_chain_is_no_gap(case):
    case.chain["kappa"] = 1
    assert case.gaps() == ()


def test_equal_lacks_are_ordered_by_residents_touched_whatever_the_order_of_rows(case):
    for code, need in zip(case.chain["code"], case.chain["thematique"], strict=True):
        case.break_chain(code, need, "amont")
    case.communes["population"] = [500.0, NAN, 3_000.0]
    gaps = case.gaps()
    assert [gap.code for gap in gaps] == ["17003", "17001", "17002"], (
        "an unknown population is last"
    )
    rows = np.random.default_rng(3).permutation(len(case.chain))
    case.chain = case.chain.iloc[rows].sort_values("thematique", ascending=False, kind="stable")
    case.communes = case.communes.iloc[::-1]
    assert [gap.code for gap in case.gaps()] == [gap.code for gap in gaps]
