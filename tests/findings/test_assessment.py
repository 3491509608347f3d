"""What a working group says, beside the facts: each rule with its direction."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from netmap.counts.figure import Figure, absent
from netmap.findings.assessment import assess


def placed(rows, **columns):
    index = pd.MultiIndex.from_tuples(rows, names=["niveau", "code"])
    return pd.DataFrame(columns, index=index)


class Found(SimpleNamespace):
    """Findings that what was concluded of is kept by."""

    __hash__ = object.__hash__


def found(
    lines,
    *,
    verdicts=(),
    inside=(),
    classes=(),
    sectors=(),
    rest=None,
    minutes=(),
    closed=None,
    doors=None,
):
    """Findings of as many communes as there are values, a QPV a class, a sector a class.

    `verdicts` are those of the chains of ``c0``, `inside` those of a QPV.

    QPVs are in ``c0``, of which `rest` is what is concluded elsewhere; a sector has two communes
    of which nothing is concluded alone.
    """
    towns = [f"c{i}" for i in range(max(len(minutes), 1))]
    joined = [(f"s{i}a", f"s{i}b") for i in range(len(sectors))]
    quarters = [f"q{i}" for i in range(len(classes))]
    figures = [SimpleNamespace(key="part_cloturee", period="2024", figure=closed)] if closed else []
    chain = pd.DataFrame(
        [("c0", one) for one in verdicts] + [("q0", one) for one in inside],
        columns=["code", "verdict"],
        dtype=object,
    )
    small = [code for pair in joined for code in pair]
    zones = [(f"c0:{code}", "c0", code) for code in quarters]
    zones += [(code, code, None) for code in (*(["c0"] if rest else []), *small)]
    alone = {("commune", code): "indeterminee" for code in ("c0", *small)}
    alone |= {("qpv", code): one for code, one in zip(quarters, classes, strict=True)}
    alone |= {("zone", code): "indeterminee" for code, _, _ in zones}
    if rest:
        alone["zone", "c0"] = rest
    told = {"taux": 1.0, "rapport": 1.0, "attendues": 1.0, "taux_bas": 0.0}
    return Found(
        release=SimpleNamespace(
            assessment=pd.DataFrame(lines, columns=["nature", "texte", "fait", "code"]),
            territory=SimpleNamespace(
                names={code: code for code in (*towns, *small, *quarters)},
                communes=pd.DataFrame({"nom": [*towns, *small]}, index=[*towns, *small]),
                zones=pd.DataFrame(
                    [row[1:] for row in zones],
                    columns=["code_insee", "code_qp"],
                    index=[row[0] for row in zones],
                    dtype=object,
                ),
                holding={home for _, home, quarter in zones if quarter},
            ),
            settings=SimpleNamespace(access=SimpleNamespace(far_minutes=20.0)),
        ),
        chain=chain,
        density=placed(list(alone), classe=list(alone.values()), nom="n", **told),
        minutes=placed(
            [("commune", code) for code in towns[: len(minutes)]] or [("zone", "z")],
            minutes=[np.inf if value == "out" else value for value in minutes] or [1.0],
        )["minutes"].astype(float),
        planning=SimpleNamespace(
            sectors=pd.DataFrame(
                [
                    {"communes": pair, "classe": one, **told}
                    for pair, one in zip(joined, sectors, strict=True)
                ]
            ),
            indicators=figures,
            outreach=[SimpleNamespace(figures={"taux_contact": doors})] if doors else [],
        ),
    )


def leanings(fact, code=None, **facts):
    """What is concluded of a strength, of a weakness and of a stake."""
    lines = [(kind, "t", fact, code) for kind in ("force", "faiblesse", "enjeu")]
    return [line.leaning for line in assess(found(lines, **facts))]


GOOD, BAD = ["appuie", "contredit", "a-lire"], ["contredit", "appuie", "a-lire"]
BETWEEN, UNKNOWN = ["nuance", "nuance", "a-lire"], ["inconnu"] * 3
READ = ["a-lire"] * 3


@pytest.mark.parametrize(
    ("verdicts", "chains", "dependence"),
    [
        (["whole", "whole", "broken"], GOOD, GOOD),
        (["fragile", "broken", "broken"], BAD, BAD),
        (["whole", "fragile", "broken", "broken"], BETWEEN, BETWEEN),
        (["unconfirmed", "unconfirmed", "whole"], BETWEEN, GOOD),
        (["fragile", "fragile", "whole"], GOOD, BAD),
        (["closed", "closed", "whole"], GOOD, GOOD),
        (["broken"], BAD, UNKNOWN),
        (["closed"], UNKNOWN, UNKNOWN),
        ([], UNKNOWN, UNKNOWN),
    ],
)
def test_chains(verdicts, chains, dependence):
    assert leanings("chaines", verdicts=verdicts) == chains
    assert leanings("dependance", verdicts=verdicts) == dependence


def test_chains_of_quarters_count_and_those_of_a_place_are_its_own():
    facts = {"verdicts": ["whole", "fragile"], "inside": ["broken", "broken", "broken"]}
    assert leanings("chaines", **facts) == BAD
    assert leanings("chaines", "c0", **facts) == GOOD
    assert leanings("chaines", "q0", classes=["desservie"], **facts) == BAD
    (line,) = assess(found([("enjeu", "t", "chaines", None)], **facts))
    assert dict(line.told) == {"count": 5, "sure": 2, "broken": 3}


@pytest.mark.parametrize(
    ("classes", "sectors", "expected"),
    [
        (["desservie"], ["indeterminee"], GOOD),
        (["indeterminee"], ["sous-desservie"], BAD),
        (["desservie"], ["sous-desservie"], BETWEEN),
        (["masquee", "non-ouverte"], ["sans-donnee"], UNKNOWN),
    ],
)
def test_who_is_reached(classes, sectors, expected):
    assert leanings("rejoints", classes=classes, sectors=sectors) == expected


def test_what_is_left_of_a_commune_is_one_of_the_places_that_are_judged():
    facts = {"classes": ["desservie", "desservie"], "sectors": ["indeterminee", "non-ouverte"]}
    assert leanings("rejoints", rest="sous-desservie", **facts) == BETWEEN
    (line,) = assess(found([("enjeu", "t", "rejoints", None)], rest="sous-desservie", **facts))
    assert dict(line.told) == {"count": 4, "under": 1, "served": 2}


def test_a_commune_that_is_judged_with_its_sector_has_its_class_and_it_is_said():
    lines = [("force", "t", "rejoints", code) for code in ("s0a", "s1a")]
    under, unknown = assess(found(lines, sectors=["sous-desservie", "indeterminee"]))
    assert (under.leaning, dict(under.told)) == (
        "contredit", {"class": "sous-desservie", "joint": 1.0}
    )  # fmt: skip
    assert unknown.leaning == "inconnu"


@pytest.mark.parametrize(
    ("own", "expected"),
    [("desservie", GOOD), ("sous-desservie", BAD), ("inegale", BETWEEN), ("masquee", UNKNOWN)],
)
def test_who_is_reached_in_a_place(own, expected):
    assert leanings("rejoints", "q0", classes=[own], sectors=["desservie"]) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([5.0, 20.0], GOOD),
        ([25.0, "out", 5.0], BAD),
        ([25.0, 5.0], BETWEEN),
        ([], UNKNOWN),
    ],
)
def test_how_far(minutes, expected):
    assert leanings("distance", minutes=minutes) == expected


def test_how_far_a_place_is():
    lines = [("force", "t", "distance", code) for code in ("c0", "c1", "c2")]
    near, far, out = assess(found(lines, minutes=[5.0, 25.0, "out"]))
    assert [line.leaning for line in (near, far, out)] == ["appuie", "contredit", "contredit"]
    assert dict(near.told) == {"limit": 20.0, "minutes": 5.0}
    assert "minutes" not in out.told


def test_what_no_rule_judges_is_read_and_what_is_hidden_is_not_known():
    assert leanings("cloture", closed=Figure(value=0.9)) == READ
    assert leanings("cloture", closed=absent("hidden")) == UNKNOWN
    assert leanings("porte-a-porte", doors=Figure(value=0.1)) == READ
    assert leanings("porte-a-porte") == UNKNOWN
    assert leanings(None) == [None] * 3


def test_lines_come_by_kind_and_then_as_typed():
    lines = [(kind, text, None, None) for kind, text in (
        ("moyen", "1"), ("force", "2"), ("enjeu", "3"), ("force", "4"), ("faiblesse", "5"),
        ("opportunite", "6"),
    )]  # fmt: skip
    assert [line.text for line in assess(found(lines))] == ["2", "4", "5", "6", "3", "1"]
