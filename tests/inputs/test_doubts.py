"""Doubts are told and stop nothing."""

import pytest

from netmap.inputs import check_project, read_inputs

HEADER = "id;nom;categorie;position;statut;code_insee;latitude;longitude;date_maj\n"


def doubts(project, kind):
    report = check_project(project.path)
    assert not report.errors, report.errors
    return [(p.line, p.found) for p in report.warnings if p.kind == kind]


def partners(project, *rows):
    return project.write("data/partners.csv", HEADER + "".join(f"{row}\n" for row in rows))


def test_a_row_is_old_beside_the_newest_date_of_the_tables_and_no_clock(least):
    partners(
        least,
        "a;A;cpam;aval;actif;17300;;;2006-05-14",
        "b;B;cpam;aval;actif;17300;;;2004-05-13",
        "c;C;cpam;aval;actif;17300;;;2004-05-14",
        "d;D;cpam;aval;actif;17300;;;",
    )
    assert doubts(least, "stale-row") == [(3, "2004-05-13")]
    least.append("netmap.toml", "[fraicheur]\npartenaires_mois = 30\n")
    assert doubts(least, "stale-row") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Centre social du Port", "centre social du port", True),
        ("CPTS Aunis Sud", "Aunis Sud CPTS", True),
        ("Maison de la Solidarité", "Maison des Solidarités", True),
        ("Centre social 1", "Centre social 2", False),
        ("CCAS", "CPAM", False),
    ],
)
def test_names_that_are_nearly_the_same(least, one, other, alike):
    partners(least, f"a;{one};cpam;aval;actif;17300;;;", f"b;{other};cpam;aval;actif;17300;;;")
    assert bool(doubts(least, "names-alike")) is alike


def test_one_name_in_two_communes_is_no_doubt(least):
    partners(least, "a;CCAS;cpam;aval;actif;17300;;;", "b;CCAS;cpam;aval;actif;2A004;;;")
    assert doubts(least, "names-alike") == []


def test_a_partner_that_nothing_places_is_kept_and_said(least):
    partners(least, "a;A;cpam;aval;actif;;;;", "b;B;cpam;aval;actif;17300;;;")
    assert doubts(least, "unplaced") == [(2, None)]
    assert len(read_inputs(least.path).partners) == 2


def test_letters_read_in_the_wrong_encoding(least):
    partners(least, "a;CitÃ© Ã©ducative;cpam;aval;actif;17300;;;")
    assert doubts(least, "garbled-letters") == [(2, "CitÃ© Ã©ducative")]


def test_a_relation_written_twice(full):
    full.append("data/relations.csv", "asv;cmp;active;;;;;\n")
    assert doubts(full, "relation-twice") == [(4, "cmp")]


def test_a_source_without_its_layer(least):
    least.source_of("qpv.geojson")
    assert doubts(least, "source-without-layer") == [(6, "qpv.geojson")]


def test_a_period_of_the_perimeter_without_a_count(full):
    full.append("netmap.toml", '[perimetre]\n1999 = ["17300"]\n')
    assert doubts(full, "unknown-period") == [(12, "1999")]


def test_communes_without_an_indicator(full):
    full.write("data/indicateurs.csv", "code_insee;taux_pauvrete\n17300;21,5\n")
    assert doubts(full, "communes-without-row") == [(None, "01053, 17010, 2A004")]
