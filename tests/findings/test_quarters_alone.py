"""A service that works in the priority neighbourhoods alone, as they all begin."""

import pytest

from netmap import pipeline
from netmap.edition import complete
from netmap.messages import Messages
from netmap.records.advice import mobilise_record, weak_records
from netmap.records.decisions import decisions
from netmap.render.page.headline import headline
from netmap.render.report.help import chain_counts

QUARTERS = "QN04217M", "QN04218M", "QN04219I"
TOWNS = ("42071", "42127", "42170", "42184", "42187")


@pytest.fixture
def alone(roanne):
    """Roanne, where the mediation covers its three neighbourhoods and counts people there."""
    covers = {"mediation-sante": "|".join(QUARTERS)}
    roanne.change(
        "partners.csv", lambda row: row | {"couvre": covers.get(row["id"], row["couvre"])}
    )
    roanne.change("accompagnements.csv", lambda row: row if row["code"] in QUARTERS else None)
    settings = roanne.folder / "netmap.toml"
    told = settings.read_text("utf-8")
    for town in TOWNS:
        told = told.replace(f'"{town}", ', "")
    settings.write_text(told, "utf-8")
    return roanne.folder


def test_its_chains_its_weak_points_and_its_repairs_are_those_of_the_quarters(alone):
    edition, french = complete(pipeline.answer(alone, audience="public")), Messages("fr")
    findings = edition.findings
    counts = chain_counts(findings)
    examined = 3 * len(findings.needs)
    assert (counts.examined, counts.closed) == (examined, 40)
    assert counts.broken + counts.unconfirmed + counts.fragile == examined

    (first, *_) = weak_records(findings, edition.advice)
    people = findings.release.counts.places.shown["cible"].xs("qpv").sum()
    assert (first.id, first.nombre) == ("mediation-sante", 15)
    assert first.habitants_besoins == pytest.approx(5 * people, abs=1)
    (suggestion, *_) = mobilise_record(findings, edition.advice, french).suggestions
    assert {pair.code for pair in suggestion.ouvre} == set(QUARTERS)
    (choice,) = [one for one in decisions(edition, french) if one.kind == "chaines"]
    assert "quartier Bourgogne" in " ".join(choice.gain)

    assert (
        "Service non ouvert dans 40 communes sur 40, ou ouvert dans leurs seuls quartiers "
        "prioritaires."
    ) in headline(edition, french)
    (gap,) = [one for one in findings.gaps if one.code == "42187"]
    kinds = [reason.kind for reason in gap.reasons]
    assert "sans-comparaison" in kinds, "all that the reference is made of lives in it"
    assert "seule" not in kinds
    broken = {dict(one.values)["lieu"] for one in gap.reasons if one.kind == "chaine-rompue-qpv"}
    assert broken == {"Bourgogne", "Le Parc", "Saint-Clair"}


def test_where_nobody_is_counted_the_opening_says_so(alone):
    settings = alone / "netmap.toml"
    told = settings.read_text("utf-8")
    start = told.index("[perimetre]")
    settings.write_text(told[:start] + told[told.index("\n[", start) :], "utf-8")
    told = headline(complete(pipeline.answer(alone, audience="public")), Messages("fr"))
    unknown = "Sans donnée\u00a0: 40 communes sur 40, hors de leurs quartiers prioritaires."
    assert unknown in told
    assert not [line for line in told if line.startswith("Service non ouvert")]


def test_the_terminal_names_the_quarters(alone, netmap):
    for words in ([], ["--weak"], ["--mobilise"], ["--without", "mediation-sante"]):
        status, out, _ = netmap("chain", "--project", alone, *words)
        assert status == 0
        assert "quartier Bourgogne" in out
