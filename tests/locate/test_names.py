"""All names that may be meant are found: those of a naive walk over every one."""

import random

import pytest
from addresses import _typo, street_name
from rapidfuzz import fuzz

from netmap.locate.names import Names
from netmap.locate.spelling import street_key

LETTERS, LEAST = 3.0, 0.65


def walked(typed, names):
    """Likeness of every name, in its order or sorted, and by how many letters it differs."""
    ordered = " ".join(sorted(typed.split()))
    found = {}
    for name in names:
        both = fuzz.ratio(typed, name), fuzz.ratio(ordered, " ".join(sorted(name.split())))
        likeness = max(both) / 100
        if likeness >= LEAST:
            found[name] = likeness, (1 - likeness) * (len(typed) + len(name))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_none_that_may_be_meant_is_left_out(seed):
    draw = random.Random(seed)
    short = ["r", "bo", "pre", "a b", "rue", "b a c"]
    names = {street_key(street_name(draw)) for _ in range(250)} | set(short)
    names |= {f"{name} {draw.choice(['nord', 'sud', 'a'])}" for name in list(names)[::4]}
    known = Names(names)
    asked = 0
    for name in sorted(names):
        typed = name
        for _ in range(draw.randrange(4)):
            typed = _typo(typed, draw)
        if draw.random() < 0.3:
            words = typed.split()
            draw.shuffle(words)
            typed = " ".join(words)
        wanted = walked(typed, names)
        found = known.like(typed, least=LEAST, letters=LETTERS)
        assert found.keys() <= wanted.keys()
        assert all(found[one] == pytest.approx(wanted[one][0]) for one in found)
        if not wanted:
            assert not found
            continue
        best = max(likeness for likeness, _ in wanted.values())
        first = [lost for likeness, lost in wanted.values() if likeness == best]
        meant = {n for n, (_, lost) in wanted.items() if lost <= max(first) + LETTERS}
        assert meant <= found.keys(), typed
        asked += len(found) > 1
    assert asked > 50
