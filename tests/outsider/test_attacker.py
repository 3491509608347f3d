"""One who has the files alone: he finds what careless hiding gives away, and nothing of ours."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from worlds import World, log_after

from netmap.outsider.attacker import attack
from netmap.outsider.sums import Ground

THRESHOLD = 11
SIZES = {"01001": 9_000, "01002": 8_000, "01003": 7_000, "01004": 6_000}


def world_of(table, *, quarters=None):
    """The world of a table year → counts by code."""
    people = {(year, code): n for year, counts in table.items() for code, n in counts.items()}
    return World(communes=SIZES, people=people, quarters=quarters or {})


def naive(figures, world):
    """The same release where only the counts under the threshold are hidden."""
    true = world.counts().places["personnes"]
    given_away = [
        (block, level, code, float(true[level, code]))
        for block, level, code in figures.masques
        if block == "density" and true[level, code] >= THRESHOLD
    ]
    return figures.model_copy(
        update={
            "montres": tuple(sorted((*figures.montres, *given_away))),
            "masques": tuple(
                k for k in figures.masques if (*k,) not in {g[:3] for g in given_away}
            ),
        }
    )


ONE_YEAR = {"2023": {"01001": 60, "01002": 4, "01003": 30, "01004": 14}}


def test_he_finds_what_naive_hiding_gives_away_and_says_by_which_sum():
    world = world_of(ONE_YEAR)
    figures = world.publish().figures
    assert attack([figures], world.residents(), {}).betrayed == ()
    found = attack([naive(figures, world)], world.residents(), {}).betrayed
    told = {one.key[1:]: (one.low, one.high) for one in found}
    assert told["commune", "01002"] == pytest.approx((4, 4))
    commune = next(one for one in found if one.key[1:] == ("commune", "01002"))
    assert any(one.whole.key == ("density", "territoire", "territoire") for one in commune.by)


def test_he_knows_nothing_but_codes_of_quarters_over_two_communes():
    quarters = {"QN1": {"01001": 600, "01002": 300}, "QN2": {"01003": 900}}
    table = {"2023": {"01001": 60, "01002": 25, "01003": 30, "01004": 3, "QN1": 33, "QN2": 7}}
    world = world_of(table, quarters=quarters)
    figures = world.publish().figures
    found = attack([figures], world.residents(), {})
    assert found.betrayed == ()
    assert {one.key for one in found.hidden} == set(figures.masques)
    # commune 01003 = its part of QN2 + the rest: shown rest and commune would give it back
    careless = attack([naive(figures, world)], world.residents(), {})
    assert ("density", "qpv", "QN2") in {one.key for one in careless.betrayed}


def test_he_keeps_earlier_releases():
    table = {"2022": {"01001": 60, "01002": 40, "01003": 30, "01004": 50}}
    former = world_of(table).publish()
    later = world_of({**table, "2023": {"01001": 40, "01002": 3, "01003": 30, "01004": 25}})
    careless, careful = later.publish(), later.publish(log=log_after(former))
    found = attack([former.figures, careless.figures], later.residents(), {})
    assert {(one.key[1:], one.people) for one in found.added} >= {(("commune", "01002"), 3.0)}
    assert found.dropped == ()
    found = attack([former.figures, careful.figures], later.residents(), {})
    assert (found.added, found.betrayed) == ((), ())


def test_a_count_shown_before_and_hidden_now_is_known():
    world = world_of(ONE_YEAR)
    strict = world.publish().figures
    lax = strict.model_copy(
        update={
            "montres": tuple(sorted((*strict.montres, ("density", "commune", "01002", 4.0)))),
            "masques": tuple(k for k in strict.masques if k[1:] != ("commune", "01002")),
        }
    )
    found = attack([lax, strict], world.residents(), {})
    known = {one.key[1:]: (one.low, one.high) for one in found.betrayed}
    assert known["commune", "01002"] == pytest.approx((4, 4))


def test_revised_tables_do_not_stop_him():
    former = world_of(ONE_YEAR).publish()
    more = {"2023": {"01001": 90, "01002": 3, "01003": 30, "01004": 14}}
    later = world_of({**more, "2024": ONE_YEAR["2023"]})
    found = attack([former.figures, later.publish().figures], later.residents(), {})
    assert len(found.hidden) > 0
    assert all(np.isfinite(one.low) for one in found.hidden)


COUNTS = st.integers(0, 14) | st.sampled_from([0, 3, 20])


@settings(max_examples=12, phases=[Phase.generate])
@given(rows=st.lists(st.tuples(COUNTS, COUNTS), min_size=4, max_size=4))
def test_two_releases_of_ours_never_betray_a_small_count(rows):
    first = {"2022": {code: row[0] for code, row in zip(SIZES, rows, strict=True)}}
    second = {**first, "2023": {code: row[1] for code, row in zip(SIZES, rows, strict=True)}}
    former = world_of(first).publish()
    world = world_of(second)
    later = world.publish(log=log_after(former))
    found = attack([former.figures, later.figures], world.residents(), {})
    assert found.added == ()
    true = world.counts().places["personnes"]
    for one in found.hidden:
        assert not one.betrayed, (first, second, one)
        if one.key[0] == "density":
            assert one.low - 1e-6 <= true[one.key[1:]] <= one.high + 1e-6


def ground(world, **former):
    """What files say of the world's places."""
    places = world.counts().places
    keys = {("density", level, code): (level, code) for level, code in places.index}
    zones = {key for key, (level, _) in keys.items() if level == "zone"}
    return Ground(
        zones=frozenset(zones),
        rated=frozenset(key for key, row in keys.items() if places["cible"].notna()[row]),
        silent=frozenset(key for key in zones if places["personnes"].isna()[keys[key]]),
        former=former,
    )


