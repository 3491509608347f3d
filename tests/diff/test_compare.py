"""Two small builds, told apart by hand."""

import dataclasses

import pytest
from files import findings_file, findings_json
from hypothesis import given
from hypothesis import strategies as st

from netmap.diff import Snapshot, compare, read_snapshot, snapshot_of
from netmap.diff.words import sections
from netmap.errors import InputError
from netmap.messages import Messages

STATES = [None, "active", "en-projet", "rompue", "inconnue"]


def partner(identifier, **changes):
    return {
        "id": identifier,
        "nom": identifier.upper(),
        "categorie": "cpam",
        "position": "aval",
        "statut": "actif",
        "couvre": None,
        "thematiques": [],
    } | changes


def relation(source, target, **changes):
    return {
        "source_id": source,
        "cible_id": target,
        "nature": None,
        "thematiques": [],
        "etat": "active",
        "supposee": False,
        "date_verif": None,
    } | changes


def chain(code, need, kappa, step=None):
    return {
        "niveau": "commune", "code": code, "thematique": need, "kappa": kappa, "kappa_max": kappa,
        "etape": step, "verdict": ("broken", "fragile", "whole")[max(0, min(kappa, 2))],
    }  # fmt: skip


def build(**changes):
    return {
        "edition": "public",
        "territoire": "T",
        "partenaires": [],
        "relations": [],
        "chaine": [],
        "manques": [],
        "densite": [{"niveau": "commune", "code": "1", "nom": "Un", "classe": "masquee"}],
    } | changes


def snapshot(**changes):
    told = findings_file(**build(**changes))
    return Snapshot(**{one.name: getattr(told, one.name) for one in dataclasses.fields(Snapshot)})


def test_partners_new_lost_and_changed_are_told_apart():
    found = compare(
        snapshot(partenaires=[partner("a"), partner("b"), partner("c", couvre=["1", "2"])]),
        snapshot(
            partenaires=[
                partner("b", statut="inactif"), partner("c", couvre=["2", "1"]), partner("d"),
            ]
        ),
    )  # fmt: skip
    assert [row.id for row in found.partners_added] == ["d"]
    assert [row.id for row in found.partners_removed] == ["a"]
    ((row, (edit,)),) = found.partners_changed
    assert (row.id, edit.field, edit.before, edit.after) == ("b", "statut", "actif", "inactif")


def test_a_relation_goes_on_when_its_ends_and_nature_do():
    found = compare(
        snapshot(
            relations=[
                relation("a", "b", thematiques=["x"]),
                relation("a", "b", thematiques=["y"], etat="inconnue"),
                relation("a", "c", nature="n"),
            ]
        ),
        snapshot(
            relations=[
                relation("a", "b", thematiques=["y"]),
                relation("a", "b", thematiques=["z"]),
                relation("a", "c", nature="m"),
            ]
        ),
    )
    told = {
        (row.thematiques, edit.field): (edit.before, edit.after)
        for row, edits in found.relations_changed
        for edit in edits
    }
    assert told == {
        (("y",), "etat"): ("inconnue", "active"),
        (("z",), "thematiques"): (("x",), ("z",)),
    }
    assert [row.nature for row in found.relations_added] == ["m"]
    assert [row.nature for row in found.relations_removed] == ["n"]


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        (0, 1, "retablie"), (0, 3, "retablie"), (1, 0, "rompue"), (2, 0, "rompue"),
        (1, 2, "consolidee"), (2, 1, "affaiblie"), (2, 3, None), (1, 1, None), (0, 0, None),
    ],
)  # fmt: skip
def test_chains_move_where_it_matters(before, after, move):
    found = compare(
        snapshot(chaine=[chain("1", "n", before)]), snapshot(chaine=[chain("1", "n", after)])
    )
    assert [change.move for change in found.chains] == ([move] if move else [])


def test_a_need_that_was_not_examined_is_neither_new_nor_lost():
    found = compare(
        snapshot(chaine=[chain("1", "old", 1)]), snapshot(chaine=[chain("1", "new", 0, "aval")])
    )
    assert found.chains == ()
    assert (found.needs_added, found.needs_removed) == (("new",), ("old",))


def test_gaps_and_classes():
    place = {"niveau": "commune", "code": "1", "nom": "Un"}
    gap = {"code": "1", "nom": "Un", "raisons": ["loin"]}
    found = compare(
        snapshot(manques=[gap], densite=[place | {"classe": "sous-desservie"}]),
        snapshot(densite=[place | {"classe": "desservie"}]),
    )
    assert [row.code for row in found.gaps_closed] == ["1"]
    assert found.gaps_opened == ()
    (change,) = found.classes
    assert (change.before, change.after) == ("sous-desservie", "desservie")


