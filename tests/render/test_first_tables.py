"""What is said of a project whose tables are not all there yet."""

import pytest

from netmap import pipeline
from netmap.edition import complete
from netmap.messages import Messages
from netmap.records.next_steps import next_steps
from netmap.render.report.cells import source_line

FRENCH = Messages("fr")


def edition_of(project):
    return complete(pipeline.answer(project.folder, audience="public"))


def test_where_people_are_counted_and_no_partner_is_given_one_asks_who_mediates(la_rochelle):
    table = la_rochelle.folder / "data" / "partners.csv"
    table.write_text(table.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    (la_rochelle.folder / "data" / "relations.csv").unlink()
    edition = edition_of(la_rochelle)
    opened = {"17300", "17028", "17274"}
    told = next_steps(edition)
    for (_, code), steps in told.items():
        kinds = {step.kind for step in steps}
        assert not kinds >= {"declarer", "ouvrir"}
        assert code not in opened or "declarer" in kinds, "people come there"
    assert "declarer" in {step.kind for step in told["qpv", "QN01701M"]}
    assert [step.kind for step in told["commune", "17094"]] == ["ouvrir"], "the service is closed"


def test_a_plan_needs_a_place(la_rochelle, netmap):
    (la_rochelle.folder / "data" / "permanences.csv").unlink()
    edition = edition_of(la_rochelle)
    assert edition.plan is None
    assert [problem.kind for problem in edition.plan_problems] == ["no-permanence"]
    status, out, err = netmap("site", "--project", la_rochelle.folder)
    assert status == 1
    assert "au moins un lieu de permanence" in out + err


@pytest.mark.parametrize(
    ("what", "lost", "left"),
    [
        (
            "priorities",
            "accompagnements",
            ["data/indicateurs", "data/permanences", "data/partners"],
        ),
        (
            "priorities",
            "indicateurs",
            ["data/accompagnements", "data/permanences", "data/partners"],
        ),
        ("plan", "accompagnements", ["data/permanences"]),
        ("evaluation", "accompagnements", ["data/partners"]),
    ],
)
def test_a_figure_names_no_table_that_is_not_there(la_rochelle, what, lost, left):
    (la_rochelle.folder / "data" / f"{lost}.csv").unlink()
    findings = pipeline.answer(la_rochelle.folder, audience="public")
    told = source_line(findings, FRENCH, what=what)
    assert f"data/{lost}" not in told
    assert [name for name in left if name not in told] == []


def test_what_a_repair_opens_is_to_be_mended_even_where_a_chain_is_not_surely_broken(editions):
    edition = editions["la-rochelle"]
    opened = {pair for one in edition.advice.mobilisation.suggestions for pair in one.opened}
    chain = edition.findings.chain
    unsure = chain[chain["verdict"] == "unconfirmed"]
    both = opened & set(zip(unsure["code"], unsure["thematique"], strict=True))
    assert both
    for (_, code), steps in next_steps(edition).items():
        asked = {(code, need): step.kind for step in steps for need in step.needs}
        assert {asked[pair] for pair in both if pair[0] == code} <= {"reparer"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("about", ["", "strate"])
def test_that_nobody_can_be_said_to_be_under_served_is_not_said_to_be_sure(language, about):
    told = Messages(language).about(about)
    none, one = (told("report.opening.under", count=count) for count in ("0", "1"))
    certain = {"fr": "c’est à peu près sûr", "en": "fairly sure"}[language]
    assert certain in one
    assert certain not in none
