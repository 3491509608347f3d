"""The table of chains: the order of its rows, the place of a break, what to do about each."""

from typing import get_args

import pytest

from netmap.messages import Messages
from netmap.render.network.matrix import break_points, cell_actions, order_places
from netmap.vocabulary import ChainStep, RepairKind


def chain(verdict, *missing, amont=1, aval=1):
    kappa = {"whole": 2, "fragile": 1}.get(verdict, 0)
    return {
        "verdict": verdict,
        "kappa": kappa,
        "kappa_amont": amont,
        "kappa_aval": aval,
        "manque": list(missing),
        "etape": missing[0] if missing else None,
    }


WHOLE, FRAGILE, CLOSED = chain("whole"), chain("fragile"), chain("closed", "non-ouvert")
BROKEN, UNSURE = chain("broken", "aval", aval=0), chain("unconfirmed", "liaison", aval=0)
CHAINS = [WHOLE, FRAGILE, BROKEN, UNSURE, CLOSED]


def place(people, *, quarter=False):
    return {"visees": people, "quartier": quarter}


def test_rows_come_by_the_people_at_stake_and_unknown_is_not_nobody():
    places = [
        place(9_000),  # all holds
        place(100),  # two chains lack: 200 at stake
        place(500),  # one lacks: 500
        place(None),  # lacks as much as any, and nobody knows for how many
        place(50),  # hangs by a thread
        place(20_000, quarter=True),
    ]
    cells = [[0, 0], [2, 3], [2, 0], [2, 3], [1, 1], [2, 2]]
    assert order_places(places, CHAINS, cells) == [2, 1, 3, 4, 0, 5]
    richer = [*places[:1], place(300), *places[2:]]
    assert order_places(richer, CHAINS, cells)[0] == 1, "more people, first"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (WHOLE, []),
        (FRAGILE, []),
        (CLOSED, ["non-ouvert"]),
        (BROKEN, ["aval"]),
        (chain("broken", "amont", amont=0, aval=0), ["amont", "mediation-aval"]),
        (chain("broken", "liaison", amont=0, aval=2), ["amont-mediation"]),
        (chain("broken", "liaison", amont=2, aval=2), ["passage"]),
        (chain("closed", "mediation", "amont", amont=0, aval=0), ["amont", "mediation"]),
    ],
)
def test_a_chain_breaks_where_nobody_stands_or_nothing_links(found, expected):
    assert break_points(found) == expected


def test_a_cell_says_the_first_gesture_that_helps_it_else_what_lacks():
    def gesture(kind, opened, secured):
        return {"gestes": [{"nature": kind}], "ouvre": opened, "consolide": secured}

    suggestions = [
        gesture("relation", [[0, 2]], [[0, 0]]),
        gesture("mediateur", [], [[0, 1]]),
        gesture("partenaire", [[0, 2], [0, 3]], [[0, 1]]),
    ]
    row = [[0, 1, 2, 3, 4, None]]
    assert cell_actions(CHAINS, row, suggestions) == [
        [None, ("mediateur", 1), ("relation", 0), ("partenaire", 2), None, None]
    ]
    assert cell_actions(CHAINS, row, []) == [
        [None, None, ("aval", None), ("confirmer", None), None, None]
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_is_to_do_has_its_words(language):
    words = Messages(language).section("network.script.action")
    steps = {"confirmer", *get_args(ChainStep)} - {"non-ouvert"}
    assert {*get_args(RepairKind), *steps, *(f"{step}-said" for step in steps)} <= words.keys()
