"""A neighbourhood in several communes: its people are shared out, and any other way is tried."""

import numpy as np
import pytest
from worlds import World

from netmap.counts.model import expected_people
from netmap.disclosure.shown import show
from netmap.findings.density import density_table
from netmap.findings.judging import judge, judging_rules
from netmap.findings.posterior import classify
from netmap.findings.sectors import sector_table
from netmap.findings.shared import SPAN, SharedOut
from netmap.settings import Settings

A, B, C = "01001", "01002", "01003"
Q = "QN1"
PARTS = (f"{A}:{Q}", f"{B}:{Q}")


def world_of(people, *, holds=False, parts=(300, 700)):
    """A (2,000), B (3,000) and C (4,000); Q over A and B; a stated reference; nobody is hidden."""
    return World(
        communes={A: 2_000, B: 3_000, C: 4_000},
        quarters={Q: dict(zip((A, B), parts, strict=True))},
        people={("2024", code): n for code, n in people.items()},
        settings={
            "densite": {"reference": 20.0, "menage": 1.0, "retours": 0.0},
            "lecture": {"lignes_absentes": "zero", "commune_comprend_qpv": holds},
        },
    )


def shown_of(world):
    return show(world.counts(), None)


def density_of(counts, world):
    return density_table(counts, options=options_of(world))


def options_of(world):
    return Settings.model_validate({"territoire": {"nom": "Essai"}, **world.settings}).density


def naive(counts, world, place, tries):
    """The classes of a place, were each of some numbers of people those who live there."""
    expected = expected_people(counts.places.shown, counts.reference.rates)
    rules = judging_rules(counts, expected, options=options_of(world))
    due, row = expected[place], counts.places.shown.loc[place]
    people = np.array(tries, dtype=float)
    inside = np.full(len(people), row["cible_annees_qpv"] / row["cible_annees"])
    chances = judge(
        people, np.full(len(people), due), np.zeros(len(people)), inside=inside, rules=rules
    )
    return set(classify(chances, people))


def one_of(classes):
    return next(iter(classes)) if len(classes) == 1 else "indeterminee"


@pytest.mark.parametrize("seed", range(16))
def test_a_commune_has_the_class_of_all_ways_to_share_out_or_none(seed):
    rng = np.random.default_rng(seed)
    own = {
        code: int(rng.poisson(rate * 40))
        for code, rate in zip((A, B, C), rng.random(3) * 2, strict=True)
    }
    inside = int(rng.poisson(rng.choice([3, 12, 40])))
    world = world_of(own | {Q: inside})
    counts = shown_of(world)
    table = density_of(counts, world)
    for code in (A, B):
        tries = range(own[code], own[code] + inside + 1)
        parts = set(table["classe"].loc[[("zone", code), ("zone", f"{code}:{Q}")]])
        classes = naive(counts, world, ("commune", code), tries)
        wanted = one_of(classes)
        if wanted == "desservie" and "sous-desservie" in parts:
            wanted = "inegale"
        assert table["classe"]["commune", code] == wanted, (own, inside)
        assert table["repartie"]["commune", code] == table["repartie"]["zone", f"{code}:{Q}"]
    assert table.loc[[("commune", C), ("qpv", Q), ("zone", A)], "repartie"].sum() == 0
    for zone in PARTS:
        assert table["classe"]["zone", zone] == table["classe"]["qpv", Q], "judged as one"


@pytest.mark.parametrize("seed", range(8))
def test_what_is_left_of_a_commune_whose_row_holds_the_quarter_likewise(seed):
    rng = np.random.default_rng(seed)
    inside = int(rng.poisson(25))
    whole = {A: inside + int(rng.poisson(30)), B: inside + int(rng.poisson(60)), C: 80}
    world = world_of(whole | {Q: inside}, holds=True)
    counts = shown_of(world)
    table = density_of(counts, world)
    for code in (A, B):
        tries = range(whole[code] - inside, whole[code] + 1)
        assert table["classe"]["zone", code] == one_of(naive(counts, world, ("zone", code), tries))
        assert table["repartie"]["zone", code]
        assert not table["repartie"]["commune", code], "its own row tells everybody"


def test_a_sector_that_holds_all_of_it_shares_nothing_out():
    world = world_of({A: 10, B: 20, C: 30, Q: 40})
    shared = SharedOut(shown_of(world))
    assert np.isnan(shared.of_communes([A, B], 70.0)).all()
    assert np.isnan(shared.of_communes([C], 30.0)).all()
    assert shared.of_communes([A], 22.0) == (10.0, 50.0)
    assert shared.of_communes([B, C], 78.0) == (50.0, 90.0)


def test_a_sector_is_served_only_if_any_way_to_share_out_serves_it():
    world = world_of({A: 14, B: 60, C: 80, Q: 60}, parts=(700, 300))
    counts = shown_of(world)
    found = sector_table(counts, density_of(counts, world), options=options_of(world))
    assert found["personnes"].to_dict() == {A: 56, B: 78, C: 80}
    assert found["repartie"].to_dict() == {A: True, B: True, C: False}
    found = found["classe"]
    assert found[A] == "indeterminee", "42 of its 56 may live in B"
    assert found[B] == "desservie", "60 do, whoever else does"


def test_nothing_bounds_what_hangs_on_a_hidden_count():
    world = world_of({A: 60, B: 60, C: 80, Q: 4})
    counts = world.publish().counts
    spans = SharedOut(counts).of_places()
    assert counts.places.hidden["personnes"]["qpv", Q]
    least, most = spans.loc[("zone", PARTS[0]), list(SPAN)]
    assert least == 0
    assert np.isnan(most)


class Beyond(World):
    """A world of which the neighbourhood has as many residents again outside the territory."""

    def territory(self):
        territory = super().territory()
        territory.qpv["population"] *= 2
        return territory


@pytest.mark.parametrize(("people", "parts"), [(24, {A: 1_000}), (12, {A: 1_000}), (4, {A: 1_000})])
def test_a_quarter_that_goes_beyond_has_the_class_of_both_readings_of_its_row(people, parts):
    world = Beyond(
        communes={A: 2_000, B: 3_000},
        quarters={Q: parts},
        people={("2024", A): 20, ("2024", B): 60, ("2024", Q): people},
        settings=world_of({}).settings,
    )
    counts = shown_of(world)
    table = density_of(counts, world)
    for place, own in ((("qpv", Q), 0), (("commune", A), 20)):
        classes = naive(counts, world, place, np.linspace(own + people / 2, own + people, 40))
        parts_under = table["classe"]["zone", f"{A}:{Q}"] == "sous-desservie"
        wanted = one_of(classes)
        if place[0] == "commune" and wanted == "desservie" and parts_under:
            wanted = "inegale"
        assert table["classe"][place] == wanted
        assert table["repartie"][place]
    assert not table["repartie"]["commune", B]
    assert table["classe"]["zone", f"{A}:{Q}"] == table["classe"]["qpv", Q]
