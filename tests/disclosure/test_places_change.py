"""Codes merge, are renamed, come and go between releases: no difference tells a small count."""

from itertools import combinations

import numpy as np
import pytest
from worlds import World, log_after

SIZES = {"17001": 9_000, "17002": 8_000, "17003": 7_000, "17004": 6_000, "17005": 5_000}
YEAR = "2024"


def world(people, *, quarters=None, former=None, years=(YEAR,)):
    """Communes that people are counted in, and what the project says of their codes."""
    communes = {code: SIZES.get(code, 12_000) for code in people if not code.startswith("Q")}
    return World(
        communes=communes,
        quarters=quarters or {},
        people={(year, code): n for year in years for code, n in people.items()},
        settings={"anciens_codes": former or {}},
    )


def shown(release):
    """What is shown of each place, and of all."""
    table = release.counts.places.shown["personnes"].dropna()
    return {code: n for (level, code), n in table.items() if level != "zone"}


def small(difference):
    return 1 <= difference <= 10


BEFORE = {"17001": 40, "17002": 5, "17003": 30, "17004": 25}


@pytest.mark.parametrize("code", ["17001", "17002", "17099"])
@pytest.mark.parametrize("said", [True, False])
def test_communes_that_merge_do_not_tell_the_hidden_one(code, said):
    """Under the code of the great one, of the small one, or of neither, told or not."""
    first = world(BEFORE).publish()
    assert shown(first)["17001"] == 40
    assert "17002" not in shown(first)
    after = {code: 45, "17003": 30, "17004": 25}
    former = {code: ["17001", "17002"]} if said else {}
    second = world(after, former=former)
    assert shown(second.publish())[code] - 40 == 5, "whoever forgets the first shows it"
    careful = shown(second.publish(log=log_after(first)))
    assert code not in careful


def test_a_merger_that_tells_nothing_is_shown():
    first = world({"17001": 40, "17002": 25, "17003": 30}).publish()
    merged = world({"17002": 65, "17003": 30}, former={"17002": ["17001", "17002"]})
    assert shown(merged.publish(log=log_after(first)))["17002"] == 65
    grown = world({"17002": 68, "17003": 30}, former={"17002": ["17001", "17002"]})
    assert "17002" not in shown(grown.publish(log=log_after(first))), "3 more came"


def test_a_commune_parted_in_two_does_not_tell_what_came():
    first = world({"17001": 60, "17003": 30}).publish()
    parted = {"17001": ["17001"], "17009": ["17001"]}
    second = world({"17001": 40, "17009": 24, "17003": 30}, former=parted)
    careful = shown(second.publish(log=log_after(first)))
    assert not {"17001", "17009"} <= careful.keys(), "40 + 24 − 60 = 4"


QUARTERS = {"QP017001": {"17001": 3_000}, "QP017002": {"17001": 2_000}}
RENAMED = {"QN01701M": {"17001": 3_000}, "QN01702M": {"17001": 2_000}}
NAMES = {"QN01701M": ["QP017001"], "QN01702M": ["QP017002"]}


@pytest.mark.parametrize("former", [NAMES, {}], ids=["told", "unknown"])
def test_neighbourhoods_of_2024_are_those_of_2015(former):
    people = {"17001": 40, "17002": 25, "17003": 25, "QP017001": 50, "QP017002": 45}
    first = world(people, quarters=QUARTERS, years=("2023",)).publish()
    assert shown(first)["QP017001"] == 50
    rest = {"17001": 40, "17002": 25, "17003": 25}
    second = World(
        communes={code: SIZES[code] for code in rest},
        quarters=RENAMED,
        people={
            **{(year, c): n for year in ("2023", "2024") for c, n in rest.items()},
            ("2023", "QN01701M"): 50, ("2023", "QN01702M"): 45,
            ("2024", "QN01701M"): 4, ("2024", "QN01702M"): 30,
        },
        settings={"anciens_codes": former},
    )  # fmt: skip
    assert shown(second.publish())["QN01701M"] == 54
    careful = shown(second.publish(log=log_after(first)))
    assert "QN01701M" not in careful
    # 30 more tell nobody; it may be hidden to keep the other company in their stratum
    assert careful.get("QN01702M") in {75, None}


def test_a_neighbourhood_that_is_new_is_shown_where_the_project_says_so():
    first = world({"17001": 40, "QP017001": 50}, quarters={"QP017001": {"17001": 3_000}}).publish()
    people = {"17001": 40, "QN01709M": 54}
    again = {"quarters": {"QN01709M": {"17001": 3_000}}}
    assert "QN01709M" not in shown(world(people, **again).publish(log=log_after(first)))
    new = world(people, former={"QN01709M": []}, **again)
    assert "QN01709M" not in shown(new.publish(log=log_after(first))), "the commune grew by 4"


