"""What an atlas tells of territories that share communes: nothing hidden comes back from it."""

import pytest
from released import drawn

from netmap.atlas.joint import settle
from netmap.outsider.together import combine


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_in_the_end_gives_nothing_back_and_the_smallest_lose_nothing(seed):
    known = drawn(seed)
    told = {one.name: "whole" for one in known}
    hidden, lost = settle(known, told)
    before = combine(known, dict.fromkeys(told, "whole"))
    assert (hidden, lost) == (before.hidden, len(before.betrayed))
    assert not combine(known, told).betrayed
    assert told["a"] == told["b"] == "whole"
    assert (told["d"] == "whole") == (lost == 0)


def test_some_territories_keep_their_total():
    kept = set()
    for seed in range(8):
        known = drawn(seed)
        told = {one.name: "whole" for one in known}
        settle(known, told)
        kept.add(told["d"])
    assert "total" in kept
