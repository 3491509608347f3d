"""Whoever knows that one place alone has grown does not learn how few it had before."""

import numpy as np
import pytest
from worlds import World, log_after

CODES = ("17001", "17002", "17003", "17004", "17005", "17006")
#: Everybody comes alone and once: each commune is a sector of its own.
ALONE = {"densite": {"menage": 1.0, "retours": 0.0}}


def world(table):
    people = {(year, code): n for year, own in table.items() for code, n in own.items()}
    communes = dict.fromkeys(CODES, 9_000.0)
    return World(communes=communes, people=people, settings=ALONE)


def communes_of(release):
    table = release.counts.places.shown["personnes"].dropna()
    return {code: n for (level, code), n in table.items() if level == "commune"}


def all_of(release, year):
    return release.counts.periods.shown["personnes"].get(year, np.nan)


def left_to(code, first, second, *, same):
    """Return what a commune had, if it grew with those that are seen to, and with no other."""
    then, now = communes_of(first) if same else {}, communes_of(second)
    seen = sum(now[one] - then[one] for one in then.keys() & now.keys())
    grown = all_of(second, "2023") - all_of(first, "2023") - seen
    return now[code] - grown if code in now and code not in then and grown >= 1 else 0


def small(count):
    return 1 <= count <= 10


YEARS = {
    "2022": {"17001": 58, "17002": 30, "17003": 12, "17004": 40, "17005": 20, "17006": 13},
    "2023": {"17001": 15, "17002": 4, "17003": 4, "17004": 5, "17005": 10, "17006": 7},
}
LATER = YEARS["2023"] | {"17003": 27}


def test_a_place_of_which_nothing_was_shown_for_that_year_does_not_tell_what_it_had():
    first = world(YEARS).publish()
    second = world({"2023": LATER}).publish(log=log_after(first))
    assert all_of(first, "2023") == 45
    assert 27 - (68 - 45) == 4, "who knows that 17003 alone has grown has its former count"
    assert not small(left_to("17003", first, second, same=False))


@pytest.mark.parametrize(
    ("seed", "same"), [*((n, False) for n in range(8)), *((n, True) for n in (0, 30, 102, 104))]
)
def test_no_place_that_grew_alone_tells_what_it_had(seed, same):
    rng = np.random.default_rng(seed)
    year = {code: int(rng.choice([0, *rng.integers(1, 40, 3)])) for code in CODES}
    before = {"2023": year} | ({} if same else {"2022": YEARS["2022"]})
    first = world(before).publish()
    hidden = sorted(set(CODES) - communes_of(first).keys()) if same else list(CODES)
    grown = {code: int(rng.integers(5, 30)) for code in rng.choice(hidden or CODES, 1)}
    later = {code: n + grown.get(code, 0) for code, n in year.items()}
    second = world({"2023": later}).publish(log=log_after(first))
    for code in CODES:
        assert not small(left_to(code, first, second, same=same)), (year, grown)
