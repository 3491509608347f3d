"""Several people's corrections, merged: agreement, disagreement, targets that are gone."""

from itertools import permutations

import pytest

from netmap.errors import InputError
from netmap.review import merge_reviews


def planned(reviewed, *paths):
    return merge_reviews(reviewed.read(*paths), reviewed.tables)


def refused_kinds(reviewed, *paths):
    with pytest.raises(InputError) as refused:
        planned(reviewed, *paths)
    return [problem.kind for problem in refused.value.problems]


def test_agreement_is_one_change_by_all_who_spoke_at_the_latest_day(reviewed, corrections):
    one = reviewed.review(corrections.confirm, author="Marie", day="2025-03-04")
    two = reviewed.review(corrections.confirm, author="Karim", day="2025-03-06")
    agreed = planned(reviewed, one, two)
    (change,) = agreed.changes
    assert change.authors == ("Marie", "Karim")
    assert dict(change.cells) == {"etat": "active", "date_verif": "2025-03-06"}
    assert agreed.conflicts == ()
    assert {voice.outcome for voice in agreed.voices} == {"appliquee"}


def test_different_wishes_for_one_target_change_nothing(reviewed, corrections):
    one = reviewed.review(corrections.confirm, corrections.status, author="Marie")
    other_status = {**corrections.status, "statut": "inactif"}
    two = reviewed.review(corrections.outdate, other_status, author="Karim")
    agreed = planned(reviewed, one, two)
    assert agreed.changes == ()
    told = {conflict.target: dict(conflict.wishes) for conflict in agreed.conflicts}
    assert told == {
        "cpts": {"actif": ("Marie",), "inactif": ("Karim",)},
        "aide-alimentaire → mediation-adultes (orientation)": {
            "active": ("Marie",),
            "rompue": ("Karim",),
        },
    }
    assert {voice.outcome for voice in agreed.voices} == {"conflit"}


def test_a_person_who_says_two_things_is_a_conflict_too(reviewed, corrections):
    agreed = planned(reviewed, reviewed.review(corrections.confirm, corrections.outdate))
    assert agreed.changes == ()
    assert len(agreed.conflicts) == 1


def test_the_order_of_files_decides_nothing(reviewed, corrections):
    paths = [
        reviewed.review(corrections.confirm, corrections.partner, corrections.link, author="A"),
        reviewed.review(corrections.outdate, corrections.partner, author="B"),
        reviewed.review(corrections.status, author="C"),
    ]
    seen = set()
    tables = reviewed.tables
    for order in permutations(paths):
        agreed = merge_reviews(reviewed.read(*order), tables)
        cells = frozenset(tuple(sorted(change.cells.items())) for change in agreed.changes)
        conflicts = frozenset((one.target, frozenset(one.wishes)) for one in agreed.conflicts)
        seen.add((cells, conflicts))
    assert len(seen) == 1


def test_partners_added_twice_under_one_name_are_one(reviewed, corrections):
    again = {**corrections.partner, "id": "zz", "nom": "DENTISTES  mutualistes"}
    link = {**corrections.link, "cible_id": "zz"}
    one = reviewed.review(corrections.partner, corrections.link, author="Marie")
    two = reviewed.review(again, link, author="Karim")
    agreed = planned(reviewed, one, two)
    assert [change.kind for change in agreed.changes] == ["ajouter-partenaire", "ajouter-relation"]
    assert agreed.changes[0].cells["id"] == "dentistes-mutualistes"
    assert agreed.changes[1].cells["cible_id"] == "dentistes-mutualistes"


def test_a_relation_to_a_partner_in_dispute_waits(reviewed, corrections):
    other = {**corrections.partner, "position": "amont"}
    one = reviewed.review(corrections.partner, corrections.link, author="Marie")
    two = reviewed.review(other, author="Karim")
    agreed = planned(reviewed, one, two)
    assert agreed.changes == ()
    assert len(agreed.conflicts) == 2


