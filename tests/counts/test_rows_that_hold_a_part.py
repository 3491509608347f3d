"""Rows of communes that hold a neighbourhood which lies in several of them."""

import numpy as np
import pytest
from worlds import World

A, B, Q = "01001", "01002", "QN1"


def counted(own, inside, parts=(500, 500)):
    """The counts of A and B, each of 2,000, whose rows hold the people of Q over both."""
    world = World(
        communes={A: 2_000, B: 2_000},
        quarters={Q: dict(zip((A, B), parts, strict=True))},
        people={("2024", A): own[0], ("2024", B): own[1], ("2024", Q): inside},
        settings={"lecture": {"lignes_absentes": "zero", "commune_comprend_qpv": True}},
    )
    return world, world.counts().places


@pytest.mark.parametrize("own", [(2, 60), (60, 2), (19, 45), (21, 60)])
def test_who_lives_where_lies_between_what_fits_the_rows(own):
    _, places = counted(own, 40)
    assert places["personnes"]["qpv", Q] == 40
    assert [places["personnes"]["commune", code] for code in (A, B)] == list(own)
    assert places["personnes"]["territoire", "territoire"] == sum(own)
    ways = [(m, 40 - m) for m in range(41) if m <= own[0] and 40 - m <= own[1]]
    assert ways
    for i, code in enumerate((A, B)):
        for zone, people in (
            (f"{code}:{Q}", [way[i] for way in ways]),
            (code, [own[i] - way[i] for way in ways]),
        ):
            row = places.loc[("zone", zone)]
            assert np.isnan(row["personnes"])
            assert row["au_moins"] <= min(people)
            assert max(people) <= row["au_plus"] < np.inf
            assert row["repartie"]


@pytest.mark.parametrize("audience", ["interne", "public"])
def test_nothing_is_concluded_of_what_is_left(audience):
    world, _ = counted((2, 60), 40)
    density = world.findings(audience=audience).density
    told = set(density.loc[[("zone", A), ("zone", B)], "classe"])
    assert told <= {"indeterminee", "masquee", "sans-donnee"}


def test_a_quarter_that_was_never_open_has_no_number_and_not_0():
    world = World(
        communes={A: 2_000, B: 2_000, "01003": 900},
        quarters={Q: {A: 500, B: 500}},
        people={("2024", "01003"): 20},
        settings={
            "lecture": {"lignes_absentes": "inconnu", "commune_comprend_qpv": True},
            "perimetre": {"2024": ["01003"]},
        },
    )
    row = world.counts().places.loc[("qpv", Q)]
    assert not row["ouverte"]
    assert row[["personnes", "comptees", "au_moins", "au_plus"]].isna().all()
