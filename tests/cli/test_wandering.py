"""Releases of a project that wanders, and somebody who keeps them all."""

import json
import os
import random

import pytest
from onlooker import Onlooker
from wandering import Wandering

#: Walks, and the first of them: nine in each run of the suite, of which all but the first told
#: something once; NETMAP_WALKS=300 for all.
WALKS = int(os.environ.get("NETMAP_WALKS", "0"))
FIRST = int(os.environ.get("NETMAP_FIRST_WALK", "22"))
SEEDS = range(FIRST, FIRST + WALKS) if WALKS else (FIRST, 144, 182, 194, 305, 736, 871, 1043, 1079)
SCENARIO = 'nom = "a"\n[densite]\nperiodes = {periods}\n[implantation]\netp = 0.5\n'
SITES = """id;nom;latitude;longitude;code_insee;demi_journees;statut
s1;S1;46.02;2.07;;1;ouverte
s2;S2;46.02;2.12;;;candidate
"""


def ask(state, seen, onlooker, netmap):
    """Ask where half-days should go if other years were summed; the answer is data, or refused."""
    periods = sorted(state.rng.sample(state.periods, state.rng.randint(1, len(state.periods))))
    scenario = state.folder.parent / "scenario.toml"
    scenario.write_text(SCENARIO.format(periods=json.dumps(periods)), "utf-8")
    sites = state.folder / "data" / "permanences.csv"
    sites.write_text(SITES, "utf-8")
    words = ("site", "-q", "--json", "--project", state.folder, "--scenario", scenario)
    status, out, err = netmap(*words)
    sites.unlink()
    assert status in {0, 1, 2}, err
    if status == 0:
        rate = json.loads(out)["hypotheses"]["taux"]
        onlooker.hear(seen, rate, periods)
        state.told.append(f"{state.moment}:answered {periods}")


def walk(seed, folder, netmap, *, elsewhere=False):
    """Let a project wander; return what was learned of it, and how it went."""
    rng = random.Random(seed)
    state, onlooker = Wandering(rng, folder, elsewhere=elsewhere), Onlooker()
    state.begin()
    for step in range(rng.randint(3, 5)):
        if step:
            state.step()
        seen = state.write()
        status, out, err = netmap("build", "-q", "--project", folder, "--out", seen.folder)
        if state.moment and status == 1 and "laisserait deviner" in err:
            state.told.append(f"{state.moment}:refused")
            continue
        assert status == 0, (state.told, out, err)
        noted = [
            one for one in state.noted
            if (one[0] != "closed" or state.closed) and (one[0] != "met" or state.met)
        ]  # fmt: skip
        onlooker.look(seen, noted, state.periods)
        if rng.random() < 0.4:
            ask(state, seen, onlooker, netmap)
    learned = onlooker.learned(state.noted)
    return learned, state.told, onlooker.why(learned[0]) if learned else []


@pytest.mark.parametrize("seed", (*range(FIRST, FIRST + WALKS),) or (17, 33))
def test_nor_of_those_who_live_elsewhere_and_are_in_no_rate(seed, tmp_path, netmap):
    """They are in no public count: what all have beyond places tells nobody, whenever it grew."""
    learned, told, why = walk(seed, tmp_path / "projet", netmap, elsewhere=True)
    assert learned == [], (told, why)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_who_keeps_every_release_learns_of_a_small_count(seed, tmp_path, netmap):
    learned, told, why = walk(seed, tmp_path / "projet", netmap)
    assert learned == [], (told, why)
