"""The planner's tables as they leave the office: sectors, rounds, indicators, sizing, order."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from netmap.counts.rounds import count_rounds, count_visits
from netmap.disclosure.cells import Cell
from netmap.disclosure.people import people_system
from netmap.disclosure.protected import audit, hide
from netmap.disclosure.rounds import rounds_system

THRESHOLD = 11
DOORS = ["rencontres", "refus", "absents", "vacants", "inaccessibles"]
PEOPLE = [
    *(name for name in DOORS if name != "vacants"),
    "personnes_rencontrees",
    "accompagnements",
]


@pytest.fixture
def world(make_world):
    """Six communes in a row; the four small ones make sectors with their neighbours."""
    return make_world(
        communes={
            "01001": 20_000, "01002": 6_000, "01003": 9_000, "01004": 6_000, "01005": 9_000,
            "01006": 12_000,
        },
        people={
            ("2023", "01001"): 90, ("2023", "01002"): 4, ("2023", "01003"): 22,
            ("2023", "01004"): 6, ("2023", "01005"): 20, ("2023", "01006"): 40,
        },
        settings={"densite": {"attendues_secteur": 30.0}},
    )  # fmt: skip


def test_a_sector_is_the_sum_of_its_communes_in_the_count_system(world):
    counts = world.counts()
    system = people_system(counts)
    for code, communes in counts.sectors["communes"].items():
        wanted = {
            Cell("sectors", "secteur", code),
            *(Cell("density", "commune", c) for c in communes),
        }
        rows = [
            {system.cells[i] for i in np.flatnonzero(np.abs(row) > 0)}
            for row in system.equations.toarray()
        ]
        assert wanted in rows
        assert len(communes) > 1 or len(counts.sectors) > 1


def test_no_hidden_commune_is_what_a_shown_sector_leaves(world):
    published = world.findings()
    counts = published.density["personnes"]
    sectors = published.planning.sectors
    assert sectors["personnes"].notna().any()
    assert counts.xs("commune").isna().any()
    for people, communes in zip(sectors["personnes"], sectors["communes"], strict=True):
        own = counts.xs("commune").reindex(list(communes))
        if np.isfinite(people) and own.isna().sum() == 1 and len(own) > 1:
            assert people - own.sum() >= THRESHOLD


def test_forgetting_the_sectors_would_be_seen_by_the_attacker(world):
    """The differencing test can fail: hide as if sectors were not published, then audit."""
    counts = world.counts()
    whole = people_system(counts)
    blind = people_system(replace(counts, sectors=counts.sectors[:0]))
    hidden = dict(zip(blind.cells, hide(blind, threshold=THRESHOLD), strict=True))
    careless = np.array([hidden.get(cell, False) for cell in whole.cells])
    small = whole.sensitive & np.array([cell.block == "sectors" for cell in whole.cells])
    assert audit(whole, careless | small, threshold=THRESHOLD)
    assert not audit(whole, hide(whole, threshold=THRESHOLD), threshold=THRESHOLD)


def test_a_hidden_commune_says_what_its_sector_says(world):
    published = world.findings()
    hidden = [gap for gap in published.gaps if gap.density_class == "masquee"]
    told = [reason.kind for gap in hidden for reason in gap.reasons]
    assert all(kind.startswith(("masquee", "manque")) for kind in told)
    shown = published.planning.sectors["personnes"].notna()
    for code in published.density.xs("commune").query("classe == 'masquee'").index:
        sector = published.planning.sector_of(code)
        if shown[sector]:
            assert published.planning.sectors.loc[sector, "classe"] != "masquee"


def test_sizing_and_unmet_people_of_a_hidden_commune_are_hidden_or_estimates(world):
    published = world.findings()
    sizing = published.planning.sizing
    density = published.density
    for code in density.xs("commune").query("classe == 'masquee'").index:
        row = sizing.loc[("commune", code)]
        drawn = ["accompagnees", "a_ajouter", "etp_a_ajouter", "demi_journees_a_ajouter"]
        assert row[drawn].isna().all()
        assert row[["cible", "etp", "demi_journees"]].notna().all()
    # of all, from what anybody can read: what each zone shows, and the hidden ones as one
    zones, whole = published.planning.zones, sizing.loc[("territoire", "territoire")]
    told = zones["personnes"].notna()
    rest = whole["accompagnees"] - zones["personnes"].sum()
    needed = zones.loc[told, ["attendues", "personnes"]].max(axis=1).sum()
    needed += max(zones.loc[~told, "attendues"].sum(), rest)
    assert whole["a_ajouter"] == pytest.approx(needed - whole["accompagnees"])
    for one in published.planning.priorities:
        assert one.estimated == (one.density_class == "masquee" and np.isfinite(one.unmet))


def test_the_order_of_the_list_is_that_of_what_is_shown(make_world):
    """Two worlds that show the same counts give the same list, in the same order."""

    def publish(small, other):
        people = {("2023", f"0100{n}"): count for n, count in enumerate((60, small, other, 40), 1)}
        sizes = {"01001": 9_000, "01002": 4_000, "01003": 5_000, "01004": 3_000}
        return make_world(communes=sizes, people=people).findings()

    one, two = publish(4, 14), publish(8, 10)
    assert one.density["personnes"].isna().any()
    assert repr(one.planning.priorities) == repr(two.planning.priorities)
    pd.testing.assert_frame_equal(one.planning.sizing, two.planning.sizing)
    pd.testing.assert_frame_equal(one.planning.sectors, two.planning.sectors)
    assert repr(one.gaps) == repr(two.gaps)


def test_indicators_of_people_by_period_hide_what_their_totals_hide(make_world):
    world = make_world(
        communes={"01001": 3_000, "01002": 2_000},
        people={("2023", "01001"): 4, ("2023", "01002"): 3},
        closed={("2023", "01001"): 2, ("2023", "01002"): 1},
    )
    shown = figures_by_period(world.findings())
    # a count that could only be hidden because it is small is not said at all
    for figure in ("personnes", "part_cloturee"):
        assert ("2023", figure) not in shown or shown["2023", figure].missing == "hidden"
    inside = figures_by_period(world.findings(audience="interne"))
    assert inside["2023", "personnes"].value == 7


def figures_by_period(findings):
    return {(one.period, one.key): one.figure for one in findings.planning.indicators}


def rounds_of(rows):
    """A table of rounds: (day, code, five counts of doors, people met, accompaniments)."""
    names = ["date", "code", *DOORS, "personnes_rencontrees", "accompagnements"]
    table = pd.DataFrame(rows, columns=names)
    table["logements"] = table[DOORS].sum(axis=1)
    return table.assign(batiment=None)


@st.composite
def some_rounds(draw):
    count = st.integers(0, 14) | st.sampled_from([0, 3, 25])
    rows = []
    for code in ("QN1", "QN2", "QN3")[: draw(st.integers(1, 3))]:
        years = ("2023", "2024")[: draw(st.integers(1, 2))]
        rows += [(f"{year}-05-01", code, *(draw(count) for _ in range(7))) for year in years]
    return rounds_of(rows)


@settings(max_examples=30, phases=[Phase.generate])
@given(rounds=some_rounds())
def test_small_counts_of_rounds_are_hidden_with_their_complement(rounds):
    system = rounds_system(count_rounds(rounds), count_visits(rounds), threshold=THRESHOLD)
    counts = system.values  # noqa: PD011 - of a system, not of a frame
    assert np.abs(system.equations @ counts).max(initial=0) < 1e-9
    suppressed = hide(system, threshold=THRESHOLD)
    assert audit(system, suppressed, threshold=THRESHOLD) == []
    shown = {
        cell: value
        for cell, value, gone in zip(system.cells, counts, suppressed, strict=True)
        if not gone and cell.block == "outreach"
    }
    assert not [c for c, n in shown.items() if c.level in PEOPLE and 0 < n < THRESHOLD]
    for name in PEOPLE:
        parts = [cell for cell in system.cells if cell.level == name and cell.code[:5] == "lieu:"]
        hidden = [cell for cell in parts if cell not in shown]
        total = Cell("outreach", name, "")
        if total in shown and len(hidden) == 1:
            left = shown[total] - sum(shown[cell] for cell in parts if cell in shown)
            assert not 0 < left < THRESHOLD


def test_figures_that_draw_on_a_hidden_count_of_rounds_are_hidden(make_world):
    rounds = rounds_of(
        [
            ("2024-05-01", "QN1", 3, 2, 40, 5, 20, 4, 1),
            ("2024-05-01", "QN2", 60, 30, 40, 5, 20, 90, 30),
        ]
    )
    published = make_world(
        communes={"01001": 9_000},
        quarters={"QN1": {"01001": 900}, "QN2": {"01001": 900}},
        people={("2024", "01001"): 60, ("2024", "QN1"): 20, ("2024", "QN2"): 30},
        rounds=rounds,
    ).findings()
    places = {place.code: place.figures for place in published.planning.outreach}
    assert list(places) == [None, "QN1", "QN2"]
    assert published.release.territory.names["QN1"] == "Quartier QN1"
    for name in ("rencontres", "refus", "taux_contact", "personnes_pour_100_logements"):
        assert places["QN1"][name].missing == "hidden"
    assert places["QN1"]["logements_visites"].value == 70
    # the complement: either the other place or the total is hidden too
    for name in ("rencontres", "personnes_rencontrees"):
        assert "hidden" in {places[None][name].missing, places["QN2"][name].missing}
    values = [f.value for figures in places.values() for n, f in figures.items() if n in PEOPLE]
    assert not [value for value in values if value is not None and 0 < value < THRESHOLD]
