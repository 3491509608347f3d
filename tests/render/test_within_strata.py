"""Without a figure of need, neighbourhoods compare with neighbourhoods and the rest with the rest.

What pages say of the comparison is that, and no place is drawn against the mean of all.
"""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from needless import without_need
from scipy.stats import poisson

from netmap import pipeline
from netmap.edition import complete
from netmap.messages import Messages
from netmap.records.sentences import rate_sentence, worded
from netmap.render.map.view import map_data
from netmap.render.report.coverage import coverage, reference
from netmap.vocabulary import NAMED_PLACES


@pytest.fixture
def edition(la_rochelle):
    return complete(pipeline.answer(without_need(la_rochelle).folder, audience="interne"))


def means(findings):
    """The mean rates inside and outside neighbourhoods, by their zones."""
    zones = findings.density.xs("zone")
    zones = zones[zones["personnes"].notna() & (zones["cible_annees"] > 0)]
    inside = zones.index.str.contains(":")
    return [
        1_000 * own["personnes"].sum() / own["cible_annees"].sum()
        for own in (zones[inside], zones[~inside])
    ]


def written(number):
    return f"{number:.2f}".replace(".", ",")


def test_the_sentence_tells_the_mean_of_each_kind_and_not_that_of_all(edition):
    findings = edition.findings
    said = reference(findings, worded(Messages("fr"), findings))
    inside, outside = means(findings)
    assert inside > 2 * outside, "or the test would prove nothing"
    assert f"{written(inside)} dans les quartiers prioritaires" in said
    assert f"{written(outside)} hors d’eux" in said
    assert written(findings.reference_rate) not in said


@pytest.mark.parametrize(
    ("rates", "quarters", "told"),
    [
        ((3.0, 1.0), True, "3,00 dans les quartiers prioritaires, 1,00 hors d’eux"),
        ((3.0, np.nan), True, "hors d’eux, elle n’est pas connue"),
        ((np.nan, 1.0), True, "dans les quartiers, elle n’est pas connue"),
        ((np.nan, np.nan), True, "aucune n’est connue"),
        ((np.nan, 1.0), False, "1,00, celle du territoire"),
        ((np.nan, np.nan), False, "aucune n’est connue"),
    ],
)
def test_what_is_not_known_of_them_is_said(rates, quarters, told):
    territory = SimpleNamespace(qpv=SimpleNamespace(empty=not quarters))
    findings = SimpleNamespace(reference_rates=rates, release=SimpleNamespace(territory=territory))
    french = Messages("fr").about("strate", per="habitants", span="2024")
    said = rate_sentence(np.nan, "strate", findings, french, key="page.source.reference")
    assert told in said


def test_the_funnel_is_about_the_people_that_each_place_expects(edition):
    findings, funnel = edition.findings, edition.charts.funnel
    dispersion = findings.planning.dispersion
    density = findings.density
    places = density[density.index.get_level_values("niveau").isin(NAMED_PLACES)]
    places = places[places["personnes"].notna() & (places["attendues"] > 0)]
    assert sorted(funnel.points.index) == sorted(places.index)
    assert funnel.rate == 1.0
    for place, row in places.iterrows():
        point = funnel.points.loc[place]
        assert point["taux"] == pytest.approx(row["personnes"] / row["attendues"])
        mean = row["attendues"] / dispersion
        high = poisson.ppf(0.975, mean) * dispersion / row["attendues"]
        assert high - dispersion / row["attendues"] <= point["haut_95"] <= high + 1e-9


def test_each_place_is_drawn_beside_what_it_is_compared_with(edition):
    findings = edition.findings
    french = worded(Messages("fr"), findings)
    data = map_data(edition, french)
    assert data["reference"] is None
    inside, outside = means(findings)
    held = findings.release.territory.holding
    for code, place in data["places"].items():
        if place["taux"] is None:
            continue
        if place["niveau"] == "qpv":
            assert place["reference"] == pytest.approx(inside, abs=0.01)
        elif code in held:
            assert outside < place["reference"] < inside
        else:
            assert place["reference"] == pytest.approx(outside, abs=0.01)
    pieces = " ".join(piece for piece in coverage(edition, french) if isinstance(piece, str))
    assert "Personnes attendues" in pieces
    assert not re.search(rf"comparé à {re.escape(written(findings.reference_rate))}", pieces)
