"""A class is a figure: whatever the hidden counts are, the words about a place are the same."""

import pytest
from worlds import World


def published(rest, quarter, neighbour=84, **settings):
    """A commune of 2,858 people with a quarter of 1,096, and a neighbour; what is shown."""
    return World(
        communes={"17001": 2_858, "17002": 16_687},
        quarters={"QN1": {"17001": 1_096}},
        people={("2024", "17001"): rest, ("2024", "QN1"): quarter, ("2024", "17002"): neighbour},
        settings=settings,
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


def shown_of(findings):
    """All counts that a reader of the release is shown."""
    counts = findings.release.counts
    tables = (counts.places, counts.strata, counts.sectors, counts.periods)
    return tuple(table.shown.to_csv() for table in tables)


def test_few_people_of_the_quarter_are_not_told_by_the_class_of_the_commune():
    found = published(80, 5, densite={"reference": 5.0})
    places = found.release.counts.places
    row = found.density.loc[("commune", "17001")]
    assert row["personnes"] == 85
    assert row["p_sous_desserte"] < 0.01, "its own count would say that it is served"
    assert {("zone", "17001"), ("zone", "17001:QN1")} <= hidden_of(found)
    assert places.hidden.loc[("qpv", "QN1"), "personnes"]
    assert row["classe"] == "indeterminee"


@pytest.mark.parametrize(
    ("total", "neighbour", "step"), [(17, 84, 1), (23, 84, 2), (40, 30, 3), (14, 200, 1)]
)
def test_worlds_that_agree_on_what_is_shown_are_told_in_the_same_words(total, neighbour, step):
    told = {}
    for rest in range(1, total, step):
        found = published(rest, total - rest, neighbour)
        told.setdefault(shown_of(found), []).append(said(found))
    patterns = [own for own in told.values() if len(own) > 1]
    assert patterns, "some worlds differ in hidden counts alone"
    for own in patterns:
        assert all(one == own[0] for one in own)
