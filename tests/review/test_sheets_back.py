"""Thirty partners' sheets, twelve of them answered, some against each other, taken back."""

import itertools
import json
import random
import shutil
import time

import pytest

from netmap.findings import examined_needs
from netmap.findings.chain import chain_matrix
from netmap.inputs import read_inputs
from netmap.network import build_network
from netmap.periods import open_today
from netmap.review import chain_changes, merge_reviews, read_tables
from netmap.territory import build_territory

SEED = 7


def corrections_of(row, answer):
    ends = {"source_id": row["source_id"], "cible_id": row["cible_id"], "nature": row["nature"]}
    kind = "confirmer-relation" if answer else "relation-depassee"
    return {"type": kind, **ends, "commentaire": "Trois semaines"}


@pytest.fixture
def sheets(reviewed):
    """30 files: of each partner that has most relations; 12 of them hold answers."""
    chance = random.Random(SEED)
    rows = [row for row in reviewed.project.rows("relations.csv") if row["nature"]]
    own = {}
    for row in rows:
        for end in (row["source_id"], row["cible_id"]):
            own.setdefault(end, []).append(row)
    partners = sorted(own, key=lambda one: (-len(own[one]), one))[:30]
    files = []
    for place, partner in enumerate(partners):
        answered = place % 5 in {0, 2}
        told = [corrections_of(row, chance.random() < 0.6) for row in own[partner]]
        day = f"2025-03-{1 + place % 9:02d}"
        corrections = told if answered else [remark(partner)]
        name = f"fiche-{partner}.json"
        files.append(reviewed.review(*corrections, author=partner, day=day, name=name))
    return files


def remark(partner):
    return {"type": "commentaire", "id": partner, "texte": "Rien de changé"}


def test_disagreements_change_nothing_and_silence_is_no_answer(reviewed, sheets):
    tables = reviewed.tables
    agreed = merge_reviews(reviewed.read(*sheets), tables)
    assert agreed.conflicts
    contradicted = {answer.target for answer in agreed.answers if answer.contradicted}
    assert contradicted == {conflict.target for conflict in agreed.conflicts}
    lines = {change.line for change in agreed.changes}
    assert lines.isdisjoint(answer.line for answer in agreed.answers if answer.contradicted)
    said = {answer.line for answer in agreed.answers}
    assert lines <= said
    assert len(said) < len(tables.relations)
    for answer in agreed.answers:
        spoke = {author for _, authors in answer.wishes for author in authors}
        row = tables.relation_at(answer.line)
        assert spoke <= {row.source, row.target}, "a sheet speaks of its own relations alone"


def test_any_order_gives_the_same_bytes(reviewed, sheets, netmap, tmp_path):
    told = set()
    for number, order in enumerate(orders(sheets)):
        project = tmp_path / f"copy-{number}"
        shutil.copytree(reviewed.folder, project)
        status, out, err = netmap("review", *order, "--yes", "--json", "--project", project)
        assert status == 0, err
        written = {
            path.relative_to(project).as_posix(): path.read_bytes()
            for path in sorted((project / "data").rglob("*"))
            if path.is_file()
        }
        told.add((out, json.dumps({name: str(content) for name, content in written.items()})))
    assert len(told) == 1


def orders(files):
    yield files
    yield files[::-1]
    for seed in (1, 2):
        yield random.Random(seed).sample(files, len(files))


def test_thirty_sheets_are_merged_in_two_seconds(reviewed, sheets):
    inputs = read_inputs(reviewed.folder)
    start = time.process_time()
    agreed = merge_reviews(reviewed.read(*sheets), read_tables(inputs))
    chain_changes(inputs, agreed.changes)
    assert time.process_time() - start < 2


def matrix_of(folder):
    inputs = read_inputs(folder)
    settings = inputs.settings
    network = build_network(
        inputs.partners, inputs.relations, inputs.permanences,
        complete=settings.relations.complete,
        opened=open_today(settings.perimeter, inputs.accompaniments["periode"].unique()),
    )  # fmt: skip
    needs = settings.needs or examined_needs(inputs.partners)
    territory = build_territory(inputs)
    return {
        (level, row["code"], row["thematique"]): (row["kappa"], row["verdict"])
        for level in ("commune", "qpv")
        for row in chain_matrix(
            network, territory, needs, access=settings.access, level=level
        ).to_dict("records")
    }


def test_chains_that_are_told_to_change_are_those_that_the_written_tables_change(
    reviewed, sheets, netmap
):
    before = matrix_of(reviewed.folder)
    inputs = read_inputs(reviewed.folder)
    agreed = merge_reviews(reviewed.read(*sheets), read_tables(inputs))
    told = chain_changes(inputs, agreed.changes)
    assert netmap("review", *sheets, "--yes", "--project", reviewed.folder)[0] == 0
    after = matrix_of(reviewed.folder)
    changed = {key: (before[key], after[key]) for key in after if after[key] != before[key]}
    assert {
        (one.level, one.code, one.need): (
            (one.kappa_before, one.before), (one.kappa_after, one.after),
        )
        for one in told
    } == changed  # fmt: skip
    assert len(changed) > 10
    spoke = {author for change in agreed.changes for author in change.authors}
    assert all(one.authors and set(one.authors) <= spoke for one in told)


def test_who_is_cited_is_who_said_it(reviewed):
    """The dental chains hang on one relation; who confirms another one is not cited."""
    planned = {
        "type": "confirmer-relation", "source_id": "mediation-adultes",
        "cible_id": "centre-sante-dentaire", "nature": "orientation",
    }  # fmt: skip
    other = {
        "type": "confirmer-relation", "source_id": "aide-alimentaire",
        "cible_id": "mediation-adultes",
    }  # fmt: skip
    files = [
        reviewed.review(planned, author="Centre dentaire"),
        reviewed.review(other, author="Aide alimentaire"),
    ]
    inputs = read_inputs(reviewed.folder)
    agreed = merge_reviews(reviewed.read(*files), read_tables(inputs))
    told = chain_changes(inputs, agreed.changes)
    dental = [one for one in told if one.need == "netmap--soins-dentaires"]
    assert {(one.before, one.after) for one in dental} >= {("broken", "fragile")}
    assert {one.authors for one in dental} == {("Centre dentaire",)}


def test_those_who_say_the_same_are_all_cited(reviewed):
    planned = {
        "type": "confirmer-relation", "source_id": "mediation-adultes",
        "cible_id": "centre-sante-dentaire", "nature": "orientation",
    }  # fmt: skip
    files = [reviewed.review(planned, author=name) for name in ("Zoé", "Anne")]
    inputs = read_inputs(reviewed.folder)
    for order in itertools.permutations(files):
        agreed = merge_reviews(reviewed.read(*order), read_tables(inputs))
        assert {one.authors for one in chain_changes(inputs, agreed.changes)} == {("Anne", "Zoé")}


def test_the_terminal_says_who_changes_which_chain(reviewed, netmap):
    planned = {
        "type": "confirmer-relation", "source_id": "mediation-adultes",
        "cible_id": "centre-sante-dentaire", "nature": "orientation",
    }  # fmt: skip
    file = reviewed.review(planned, author="Centre dentaire")
    status, out, _ = netmap("review", file, "--project", reviewed.folder)
    assert status == 0
    assert "1 confirmé" in out
    (line,) = [one for one in out.splitlines() if "rompue → tient" in one]
    assert "Centre dentaire" in line
    assert "Soins dentaires" in line


def test_no_change_changes_no_chain(reviewed):
    assert chain_changes(read_inputs(reviewed.folder), ()) == ()
