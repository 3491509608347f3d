"""A class is a figure: whatever the hidden counts are, the words about a place are the same."""

import pytest
from worlds import World


def published(rest, quarter, neighbour=84):
    """A commune of 2,858 people with a quarter of 1,096, and a neighbour; what is shown."""
    return World(
        communes={"17001": 2_858, "17002": 16_687},
        quarters={"QN1": {"17001": 1_096}},
        people={("2024", "17001"): rest, ("2024", "QN1"): quarter, ("2024", "17002"): neighbour},
    ).findings()


def said(findings):
    """All words and orders about places: classes, sectors, corners, reasons."""
    planning = findings.planning
    return (
        findings.density["classe"].to_dict(),
        planning.sectors[["communes", "classe"]].to_numpy().tolist(),
        [(one.code, one.rank, one.corner, one.density_class) for one in planning.priorities],
        [(gap.code, gap.density_class, [reason.kind for reason in gap.reasons])
         for gap in findings.gaps],
    )  # fmt: skip


def hidden_of(findings):
    places = findings.release.counts.places.hidden["personnes"]
    return frozenset(places.index[places])


def test_two_people_outside_the_quarter_are_not_told_by_the_class_of_the_commune():
    found = published(2, 15)
    places = found.release.counts.places
    assert places.shown.loc[("commune", "17001"), "personnes"] == 17
    assert ("zone", "17001") in hidden_of(found)
    assert found.density.loc[("commune", "17001"), "classe"] == "indeterminee"


@pytest.mark.parametrize(
    ("total", "neighbour", "step"), [(17, 84, 1), (23, 84, 2), (40, 30, 3), (14, 200, 1)]
)
def test_worlds_that_agree_on_what_is_shown_are_told_in_the_same_words(total, neighbour, step):
    told = {}
    for rest in range(1, total, step):
        found = published(rest, total - rest, neighbour)
        told.setdefault(hidden_of(found), []).append(said(found))
    patterns = [own for own in told.values() if len(own) > 1]
    assert patterns, "some worlds differ in hidden counts alone"
    for own in patterns:
        assert all(one == own[0] for one in own)
