"""What earlier releases hid, and what has come since, is told by no sum over releases."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from worlds import World, log_after

from netmap.disclosure.past import imagine
from netmap.disclosure.states import Bond, Space, State, Term

SIZES = {"17001": 9_000, "17002": 8_000, "17003": 7_000, "17004": 6_000, "17005": 5_000}
#: Everybody comes alone and once: each commune is a sector of its own.
ALONE = {"densite": {"menage": 1.0, "retours": 0.0}}


def world(table, **given):
    people = {(year, code): n for year, own in table.items() for code, n in own.items()}
    communes = {code: SIZES[code] for own in table.values() for code in own if code in SIZES}
    settings = {**ALONE, **given.pop("settings", {})}
    return World(communes=communes, people=people, settings=settings, **given)


def shown(release):
    table = release.counts.places.shown["personnes"].dropna()
    return {code: n for (level, code), n in table.items() if level in {"territoire", "commune"}}


def left_by_rises(before, after):
    """Return what all have grown by, less what some shown places have."""
    then, now = shown(before), shown(after)
    both = sorted((then.keys() & now.keys()) - {"territoire"})
    if not {"territoire"} <= then.keys() & now.keys():
        return []
    rise = {code: now[code] - then[code] for code in (*both, "territoire")}
    return [
        rise["territoire"] - sum(rise[code] for code in some)
        for many in range(1, len(both) + 1)
        for some in combinations(both, many)
    ]


def small(count):
    return 1 <= count <= 10


FIRST = {"17001": 39, "17002": 7, "17003": 25, "17004": 30}
LATER = {"17001": 57, "17002": 16, "17003": 25, "17004": 30}


def test_what_came_elsewhere_is_not_the_rise_of_all_less_that_of_one_place():
    first = world({"2024": FIRST}).publish()
    assert {"17002", "17003"}.isdisjoint(shown(first))
    after = world({"2024": LATER})
    second = after.publish(log=log_after(first))
    assert 128 - 101 - (57 - 39) == 9, "who sees both totals and 17001 knows it"
    assert not any(map(small, left_by_rises(first, second)))


@pytest.mark.parametrize("seed", range(6))
def test_no_rise_of_all_less_those_of_places_is_small(seed):
    chance = np.random.default_rng(seed)
    table = {code: int(chance.choice([0, 4, 8, 14, 30, 55])) for code in SIZES}
    releases = [world({"2024": table}).publish()]
    for _ in range(2):
        table = {code: n + int(chance.choice([0, 0, 3, 9, 15, 30])) for code, n in table.items()}
        releases.append(world({"2024": table}).publish(log=log_after(releases[-1])))
    for before, after in combinations(releases, 2):
        assert not any(map(small, left_by_rises(before, after)))


def test_a_commune_that_has_left_is_not_told_by_the_others_of_its_sum():
    """17002 and 17005 were hidden together; the second leaves, and 17002 grows beyond doubt."""
    quarters = {"QN1": {"17005": 2_000}}
    many = {"17001": 60, "17003": 40, "17004": 45}
    first = world({"2024": {**many, "17002": 12, "17005": 5, "QN1": 20}}, quarters=quarters)
    before = first.publish()
    after = world({"2024": {**many, "17002": 12}}).publish(log=log_after(before))
    then, now = shown(before), shown(after)
    others = sum(then.get(code, 0.0) for code in many)
    if {"territoire", *many} <= then.keys() and "17002" in now:
        assert not small(then["territoire"] - others - now["17002"] - 20)


def test_years_that_pool_otherwise_do_not_tell_what_a_release_hid():
    years = {
        "2022": {"17001": 30, "17002": 4, "17003": 22, "17004": 30},
        "2023": {"17001": 25, "17002": 30, "17003": 9, "17004": 20},
        "2024": {"17001": 41, "17002": 20, "17003": 30, "17004": 3},
    }
    log, releases = None, []
    for chosen in (["2022"], ["2022", "2023"], ["2023", "2024"], ["2022", "2023", "2024"]):
        settings = {"densite": {**ALONE["densite"], "periodes": chosen}}
        release = world(years, settings=settings).publish(log=log)
        releases.append((chosen, release))
        log = log_after(release)
    for code in SIZES:
        seen = [(set(c), shown(r)[code]) for c, r in releases if code in shown(r)]
        for (a, n), (b, m) in combinations(seen, 2):
            if a < b:
                assert not small(m - n), (code, a, b)


ROUNDS = [
    ("2023-03-01", "17001", 40, 5),
    ("2023-03-02", "17002", 40, 12),
    ("2024-03-01", "17001", 60, 30),
]


def test_a_place_and_a_year_together_tell_no_small_count_of_rounds():
    """Neighbours know that no door of 17002 was knocked at in 2024: 17 − 12 were of 17001."""
    rounds = pd.DataFrame(ROUNDS, columns=["date", "code", "logements", "personnes_rencontrees"])
    release = World(communes=SIZES, rounds=rounds).publish()
    met = {
        group: own["personnes_rencontrees"].value for group, own in release.counts.rounds.items()
    }
    assert met["annee:2023"] is None or met["lieu:17002"] is None
    assert met["annee:2024"] is None or met["lieu:17001"] is None


def test_nobody_is_always_shown_as_nobody():
    """What is hidden is one person or more, for the protector as for whoever reads."""
    zeros = {"17001": 60, "17002": 4, "17003": 0, "17004": 3, "17005": 0}
    release = world({"2024": zeros}).publish()
    assert {code: shown(release)[code] for code in ("17003", "17005")} == {"17003": 0, "17005": 0}
    doors = ["rencontres", "refus", "absents", "vacants", "inaccessibles"]
    rows = [
        ("2024-03-01", "17001", 40, 20, 4, 16, 0, 0),
        ("2024-03-01", "17002", 40, 25, 15, 0, 0, 0),
    ]
    rounds = pd.DataFrame(rows, columns=["date", "code", "logements", *doors])
    sums = World(communes=SIZES, rounds=rounds).publish().counts.rounds
    true = rounds.groupby("code")[doors].sum()
    for code in true.index:
        for door in doors:
            if true.loc[code, door] == 0:
                assert sums[f"lieu:{code}"][door].value == 0, (code, door)


COMMUNES = {code: ("density", "commune", code) for code in ("17001", "17002", "17003")}
TOTAL = ("density", "territoire", "territoire")


def past(shown, hidden, today):
    """What one who kept a release of three communes makes of it, today's counts all known."""
    keys = {**COMMUNES, "all": TOTAL}
    then = State(
        {keys[c]: n for c, n in shown.items()}, frozenset(keys[c] for c in hidden), {1}, {}, 11
    )
    now = State({}, frozenset(keys[c] for c in today), {1}, {}, 11)
    space = Space([then, now], [{1}], {Term(1, -1, keys[c]): n for c, n in today.items()})
    sums = [
        space.sum(number, 0, TOTAL, [keys[c] for c in own if c != "all"])
        for number, own in enumerate(({**shown, **dict.fromkeys(hidden)}, today))
    ]
    rises = [
        Bond({Term(0, -1, keys[c]): 1.0, Term(1, -1, keys[c]): -1.0}, rise=True)
        for c in today
        if c in shown or c in hidden
    ]
    found = imagine(space.states, space.today, [*sums, *rises], threshold=11)
    of_terms = found.values  # noqa: PD011 - of a past, not of a frame
    return {
        "came" if term.key[0] == "history" else term.key[2]: of_terms[term]
        for term in found.doubtful
    }


