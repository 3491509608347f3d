"""A quarter drawn elsewhere does not tell who lives in neither of both outlines."""

import numpy as np
import pytest
from worlds import World, log_after

#: Everybody comes alone and once: each commune is a sector of its own.
ALONE = {"densite": {"menage": 1.0, "retours": 0.0}}
TOWNS = {"17001": 21_000.0, "17002": 9_000.0, "17003": 8_000.0, "17004": 8_000.0}
OTHERS = {"17001": 49, "17003": 30, "17004": 20}


def world(code, inside, outside, *, others=OTHERS):
    """One of two quarters of 17002 is a priority; `outside` holds the other, and what is around."""
    people = {("2023", town): n for town, n in others.items()}
    people |= {("2023", "17002"): outside, ("2023", code): inside}
    return World(communes=TOWNS, quarters={code: {"17002": 1_600.0}}, people=people, settings=ALONE)


def zones_of(release):
    table = release.counts.places.shown["personnes"].dropna()
    return {code: n for (level, code), n in table.items() if level == "zone"}


def neither(first, old, second, new):
    """Return the people of neither outline, as somebody with both releases works them out."""
    then, now = zones_of(first), zones_of(second)
    rest, quarter = "17002", "17002:{}"
    found = []
    if rest in now and quarter.format(old) in then:
        found.append(now[rest] - then[quarter.format(old)])
    if rest in then and quarter.format(new) in now:
        found.append(then[rest] - now[quarter.format(new)])
    return found


def small(count):
    return 1 <= count <= 10


@pytest.mark.parametrize("new", ["QN2", "QN1"])
def test_two_outlines_apart_do_not_tell_what_is_around_them(new):
    here, there, around = 22, 59, 2
    first = world("QN1", here, there + around).publish()
    assert {"17002", "17002:QN1"} <= zones_of(first).keys()
    second = world(new, there, here + around).publish(log=log_after(first))
    assert here + around - here == 2
    assert not any(map(small, neither(first, "QN1", second, new)))


@pytest.mark.parametrize("seed", range(16))
def test_nobody_around_is_told_by_any_two_outlines(seed):
    rng = np.random.default_rng(seed)
    # a quarter that has as many people cannot be seen to have moved
    here, there = (int(n) for n in rng.choice([3, 8, 12, 22, 40, 59], 2, replace=False))
    around = int(rng.integers(0, 12))
    others = {town: int(rng.integers(0, 60)) for town in OTHERS}
    new = "QN1" if seed % 2 else "QN2"
    first = world("QN1", here, there + around, others=others).publish()
    second = world(new, there, here + around, others=others).publish(log=log_after(first))
    assert not any(map(small, neither(first, "QN1", second, new)))


def test_an_outline_that_stays_hides_nothing_more():
    first = world("QN1", 22, 61).publish()
    second = world("QN1", 22, 61).publish(log=log_after(first))
    assert zones_of(first) == zones_of(second)
