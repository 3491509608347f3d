"""What never leaves the office is looked for in every byte that does, and in what is printed."""

import json
import re
import shutil
import traceback

import pytest
from columns import DATA, data_of, with_data

from netmap import pipeline
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
#: One who is filed as a centre, and one whose row says that the name is a centre's.
FILED = DOCTOR | {
    "id": "cabinet-wombatine", "nom": "Cabinet du Dr Wombatine", "categorie": "netmap--msp",
}  # fmt: skip
CENTRE = FILED | {"id": "centre-roux", "nom": "Centre du Docteur Roux", "organisation": "oui"}


#: What a working group may say of people, in words of its own.
SAID = (
    "Mme Quokkamark tient tout", "3 familles du bâtiment Numbatmark", "Écrire à a@dugongmark.fr",
    "Quatre jeunes femmes sont suivies à Bilbymark",
)  # fmt: skip


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
    columns = list(dict.fromkeys([*rows[0], *PERSONAL, *CENTRE]))
    full = [{**dict.fromkeys(columns, ""), **row, **PERSONAL} for row in rows]
    full += [{**dict.fromkeys(columns, ""), **one, **PERSONAL} for one in (DOCTOR, FILED)]
    full.append({**dict.fromkeys(columns, ""), **CENTRE, "adresse": "", "source": "", "finess": ""})
    la_rochelle.write("partners.csv", full)
    lines = la_rochelle.rows("bilan.csv")
    la_rochelle.write("bilan.csv", [*lines, *({**lines[0], "texte": text} for text in SAID)])
    lines = ["date;latitude;longitude", *(";".join(row) for row in CONTACTS)]
    file = la_rochelle.folder / "data" / "passages.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return la_rochelle


@pytest.fixture
def build(marked, once, netmap):
    """Put the outputs of an edition there as its build leaves them: a function → what it said."""

    def built(audience="public"):
        name = "outputs" if audience == "public" else "outputs-interne"

        def make(folder):
            words = ("--audience", audience, "--project", marked.folder, "--out", folder / name)
            status, out, err = netmap("build", *words)
            assert status == 0, err
            (folder / "said.txt").write_text(out + err, "utf-8")

        made = once(f"marked-{audience}", make)
        shutil.copytree(made / name, marked.folder / name)
        return (made / "said.txt").read_text("utf-8")

    return built


def everything(folder):
    """All files under a folder but the project's own tables: what a command left behind."""
    return {
        str(file.relative_to(folder)): in_clear(file.read_bytes().decode("utf-8", "replace"))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.relative_to(folder).parts[0] != "data"
    }


def in_clear(text):
    """Return a text with the data of a page out of their columns, but what the map stands on.

    Those are public outlines to ten metres, where any rounded number is found.
    """
    if not DATA.search(text):
        return text
    data = data_of(text)
    shown = data["views"].get("map", {}).get("data", {})
    shown.pop("ground", None)
    shown["outlines"] = [
        one for one in shown.get("outlines", ()) if one["key"] not in {"land", "borders"}
    ]
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return DATA.sub("", text) + told


@pytest.mark.parametrize("audience", ["public", "interne"])
def test_no_place_and_no_day_of_a_contact_is_in_any_file(marked, build, netmap, audience):
    texts = {"said": build(audience), **everything(marked.folder)}
    assert len(texts) > 10
    # months and years are shown elsewhere: a day's date may be another row's, so that ours are not
    for mark in marks_of_contacts():
        assert [name for name, text in texts.items() if mark in text] == [], mark
    suffix = "" if audience == "public" else "-interne"
    counts = {
        (row["niveau"], row["code"]): (row["passages"], row["etat"])
        for row in json.loads(texts[f"outputs{suffix}/findings{suffix}.json"])["passages"]
    }
    # few enough to be hidden for that alone: the public edition says nothing of them
    told = None if audience == "public" else (2, "montree")
    assert counts.get(("commune", "17300")) == told
    assert (("ailleurs", "hors-territoire") in counts) == (audience == "interne")
    report = texts[f"outputs{suffix}/report{suffix}.html"]
    heading = "Contacts (passages), par lieu et par année"
    assert (heading in report) == (audience == "interne"), "no table of what is not shown"
    assert netmap("audit", marked.folder / f"outputs{suffix}")[0] == (
        0 if audience == "public" else 1
    )