def test_a_place_that_left_was_small_if_the_others_are_as_they_were():
    shown, hidden = {"all": 100.0, "17001": 80.0}, ["17002", "17003"]
    assert past(shown, hidden, {"all": 92.0, "17001": 80.0, "17002": 12.0}) == {"17003": 8.0}
    assert past(shown, hidden, {"all": 85.0, "17001": 80.0, "17002": 5.0}) == {}, "17003 had 15"


def test_a_sum_that_grew_by_few_leaves_a_place_that_grew_by_few():
    shown, hidden = {"all": 100.0, "17001": 80.0}, ["17002", "17003"]
    few = {"all": 125.0, "17001": 98.0, "17002": 12.0, "17003": 15.0}
    assert past(shown, hidden, few)["came"] == 7
    many = {"all": 150.0, "17001": 98.0, "17002": 37.0, "17003": 15.0}
    assert "came" not in past(shown, hidden, many)


def test_a_table_that_was_corrected_downwards_is_no_contradiction():
    shown, hidden = {"all": 100.0, "17001": 80.0}, ["17002", "17003"]
    assert (
        past(shown, hidden, {"all": 70.0, "17001": 50.0, "17002": 12.0, "17003": 8.0}) is not None
    )


def test_a_guess_of_what_a_place_was_tells_nothing_of_the_others():
    """17005 is 17006 now: 68 could be 45 of 17001, 22 of 17005 and 1 more; then 17002 had 81."""
    sizes = {**SIZES, "17006": 5_000}

    def release(table, log=None):
        people = {("2024", code): n for code, n in table.items()}
        own = {code: sizes[code] for code in table}
        return World(communes=own, people=people, settings=ALONE).publish(log=log)

    first = release({"17001": 45, "17002": 76, "17003": 30, "17005": 22})
    second = release({"17001": 68, "17002": 81, "17003": 30, "17005": 22}, log_after(first))
    assert "17002" not in shown(second), "76 were shown"
    third = release({"17001": 68, "17002": 81, "17003": 30, "17006": 22}, log_after(second))
    assert "17002" not in shown(third)
    assert not {"territoire", "17001", "17003", "17006"} <= shown(third).keys()
