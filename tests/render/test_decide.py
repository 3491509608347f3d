"""What pages decide with: parts that conclude, the next step of a place, decisions."""

import dataclasses
import types
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from editions import altered

from netmap.findings.concluded import conclude_parts
from netmap.messages import Messages
from netmap.records.decisions import decisions
from netmap.records.next_steps import next_steps, step_sentence
from netmap.vocabulary import NextStep

FR = Messages("fr")


def of_class(edition, **classes):
    """The same edition, with other classes of zones, communes and QPVs by their code."""
    density = edition.findings.density.copy()
    for code, density_class in classes.items():
        density.loc[density.index.get_level_values("code") == code, "classe"] = density_class
    return altered(edition, density=density)


def sectors_of(edition, density_class):
    """The sectors of an edition: Bourg and Rivage together, of this class."""
    planning = edition.findings.planning
    row = {
        "nom": "Bourg, Rivage", "communes": ("17002", "17003"), "classe": density_class,
        "taux": 1.0, "taux_bas": 0.5, "rapport": 1.0, "attendues": 30.0,
    }  # fmt: skip
    sectors = pd.DataFrame([row], index=pd.Index(["17002"], name="secteur"))
    return altered(edition, planning=dataclasses.replace(planning, sectors=sectors))


def test_a_neighbourhood_in_two_communes_is_one_part_and_the_rest_is_another(square_edition):
    parts = conclude_parts(square_edition.findings)
    assert list(parts) == list(square_edition.findings.release.territory.zones.index)
    inside = {code: part for code, part in parts.items() if ":" in code}
    assert len({*inside.values()}) == 1
    [quarter] = {*inside.values()}
    assert quarter.code_qp == "QN01701M"
    assert set(quarter.communes) == {code.split(":")[0] for code in inside}
    assert {parts[town].kind for town in quarter.communes} == {"reste"}


@pytest.mark.parametrize(
    ("said", "told"),
    [("sous-desservie", "sous-desservie"), ("inegale", "indeterminee"), ("masquee", "masquee")],
)
def test_communes_of_a_sector_are_told_with_it_and_uneven_concludes_nothing(
    square_edition, said, told
):
    zones = square_edition.findings.release.territory.zones
    unsure = dict.fromkeys(("17002", "17003"), "indeterminee")
    parts = conclude_parts(of_class(sectors_of(square_edition, said), **unsure).findings)
    split = set(zones.loc[zones["code_qp"].notna(), "code_insee"])
    joint = [code for code in ("17002", "17003") if code not in split]
    assert joint
    for code in joint:
        assert parts[code].density_class == told
        assert parts[code].communes == tuple(joint)


@pytest.mark.parametrize(("low", "above"), [(1.01, True), (0.99, False), (np.nan, False)])
def test_above_takes_the_whole_interval_above_the_reference(square_edition, low, above):
    density = square_edition.findings.density.copy()
    density.loc[("zone", "17001"), ["classe", "taux", "rapport", "taux_bas"]] = [
        "desservie", 2.0, 2.0, low,
    ]  # fmt: skip
    told = conclude_parts(altered(square_edition, density=density).findings)["17001"]
    assert told.above is above


def test_a_place_has_a_next_step_and_what_nobody_serves_is_opened_or_not(square_edition):
    steps = next_steps(square_edition)
    kinds = {code: [step.kind for step in told] for (_, code), told in steps.items()}
    assert kinds["17002"][0] == "comprendre"
    assert kinds["17004"][0] == "ouvrir"
    assert "compter" in kinds["17003"]
    order = get_args(NextStep)
    for told in steps.values():
        assert told
        assert [order.index(s.kind) for s in told] == sorted(order.index(s.kind) for s in told)
        for step in told:
            assert "{" not in step_sentence(step, square_edition.findings, FR)


@pytest.mark.parametrize(
    ("unmet", "estimated", "asked"), [(0.2, False, False), (3.0, False, True), (0.2, True, True)]
)
def test_why_few_come_is_not_asked_where_all_who_are_expected_do(
    square_edition, unmet, estimated, asked
):
    """The sector is under-served, and one of its communes may lack nobody."""
    edition = sectors_of(square_edition, "sous-desservie")
    planning = edition.findings.planning
    joint = [c for c, part in conclude_parts(edition.findings).items() if part.kind == "secteur"]
    told = {"unmet": unmet, "estimated": estimated, "in_parts": False}
    priorities = tuple(dataclasses.replace(one, **told) for one in planning.priorities)
    edition = altered(edition, planning=dataclasses.replace(planning, priorities=priorities))
    assert joint
    for code in joint:
        kinds = [step.kind for step in next_steps(edition)["commune", code]]
        assert ("comprendre" in kinds) is asked


def test_what_the_plan_makes_of_a_place_is_told_by_what_holds(square_edition):
    places = square_edition.findings.release.territory.permanence_places
    zones = list(square_edition.findings.release.territory.zones.index)
    ids = ["gone", "kept", "held", "tried", "none"]
    territory = dataclasses.replace(
        square_edition.findings.release.territory,
        permanence_places=places.iloc[[0] * len(ids)].set_axis(ids).assign(zone=zones[0]),
    )
    sites = pd.DataFrame(
        {
            "nom": [name.title() for name in ids],
            "role": ["fermee", "maintenue", "ouverture", "ouverture", "candidate"],
            "aujourdhui": [1.0, 1.0, 0.0, 0.0, 0.0],
            "plan": [0.0, 1.0, 2.0, 1.0, 0.0],
        },
        index=ids,
    )
    choices = [
        types.SimpleNamespace(holds=True, sites=("held",)),
        types.SimpleNamespace(holds=False, sites=("tried",)),
    ]
    plan = types.SimpleNamespace(sites=sites, choices=choices)
    edition = altered(square_edition, territory=territory, plan=plan)
    code = str(territory.zones["code_insee"].iloc[0])
    told = [
        (step.kind, step.name, step.number)
        for step in next_steps(edition)["commune", code]
        if step.name
    ]
    assert [(kind, name) for kind, name, _ in told] == sorted(
        [("fermer", "Gone"), ("garder", "Kept"), ("placer", "Held"), ("essayer", "Tried")],
        key=lambda one: get_args(NextStep).index(one[0]),
    )
    assert {name: number for _, name, number in told if name != "Gone"} == {
        "Kept": 1.0, "Held": 2.0, "Tried": 1.0,
    }  # fmt: skip


def test_a_place_without_data_never_looks_served(square_edition):
    nothing = of_class(square_edition, **{"17001": "sans-donnee", "QN01701M": "sans-donnee"})
    kinds = [step.kind for step in next_steps(nothing)["qpv", "QN01701M"]]
    assert "donner" in kinds
    assert "suivre" not in kinds


def test_only_what_may_be_decided_is_put(square_edition):
    kinds = [one.kind for one in decisions(square_edition, FR)]
    assert "demi-journees" not in kinds  # no post is asked for
    for one in decisions(square_edition, FR):
        for aspect in (one.choice, one.gain, one.robustness, one.closes):
            assert aspect
            assert all(sentence and "{" not in sentence for sentence in aspect)
