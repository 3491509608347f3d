"""Releases of territories that share communes, read together, against whole numbers alone."""

import numpy as np
import pytest
from released import THRESHOLD, drawn, known_of
from scipy.optimize import Bounds, LinearConstraint, milp

from netmap.outsider.sums import TOTAL
from netmap.outsider.together import Known, combine, groups

WHOLE = {"a": "whole", "b": "whole", "d": "whole"}


def told_small(known, told):
    """The communes whose hidden count is known to be small, by bounds of whole numbers alone."""
    codes = sorted(set().union(*(one.communes for one in known)))
    place = {code: at for at, code in enumerate(codes)}
    rows, least, most = [], np.zeros(len(codes)), np.full(len(codes), 9_000.0)
    hidden = set()
    for one in known:
        figures = one.releases[-1]
        hidden |= {key[2] for key in figures.masques if key[:2] == ("density", "commune")}
        for block, level, code, count in figures.montres:
            if told[one.name] == "whole" and (block, level) == ("density", "commune"):
                least[place[code]] = most[place[code]] = count
            if told[one.name] != "nothing" and (block, level, code) == TOTAL:
                row = np.zeros(len(codes))
                row[[place[commune] for commune in one.communes]] = 1
                rows.append((row, count))
    least = np.array([max(low, code in hidden) for low, code in zip(least, codes, strict=True)])
    bound = [LinearConstraint(row, count, count) for row, count in rows]
    small = set()
    for code in hidden:
        cost = np.zeros(len(codes))
        cost[place[code]] = -1
        found = milp(
            cost, constraints=bound, bounds=Bounds(least, most), integrality=np.ones(len(codes))
        )
        assert found.status == 0
        if -found.fun < THRESHOLD - 0.5:
            small.add(code)
    return small


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("much", ["whole", "total", "nothing"])
def test_what_several_releases_tell_is_what_whole_numbers_tell(seed, much):
    known, told = drawn(seed), {**WHOLE, "d": much}
    found = combine(known, told)
    communes = {one.key[2] for one in found.betrayed if one.key[:2] == ("density", "commune")}
    assert communes == told_small(known, told)


def test_some_of_these_tell_what_each_alone_hides():
    alone = [combine([one], WHOLE).betrayed for seed in range(8) for one in drawn(seed)]
    together = [combine(drawn(seed), WHOLE).betrayed for seed in range(8)]
    assert not any(alone)
    assert any(together)


def test_a_difference_of_two_totals_is_the_count_of_who_is_between():
    small = {"01001": 40, "01002": 30}
    known = [known_of("a", small), known_of("d", {**small, "01003": 4, "01004": 50})]
    told = {"a": "whole", "d": "total"}
    assert not combine(known, told).betrayed
    known = [known_of("a", small), known_of("d", {**small, "01003": 40, "01004": 4})]
    shown = (
        known[1]
        .releases[0]
        .model_copy(
            update={
                "montres": (*known[1].releases[0].montres, ("density", "commune", "01003", 40.0))
            }
        )
    )
    told_more = [known[0], Known("d", (shown,), known[1].residents, {}, known[1].ground)]
    betrayed = {one.key[1:]: one.by for one in combine(told_more, WHOLE).betrayed}
    assert betrayed["commune", "01004"] == ("d",)


def test_other_periods_and_other_counts_are_not_the_same():
    people = {"01001": 40, "01002": 4, "01003": 5, "01004": 60}
    first, later = known_of("a", people), known_of("d", people, year="2024")
    other = known_of("d", {**people, "01001": 90})
    for one in (later, other):
        alone = {(b.key, b.high) for k in (first, one) for b in combine([k], WHOLE).betrayed}
        assert {(b.key, b.high) for b in combine([first, one], WHOLE).betrayed} == alone


def test_territories_are_together_where_they_share_a_commune_even_by_another():
    people = dict.fromkeys(["01001", "01002", "01003", "01004"], 20)
    known = [
        known_of("a", {"01001": 20, "01002": 20}),
        known_of("b", {"01003": 20, "01004": 20}),
        known_of("c", {"01005": 20, "01006": 20}),
        known_of("d", people),
    ]
    assert sorted(sorted(one.name for one in group) for group in groups(known)) == [
        ["a", "b", "d"],
        ["c"],
    ]
