"""Hidden by construction: what no protected system shows is not in a release, whatever it is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import made_release, shown_counts, shown_table
from worlds import World

from netmap.counts.figure import Figure
from netmap.counts.rounds import count_rounds
from netmap.disclosure import ShownCounts, ShownTable, publish
from netmap.disclosure.cells import RATED, STRATA, Cell
from netmap.disclosure.protected import count_systems
from netmap.disclosure.shown import show

TERRITORY = ("territoire", "territoire")
NAN = float("nan")


@pytest.fixture
def world():
    """A small commune, a quarter, rounds and contacts."""
    contacts = pd.DataFrame(
        {"passages": [70.0, 40.0, 30.0, 40.0, 30.0, NAN]},
        index=pd.MultiIndex.from_tuples(
            [
                ("2024", "territoire", "territoire"), ("2024", "commune", "01001"),
                ("2024", "commune", "01002"), ("2024", "zone", "01001"),
                ("2024", "zone", "01002"), ("2024", "qpv", "QN1"),
            ],
            names=["periode", "niveau", "code"],
        ),
    )  # fmt: skip
    rounds = {"date": ["2024-05-01"], "code": ["QN1"], "batiment": [None], "logements": [60]}
    return World(
        communes={"01001": 9_000, "01002": 8_000, "01003": 7_000},
        quarters={"QN1": {"01001": 2_000}},
        people={
            ("2024", "01001"): 60, ("2024", "QN1"): 30, ("2024", "01002"): 4,
            ("2024", "01003"): 50,
        },
        rounds=pd.DataFrame({**rounds, "personnes_rencontrees": [40]}),
        contacts=contacts,
    )  # fmt: skip


@pytest.fixture
def more(world):
    """The world's counts, with a count in each table that no system has heard of."""
    counts = world.counts()

    def told(frame):
        return frame.assign(femmes=25.0)

    return replace(
        counts,
        places=told(counts.places),
        sectors=told(counts.sectors),
        periods=told(counts.periods),
        contacts=told(counts.contacts),
        rounds={
            group: {**own, "femmes": Figure(value=4.0)} for group, own in counts.rounds.items()
        },
    )


def test_a_count_that_nobody_listed_is_hidden_in_every_table(world, more):
    # every count that a system knows is shown: this one still is not
    known = {cell for system in count_systems(more) for cell in system.cells}
    shown = show(more, known)
    for table in (shown.places, shown.sectors, shown.periods, shown.contacts):
        assert table.shown.drop(columns="femmes").notna().any(axis=None)
        assert table.shown["femmes"].isna().all()
        assert table.hidden["femmes"].all()
    public = publish(world.inputs(), more).counts
    assert public.places.shown["femmes"].isna().all()
    # whatever a round counts stands in the system of rounds; 4 in all, so that nothing is said
    assert {own["femmes"].missing for own in public.rounds.values()} == {"no-column"}
    inside = publish(world.inputs(), more, audience="interne").counts
    assert (inside.places.shown["femmes"] == 25).all()
    assert {own["femmes"].value for own in inside.rounds.values()} == {4.0}


def test_what_is_no_count_is_shown_and_what_is_not_known_is_not_called_hidden(world):
    counts = world.counts()
    places = counts.places.copy()
    places.loc[("qpv", "QN1"), ["personnes", "comptees"]] = NAN
    shown = show(replace(counts, places=places), frozenset())
    public = ["nom", "population", "personnes_annees", "ouverte", "partie_fermee"]
    pd.testing.assert_frame_equal(shown.places.shown[public], counts.places[public])
    assert shown.sectors.shown["communes"].equals(counts.sectors["communes"])
    assert shown.rounds[""]["logements"].value == 60
    assert shown.places.figure(("qpv", "QN1"), "personnes").missing == "incomplete"
    assert shown.places.figure(("commune", "01001"), "personnes").missing == "hidden"
    assert shown.rounds[""]["refus"].missing == "no-column"
    assert shown.contacts.hidden["passages"].sum() == 3, "a zone is in no release, NaN is not known"
    assert ("2024", "zone", "01002") not in shown.contacts.shown.index


