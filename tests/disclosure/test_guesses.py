"""What a reader may take places that have gone for: a naive reader compares tables by hand."""

import numpy as np
from worlds import World

from netmap.disclosure.guesses import guessed_pasts
from netmap.disclosure.history import figures_of
from netmap.disclosure.people import people_system

YEAR = "2024"


def world(people):
    return World(
        communes=dict.fromkeys(people, 8_000.0),
        people={(YEAR, code): n for code, n in people.items()},
    )


def told(counts):
    """Return the line of a release that hides nothing."""
    system = people_system(counts)
    hidden = np.zeros(len(system.cells), dtype=bool)
    return figures_of(counts, [(system, hidden)], periods=counts.pooled_periods)


def pasts(*tables):
    """Return what each code that has gone may be, in each past, after a release of each table."""
    *before, today = (world(table).counts() for table in tables)
    lines = [told(counts) for counts in before]
    found = guessed_pasts(today, people_system(today), lines, periods=today.pooled_periods)
    gone = sorted({code for one in tables for code in one} - tables[-1].keys())
    return [{code: set(past.of(code)) for code in gone if past.of(code)} for past in found]


REST = {"17001": 200, "17002": 300}


def test_a_place_is_followed_from_release_to_release():
    assert pasts(REST | {"98001": 41}, REST | {"98002": 41}, REST | {"98003": 41}) == [
        {"98001": {"98003"}, "98002": {"98003"}}
    ]


def test_a_place_is_followed_where_it_grew_once_it_was_renamed():
    assert pasts(REST | {"98001": 41}, REST | {"98002": 41}, REST | {"98002": 60}) == [
        {"98001": {"98002"}}
    ]


def test_of_two_with_as_many_people_each_is_tried():
    twice = {"98001": 41, "98002": 41}
    one_of_two = pasts(REST | twice, REST | {"98003": 41})
    both = {"98001": {"98003"}, "98002": {"98003"}}
    assert one_of_two == [{"98001": {"98003"}}, both]
    each = pasts(REST | {"98003": 41}, REST | twice)
    assert each == [{"98003": {"98001"}}, {"98003": {"98002"}}]


def test_two_that_have_gone_may_be_one_and_one_may_have_joined_another():
    merged = pasts(REST | {"98001": 41, "98002": 30}, REST | {"98003": 71})
    assert merged == [{"98001": {"98003"}, "98002": {"98003"}}]
    joined = pasts(REST | {"98001": 41}, REST | {"17001": 241})
    assert joined == [{"98001": {"17001"}}]


def test_a_place_may_lie_in_any_that_has_room_for_its_people_and_its_own():
    assert pasts(REST | {"98001": 41}, REST | {"98002": 57}) == [{"98001": {"98002"}}]
    grown = {"17001": 260, "17002": 345}
    assert pasts(REST | {"98001": 41}, grown) == [{"98001": {"17001"}}, {"98001": {"17002"}}]


def test_nothing_is_guessed_where_nothing_has_gone_or_no_figure_fits():
    assert pasts(REST, REST | {"98001": 41}) == []
    assert pasts(REST | {"98001": 41}, REST | {"98002": 30}) == []
    assert pasts(REST | {"98001": 41}, REST) == []


def test_those_that_have_gone_may_together_be_one_that_has_come_and_grew():
    two = pasts(REST | {"98001": 41, "98002": 30}, REST | {"98003": 80})
    both = {"98001": {"98003"}, "98002": {"98003"}}
    assert two == [{"98001": {"98003"}}, {"98002": {"98003"}}, both]
    three = pasts(REST | {"98001": 41, "98002": 30, "98004": 10}, REST | {"98003": 85})
    assert both | {"98004": {"98003"}} in three
    too_many = pasts(REST | {"98001": 41, "98002": 30}, REST | {"98003": 70})
    assert both not in too_many