def test_an_id_never_takes_the_place_of_another(reviewed, corrections):
    first = {**corrections.partner, "nom": "C.P.T.S", "id": None}
    del first["id"]
    second = {**corrections.partner, "nom": "CPAM", "id": "x"}
    agreed = planned(reviewed, reviewed.review(first, second))
    ids = [change.cells["id"] for change in agreed.changes]
    assert len(set(ids)) == 2
    assert not set(ids) & set(reviewed.tables.partners)


def test_a_relation_that_is_there_is_not_added_twice(reviewed, corrections):
    added = {**corrections.confirm, "type": "ajouter-relation", "etat": "active"}
    (change,) = planned(reviewed, reviewed.review(added)).changes
    assert change.line is not None


def test_what_the_table_says_already_with_a_later_day_changes_nothing(reviewed):
    same = {"type": "changer-statut", "id": "cpam", "statut": "actif"}
    agreed = planned(reviewed, reviewed.review(same, day="2001-01-01"))
    assert agreed.changes == ()
    assert [voice.outcome for voice in agreed.voices] == ["deja-la"]


def test_nature_tells_relations_apart(reviewed, corrections):
    none = {**corrections.confirm, "nature": None}
    assert refused_kinds(reviewed, reviewed.review(none)) == ["review-unknown-relation"]
    right = {**corrections.confirm, "nature": "orientation"}
    assert len(planned(reviewed, reviewed.review(right)).changes) == 1


@pytest.mark.parametrize(
    ("correction", "kind"),
    [
        ({"type": "changer-statut", "id": "nobody", "statut": "actif"}, "review-unknown-partner"),
        ({"type": "changer-statut", "id": "professionnel-1", "statut": "actif"}, "review-alias"),
        ({"type": "commentaire", "id": "../../etc", "texte": "x"}, "review-unknown-partner"),
        (
            {"type": "confirmer-relation", "source_id": "cpam", "cible_id": "cpts"},
            "review-unknown-relation",
        ),
        (
            {"type": "ajouter-relation", "source_id": "cpam", "cible_id": "cpam"},
            "review-self-relation",
        ),
        (
            {
                "type": "ajouter-relation",
                "source_id": "cpam",
                "cible_id": "cpts",
                "thematiques": ["=1+1"],
            },
            "review-unknown-code",
        ),
    ],
)
def test_a_target_that_is_not_there_refuses_the_file(reviewed, correction, kind):
    assert refused_kinds(reviewed, reviewed.review(correction)) == [kind]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"categorie": "=cmd"}, "review-unknown-code"),
        ({"couvre": ["=1+1"]}, "review-bad-code"),
        ({"couvre": ["1730"]}, "review-bad-code"),
        ({"couvre": ["17300|17028"]}, "review-bad-code"),
        ({"code_insee": "QN01701M"}, "review-bad-code"),
        ({"nom": "???"}, "review-empty-name"),
        ({"id": "cpam"}, "review-id-taken"),
    ],
)
def test_a_partner_that_the_table_could_not_hold_is_refused(reviewed, corrections, change, kind):
    path = reviewed.review({**corrections.partner, **change})
    assert refused_kinds(reviewed, path) == [kind]


def test_a_review_of_another_project_is_refused_one_of_an_older_build_is_not(reviewed, corrections):
    elsewhere = reviewed.review(corrections.status, projet="Roanne", empreinte="f" * 64)
    assert refused_kinds(reviewed, elsewhere) == ["review-other-project"]
    older = reviewed.review(corrections.status, empreinte="f" * 64)
    assert len(planned(reviewed, older).changes) == 1


def test_without_a_table_of_relations_none_can_be_corrected(reviewed, corrections):
    path = reviewed.review(corrections.confirm)
    (reviewed.folder / "data" / "relations.csv").unlink()
    assert refused_kinds(reviewed, path) == ["review-no-relations"]
