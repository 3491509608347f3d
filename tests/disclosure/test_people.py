"""The equations between the counts of a release."""

from dataclasses import replace

import numpy as np
import pytest

from netmap.disclosure.cells import RATED, STRATA, Cell
from netmap.disclosure.people import people_system


def values_of(system):
    return dict(zip(system.cells, system.values.tolist(), strict=True))


def binds(system, *cells):
    """Tell whether one equation binds exactly these cells."""
    wanted = {system.cells.index(cell) for cell in cells}
    return any(
        set(np.flatnonzero(np.abs(row) > 1e-12)) == wanted for row in system.equations.toarray()
    )


@pytest.fixture
def world(make_world):
    """Two communes, a quarter in the first and one over both, two years."""
    return make_world(
        communes={"01001": 4000, "01002": 3000},
        quarters={"QN1": {"01001": 500}, "QN2": {"01001": 600, "01002": 200}},
        people={
            ("2022", "QN1"): 20, ("2023", "QN1"): 25, ("2022", "QN2"): 16, ("2023", "QN2"): 24,
            ("2022", "01001"): 3, ("2023", "01001"): 2, ("2023", "01002"): 40,
        },
        closed={
            ("2022", "QN1"): 9, ("2023", "QN1"): 12, ("2022", "QN2"): 3, ("2023", "QN2"): 5,
            ("2022", "01001"): 0, ("2023", "01001"): 0, ("2023", "01002"): 12,
        },
    )  # fmt: skip


def test_every_equation_holds(world):
    system = people_system(world.counts())
    assert np.abs(system.equations @ system.values).max() < 1e-9
    assert (system.lower <= system.values).all()
    assert (system.values <= system.upper).all()


def test_levels_and_periods_are_bound(world):
    system = people_system(world.counts())
    total = Cell("density", "territoire", "territoire")
    communes = [Cell("density", "commune", code) for code in ("01001", "01002")]
    zones = [Cell("density", "zone", z) for z in ("01001", "01001:QN1", "01001:QN2")]
    assert binds(system, total, *communes)
    assert binds(system, communes[0], *zones)
    assert binds(system, Cell("density", "qpv", "QN1"), zones[1])
    assert binds(system, total, *(Cell("periods", "personnes", p) for p in ("2022", "2023")))
    quarters = [Cell("density", "qpv", q) for q in ("QN1", "QN2")]
    assert binds(system, total, *quarters, Cell("derived", "hors-qpv", "territoire"))


def test_people_outside_quarters_can_be_worked_out_and_are_a_count(world):
    system = people_system(world.counts())
    values = values_of(system)
    assert values[Cell("derived", "hors-qpv", "territoire")] == 45


def test_a_zone_that_is_a_share_of_its_quarter_follows_it_and_is_not_people_of_its_own(world):
    system = people_system(world.counts())
    part = Cell("density", "zone", "01002:QN2")
    assert values_of(system)[part] == 10
    assert binds(system, part, Cell("density", "qpv", "QN2"))
    assert not system.sensitive[system.cells.index(part)]


def test_small_counts_are_sensitive_and_zeros_are_not(world):
    system = people_system(world.counts())
    small = {
        cell for cell, is_small in zip(system.cells, system.sensitive, strict=True) if is_small
    }
    assert small == {Cell("density", "zone", "01001")}
    assert values_of(system)[Cell("density", "zone", "01001")] == 5


def test_a_reader_knows_that_a_hidden_count_is_not_zero_and_no_more_than_the_residents(world):
    system = people_system(world.counts())
    place = system.cells.index(Cell("density", "zone", "01001"))
    assert system.lower[place] == 1
    assert system.upper[place] == 2 * (4000 - 500 - 600)


def test_the_territory_is_hidden_last(world):
    system = people_system(world.counts())
    weight = dict(zip(system.cells, system.weights.tolist(), strict=True))
    total = weight.pop(Cell("density", "territoire", "territoire"))
    periods = [w for cell, w in weight.items() if cell[:2] == ("periods", "personnes")]
    places = [w for cell, w in weight.items() if cell.block == "density"]
    assert total > sum(weight.values())
    assert min(periods) > sum(places)


def test_the_numerator_of_a_reference_of_quarters_is_a_published_count(world):
    counts = replace(world, settings={"densite": {"reference": "qpv"}}).counts()
    system = people_system(counts)
    people = values_of(system)[STRATA[0]]
    assert people == 85
    years = 2 * 1300
    assert counts.reference.rate == pytest.approx(1000 * people / years)
    assert system.published[system.cells.index(STRATA[0])]
    total = values_of(system)[Cell("density", "territoire", "territoire")]
    assert values_of(system)[STRATA[1]] == total - people, "the rest is a count too"


def test_people_of_zones_without_population_are_told_apart_by_the_rate(make_world):
    world = make_world(
        communes={"01001": 4000, "01002": float("nan")},
        people={("2023", "01001"): 50, ("2023", "01002"): 5},
    )
    system = people_system(world.counts())
    assert values_of(system)[RATED] == 50
    territory = world.findings(audience="interne").density.loc[("territoire", "territoire")]
    assert territory["personnes"] == 55
    assert territory["taux"] == pytest.approx(1000 * 50 / 4000)


def test_a_half_year_tells_the_other_half(make_world):
    world = make_world(
        communes={"01001": 4000},
        people={("2023", "01001"): 30, ("2023-S1", "01001"): 26},
    )
    system = people_system(world.counts())
    rest = Cell("derived", "reste-personnes", "2023")
    assert values_of(system)[rest] == 4
    assert system.sensitive[system.cells.index(rest)]


def test_people_of_no_commune_are_a_count(make_world):
    world = make_world(
        communes={"01001": 4000, "01002": 900},
        people={("2023", "01001"): 30, ("2023", "01002"): 15, ("2023", "QN9"): 6},
    )
    system = people_system(world.counts())
    rest = Cell("derived", "hors-commune", "territoire")
    assert values_of(system)[rest] == 6
    assert system.sensitive[system.cells.index(rest)]
    assert not system.published[system.cells.index(rest)]


def test_the_order_of_the_tables_changes_nothing(world):
    one, other = people_system(world.counts()), people_system(world.shuffled(4).counts())
    assert one.cells == other.cells
    np.testing.assert_allclose(one.values, other.values)
    np.testing.assert_allclose(one.weights, other.weights)


def test_without_a_table_there_is_no_count(make_world):
    system = people_system(make_world(communes={"01001": 4000}).counts())
    assert system.cells == ()
    assert system.equations.shape == (0, 0)