def test_each_value_is_shown_by_its_own_cell_and_no_other(world):
    counts = world.counts()
    sector = str(counts.sectors.index[0])
    cells = {
        Cell("density", "commune", "01001"),
        Cell("sectors", "secteur", sector),
        Cell("periods", "situations_cloturees", "2024"),
        Cell("outreach", "personnes_rencontrees", "lieu:QN1"),
        Cell("contacts", "commune", "2024 01002"),
    }
    shown = show(counts, cells)
    assert shown.places.shown["personnes"].dropna().to_dict() == {("commune", "01001"): 90.0}
    assert shown.places.shown["comptees"].dropna().to_dict() == {("commune", "01001"): 90.0}
    assert list(shown.sectors.shown["personnes"].dropna().index) == [sector]
    assert shown.periods.shown["personnes"].isna().all()
    assert shown.rounds["lieu:QN1"]["personnes_rencontrees"].value == 40
    assert shown.rounds[""]["personnes_rencontrees"].missing == "hidden"
    assert shown.rounds["annee:2024"]["personnes_rencontrees"].missing == "hidden"
    assert shown.contacts.shown["passages"].dropna().to_dict() == {("2024", "commune", "01002"): 30}


@pytest.mark.parametrize("kind", ["territoire", "qpv", 3.0])
def test_a_reference_is_told_with_the_people_that_it_is_made_of(world, kind):
    counts = replace(world, settings={"densite": {"reference": kind}}).counts()
    numerator = {"territoire": Cell("density", *TERRITORY), "qpv": STRATA[0]}.get(kind)
    nothing = show(counts, frozenset())
    assert np.isnan(nothing.reference.rate) == (kind != 3.0)
    told = show(counts, {numerator} if numerator else frozenset())
    assert told.reference.rate == counts.reference.rate


def test_the_mean_of_a_stratum_is_told_with_its_own_people(world):
    """With no figure of need, quarters are compared with quarters, and the rest with the rest."""
    second = {**world.quarters, "QN2": {"01002": 1_000}}
    people = {**world.people, ("2024", "QN2"): 20}
    counts = replace(world, quarters=second, people=people).counts()
    assert counts.reference.kind == "strate"
    for stratum, (at, other) in zip(STRATA, ((0, 1), (1, 0)), strict=True):
        told = show(counts, {stratum}).reference.rates
        assert told[at] == counts.reference.rates[at] > 0
        assert np.isnan(told[other])
    one = show(world.counts(), set(STRATA)).reference.rates
    assert np.isnan(one[0]), "a single quarter could only be compared with itself"


def test_the_rate_of_the_territory_is_told_by_the_people_whom_it_counts(world):
    """Where some live in a zone of unknown population, all people are another count."""
    counts = replace(world, communes={**world.communes, "01003": NAN}).counts()
    assert counts.places.loc[TERRITORY, "comptees"] == 94
    total = Cell("density", *TERRITORY)
    for cells, rated in (({total}, False), ({RATED}, True), ({total, RATED}, True)):
        shown = show(counts, cells)
        assert np.isnan(shown.reference.rate) != rated
        assert shown.places.hidden.loc[TERRITORY, "comptees"] == (RATED not in cells)
        assert shown.places.hidden.loc[TERRITORY, "personnes"] == (total not in cells)


def test_the_rest_of_a_level_is_what_a_reader_works_out(world):
    counts = world.counts()
    cells = {Cell("density", *TERRITORY), Cell("density", "commune", "01001")}
    assert show(counts, cells).rest("commune") == 144 - 90
    assert np.isnan(show(counts, cells).rest("qpv")), "quarters do not share out the territory"
    assert np.isnan(show(counts, cells - {Cell("density", *TERRITORY)}).rest("commune"))
    elsewhere = replace(world, people={**world.people, ("2024", "QN9"): 12}).counts()
    assert show(elsewhere, cells).elsewhere is True
    assert np.isnan(show(elsewhere, cells).rest("commune")), "how many are elsewhere is not said"


def test_only_disclosure_makes_what_is_shown(world):
    table = pd.DataFrame({"personnes": [3.0]})
    with pytest.raises(TypeError, match=r"netmap\.disclosure alone"):
        ShownTable(table, table.isna(), object())
    fields = vars(shown_counts())
    with pytest.raises(TypeError, match=r"netmap\.disclosure alone"):
        ShownCounts(**fields, seal=None)
    with pytest.raises(TypeError, match=r"netmap\.disclosure alone"):
        replace(world.publish(), audience="public", seal=object())
    with pytest.raises(ValueError, match="seal"):
        replace(made_release(), audience="interne")
    assert shown_table(table, table.notna()).figure(0, "personnes").missing == "hidden"


def test_rounds_that_are_not_there_are_none(world):
    assert show(replace(world.counts(), rounds=None), frozenset()).rounds is None
    empty = replace(world.counts(), rounds=count_rounds(world.rounds.iloc[:0]))
    assert show(empty, frozenset()).rounds == {}