def test_the_audit_finds_a_contact_count_that_a_page_or_file_gives_back(marked, build, netmap):
    build()
    outputs = marked.folder / "outputs"
    page, findings = outputs / "map.html", outputs / "findings.json"
    before = {file: file.read_bytes() for file in (page, findings)}
    betrayed = {"periode": "2024", "passages": 2, "etat": "montree"}

    def tell(data):
        place = data["views"]["map"]["data"]["places"]["17300"]
        assert place["passages"] == []
        place["passages"] = [betrayed]

    page.write_text(with_data(before[page].decode(), tell), "utf-8")
    _, out, _ = netmap("audit", "--json", outputs)
    told = [one for one in json.loads(out)["fautes"] if one["genre"] == "stated"]
    assert told[0]["fichier"] == "map.html"
    assert told[0]["trouve"].endswith("2024: passages")
    page.write_bytes(before[page])
    record = json.loads(before[findings])
    place = {"niveau": "commune", "code": "17300", "nom": "La Rochelle"}
    record["passages"] = [*(record["passages"] or ()), betrayed | place]
    findings.write_text(json.dumps(record), "utf-8")
    _, out, _ = netmap("audit", "--json", outputs)
    kinds = {one["genre"] for one in json.loads(out)["fautes"]}
    assert kinds >= {"altered", "log-differs"}


