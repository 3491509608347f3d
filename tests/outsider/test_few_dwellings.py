"""Few dwellings bound what is behind their doors, whatever is hidden: everybody knows it.

What is published of rounds is what an outsider finds nothing against, and he still finds what a
shown count adds to what everybody knows.
"""

import numpy as np
import pandas as pd
import pytest
from worlds import World

from netmap.formats.releases import Figures
from netmap.outsider.attacker import attack

DOORS = ("rencontres", "refus", "absents", "vacants", "inaccessibles")
CODES = ("17001", "17002", "17003")


def drawn(seed):
    """Rounds of which some are of a few doors."""
    chance = np.random.default_rng(seed)
    rows = []
    for year in (2023, 2024):
        for code in CODES:
            doors = chance.multinomial(
                int(chance.choice([4, 9, 14, 40, 90])), [0.4, 0.2, 0.3, 0.06, 0.04]
            )
            met = int(doors[0] + chance.integers(0, 4))
            rows.append(
                [
                    f"{year}-03-01",
                    code,
                    doors.sum(),
                    *doors,
                    met,
                    min(met, int(chance.integers(0, 9))),
                ]
            )
    columns = ["date", "code", "logements", *DOORS, "personnes_rencontrees", "accompagnements"]
    return World(
        communes=dict.fromkeys(CODES, 8_000),
        rounds=pd.DataFrame(rows, columns=columns),
    )


@pytest.mark.parametrize("seed", range(12))
def test_what_is_published_of_few_dwellings_is_what_an_outsider_lets_pass(seed):
    world = drawn(seed)
    release = world.publish()
    found = attack([release.figures], world.residents(), visited_of(release))
    assert found.betrayed == ()
    assert not any(one.small_for_all for one in found.hidden)
    assert found.hidden, "something is hidden, or this tries nothing"


def visited_of(release):
    """Return the dwellings that a release tells."""
    told = {key: own["logements"].value for key, own in release.counts.rounds.items()}
    return {key: value for key, value in told.items() if value is not None}


def rounds(*dwellings):
    """Places of so many dwellings, each with a door met, a refusal, and the others absent."""
    rows = {
        "date": "2024-03-01",
        "code": CODES[: len(dwellings)],
        "logements": dwellings,
        "rencontres": 1,
        "refus": 1,
        "absents": [n - 2 for n in dwellings],
    }
    return World(communes=dict.fromkeys(CODES, 8_000), rounds=pd.DataFrame(rows)).publish()


@pytest.mark.parametrize(
    ("dwellings", "told"),
    [
        ((3, 90, 40), {"", "lieu:17002", "annee:2024"}),
        ((90, 40, 60), {"", "lieu:17001", "lieu:17002", "lieu:17003", "annee:2024"}),
        ((3, 4, 90), {"", "annee:2024"}),
        ((14, 14, 90), {"", "lieu:17003", "annee:2024"}),
        ((3, 4, 5), set()),
        ((3,), set()),
        ((16,), {"", "lieu:17001", "annee:2024"}),
    ],
)
def test_few_dwellings_are_told_of_no_place_nor_by_what_others_leave(dwellings, told):
    assert set(visited_of(rounds(*dwellings))) == told


def test_three_dwellings_of_which_all_is_hidden_tell_nothing():
    """Told that there were three, everybody would know: one met, one refusal, one absent."""
    release = rounds(3, 90, 40)
    hidden = attack([release.figures], {}, visited_of(release)).hidden
    behind = [one for one in hidden if one.key[2] == "lieu:17001" and one.key[1] != "vacants"]
    assert {one.key[1] for one in behind} >= {"rencontres", "refus", "absents"}
    assert all(one.low == 1 and one.high >= 11 for one in behind)


def told(*, shown, hidden, dwellings):
    """What is inferred of one place."""
    figures = Figures(
        territoire="t",
        seuil=11,
        periodes=("2024",),
        montres=tuple(("outreach", name, "lieu:17001", n) for name, n in shown.items()),
        masques=tuple(("outreach", name, "lieu:17001") for name in hidden),
    )
    found = attack([figures], {}, {"lieu:17001": float(dwellings)})
    return {one.key[1]: one for one in found.hidden}


def test_twelve_dwellings_are_no_secret_and_two_closed_doors_of_sixty_are():
    few = told(
        shown={"vacants": 0.0, "inaccessibles": 0.0},
        hidden=("rencontres", "refus", "absents"),
        dwellings=12,
    )
    assert {name: (one.high, one.reach) for name, one in few.items()} == dict.fromkeys(
        ("rencontres", "refus", "absents"), (10, 10)
    )
    assert not any(one.betrayed for one in few.values())
    assert all(one.small_for_all for one in few.values())
    many = told(
        shown={"vacants": 0.0, "inaccessibles": 0.0, "absents": 51.0},
        hidden=("rencontres", "refus"),
        dwellings=60,
    )
    assert {name: (one.high, one.reach) for name, one in many.items()} == dict.fromkeys(
        ("rencontres", "refus"), (8, 11)
    )
    assert all(one.betrayed and not one.small_for_all for one in many.values())


def test_a_count_that_a_shown_one_narrows_below_what_dwellings_leave_is_betrayed():
    """Of twelve dwellings nine may be met doors by themselves; five absent leave six."""
    some = told(
        shown={"vacants": 0.0, "inaccessibles": 0.0, "absents": 5.0},
        hidden=("rencontres", "refus"),
        dwellings=12,
    )
    assert {
        name: (one.high, one.reach, one.betrayed) for name, one in some.items()
    } == dict.fromkeys(("rencontres", "refus"), (6, 10, True))
