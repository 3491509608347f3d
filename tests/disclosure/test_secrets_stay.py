"""What never leaves the office is looked for in every byte that does, and in what is printed."""

import traceback

import pytest

from netmap.errors import InputError
from netmap.inputs import read_inputs

#: Marks that stand in no other file of the project.
CONTACTS = (("2024-02-29", "46,1591357", "-1,1713579"), ("2024-07-13", "46,1602468", "-1,1524681"))
PERSONAL = {
    "contact": "Zébulon Quartzmark",
    "telephone": "0599887766",
    "courriel": "zebulon.quartzmark@example.invalid",
}
DOCTOR = {
    "id": "dr-xylophane", "nom": "Docteur Xylophane", "categorie": "netmap--medecin",
    "position": "aval", "statut": "actif", "code_insee": "17300", "adresse": "7 rue Ornithorynx",
    "source": "annuaire Ornithorynx", "finess": "170099999",
}  # fmt: skip


def marks_of_contacts():
    for date, latitude, longitude in CONTACTS:
        yield date
        for degrees in (latitude, longitude):
            # as typed, as a number, and as rounded to ten metres
            yield from (degrees, degrees.replace(",", "."), degrees.replace(",", ".")[:-3])


@pytest.fixture
def marked(la_rochelle):
    """La Rochelle, with contacts by point, contact columns and a lone practitioner."""
    rows = la_rochelle.rows("partners.csv")
    columns = list(dict.fromkeys([*rows[0], *PERSONAL, *DOCTOR]))
    full = [{**dict.fromkeys(columns, ""), **row, **PERSONAL} for row in rows]
    full.append({**dict.fromkeys(columns, ""), **DOCTOR, **PERSONAL})
    la_rochelle.write("partners.csv", full)
    lines = ["date;latitude;longitude", *(";".join(row) for row in CONTACTS)]
    file = la_rochelle.folder / "data" / "passages.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return la_rochelle


def everything(folder):
    """All files under a folder but the project's own tables: what a command left behind."""
    return {
        str(file.relative_to(folder)): file.read_bytes().decode("utf-8", "replace")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.relative_to(folder).parts[0] != "data"
    }


@pytest.mark.parametrize("audience", ["public", "interne"])
def test_no_place_and_no_day_of_a_contact_is_in_any_file(marked, netmap, audience):
    status, out, err = netmap("build", "--audience", audience, "--project", marked.folder)
    assert status == 0, err
    texts = {**everything(marked.folder), "stdout": out, "stderr": err}
    assert len(texts) > 10
    # months and years are shown elsewhere: a day's date may be another row's, so that ours are not
    for mark in marks_of_contacts():
        assert [name for name, text in texts.items() if mark in text] == [], mark


def test_no_contact_column_and_no_lone_practitioner_is_in_any_public_file(marked, netmap):
    status, out, err = netmap("build", "--project", marked.folder)
    assert status == 0, err
    texts = {**everything(marked.folder / "outputs"), "stdout": out, "stderr": err}
    secret = [*PERSONAL.values(), "Xylophane", "xylophane", "Ornithorynx", "170099999"]
    # a file may write accents and @ as \u escapes: the plain parts of each are looked for too
    secret += ["Quartzmark", "quartzmark"]
    for word in secret:
        assert [name for name, text in texts.items() if word in text] == [], word
    assert "professionnel-1" in texts["network.graphml"]
    status, out, _ = netmap("chain", "--json", "--project", marked.folder)
    assert status == 0
    assert "ylophane" not in out


def test_a_practitioner_whom_the_settings_name_is_shown_and_contacts_still_are_not(marked, netmap):
    settings = marked.folder / "netmap.toml"
    text = settings.read_text("utf-8")
    line = 'professionnels_nommes = ["dr-xylophane"]\n'
    text = (
        text.replace("[secret]\n", f"[secret]\n{line}")
        if "[secret]\n" in text
        else f"{text}\n[secret]\n{line}"
    )
    settings.write_text(text, "utf-8")
    assert netmap("build", "--quiet", "--project", marked.folder)[0] == 0
    texts = everything(marked.folder / "outputs")
    assert "Docteur Xylophane" in texts["network.html"]
    for word in PERSONAL.values():
        assert [name for name, content in texts.items() if word in content] == [], word


@pytest.mark.parametrize(
    "row",
    [
        "2024-02-29;46,1591357;north",
        "2024-02-29;461591357;-1,1713579",
        "29 février 2024, 14 h;46,1591357;-1,1713579",
        "2024-02-29;46,1591357;",
        "2024-02-29;46,1591357;-1,1713579;17300;more;cells",
    ],
)
def test_a_damaged_contact_is_told_without_its_place_or_day(marked, netmap, row):
    file = marked.folder / "data" / "passages.csv"
    file.write_text(f"date;latitude;longitude;code\n{row}\n", "utf-8")
    told = ""
    try:
        read_inputs(marked.folder)
    except InputError as error:
        told = "".join(traceback.format_exception(error)) + repr(error.problems)
    for words in (("check",), ("check", "--json"), ("build", "--quiet")):
        _, out, err = netmap(*words, "--project", marked.folder)
        told += out + err
    told += "".join(everything(marked.folder).values())
    for mark in ("1591357", "1713579", "2024-02-29", "29 février 2024"):
        assert mark not in told, mark