def test_a_crash_tells_no_place_even_with_the_values_of_its_variables(marked, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("netmap.disclosure.publish", fail)
    with pytest.raises(ZeroDivisionError) as caught:
        pipeline.find(read_inputs(marked.folder), audience="public")
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(told.format())
    assert "contacts=<contacts>" in text
    for mark in marks_of_contacts():
        assert mark not in text, mark


def test_no_contact_column_and_no_lone_practitioner_is_in_any_public_file(marked, build, netmap):
    texts = {"said": build(), **everything(marked.folder / "outputs")}
    secret = [*PERSONAL.values(), "Xylophane", "xylophane", "ombatine", "Ornithorynx", "170099999"]
    # a file may write accents and @ as \u escapes: the plain parts of each are looked for too
    secret += ["Quartzmark", "quartzmark"]
    for word in secret:
        assert [name for name, text in texts.items() if word in text] == [], word
    assert "professionnel-1" in texts["network.graphml"]
    for name in ("network.html", "network.graphml", "findings.json"):
        assert "Centre du Docteur Roux" in texts[name], name
    assert netmap("audit", marked.folder / "outputs")[0] == 0
    status, out, _ = netmap("chain", "--json", "--project", marked.folder)
    assert status == 0
    assert "ylophane" not in out
    assert "ombatine" not in out


def test_a_line_of_the_assessment_that_may_betray_somebody_stays_inside(marked, build, netmap):
    marks = re.findall(r"\b\w+mark\b", " ".join(SAID))
    assert len(marks) == len(SAID)
    for audience in ("public", "interne"):
        told = build(audience)
        suffix = "" if audience == "public" else "-interne"
        texts = {"said": told, **everything(marked.folder / f"outputs{suffix}")}
        held = {mark for mark in marks for text in texts.values() if mark in text}
        assert held == (set() if audience == "public" else set(marks))
    status, out, _ = netmap("check", "--json", "--project", marked.folder)
    assert status == 0
    kept_in = [one for one in json.loads(out)["problems"] if one["kind"] == "text-kept-in"]
    assert [one["found"] for one in kept_in] == list(SAID)


def test_without_being_asked_the_public_edition_says_nothing_of_the_assessment(marked, netmap):
    toml = marked.folder / "netmap.toml"
    text = toml.read_text("utf-8")
    assert "bilan_public = true" in text
    toml.write_text(text.replace("bilan_public = true", "bilan_public = false"), "utf-8")
    said = [row["texte"] for row in marked.rows("bilan.csv")]
    for audience, some in (("public", False), ("interne", True)):
        out = marked.folder / f"out-{audience}"
        words = ("--audience", audience, "--project", marked.folder, "--out", out)
        assert netmap("build", "--quiet", *words)[0] == 0
        texts = [text.replace("&#x27;", "'") for text in everything(out).values()]
        assert any(line in text for line in said for text in texts) == some


def test_the_audit_finds_a_person_whom_nothing_allows_to_name(marked, netmap):
    outputs = marked.folder / "outputs"
    assert netmap("build", "--quiet", "--project", marked.folder)[0] == 0
    findings = outputs / "findings.json"
    record = json.loads(findings.read_text("utf-8"))
    record["partenaires"][3] |= {"nom": "Cabinet du Dr Wombatine"}
    record["partenaires"][4] |= {"nom": "Docteur Roux", "organisation": True}
    findings.write_text(json.dumps(record), "utf-8")
    _, out, _ = netmap("audit", "--json", outputs)
    named = [one["trouve"] for one in json.loads(out)["fautes"] if one["genre"] == "person"]
    assert named == ["Cabinet du Dr Wombatine"]


def test_columns_asked_for_are_shown_and_the_lone_practitioner_is_still_not(marked, netmap):
    marked.change(
        "partners.csv", lambda row: row | {"adresse": row["adresse"] or "9 quai Rhododendron"}
    )
    settings = marked.folder / "netmap.toml"
    asked = '["adresse", "contact", "telephone", "courriel"]'
    text = settings.read_text("utf-8")
    assert 'colonnes_partenaires = ["source"]' in text
    settings.write_text(text.replace('["source"]', asked), "utf-8")
    marked.change(
        "partners.csv",
        lambda row: row if row["id"] != DOCTOR["id"] else row | {"contact": "Ornithorynx"},
    )
    assert netmap("build", "--quiet", "--project", marked.folder)[0] == 0
    texts = everything(marked.folder / "outputs")
    for name in ("network.html", "map.html", "network.graphml", "network-nodes.csv"):
        assert "Quartzmark" in texts[name], name
        assert "9 quai Rhododendron" in texts[name], name
    for word in ("ylophane", "Ornithorynx", "170099999", "fiche action CLS, détails"):
        assert [name for name, content in texts.items() if word in content] == [], word
    assert netmap("audit", marked.folder / "outputs")[0] == 0


def test_a_column_that_is_none_is_refused_with_those_that_may_be_asked_for(marked, netmap):
    settings = marked.folder / "netmap.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('["source"]', '["source", "notes"]'), "utf-8")
    status, _, err = netmap("build", "--project", marked.folder)
    assert status == 1
    assert "notes" in err
    assert "adresse, source, contact, telephone, courriel" in err


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


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("passages", "date;code;{}", "2024-02-29;17300;{}"),
        ("accompagnements", "periode;code;personnes;{}", "2023;17300;40;{}"),
        ("porte_a_porte", "date;code;logements;{}", "2024-02-29;17300;40;{}"),
    ],
)
def test_columns_of_persons_are_refused_by_name_and_never_quoted(
    la_rochelle, netmap, table, header, row
):
    columns = ["Nom de l'usager", "Prénom", "Tél. portable", "DDN", "N° sécu", "nom_commune"]
    said = ["Quartzmark", "Zébulon", "0599887766", "29/02/1971", "171021730012345", "La Rochelle"]
    file = la_rochelle.folder / "data" / f"{table}.csv"
    lines = (header.format(";".join(columns)), row.format(";".join(said)))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    told = ""
    for words in (("check",), ("check", "--json"), ("build", "--quiet")):
        status, out, err = netmap(*words, "--project", la_rochelle.folder)
        assert status == 1
        told += out + err
        if words == ("check", "--json"):
            problems = json.loads(out)["problems"]
            refused = {one["column"] for one in problems if one["kind"] == "personal-column"}
            assert refused == set(columns[:-1])
    for content in said[:-1]:
        assert content not in told, content