def test_a_commune_under_another_code_does_not_tell_its_neighbourhood():
    """Its whole was shown, then its rest is: the ground may be the same, whatever it is called."""
    both = {"17001": 0, "QP017001": 71, "QP017002": 4, "17003": 14}
    first = world(
        {**both, "17002": 75, "17004": 11, "17005": 0},
        quarters={"QP017001": {"17001": 3_000}, "QP017002": {"17002": 2_000}},
    ).publish()
    assert shown(first)["17002"] == 79
    second = world(
        {**both, "17099": 75, "17004": 0, "17005": 0, "17006": 67},
        quarters={"QP017001": {"17001": 3_000}, "QP017002": {"17099": 2_000}},
    )
    careful = second.publish(log=log_after(first)).counts.places.shown["personnes"]
    assert np.isnan(careful["zone", "17099"]), "79 − 75 = 4"


def test_a_guess_that_may_be_wrong_gives_up_nothing():
    """17006 has as many people as both neighbourhoods that have gone: it is not what they were."""
    rest = {"17001": 3, "17002": 15, "17003": 50, "17004": 4, "17005": 36, "17006": 29}
    first = world(
        rest | {"QP017001": 16, "QP017002": 13},
        quarters={"QP017001": {"17001": 2_000}, "QP017002": {"17002": 2_000}},
    ).publish()
    assert not {"17004", "17006"} & shown(first).keys()
    second = world(
        rest | {"QN01721M": 16, "QN01720M": 13},
        quarters={"QN01721M": {"17001": 2_000}, "QN01720M": {"17002": 2_000}},
    )
    careful = shown(second.publish(log=log_after(first)))
    assert "17006" not in careful, "what the others leave of the total would tell 17004"


def test_a_higher_threshold_gives_up_no_more_than_was_told():
    """Under 15 the two parts of 17002 are told to be small, and not how small: no other is."""
    people = {"17001": 0, "QP017001": 19, "17002": 12, "QP017002": 3, "17003": 0, "17004": 4,
              "17005": 7}  # fmt: skip
    quarters = {"QP017001": {"17001": 3_000}, "QP017002": {"17002": 2_000}}
    first = world(people, quarters=quarters).publish()
    assert shown(first).keys() >= {"17002", "territoire"}
    second = world(people, quarters=quarters)
    second.settings["secret"] = {"seuil": 15}
    careful = shown(second.publish(log=log_after(first)))
    assert "17001" not in careful, "45 − 19 − 15 = 11 people for two places: both under 15"


@pytest.mark.parametrize(("base", "other"), [(90, 2), (60, 9), (33, 4)])
@pytest.mark.parametrize("joins", [True, False])
def test_a_commune_that_joins_or_leaves_is_not_told_by_the_totals(base, other, joins):
    few = {"17001": base - 30, "17003": 30}
    more = {**few, "17005": other}
    first, second = (few, more) if joins else (more, few)
    before = world(first).publish()
    now = world(second)
    careful = now.publish(log=log_after(before))
    for total in ("territoire", YEAR):
        then, today = (
            shown(one).get("territoire")
            if total == "territoire"
            else one.counts.periods.shown["personnes"].get(YEAR, np.nan)
            for one in (before, careful)
        )
        if then is not None and today is not None and not np.isnan([then, today]).any():
            assert not small(abs(today - then)), total


def told_by_differences(before, after, kin):
    """Return the small differences between a shown count and some of those that it was."""
    then, now = shown(before), shown(after)
    return [
        (new, some)
        for new, olds in kin.items()
        for many in range(1, len(olds) + 1)
        for some in combinations(sorted(olds), many)
        if new in now and then.keys() >= set(some)
        if small(now[new] - sum(then[old] for old in some))
    ]


@pytest.mark.parametrize("seed", range(15))
def test_no_walk_of_codes_tells_a_small_count(seed):
    """Mergers, renamings, communes that come and go, people who come meanwhile; told or not."""
    chance = np.random.default_rng(seed)
    first = {code: int(chance.choice([0, 3, 8, 14, 30, 55])) for code in SIZES}
    codes = list(SIZES)
    chance.shuffle(codes)
    groups = [codes[:2], *([code] for code in codes[2:])]
    kin = {
        (own[0] if chance.random() < 0.5 else f"1709{place}"): own
        for place, own in enumerate(groups)
        if len(groups) - place > 1 or chance.random() < 0.5
    }
    grown = {new: sum(first[old] for old in own) + int(chance.choice([0, 0, 2, 15]))
             for new, own in kin.items()}  # fmt: skip
    if chance.random() < 0.5:
        grown["17100"] = int(chance.choice([2, 20]))
    before = world(first).publish()
    said = kin if chance.random() < 0.5 else {}
    after = world(grown, former=said).publish(log=log_after(before))
    assert told_by_differences(before, after, kin) == []
