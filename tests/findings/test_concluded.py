"""What is concluded of a commune beside what its sector says, on worlds whose truth is known."""

import pytest
from worlds import EVERY_ROW, World

from netmap.findings.concluded import conclude_parts
from netmap.messages import Messages
from netmap.render.page.headline import under_served

A, B = "01001", "01002"


def found(residents, people):
    """Two neighbouring communes that are one sector, against 10 a year per 1,000."""
    findings = World(
        communes=residents,
        people={("2024", code): n for code, n in people.items()},
        settings={
            "densite": {"reference": 10.0, "menage": 1.0, "retours": 0.0},
            "lecture": EVERY_ROW,
        },
    ).findings(audience="interne")
    (sector,) = findings.planning.sectors.to_dict("records")
    parts = conclude_parts(findings)
    return findings, sector["classe"], {code: parts[code] for code in (A, B)}


def told(parts):
    return {code: (part.kind, part.density_class) for code, part in parts.items()}


def test_a_commune_that_is_served_is_not_told_as_its_under_served_neighbour_is():
    findings, sector, parts = found({A: 6_500, B: 1_200}, {A: 12, B: 30})
    assert (sector, findings.density["classe"]["commune", B]) == ("sous-desservie", "desservie")
    assert told(parts) == {A: ("commune", "sous-desservie"), B: ("commune", "indeterminee")}
    (gap,) = [gap for gap in findings.gaps if gap.code == B]
    assert gap.reasons[0].kind == "desservie-sous-desservie"


def test_a_commune_that_is_surely_under_served_is_told_whatever_its_neighbour_has():
    findings, sector, parts = found({A: 2_000, B: 2_000}, {A: 3, B: 40})
    assert sector == "inegale"
    assert told(parts) == {A: ("commune", "sous-desservie"), B: ("secteur", "indeterminee")}
    assert under_served(findings, Messages("fr")) == [f"Commune {A}"]
    assert parts[B].communes == (B,)


@pytest.mark.parametrize(
    ("people", "concluded"),
    [({A: 7, B: 4}, "sous-desservie"), ({A: 30, B: 7}, "desservie")],
)
def test_others_are_told_with_their_sector(people, concluded):
    findings, sector, parts = found({A: 2_000, B: 800}, people)
    assert sector == concluded
    assert findings.density["classe"]["commune", B] == "indeterminee"
    assert told(parts)[B] == ("secteur", concluded)


@pytest.mark.parametrize(("inside", "outside"), [(10, 2), (80, 40)])
def test_a_small_commune_is_not_told_by_the_neighbourhood_of_the_next_one(inside, outside):
    """Whatever its sector is, what is in the neighbourhood says nothing of who lives beside."""
    findings = World(
        communes={A: 5_000, B: 300},
        quarters={"QN1": {A: 3_000}},
        people={("2024", A): outside, ("2024", "QN1"): inside, ("2024", B): 2},
        settings={
            "densite": {"reference": 10.0, "menage": 1.0, "retours": 0.0},
            "lecture": EVERY_ROW,
        },
    ).findings(audience="interne")
    (sector,) = findings.planning.sectors.to_dict("records")
    assert sector["classe"] in {"sous-desservie", "desservie"}
    assert findings.density["classe"]["commune", B] == "indeterminee"
    assert told({B: conclude_parts(findings)[B]}) == {B: ("secteur", "indeterminee")}
