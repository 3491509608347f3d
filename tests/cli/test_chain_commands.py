"""``netmap chain`` as a working group asks it: losses, weak points, whom to mobilise."""

import json
from pathlib import Path

import pytest
from editions import edition_of

from netmap import pipeline
from netmap.cli.advice import tell_mobilise
from netmap.findings import advise
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.records.advice import mobilise_record, weak_records
from netmap.render.network.view import network_view

ROOT = Path(__file__).parents[2]
PROJECTS = {"la-rochelle": ROOT, "roanne": ROOT / "examples" / "roanne"}


def asked(netmap, project, *words):
    status, out, err = netmap("chain", "--json", "--project", project, *words)
    assert status == 0, err
    return json.loads(out)


def kappas(netmap, project):
    rows = [row for row in asked(netmap, project) if row["niveau"] in {"commune", "qpv"}]
    return {(r["code"], r["thematique"]): r["kappa"] for r in rows}


def test_with_no_need_or_no_mediation_one_sentence_says_why_there_is_no_chain(netmap, la_rochelle):
    for table in (la_rochelle.folder / "data").glob("*.csv"):
        if table.name != "partners.csv":
            table.unlink()
    la_rochelle.change("partners.csv", lambda row: None if row["position"] == "mediation" else row)
    status, out, _ = netmap("chain", "--quiet", "--project", la_rochelle.folder)
    assert status == 0
    assert out.splitlines()[-1].startswith("Tant qu’il n’y a de médiation dans aucune commune")
    assert "sur 0" not in out
    settings = la_rochelle.folder / "netmap.toml"
    lines = settings.read_text("utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("besoins"))
    end = next(at for at in range(start, len(lines)) if lines[at].rstrip().endswith("]"))
    settings.write_text("\n".join([*lines[:start], *lines[end + 1 :]]), "utf-8")
    la_rochelle.change("partners.csv", lambda row: row | {"thematiques": ""})
    status, out, _ = netmap("chain", "--quiet", "--project", la_rochelle.folder)
    assert status == 0
    (line,) = out.splitlines()
    assert line.startswith("Aucune chaîne à regarder")
    asked_of = {"--weak": "de qui tout dépend", "--mobilise": "ce qui en réparerait"}
    for question, said in asked_of.items():
        _, out, _ = netmap("chain", "--quiet", question, "--project", la_rochelle.folder)
        assert out.splitlines()[-1].startswith("Aucune chaîne n’est examinée")
        assert said in out


def test_where_no_chain_holds_nobody_is_said_to_be_dispensable(netmap, la_rochelle):
    """All relations are broken: no loss breaks a chain, and that reassures nobody."""
    la_rochelle.change("relations.csv", lambda row: row | {"etat": "rompue"})
    _, out, _ = netmap("chain", "--quiet", "--weak", "--project", la_rochelle.folder)
    assert out.splitlines()[-1].startswith("Aucune chaîne sûre ne tient")


@pytest.mark.parametrize("name", PROJECTS)
def test_weak_points_break_exactly_the_pairs_that_a_loss_breaks(netmap, name):
    project = PROJECTS[name]
    weak = asked(netmap, project, "--weak")
    assert [row["habitants_besoins"] for row in weak] == sorted(
        (row["habitants_besoins"] for row in weak), reverse=True
    )
    for row in weak[:3]:
        loss = asked(netmap, project, "--without", row["id"])
        broken = [p for p in loss["paires"] if p["kappa_apres"] == 0]
        assert loss["rompues"] == len(broken) == row["nombre"]
        assert {(p["code"], p["thematique"]) for p in broken} == {
            (p["code"], p["thematique"]) for p in row["paires"]
        }


def test_without_mediation_every_chain_breaks(netmap):
    with (ROOT / "data" / "partners.csv").open(encoding="utf-8") as file:
        lines = [line.split(";") for line in file]
    mediators = [row[0] for row in lines if row[3] == "mediation"]
    whole = {pair for pair, kappa in kappas(netmap, ROOT).items() if kappa}
    words = [word for one in mediators for word in ("--without", one)]
    loss = asked(netmap, ROOT, *words)
    broken = {(p["code"], p["thematique"]) for p in loss["paires"] if p["kappa_apres"] == 0}
    assert broken == whole
    assert {p["etape"] for p in loss["paires"]} == {"mediation"}


def test_doing_what_is_proposed_lifts_exactly_the_pairs_announced(netmap, la_rochelle):
    before = kappas(netmap, la_rochelle.folder)
    today = la_rochelle.rows("relations.csv")
    proposal = asked(netmap, la_rochelle.folder, "--mobilise")["suggestions"]
    assert {one["nature"] for row in proposal for one in row["gestes"]} >= {
        "relation", "partenaire", "mediateur",
    }  # fmt: skip
    for suggestion in proposal:
        for gesture in suggestion["gestes"]:
            for one in gesture["partenaires"]:
                row = la_rochelle.rows("partners.csv")[one["ligne"] - 2]
                assert row["id"] == one["id"], "the row that it comes from"
            do(la_rochelle, gesture, today)
        after = kappas(netmap, la_rochelle.folder)
        opened = {pair for pair in after if before[pair] == 0 < after[pair]}
        secured = {pair for pair in after if before[pair] < 2 <= after[pair]}
        for key, pairs in (("ouvre", opened), ("consolide", secured)):
            assert {(p["code"], p["thematique"]) for p in suggestion[key]} == pairs
        before = after


def do(project, gesture, today):
    """Write in the tables what a proposal says to do; `today`: the relations before anything."""
    ids = {one["id"] for one in gesture["partenaires"]}
    links = {(link["de"]["id"], link["vers"]["id"]) for link in gesture["relations"]}
    if gesture["nature"] == "mediateur":
        (first,) = ids
        rows, relations = project.rows("partners.csv"), project.rows("relations.csv")
        twin = next(row for row in rows if row["id"] == first) | {"id": "second"}
        project.write("partners.csv", [*rows, twin])
        copies = [
            {key: "second" if value == first else value for key, value in row.items()}
            for row in today
            if first in row.values() and row["etat"] == "active"
        ]
        project.write("relations.csv", [*relations, *copies])
        return
    project.change(
        "partners.csv", lambda row: row | {"statut": "actif"} if row["id"] in ids else row
    )
    project.change(
        "relations.csv",
        lambda row: (
            row | {"etat": "active"} if (row["source_id"], row["cible_id"]) in links else row
        ),
    )


def test_the_opening_of_the_dental_link_is_the_first_proposal(netmap):
    """A planned link costs one step, and opens nine communes and three neighbourhoods."""
    first = asked(netmap, ROOT, "--mobilise")["suggestions"][0]
    (gesture,) = first["gestes"]
    assert (gesture["nature"], first["demarches"]) == ("relation", 1)
    (link,) = gesture["relations"]
    assert (link["de"]["id"], link["vers"]["id"]) == ("mediation-adultes", "centre-sante-dentaire")
    assert {pair["thematique"] for pair in first["ouvre"]} == {"netmap--soins-dentaires"}
    assert len(first["ouvre"]) == 9 + 3
    roanne = asked(netmap, PROJECTS["roanne"], "--mobilise")["suggestions"][0]
    assert [one["nature"] for one in roanne["gestes"]] == ["relation"]
    assert len(roanne["ouvre"]) == 5 + 3, "the communes of its perimeter, their neighbourhoods"


def test_nobody_who_may_be_one_person_is_suggested_by_name(netmap, la_rochelle):
    people = {
        row["id"]: row["nom"]
        for row in la_rochelle.rows("partners.csv")
        if row["categorie"] == "netmap--medecin"
    }
    assert people
    la_rochelle.change(
        "partners.csv",
        lambda row: row | {"statut": "a-mobiliser"} if row["id"] in people else row,
    )
    for audience in ("public", "interne"):
        for words in (["--mobilise"], ["--mobilise", "--json"], []):
            given = [*words, "--audience", audience, "--project", la_rochelle.folder]
            status, out, _ = netmap("chain", *given)
            assert status == 0
            if words:
                assert not [one for one in people.items() if one[0] in out or one[1] in out]


def test_a_partner_is_found_by_its_id_or_its_exact_name_whatever_the_case(netmap):
    by_id = asked(netmap, ROOT, "--without", "CPAM")
    by_name = asked(netmap, ROOT, "--sans", "cpam de la charente-maritime")
    assert by_id == by_name
    assert by_id["sans"] == ["cpam"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--without", "cpan"], "cpam"),
        (["--without", "\x1b[31mnobody"], "\\x1b[31mnobody"),
        (["--weak", "--mobilise"], "un seul à la fois"),
        (["--weak", "--without", "cpam"], "un seul à la fois"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_with_status_2(netmap, words, told):
    status, out, err = netmap("chain", "--project", ROOT, *words)
    assert (status, out) == (2, "")
    assert told in err
    assert "\x1b" not in err


def test_two_partners_of_one_name_are_told_apart_by_their_ids(netmap, la_rochelle):
    la_rochelle.change(
        "partners.csv",
        lambda row: row | {"nom": "Même nom"} if row["id"] in {"cpam", "csapa"} else row,
    )
    status, _, err = netmap("chain", "--project", la_rochelle.folder, "--without", "même nom")
    assert status == 2
    assert "cpam, csapa" in err


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "words", [[], ["--weak"], ["--mobilise"], ["--without", "cpam", "--without", "csapa"]]
)
def test_answers_are_readable_sentences(netmap, words, language):
    status, out, _ = netmap("chain", "--project", ROOT, "--lang", language, *words)
    assert status == 0
    assert "CPAM" in out or "Groupe hospitalier" in out
    assert "{" not in out


def test_the_plain_answer_names_the_first_to_mobilise_and_how_to_know_more(netmap):
    _, out, _ = netmap("chain", "--project", ROOT)
    assert "À faire d’abord" in out
    assert "--without" in out


DIRECTORY = (
    "id;nom;categorie;position;code_insee;couvre;thematiques;source\n"
    "annuaire-1;Maison dentaire;netmap--msp;aval;17300;241700434;netmap--soins-dentaires;essai\n"
    "annuaire-2;Nom Depersonne;netmap--medecin;aval;17300;241700434;netmap--soins-dentaires;essai\n"
    "csapa;CSAPA;csapa;amont-aval;17300;241700434;sante--addictions;essai\n"
    "annuaire-3;Sans couverture;netmap--association;aval;;;sante--addictions;essai\n"
)


def candidates(proposal):
    return {
        one.nom: (one.id, one.fichier, one.ligne, one.statut)
        for one in (
            *(who for s in proposal.suggestions for g in s.gestes for who in g.partenaires),
            *proposal.sans_effet,
        )
    }


def released(project, audience="public"):
    inputs = read_inputs(project.folder)
    return pipeline.find(inputs, audience=audience)


def told(findings, capsys):
    tell_mobilise(findings, advise(findings), Messages("fr"), as_json=False)
    return capsys.readouterr().out


def test_a_directory_is_suggested_by_line_and_nobody_by_name(la_rochelle, capsys):
    (la_rochelle.folder / "data" / "annuaire.csv").write_text(DIRECTORY, encoding="utf-8")
    la_rochelle.change(
        "partners.csv", lambda row: row | {"statut": row["statut"].replace("a-mobiliser", "actif")}
    )
    for audience in ("public", "interne"):
        findings = released(la_rochelle, audience)
        edition = edition_of(findings, plan=None, plan_problems=())
        proposal = mobilise_record(findings, edition.advice, Messages("fr"))
        found = candidates(proposal)
        assert found["Maison dentaire"] == ("annuaire-1", "data/annuaire.csv", 2, "annuaire")
        practitioner = (None, "data/annuaire.csv", 3, "annuaire")
        assert (found.get("Professionnels de santé") == practitioner) is (audience == "interne")
        unknown = [one.ligne for one in proposal.couverture_inconnue]
        assert unknown == [5], "CSAPA is a partner already"
        for text in (
            json.dumps(network_view(edition, Messages("fr")).data, ensure_ascii=False),
            json.dumps(proposal.plain(), ensure_ascii=False),
            told(findings, capsys),
        ):
            assert "Maison dentaire" in text
            assert "data/annuaire.csv" in text
            assert "Hypothèse" in text
            assert "Depersonne" not in text
            assert "annuaire-2" not in text


def test_a_pair_weighs_the_people_who_could_come(la_rochelle, capsys):
    findings = released(la_rochelle)
    edition = edition_of(findings, plan=None, plan_problems=())
    weighted = weak_records(findings, edition.advice)
    assert {row.poids for row in weighted} == {"besoin"}
    zones = findings.planning.zones
    place = zones["code_qp"].fillna(zones["code_insee"])
    people = zones["cible"].groupby(place).sum()
    for row in weighted:
        by_hand = sum(people[p.code] for p in row.paires)
        assert row.habitants_besoins == round(by_hand)
    assert "population visée" in told(findings, capsys)
    assert network_view(edition, Messages("fr")).data["advice"]["poids"] == "besoin"
