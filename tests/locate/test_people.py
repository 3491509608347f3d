"""A file of people: answered by line; nothing of it is kept, shown, sent or told by a crash."""

import csv
import io
import stat
import traceback

import openpyxl
import pytest

from netmap.errors import PlacingError
from netmap.locate import match

NAMES = ["Zénobie", "Quintilien"]


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def answering(quarter, made):
    return quarter, made


@pytest.fixture
def people(made, tmp_path):
    some = [made.homes[k] for k in made.near[:40]]
    rows = [
        {"Nom": NAMES[k % 2], "Né le": "1950-01-02", "Adresse": f"{h.numero} {h.rep} {h.voie}",
         "CP": h.postcode, "Ville": h.commune, "Note": "secret"}
        for k, h in enumerate(some)
    ]  # fmt: skip
    rows.append(rows[0] | {"Adresse": "99 rue Zorglub"})
    return write(tmp_path / "personnes.csv", rows), rows


def locate(netmap, quarter, made, *words):
    return netmap("locate", *words, "--project", quarter.folder, "--base", made.index)


@pytest.mark.usefixtures("offline")
def test_answers_have_a_line_each_and_no_personal_word(netmap, quarter, made, people, tmp_path):
    path, rows = people
    before = {p: p.read_bytes() for p in quarter.folder.rglob("*") if p.is_file()}
    out = tmp_path / "reponses.csv"
    status, told, err = locate(netmap, quarter, made, path, "--out", out)
    assert status == 0, err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = out.read_text("utf-8-sig")
    answers = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["ligne"] for row in answers] == [str(k) for k in range(2, 43)]
    assert answers[-1]["resultat"] == "introuvable"
    assert sum(row["qpv"] != "a-verifier" for row in answers) > 20
    for said in (text, told, err):
        for row in rows:
            assert row["Adresse"] not in said
        for word in (*NAMES, "1950", "secret", "Zorglub"):
            assert word not in said
    after = {p: p.read_bytes() for p in quarter.folder.rglob("*") if p.is_file()}
    assert after == before


def test_a_workbook_says_the_same(netmap, quarter, made, people, tmp_path):
    path, rows = people
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(tmp_path / "personnes.xlsx")
    first = locate(netmap, quarter, made, path)[1]
    assert locate(netmap, quarter, made, tmp_path / "personnes.xlsx")[1] == first


def test_one_line_is_shown_with_what_it_may_mean(netmap, quarter, made, people):
    path, _ = people
    status, told, _ = locate(netmap, quarter, made, path, "--ligne", 2)
    assert status == 0
    assert made.homes[made.near[0]].voie in told
    assert NAMES[0] not in told
    assert locate(netmap, quarter, made, path, "--ligne", 999)[0] == 1


def test_answers_go_to_no_public_folder_and_over_no_file(netmap, quarter, made, people, tmp_path):
    path, _ = people
    outputs = quarter.folder / "outputs"
    outputs.mkdir()
    sent = tmp_path / "envoi"
    sent.mkdir()
    for name in ("manifest.json", "findings.json"):
        (sent / name).write_text("{}")
    for target in (outputs / "r.csv", sent / "r.csv", sent / "in" / "r.csv", path):
        kept = path.read_bytes()
        status, _, err = locate(netmap, quarter, made, path, "--out", target)
        assert status == 2, target
        assert str(target) in err
        assert path.read_bytes() == kept
    assert not (outputs / "r.csv").exists()


def test_a_crash_tells_its_kind_and_nothing_else(netmap, quarter, made, people, monkeypatch):
    path, rows = people

    def fail(self, address):
        raise ValueError(f"cannot place {address.street} {rows[0]['Adresse']}")

    monkeypatch.setattr(match.Matcher, "find", fail)
    status, out, err = locate(netmap, quarter, made, path)
    assert status == 1
    assert "ValueError" in err
    from netmap.locate.answer import guarded

    def work():
        raise KeyError("12 rue Secrète")

    with pytest.raises(PlacingError) as refused:
        guarded(work)
    told = "".join(traceback.format_exception(refused.value))
    assert "Secrète" not in told + out + err
    assert refused.value.__context__ is None


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("Nom;Prénom\nZénobie;Q\n", "une colonne adresse"),
        ("", "vide"),
        ("Adresse;Adresse\nZénobie;Q\n", "introuvable"),
        ('Nom;Adresse\n"Zénobie;x\n', "guillemet"),
    ],
)
def test_a_file_that_needs_work_is_told_without_its_words(netmap, answering, content, word):
    path = answering[0].folder / "p.csv"
    path.write_text(content, "utf-8")
    _, out, err = locate(netmap, *answering, path)
    assert word in out + err
    assert "Zénobie" not in out + err


def test_points_need_no_index(netmap, quarter, tmp_path):
    path = write(tmp_path / "p.csv", [{"Latitude": "46,1600", "Longitude": "-1,1510"}])
    status, out, err = netmap("locate", path, "--project", quarter.folder)
    assert status == 0, err
    assert "17300" in out
    status, _, err = netmap("locate", "12 rue Jean Guiton", "--project", quarter.folder)
    assert status == 1
    assert "netmap locate --index" in err


def test_addresses_typed_on_the_keyboard(answered, made, monkeypatch):
    home = made.homes[made.near[3]]
    typed = (
        f"{home.numero} {home.rep} {home.voie}, {home.postcode} {home.commune}\n\n46.16,-1.151\n"
    )
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    first, second = answered("-")
    assert (first["ligne"], first["code_insee"]) == (1, home.code_insee)
    assert second["code_insee"] == "17300"
