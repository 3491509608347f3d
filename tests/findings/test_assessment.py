"""What a working group says, beside the facts: each rule with its direction."""

from types import SimpleNamespace

import pandas as pd
import pytest

from netmap.counts.figure import Figure, absent
from netmap.findings.assessment import assess


def placed(rows, **columns):
    index = pd.MultiIndex.from_tuples(rows, names=["niveau", "code"])
    return pd.DataFrame(columns, index=index)


def found(lines, *, verdicts=(), classes=(), sectors=(), minutes=(), closed=None, doors=None):
    """Findings of as many communes as there are values, a QPV a class, a sector a class."""
    towns = [f"c{i}" for i in range(max(len(minutes), 1))]
    quarters = [f"q{i}" for i in range(len(classes))]
    figures = [SimpleNamespace(key="part_cloturee", period="2024", figure=closed)] if closed else []
    chain = pd.DataFrame({"code": "c0", "verdict": list(verdicts)}, dtype=object)
    none = pd.DataFrame({"code": [], "verdict": []}, dtype=object)
    far = [value == "out" for value in minutes]
    return SimpleNamespace(
        release=SimpleNamespace(
            assessment=pd.DataFrame(lines, columns=["nature", "texte", "fait", "code"]),
            territory=SimpleNamespace(
                communes=pd.DataFrame({"nom": towns}, index=towns),
                qpv=pd.DataFrame({"lib_qp": quarters}, index=quarters),
            ),
            settings=SimpleNamespace(access=SimpleNamespace(far_minutes=20.0)),
        ),
        chains={"commune": chain, "qpv": none},
        density=placed(
            [("commune", "c0"), *(("qpv", code) for code in quarters)],
            classe=["indeterminee", *classes],
        ),
        access=placed(
            [("commune", code) for code in towns[: len(minutes)]] or [("zone", "z")],
            minutes=[None if value == "out" else value for value in minutes] or [1.0],
            hors_portee=far or [False],
        ).astype({"minutes": float}),
        planning=SimpleNamespace(
            sectors=pd.DataFrame({"classe": list(sectors)}, dtype=object),
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
