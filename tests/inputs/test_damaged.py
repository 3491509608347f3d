"""Every kind of damage ends in problems that say where, and in nothing else."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from netmap.errors import InputError
from netmap.inputs import check_project, read_inputs
from netmap.messages import LANGUAGES, Messages, describe

GEO = "data/geo/communes.geojson"
QPV = "data/geo/qpv.geojson"
SOURCES = "data/geo/SOURCES.toml"
PARTNERS = "data/partners.csv"
RELATIONS = "data/relations.csv"
COUNTS = "data/accompagnements.csv"
PLACES = "data/permanences.csv"
ROUNDS = "data/porte_a_porte.csv"
CONTACTS = "data/passages.csv"
INDICATORS = "data/indicateurs.csv"
TOML = "netmap.toml"


@dataclass(frozen=True)
class Damage:
    """What is broken, and the problem that must be told."""

    name: str
    breaks: object
    file: str
    line: int | None
    column: str | None
    kind: str
    severity: str = "error"


def edit(file, old, new):
    return lambda project: project.replace(file, old, new)


def write(file, content):
    return lambda project: project.write(file, content)


def add(file, line):
    return lambda project: project.append(file, line)


def drop(file):
    return lambda project: project.remove(file)


def features(file, change):
    """Change the features of a layer, given as plain data."""

    def apply(project):
        layer = json.loads((project.path / file).read_text(encoding="utf-8"))
        change(layer)
        return project.write(file, json.dumps(layer))

    return apply


def feature(file, number, **properties):
    return features(file, lambda layer: layer["features"][number]["properties"].update(properties))


def geometry(file, number, shape):
    return features(file, lambda layer: layer["features"][number].update(geometry=shape))


def crs(file, name):
    declared = {"type": "name", "properties": {"name": name}}
    return features(file, lambda layer: layer.update(crs=declared))


def polygon(*kilometres):
    ring = [[1000 * x, 1000 * y] for x, y in kilometres]
    return {"type": "Polygon", "coordinates": [ring]}


def two_files(project):
    return project.write("data/partners.ods", (project.path / PARTNERS).read_bytes())


def two_layers(project):
    return project.write("data/geo/communes.gpkg", b"SQLite format 3\x00")


def link_outside(project):
    outside = project.path.parent / "elsewhere.csv"
    outside.write_text("id;nom\n", encoding="utf-8")
    project.remove(RELATIONS)
    (project.path / RELATIONS).symlink_to(outside)
    return project


def folder_for_file(project):
    project.remove(RELATIONS)
    (project.path / RELATIONS).mkdir()
    return project


def zip_bomb(project):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
    project.remove(RELATIONS)
    return project.write("data/relations.xlsx", packed.getvalue())


def far_cell(project):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "source_id", "loin"
    return save_book(project, book)


def save_book(project, book):
    stream = io.BytesIO()
    book.save(stream)
    project.remove(RELATIONS)
    return project.write("data/relations.xlsx", stream.getvalue())


def numeric_code(project):
    book = openpyxl.Workbook()
    book.active.title = "Partenaires"
    for row in (
        ["id", "nom", "categorie", "position", "statut", "code_insee"],
        ["ccas", "CCAS", "ccas-cias", "amont", "actif", 1053],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    project.remove(PARTNERS).remove(RELATIONS).remove(PLACES)
    return project.write("data/partners.xlsx", stream.getvalue())


def uncomputed_formula(project):
    book = openpyxl.Workbook()
    book.active.append(["source_id", "cible_id", "nb_orientations"])
    book.active.append(["ccas", "asv", "=1+1"])
    return save_book(project, book)


def failed_formula(project):
    book = openpyxl.Workbook()
    book.active.append(["source_id", "cible_id", "nb_orientations"])
    book.active.append(["ccas", "asv", "#REF!"])
    return save_book(project, book)


def huge_cell(project):
    return project.append(PARTNERS, f"x;{'é' * 10_001};cpam;aval;actif;;;;;;\n")


def hundred_megabytes(project):
    with (project.path / PARTNERS).open("ab") as stream:
        stream.truncate(100_000_000)
    return project


def rubbish(project):
    noise = np.random.default_rng(7).integers(0, 256, 4_000, dtype=np.uint8).tobytes()
    return project.write(PARTNERS, noise)


BOW_TIE = polygon((380, 6570), (390, 6580), (390, 6570), (380, 6580), (380, 6570))
POINT = {"type": "Point", "coordinates": [385_000, 6_575_000]}
TWIN_QUARTER = {
    "type": "Feature",
    "properties": {"code_qp": "QP017001", "lib_qp": "Ancien", "population": 10},
    "geometry": polygon((382, 6572), (383, 6572), (383, 6573), (382, 6573), (382, 6572)),
}

DAMAGES = [
    # files
    Damage("no settings", drop(TOML), TOML, None, None, "missing-file"),
    Damage("no partners", drop(PARTNERS), PARTNERS, None, None, "missing-file"),
    Damage("no communes", drop(GEO), GEO, None, None, "missing-file"),
    Damage("no sources", drop(SOURCES), SOURCES, None, None, "missing-file"),
    Damage("empty table", write(PARTNERS, ""), PARTNERS, None, None, "empty-file"),
    Damage("blank table", write(PARTNERS, ";;\n;;\n"), PARTNERS, None, None, "empty-file"),
    Damage(
        "header alone",
        write(PARTNERS, "id;nom;categorie;position;statut\n"),
        PARTNERS,
        None,
        None,
        "no-rows",
        "warning",
    ),
    Damage("two tables", two_files, PARTNERS, None, None, "several-files"),
    Damage("two layers", two_layers, GEO, None, None, "several-files"),
    Damage("link outside", link_outside, RELATIONS, None, None, "outside-project"),
    Damage("folder", folder_for_file, RELATIONS, None, None, "not-a-file"),
    Damage("binary rubbish", rubbish, PARTNERS, None, None, "binary-file"),
    Damage("NUL bytes", add(PARTNERS, "a\x00b;x\n"), PARTNERS, None, None, "binary-file"),
    Damage(
        "workbook renamed",
        write(PARTNERS, b"PK\x03\x04rubbish"),
        PARTNERS,
        None,
        None,
        "workbook-named-csv",
    ),
    Damage(
        "letters of no encoding",
        write(PARTNERS, b"id;nom\na;\x81\x8d\n"),
        PARTNERS,
        2,
        None,
        "unreadable-letters",
    ),
    Damage("100 MB", hundred_megabytes, PARTNERS, None, None, "file-too-large"),
    Damage("huge cell", huge_cell, PARTNERS, 5, None, "cell-too-long"),
    Damage("open quote", add(PARTNERS, 'x;"y;z\nw\n'), PARTNERS, 5, None, "unclosed-quote"),
    Damage("no header", write(PARTNERS, "1;2\n3;4\n"), PARTNERS, 1, None, "no-header"),
    Damage(
        "old workbook",
        lambda p: p.remove(PARTNERS).write("data/partners.xls", b"\xd0\xcf"),
        "data/partners.xls",
        None,
        None,
        "format-not-read",
    ),
    Damage(
        "broken workbook",
        lambda p: p.remove(RELATIONS).write("data/relations.xlsx", b"PK\x03\x04"),
        "data/relations.xlsx",
        None,
        None,
        "unreadable-workbook",
    ),
    Damage(
        "broken parquet",
        lambda p: p.remove(CONTACTS).write("data/passages.parquet", b"PAR1xPAR1"),
        "data/passages.parquet",
        None,
        None,
        "unreadable-parquet",
    ),
    Damage("zip bomb", zip_bomb, "data/relations.xlsx", None, None, "archive-too-large"),
    Damage("a cell far away", far_cell, "data/relations.xlsx", None, None, "too-many-cells"),
    Damage(
        "formula not computed",
        uncomputed_formula,
        "data/relations.xlsx",
        2,
        "nb_orientations",
        "formula-not-computed",
        "warning",
    ),
    Damage(
        "formula in error",
        failed_formula,
        "data/relations.xlsx",
        2,
        "nb_orientations",
        "formula-error",
        "warning",
    ),
    Damage(
        "misnamed table",
        lambda p: p.remove(RELATIONS).write("data/relation.csv", "a\n"),
        "data/relation.csv",
        None,
        None,
        "misnamed-file",
        "warning",
    ),
    # columns
    Damage(
        "missing column",
        edit(PARTNERS, ";statut;", ";etat;"),
        PARTNERS,
        1,
        "statut",
        "missing-column",
    ),
    Damage("column twice", edit(PARTNERS, "couvre;", "nom;"), PARTNERS, 1, "nom", "column-twice"),
    Damage(
        "unknown column",
        edit(PARTNERS, "date_maj", "remarque"),
        PARTNERS,
        1,
        "remarque",
        "unknown-column",
        "warning",
    ),
    Damage(
        "contacts without place",
        write(CONTACTS, "date\n2024-01-01\n"),
        CONTACTS,
        1,
        "code",
        "missing-column",
    ),
    # cells
    Damage("missing value", edit(PARTNERS, ";CCAS;", ";;"), PARTNERS, 2, "nom", "missing-value"),
    Damage(
        "leading zero lost",
        edit(PARTNERS, "actif;17300", "actif;1053"),
        PARTNERS,
        2,
        "code_insee",
        "leading-zero",
        "warning",
    ),
    Damage(
        "leading zero lost in a workbook",
        numeric_code,
        "data/partners.xlsx",
        2,
        "code_insee",
        "leading-zero",
        "warning",
    ),
    Damage(
        "leading zero in a list",
        edit(PARTNERS, "2A004|01053", "2A004|1053"),
        PARTNERS,
        4,
        "couvre",
        "leading-zero",
        "warning",
    ),
    Damage(
        "a postcode and a name",
        edit(PARTNERS, "actif;17300", "actif;17300 Ville"),
        PARTNERS,
        2,
        "code_insee",
        "bad-code-insee",
        "warning",
    ),
    Damage(
        "rounded code",
        edit(PARTNERS, "actif;17300", "actif;1,7E+04"),
        PARTNERS,
        2,
        "code_insee",
        "code-rounded",
        "warning",
    ),
    Damage(
        "a name for a code",
        edit(COUNTS, "2023;17300", "2023;Villeneuve"),
        COUNTS,
        2,
        "code",
        "bad-place-code",
    ),
    Damage(
        "a list of which one part is unknown",
        edit(PARTNERS, "2A004|01053", "2A004, Ailleurs"),
        PARTNERS,
        4,
        "couvre",
        "bad-place-code",
        "warning",
    ),
    Damage(
        "unknown position",
        edit(PARTNERS, ";amont;", ";amon;"),
        PARTNERS,
        2,
        "position",
        "unknown-word",
    ),
    Damage(
        "unknown need",
        edit(PARTNERS, "sante--sante-mentale", "sante--mentale"),
        PARTNERS,
        4,
        "thematiques",
        "unknown-need",
        "warning",
    ),
    Damage(
        "unknown category",
        edit(PARTNERS, "ccas-cias", "csas-cies"),
        PARTNERS,
        2,
        "categorie",
        "unknown-category",
    ),
    Damage(
        "negative count", edit(COUNTS, ";40;", ";-4;"), COUNTS, 2, "personnes", "negative-number"
    ),
    Damage(
        "half a person", edit(COUNTS, ";40;", ";4,5;"), COUNTS, 2, "personnes", "not-a-whole-number"
    ),
    Damage(
        "a count in words", edit(COUNTS, ";40;", ";peu;"), COUNTS, 2, "personnes", "not-a-number"
    ),
    Damage(
        "a count of no size", edit(COUNTS, ";40;", ";1e12;"), COUNTS, 2, "personnes", "out-of-range"
    ),
    Damage(
        "a week",
        edit(COUNTS, "2023;17300", "2023-W12;17300"),
        COUNTS,
        2,
        "periode",
        "not-a-period",
    ),
    Damage(
        "31 February",
        edit(PARTNERS, "2024-05-14", "31/02/2024"),
        PARTNERS,
        2,
        "date_maj",
        "impossible-date",
        "warning",
    ),
    Damage(
        "no date",
        edit(PARTNERS, "2024-05-14", "hier"),
        PARTNERS,
        2,
        "date_maj",
        "not-a-date",
        "warning",
    ),
    Damage(
        "perhaps",
        edit(PLACES, ";oui;", ";bof;"),
        PLACES,
        2,
        "verrouillee",
        "not-a-yes-or-no",
        "warning",
    ),
    Damage(
        "spreadsheet error",
        edit(PARTNERS, ";CCAS;", ";#NOM?;"),
        PARTNERS,
        2,
        "nom",
        "formula-error",
    ),
    # rows
    Damage("duplicate id", edit(PARTNERS, "asv;", "ccas;"), PARTNERS, 3, "id", "duplicate-id"),
    Damage(
        "duplicate commune",
        edit(INDICATORS, "17010", "17300"),
        INDICATORS,
        5,
        "code_insee",
        "duplicate-id",
    ),
    Damage(
        "half a point",
        edit(PARTNERS, "17300;;;", "17300;46,1;;"),
        PARTNERS,
        2,
        "longitude",
        "half-a-point",
        "warning",
    ),
    Damage(
        "swapped point",
        edit(PARTNERS, "17300;;;", "17300;-1,15;46,16;"),
        PARTNERS,
        2,
        "latitude",
        "swapped-coordinates",
        "warning",
    ),
    Damage(
        "point in metres",
        edit(PARTNERS, "17300;;;", "17300;6575000;385000;"),
        PARTNERS,
        2,
        "latitude",
        "not-degrees",
        "warning",
    ),
    Damage(
        "point at sea",
        edit(PARTNERS, "17300;;;", "17300;0;0;"),
        PARTNERS,
        2,
        "latitude",
        "outside-france",
        "warning",
    ),
    Damage(
        "ends before",
        edit(RELATIONS, "2023-01-01;;", "2023-01-01;2022-01-01;"),
        RELATIONS,
        2,
        "date_fin",
        "ends-before-start",
        "warning",
    ),
    Damage(
        "more accepted",
        edit(RELATIONS, ";12;10;", ";12;13;"),
        RELATIONS,
        2,
        "nb_acceptees",
        "part-over-whole",
        "warning",
    ),
    Damage(
        "more closed",
        edit(COUNTS, ";40;12;", ";40;41;"),
        COUNTS,
        2,
        "situations_cloturees",
        "part-over-whole",
        "warning",
    ),
    Damage("count twice", add(COUNTS, "2023;17300;1;;;\n"), COUNTS, 5, "code", "same-count-twice"),
    Damage(
        "locked candidate",
        edit(PLACES, ";candidate;non", ";candidate;oui"),
        PLACES,
        3,
        "verrouillee",
        "locked-candidate",
        "warning",
    ),
    Damage(
        "too many doors",
        edit(ROUNDS, ";12;3;", ";11;3;"),
        ROUNDS,
        2,
        "logements",
        "more-than-doors",
        "warning",
    ),
    # files with each other
    Damage(
        "self relation",
        edit(RELATIONS, "ccas;asv", "ccas;ccas"),
        RELATIONS,
        2,
        "cible_id",
        "self-relation",
    ),
    Damage(
        "unknown partner",
        edit(RELATIONS, "ccas;asv", "ccas;asw"),
        RELATIONS,
        2,
        "cible_id",
        "unknown-partner",
    ),
    Damage(
        "unknown holder",
        edit(PLACES, ";asv", ";asw"),
        PLACES,
        2,
        "mediateur_id",
        "unknown-partner",
        "warning",
    ),
    Damage(
        "unknown commune",
        edit(COUNTS, "2023;17300", "2023;17999"),
        COUNTS,
        2,
        "code",
        "commune-of-no-code",
    ),
    Damage(
        "unknown place",
        edit(PLACES, ";2A004;", ";2A005;"),
        PLACES,
        3,
        "code_insee",
        "commune-of-no-code",
        "warning",
    ),
    Damage(
        "unknown covered",
        edit(PARTNERS, "2A004|01053", "2A004|01054"),
        PARTNERS,
        4,
        "couvre",
        "commune-elsewhere",
        "warning",
    ),
    Damage(
        "former quarter",
        edit(COUNTS, "QN01701M", "QP017001"),
        COUNTS,
        3,
        "code",
        "other-generation",
    ),
    Damage(
        "another EPCI",
        edit(PARTNERS, "241700434", "200035731"),
        PARTNERS,
        3,
        "couvre",
        "unknown-epci",
        "warning",
    ),
    Damage(
        "unknown contact place",
        edit(CONTACTS, ";17300", ";17301"),
        CONTACTS,
        3,
        "code",
        "commune-elsewhere",
        "warning",
    ),
    # settings
    Damage("broken settings", add(TOML, "nom = \n"), TOML, 11, None, "bad-toml"),
    Damage(
        "settings in Latin-1",
        write(TOML, '[territoire]\nnom = "Aytré"'.encode("latin-1")),
        TOML,
        2,
        None,
        "not-utf8",
    ),
    Damage(
        "no name",
        edit(TOML, 'nom = "Quatre communes"\n', ""),
        TOML,
        1,
        "territoire.nom",
        "missing-key",
    ),
    Damage(
        "misspelt key", edit(TOML, "nom =", "nomm ="), TOML, 2, "territoire.nomm", "unknown-key"
    ),
    Damage(
        "misspelt section",
        edit(TOML, "[territoire]", "[densites]\n[territoire]"),
        TOML,
        1,
        "densites",
        "unknown-key",
    ),
    Damage(
        "number for a name",
        edit(TOML, '"Quatre communes"', "4"),
        TOML,
        2,
        "territoire.nom",
        "key-not-text",
    ),
    Damage(
        "bad EPCI",
        edit(TOML, '"241700434"', '"24170043"'),
        TOML,
        3,
        "territoire.epci",
        "bad-code-epci",
    ),
    Damage(
        "out of range",
        add(TOML, "[secret]\nseuil = 2\n"),
        TOML,
        12,
        "secret.seuil",
        "key-out-of-range",
    ),
    Damage(
        "text for yes",
        write(TOML, 'exemple = "oui"\n[territoire]\nnom = "x"\n'),
        TOML,
        1,
        "exemple",
        "key-not-yes-no",
    ),
    Damage(
        "unknown reference",
        add(TOML, '[densite]\nreference = "france"\n'),
        TOML,
        12,
        "densite.reference",
        "unknown-value",
    ),
    Damage(
        "infinite speed",
        add(TOML, "[acces]\nvitesse_km_h = inf\n"),
        TOML,
        12,
        "acces.vitesse_km_h",
        "key-not-number",
    ),
    Damage(
        "text for a list",
        write(TOML, 'besoins = "x"\n[territoire]\nnom = "x"\n'),
        TOML,
        1,
        "besoins",
        "key-not-list",
    ),
    Damage(
        "unknown need asked",
        write(TOML, 'besoins = ["x"]\n[territoire]\nnom = "x"\n'),
        TOML,
        1,
        "besoins",
        "unknown-need",
    ),
    Damage(
        "unknown period",
        add(TOML, '[densite]\nperiodes = ["1999"]\n'),
        TOML,
        12,
        "densite.periodes",
        "unknown-period",
    ),
    Damage(
        "unknown perimeter",
        add(TOML, '[perimetre]\n2023 = ["17301"]\n'),
        TOML,
        12,
        "perimetre.2023",
        "unknown-code",
    ),
    Damage(
        "indicator not there",
        edit(INDICATORS, "taux_pauvrete", "taux"),
        INDICATORS,
        1,
        "taux_pauvrete",
        "missing-column",
    ),
    # sources
    Damage(
        "no source",
        edit(SOURCES, '"communes.geojson"', '"autre.geojson"'),
        SOURCES,
        None,
        None,
        "layer-without-source",
    ),
    Damage(
        "no licence",
        edit(SOURCES, 'licence = "Licence Ouverte 2.0"\n', ""),
        SOURCES,
        1,
        "communes.geojson.licence",
        "missing-key",
    ),
    Damage(
        "another file",
        edit(SOURCES, "\n\n", f'\nsha256 = "{"0" * 64}"\n\n'),
        SOURCES,
        5,
        "communes.geojson.sha256",
        "other-fingerprint",
    ),
    Damage(
        "bad fingerprint",
        edit(SOURCES, "\n\n", '\nsha256 = "0"\n\n'),
        SOURCES,
        5,
        "communes.geojson.sha256",
        "bad-fingerprint",
    ),
    # layers
    Damage(
        "no such column",
        features(GEO, lambda f: [x["properties"].pop("nom") for x in f["features"]]),
        GEO,
        None,
        "nom",
        "missing-column",
    ),
    Damage(
        "number for a code",
        feature(GEO, 2, code_insee="1053"),
        GEO,
        3,
        "code_insee",
        "leading-zero",
    ),
    Damage("commune without name", feature(GEO, 1, nom=None), GEO, 2, "nom", "missing-value"),
    Damage(
        "negative population",
        feature(GEO, 1, population=-1),
        GEO,
        2,
        "population",
        "negative-number",
        "warning",
    ),
    Damage(
        "code twice", feature(GEO, 1, code_insee="17300"), GEO, 2, "code_insee", "duplicate-feature"
    ),
    Damage("bow tie", geometry(GEO, 0, BOW_TIE), GEO, 1, None, "invalid-polygon"),
    Damage("no outline", geometry(GEO, 0, None), GEO, 1, None, "missing-geometry"),
    Damage("a point", geometry(GEO, 0, POINT), GEO, 1, None, "not-a-polygon"),
    Damage(
        "metres called degrees",
        crs(GEO, "urn:ogc:def:crs:OGC:1.3:CRS84"),
        GEO,
        None,
        None,
        "wrong-crs",
    ),
    Damage(
        "another projection",
        crs(GEO, "urn:ogc:def:crs:EPSG::32755"),
        GEO,
        None,
        None,
        "layer-outside-france",
    ),
    Damage(
        "no features",
        features(GEO, lambda layer: layer.update(features=[])),
        GEO,
        None,
        None,
        "empty-file",
    ),
    Damage("not a layer", write(GEO, '{"type": "Topology"}'), GEO, None, None, "not-this-format"),
    Damage(
        "a program for a layer",
        write(GEO, '{"type": "gdal_streamed_alg", "command_line": "x", "y": "FeatureCollection"}'),
        GEO,
        None,
        None,
        "not-this-format",
    ),
    Damage(
        "cut layer",
        write(GEO, '{"type": "FeatureCollection", "features": [{"ty'),
        GEO,
        None,
        None,
        "unreadable-layer",
    ),
    Damage(
        "two vintages",
        features(QPV, lambda layer: layer["features"].append(TWIN_QUARTER)),
        QPV,
        2,
        "code_qp",
        "mixed-vintages",
    ),
    Damage("bad quarter", feature(QPV, 0, code_qp="17300"), QPV, 1, "code_qp", "bad-code-qp"),
    Damage(
        "unknown precision",
        feature(QPV, 0, precision="vague"),
        QPV,
        1,
        "precision",
        "unknown-word",
        "warning",
    ),
]


def test_the_undamaged_project_has_no_error(full):
    report = check_project(full.path)
    assert not report.errors, report.errors
    assert {(p.file, p.line, p.kind) for p in report.warnings} == {
        (GEO, 4, "missing-population"),
        (COUNTS, None, "absent-rows"),
    }


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_is_told_where_it_is(full, damage):
    damage.breaks(full)
    report = check_project(full.path)
    told = {(p.file, p.line, p.column, p.kind, p.severity) for p in report.problems}
    wanted = (damage.file, damage.line, damage.column, damage.kind, damage.severity)
    assert wanted in told, sorted(map(str, told))
    if damage.severity == "error":
        with pytest.raises(InputError) as caught:
            read_inputs(full.path)
        assert any(p.kind == damage.kind for p in caught.value.problems)
    for problem in report.problems:
        for language in LANGUAGES:
            text = describe(problem, Messages(language))
            assert text.place in text.sentence
            assert text.remedy in text.sentence


def test_damages_are_many():
    assert len({damage.kind for damage in DAMAGES}) >= 40
    assert len({damage.name for damage in DAMAGES}) == len(DAMAGES)


def test_three_problems_of_one_file_are_told_together(full):
    full.replace(PARTNERS, "ccas;CCAS", "ccas;").replace(PARTNERS, ";17300;", ";1053;")
    full.replace(PARTNERS, ";mediation;", ";mediatio;")
    with pytest.raises(InputError) as caught:
        read_inputs(full.path)
    told = [(p.line, p.kind) for p in caught.value.problems if p.file == PARTNERS]
    assert told == [(2, "leading-zero"), (2, "missing-value"), (3, "unknown-word")]


def test_problems_of_all_files_are_told_together_in_order_of_place(full):
    full.replace(TOML, "nom =", "nomm =").replace(COUNTS, ";40;", ";-4;")
    full.replace(PARTNERS, ";amont;", ";amon;")
    feature(GEO, 1, nom=None)(full)
    with pytest.raises(InputError) as caught:
        read_inputs(full.path)
    errors = [p for p in caught.value.problems if p.severity == "error"]
    assert [p.file for p in errors] == [COUNTS, GEO, PARTNERS, TOML, TOML]
    places = [p.place for p in caught.value.problems]
    assert places == sorted(places)


def test_alike_problems_are_counted_beyond_a_few_dozen(full):
    full.write(COUNTS, "periode;code;personnes\n" + "2023;17300;-1\n" * 1_000)
    alike = [p for p in check_project(full.path).problems if p.kind == "negative-number"]
    more = [p for p in check_project(full.path).problems if p.kind == "more-alike"]
    assert len(alike) == 50
    assert ("count", "950") in more[0].details


def test_a_project_that_is_no_folder(tmp_path):
    with pytest.raises(InputError) as caught:
        read_inputs(Path(tmp_path / "nowhere"))
    assert [p.kind for p in caught.value.problems] == ["missing-project"]


def test_nothing_of_a_contact_is_told(full):
    full.write(
        CONTACTS, "date;latitude;longitude\n32/13/2024;-1,23456;46,98765\n2024-01-01;77,12345;3,3\n"
    )
    report = check_project(full.path)
    kinds = {(p.line, p.kind) for p in report.problems if p.file == CONTACTS}
    assert kinds == {
        (2, "impossible-date"),
        (2, "swapped-coordinates"),
        (3, "outside-france"),
        (2, "unplaced"),
        (3, "unplaced"),
    }
    told = json.dumps(report.to_json(Messages("fr")), ensure_ascii=False)
    for private in ("23456", "98765", "12345", "32/13"):
        assert private not in told


def test_a_bad_contact_coordinate_is_not_told_either(full):
    full.write(CONTACTS, "date;latitude;longitude\n2024-01-01;46,1x98765;-1,15\n")
    told = json.dumps(check_project(full.path).to_json(Messages("fr")), ensure_ascii=False)
    assert "98765" not in told
    assert "not-a-number" in told