def test_a_place_whose_class_changed_is_told_once():
    """A zone is its commune, a part of a neighbourhood, or what is left: the last alone is told."""
    places = [
        ("commune", "1"), ("zone", "1"),
        ("commune", "2"), ("qpv", "Q"), ("zone", "2"), ("zone", "2:Q"),
    ]  # fmt: skip

    def told(density_class):
        rows = [{"niveau": level, "code": code, "nom": "n"} for level, code in places]
        return snapshot(densite=[row | {"classe": density_class} for row in rows])

    found = compare(told("sous-desservie"), told("desservie"))
    assert [(one.level, one.code) for one in found.classes] == [
        ("commune", "1"), ("commune", "2"), ("qpv", "Q"), ("zone", "2")
    ]  # fmt: skip


def builds():
    ids = st.sampled_from("abc")
    return st.builds(
        lambda partners, relations, chains: snapshot(
            partenaires=[partner(one, statut=status) for one, status in sorted(partners.items())],
            relations=[relation(a, b, etat=state) for a, b, state in relations],
            chaine=[chain(code, need, kappa) for (code, need), kappa in sorted(chains.items())],
        ),
        st.dictionaries(ids, st.sampled_from(["actif", "inactif"])),
        st.lists(st.tuples(ids, ids, st.sampled_from(STATES)), max_size=5),
        st.dictionaries(st.tuples(st.sampled_from("12"), st.sampled_from("nm")), st.integers(0, 3)),
    )


@given(one=builds(), two=builds())
def test_what_is_new_one_way_is_lost_the_other_way(one, two):
    there, back = compare(one, two), compare(two, one)
    assert there.partners_added == back.partners_removed
    assert [row.id for row, _ in there.partners_changed] == [
        row.id for row, _ in back.partners_changed
    ]
    assert len(there.relations_added) - len(there.relations_removed) == len(two.relations) - len(
        one.relations
    )
    opposite = {"retablie": "rompue", "rompue": "retablie", "consolidee": "affaiblie"}
    opposite["affaiblie"] = "consolidee"
    for change in there.chains:
        twin = next(c for c in back.chains if (c.code, c.need) == (change.code, change.need))
        crossed = {change.move, twin.move}
        assert twin.move == opposite[change.move] or 0 in {change.before, change.after}, crossed
    assert compare(one, one).empty


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_of_change_has_words(language):
    one = snapshot(
        partenaires=[partner("a"), partner("c", statut="actif", thematiques=["x"])],
        relations=[relation("a", "c", nature="n"), relation("c", "a")],
        chaine=[chain("1", "n", 1), chain("1", "old", 2)],
        manques=[{"code": "1", "nom": "Un", "raisons": ["loin"]}],
    )
    two = snapshot(
        partenaires=[partner("b"), partner("c", statut="inactif", couvre=["1"])],
        relations=[relation("a", "b"), relation("c", "a", etat=None, supposee=True)],
        chaine=[chain("1", "n", 0, "mediation"), chain("1", "new", 2)],
        densite=[{"niveau": "commune", "code": "1", "nom": "Un", "classe": "desservie"}],
    )
    messages = Messages(language)
    told = sections(compare(one, two), one, two, messages, need_label=str.upper)
    for section in told:
        messages(f"diff.section.{section.name}")
        for name in section.columns:
            messages(f"diff.column.{name}")
        assert all(len(row) == len(section.columns) for row in section.rows)
    filled = {section.name for section in told if section.rows}
    assert {"chain-rompue", "gap-closed", "class", "partner-added", "partner-removed"} <= filled
    assert {"partner-changed", "relation-added", "relation-removed", "relation-changed"} <= filled
    assert "need" in filled


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "findings-unreadable"),
        (b"[]", "findings-unreadable"),
        (b"{}", "findings-older"),
        (findings_json(edition="secret"), "findings-unreadable"),
        (findings_json().replace(b'"chaine": []', b'"chaine": [{}]'), "findings-older"),
        (findings_json(chaine=[chain("1", "n", -1)]), "findings-unreadable"),
        (findings_json(format=2), "findings-newer"),
    ],
)
def test_what_is_no_build_is_refused(tmp_path, content, kind):
    (tmp_path / "findings.json").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_snapshot(tmp_path)
    assert [problem.kind for problem in refused.value.problems] == [kind]


def test_a_file_of_a_later_version_is_read_and_what_it_adds_left_aside(tmp_path):
    content = findings_json(partenaires=[partner("a", couleur="bleu")], langue="fr")
    (tmp_path / "findings.json").write_bytes(content)
    assert [row.id for row in read_snapshot(tmp_path).partenaires] == ["a"]


def test_what_a_build_wrote_is_what_is_found_today(built):
    """The same tables, read from the file and found again: not a difference, in any part."""
    from netmap import pipeline

    before = read_snapshot(built["la-rochelle"])
    findings = pipeline.answer(built["la-rochelle"].parent / "project", audience="public")
    assert findings.release.is_out
    assert snapshot_of(findings, Messages("fr")) == before
    assert compare(before, snapshot_of(findings, Messages("fr"))).empty


def test_a_folder_without_findings_is_told(tmp_path):
    with pytest.raises(InputError) as refused:
        read_snapshot(tmp_path / "nowhere")
    assert [problem.kind for problem in refused.value.problems] == ["diff-no-findings"]
