import numpy as np
import pandas as pd
import pytest
from made import shown_counts, shown_table
from scipy.stats import binomtest
from worlds import World

from netmap.counts.rounds import count_rounds
from netmap.findings.indicators import (
    PARTNER_FIGURES,
    PEOPLE_FIGURES,
    evaluation_indicators,
    partner_figures,
    people_figures,
    round_figures,
)
from netmap.findings.outreach import FIGURES
from netmap.messages import LANGUAGES, Messages
from netmap.vocabulary import Absence


@pytest.fixture
def partners():
    return pd.DataFrame(
        {
            "position": ["amont", "amont-aval", "aval", "mediation", "amont"],
            "statut": ["actif", "actif", "actif", "actif", "a-remobiliser"],
            "implication": [3.0, 2.0, np.nan, 1.0, 0.0],
            "evaluation": [True, False, True, False, True],
        }
    )


PERIODS = pd.DataFrame(
    {
        "personnes": [160.0, 150.0],
        "nouvelles": [np.nan, 110.0],
        "situations_cloturees": [np.nan, 90.0],
    },
    index=pd.Index(["2023", "2022"], name="periode"),
)
ROUNDS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2023-05-01", "2024-01-09", "2024-02-09"]),
        "code": "x",
        "logements": [10, 20, 30],
        "personnes_rencontrees": [5, 4, 6],
    }
)
RULES = {"level": 0.95, "one_person_a_door": False}
COUNTS = shown_counts(periods=PERIODS, rounds=count_rounds(ROUNDS), tabled=True)


def test_partners_by_hand(partners):
    figures = partner_figures(partners)
    assert list(figures) == list(PARTNER_FIGURES)
    assert [figures[key].value for key in PARTNER_FIGURES] == [
        4, 3, 0, 1, 2, 2 / 3, 2, 2, 3, 1, 0, 0,
    ]  # fmt: skip
    # Involvement that nobody told is not none: three of four are known.
    assert figures["implication_moyenne"].denominator == 3


def test_involvement_that_nobody_told_says_so(partners):
    figures = partner_figures(partners.assign(implication=np.nan))
    assert figures["implication_moyenne"].missing == "nothing-to-divide-by"


def test_no_partner_of_the_evaluation_is_a_column_that_nobody_filled(partners):
    figures = partner_figures(partners.assign(evaluation=False))
    assert figures["partenaires_associes"].missing == "no-column"
    assert figures["partenaires_actifs"].value == 4


def test_people_by_period():
    figures = people_figures(COUNTS, level=0.95)
    assert list(figures) == ["2022", "2023"]
    assert figures["2022"]["part_cloturee"].value == pytest.approx(0.6)
    assert figures["2022"]["part_cloturee"].low < 0.6 < figures["2022"]["part_cloturee"].high
    assert [figures["2022"][key].value for key in ("nouvelles", "revenues")] == [110, 40]
    assert figures["2023"]["revenues"].missing == "incomplete"
    assert figures["2023"]["personnes"].value == 160
    assert figures["2023"]["situations_cloturees"].missing == "incomplete"
    assert figures["2023"]["part_cloturee"].missing == "incomplete"


def test_a_total_that_is_hidden_is_no_share_either():
    hidden = PERIODS.isna().assign(nouvelles=[False, True], situations_cloturees=[False, True])
    counts = shown_counts(periods=shown_table(PERIODS, hidden), tabled=True)
    figures = people_figures(counts, level=0.95)["2022"]
    assert figures["personnes"].value == 150
    assert figures["situations_cloturees"].missing == "hidden"
    assert figures["revenues"].missing == "hidden"
    assert figures["part_cloturee"].missing == "hidden"


@pytest.mark.parametrize(
    ("rounds", "missing"), [(None, "no-table"), (pd.DataFrame({"code": []}), "no-row")]
)
def test_no_table_and_no_row_of_rounds_are_two_things(rounds, missing):
    counts = shown_counts(rounds=count_rounds(rounds))
    ((period, figures),) = round_figures(counts, **RULES).items()
    assert period is None
    assert list(figures) == list(FIGURES)
    assert {figure.missing for figure in figures.values()} == {missing}
    assert {figure.value for figure in figures.values()} == {None}


def test_no_table_and_no_row_of_people_are_two_things():
    for tabled, missing in ((False, "no-table"), (True, "no-row")):
        ((period, figures),) = people_figures(shown_counts(tabled=tabled), level=0.95).items()
        assert period is None
        assert {figure.missing for figure in figures.values()} == {missing}


def test_all_of_both_sheets_in_order(partners):
    told = evaluation_indicators(partners, COUNTS, **RULES)
    keys = [(one.theme, one.period) for one in told]
    assert keys == [
        *[("partenaires", None)] * len(PARTNER_FIGURES),
        *[("personnes", "2022")] * len(PEOPLE_FIGURES),
        *[("personnes", "2023")] * len(PEOPLE_FIGURES),
        *[("porte-a-porte", "2023")] * len(FIGURES),
        *[("porte-a-porte", "2024")] * len(FIGURES),
    ]
    met = {
        one.period: one.figure.value for one in told if one.key == "personnes_pour_100_logements"
    }
    assert met == pytest.approx({"2023": 50, "2024": 20})


def test_without_tables_every_figure_says_why(partners):
    told = evaluation_indicators(partners.iloc[:0], shown_counts(), **RULES)
    assert len(told) == len(PARTNER_FIGURES) + len(PEOPLE_FIGURES) + len(FIGURES)
    assert {one.figure.missing for one in told} == {"no-row", "no-table"}
    assert {one.period for one in told} == {None}


def test_every_indicator_and_every_reason_has_its_words(partners):
    for language in LANGUAGES:
        messages = Messages(language)
        for one in evaluation_indicators(partners, COUNTS, **RULES):
            assert messages(f"indicator.{one.key}")
        for reason in Absence.__args__:
            assert messages(f"figure.{reason}")


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_every_interval_is_of_the_level_that_the_settings_say(level):
    """Against scipy's own Wilson interval."""
    rounds = ROUNDS.assign(
        code="01001", rencontres=[3, 5, 8], refus=[1, 4, 5], absents=[5, 10, 16],
        vacants=[0, 1, 0], inaccessibles=[1, 0, 1],
    )  # fmt: skip
    planning = World(
        communes={"01001": 3_000.0},
        people={("2023", "01001"): 60},
        closed={("2023", "01001"): 45},
        rounds=rounds,
        settings={
            "densite": {"niveau_intervalle": level},
            "porte_a_porte": {"une_personne_par_porte": True},
        },
    ).findings(audience="interne").planning  # fmt: skip
    told = [one.figure for one in planning.indicators if one.theme != "partenaires"]
    told += [figure for place in planning.outreach for figure in place.figures.values()]
    shares = [figure for figure in told if figure.low is not None]
    assert len(shares) > 10
    for figure in shares:
        share = figure.numerator / figure.denominator
        exact = binomtest(int(figure.numerator), int(figure.denominator))
        low, high = exact.proportion_ci(level, method="wilson")
        scale = figure.value / share
        assert (figure.low, figure.high) == pytest.approx((low * scale, high * scale))