def test_he_reads_in_the_manifest_what_places_were():
    """17001 took in 17002, and has 45 people where it had 40: the hidden one had 5."""
    before = world_of(ONE_YEAR | {"2023": {"01001": 40, "01002": 5, "01003": 30, "01004": 25}})
    first = before.publish()
    was = {"01001": ("01001", "01002")}
    sizes = {code: SIZES[code] for code in ("01001", "01003", "01004")}
    people = {("2023", code): n for code, n in zip(sizes, (45, 30, 25), strict=True)}
    after = World(communes=sizes, people=people, settings={"anciens_codes": was})
    careless, careful = after.publish(), after.publish(log=log_after(first))
    found = attack([first.figures, careless.figures], {}, {}, ground(after, **was))
    assert found.dropped == ()
    told = {(one.key[1:], one.low, one.high, one.release) for one in found.betrayed}
    assert (("commune", "01002"), 5.0, 5.0, 0) in told
    found = attack([first.figures, careful.figures], {}, {}, ground(after, **was))
    assert (found.betrayed, found.added, found.dropped) == ((), (), ())


QUARTERS = {"QN1": {"01001": 900}, "QN2": {"01001": 800}}
WHOLE = {"lecture": {"commune_comprend_qpv": True, "lignes_absentes": "inconnu"}}


@pytest.mark.parametrize("quarter", [4, 25])
@pytest.mark.parametrize("elsewhere", [0, 20])
@pytest.mark.parametrize("undrawn", [0, 15])
def test_what_is_known_of_a_place_need_not_be_known_of_its_zones(quarter, elsewhere, undrawn):
    """01001 tells of all its people and QN2 of none: its other zones are not the rest."""
    table = {"01001": 60, "01002": 4, "01003": 30, "01004": 25, "QN1": quarter}
    table |= {code: n for code, n in (("ailleurs", elsewhere), ("QN9", undrawn)) if n}
    people = {("2023", code): n for code, n in table.items()}
    world = World(communes=SIZES, quarters=QUARTERS, people=people, settings=WHOLE)
    found = attack([world.publish().figures], world.residents(), {}, ground(world))
    assert found.betrayed == ()
    true = world.counts().places["personnes"]
    hidden = [one for one in found.hidden if one.key[0] == "density"]
    assert hidden
    for one in hidden:
        assert one.low <= true[one.key[1:]] <= one.high, one


def test_people_from_elsewhere_do_not_make_him_forget_earlier_releases():
    table = {"2022": {"01001": 60, "01002": 40, "01003": 30, "01004": 50, "ailleurs": 20}}
    former = world_of(table).publish()
    later = world_of({**table, "2023": {"01001": 40, "01002": 3, "01003": 30, "01004": 25}})
    figures = later.publish(log=log_after(former)).figures
    found = attack([former.figures, figures], later.residents(), {}, ground(later))
    assert found.hidden
    assert "unrevised" not in found.dropped
