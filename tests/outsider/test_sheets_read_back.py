"""A folder of partners' sheets read back by somebody who did not write it."""

import json
from hashlib import sha256

import openpyxl
import pytest
from columns import with_data

from netmap.outsider.sheets import claims_of_sheet
from netmap.outsider.verdict import judge

NAME = "fiche-centre-de-sante-dentaire.html"


@pytest.fixture
def folder(netmap, la_rochelle, tmp_path):
    out = tmp_path / "fiches"
    words = ("--project", la_rochelle.folder, "--out", out, "--classeur", "-q")
    assert netmap("fiches", *words)[0] == 0
    return out


def changed(folder, change):
    """Change the data of a sheet, and sign it in the manifest as whoever changes it may do."""
    file, manifest = folder / NAME, folder / "manifest.json"
    text = file.read_text("utf-8")
    told = with_data(text, lambda page: change(page["views"]["fiche"]["data"]))
    file.write_text(told, "utf-8")
    signed = json.loads(manifest.read_text("utf-8"))
    signed["sorties"][NAME] = sha256(file.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(signed), "utf-8")


def test_sheets_as_they_were_written_may_leave_the_office(folder, netmap):
    verdict = judge(folder)
    assert verdict.inspection.sheets
    assert verdict.safe, verdict.inspection.faults
    status, out, _ = netmap("audit", folder)
    assert status == 0
    assert "Fiches" in out


def test_a_changed_sheet_and_one_that_is_nobodys_are_seen(folder):
    (folder / "fiche-x.html").write_text("<p>4</p>")
    (folder / NAME).write_bytes((folder / NAME).read_bytes() + b" ")
    kinds = {(fault.kind, fault.file) for fault in judge(folder).inspection.faults}
    assert {("foreign", "fiche-x.html"), ("altered", NAME)} <= kinds


def tell(data, key, value):
    data[key] = value


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda data: data["partner"]["facts"].append(["telephone", "05 46 00 00 00"]), "personal"),
        (lambda data: data["partner"].update(contact="Mme X"), "unknown"),
        (lambda data: data["relations"][0].update(nb_orientations=4), "untied"),
        (lambda data: data["partner"].update(nom="Cabinet du Dr Martin"), "person"),
        (lambda data: data["relations"][0].update(autre="Dr Martin"), "person"),
        (lambda data: data["relations"][0].update(cible_id="x", source_id="y"), "unknown"),
        (lambda data: tell(data, "passages", []), "unknown"),
        (lambda data: data["statuses"].update(n=4), "untied"),
        (lambda data: data.pop("partner"), "bad-data"),
    ],
)
def test_what_a_sheet_may_not_tell_is_seen(folder, change, kind):
    changed(folder, change)
    verdict = judge(folder)
    assert not verdict.safe
    assert kind in {fault.kind for fault in verdict.inspection.faults if fault.file == NAME}


@pytest.mark.parametrize("page", [None, [], {"views": {"map": {"data": {}}}}, {"views": {}}])
def test_a_page_that_is_no_sheet_is_told(page):
    assert {kind for kind, _ in claims_of_sheet(page)} == {"bad-data"}


def test_sheets_beside_other_files_are_no_folder_of_sheets(folder):
    (folder / "map.html").write_text("<p>4</p>")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["sorties"]["map.html"] = sha256(b"<p>4</p>").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    verdict = judge(folder)
    assert not verdict.inspection.sheets
    assert not verdict.safe


@pytest.mark.parametrize(
    ("at", "value", "kind"),
    [
        ("F4", "Mme X, 05 46 00 00 00", "beyond"),
        ("I2", 4, "beyond"),
        ("F4", 4, "beyond"),
        ("D1", "cpam-2", "untied"),
    ],
)
def test_a_cell_that_the_page_does_not_say_is_seen(folder, at, value, kind):
    file, manifest = folder / "fiches.xlsx", folder / "manifest.json"
    book = openpyxl.load_workbook(file)
    book.worksheets[3][at] = value
    book.save(file)
    signed = json.loads(manifest.read_text("utf-8"))
    signed["sorties"]["fiches.xlsx"] = sha256(file.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(signed), "utf-8")
    verdict = judge(folder)
    assert not verdict.safe
    assert {fault.kind for fault in verdict.inspection.faults} == {kind}


def test_the_facts_of_another_partner_are_seen(folder):
    file = folder / "fiches.xlsx"
    book = openpyxl.load_workbook(file)
    one, other = book.worksheets[2], book.worksheets[40]
    one["E1"] = other["E1"].value
    book.save(file)
    kinds = {(fault.kind, fault.file) for fault in judge(folder).inspection.faults}
    assert kinds == {("altered", "fiches.xlsx"), ("beyond", "fiches.xlsx")}
