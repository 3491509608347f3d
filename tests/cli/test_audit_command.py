"""netmap audit, from the outside: a folder as it was written, and as somebody changed it."""

import contextlib
import json
import os
import re
import shutil
from hashlib import sha256

import pytest
from columns import with_data

from netmap.disk import lock
from netmap.outsider.verdict import judge


@pytest.fixture
def folder(built, tmp_path):
    """A copy of the outputs of La Rochelle."""
    copy = tmp_path / "outputs"
    shutil.copytree(built["la-rochelle"], copy)
    return copy


def sign(folder):
    """Write the manifest's hashes again: whoever changes a file may well do that too."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["sorties"] = {
        entry.name: sha256(entry.read_bytes()).hexdigest()
        for entry in sorted(folder.iterdir())
        if entry.name != "manifest.json"
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def faults(netmap, folder):
    status, out, _ = netmap("audit", folder, "--json")
    record = json.loads(out)
    assert (status == 0) == record["conforme"]
    return record


@pytest.mark.parametrize("name", ["la-rochelle", "roanne", "la-rochelle-single", "roanne-single"])
def test_outputs_as_they_were_built_betray_nobody(built, netmap, name):
    status, out, err = netmap("audit", built[name])
    assert status == 0, out + err
    record = faults(netmap, built[name])
    assert record["fautes"] == []
    assert record["masques"]
    for count in record["masques"]:
        assert count["haut"] is None or count["haut"] >= 11


def test_a_folder_that_a_build_is_exchanging_is_waited_for(folder):
    with contextlib.ExitStack() as build:
        build.enter_context(lock.held(lock.lock_of(folder), of=folder))
        aside = folder.rename(folder.with_name("aside"))

        def done():
            aside.rename(folder)
            build.close()

        assert judge(folder, waiting=done).safe
    assert sorted(path.name for path in folder.parent.iterdir()) == ["outputs"]


def test_a_folder_that_a_build_keeps_is_not_judged(folder, netmap, monkeypatch):
    monkeypatch.setattr(lock, "WAIT_S", 0.0)
    (folder / "map.html").unlink()
    with lock.held(lock.lock_of(folder), of=folder):
        status, out, err = netmap("audit", folder)
    assert status == 2
    assert out == ""
    assert "attente" in err
    assert "travaille encore" in err


def test_a_folder_in_which_no_lock_can_be_made_is_judged(folder, netmap, monkeypatch):
    def refused(*words, **options):
        raise PermissionError(13, "refused")

    monkeypatch.setattr("netmap.outsider.verdict.held", refused)
    assert netmap("audit", folder)[0] == 0


def test_a_changed_a_missing_and_a_foreign_file_are_told(folder, netmap):
    (folder / "network-nodes.csv").unlink()
    (folder / "map.html").write_text("<p>x</p>", "utf-8")
    (folder / "findings-interne.json").write_text("{}", "utf-8")
    told = {(f["genre"], f["fichier"]) for f in faults(netmap, folder)["fautes"]}
    assert {
        ("missing", "network-nodes.csv"),
        ("altered", "map.html"),
        ("no-policy", "map.html"),
        ("foreign", "findings-interne.json"),
        ("mixed", "findings-interne.json"),
    } <= told


@pytest.mark.parametrize("column", ["taux", "taux_haut", "p_sous_desserte", "personnes"])
def test_a_figure_of_a_hidden_place_is_found_even_if_the_manifest_agrees(folder, netmap, column):
    findings = json.loads((folder / "findings.json").read_text("utf-8"))
    row = next(row for row in findings["densite"] if row["classe"] == "masquee")
    row[column] = 1
    (folder / "findings.json").write_text(json.dumps(findings), "utf-8")
    sign(folder)
    record = faults(netmap, folder)
    assert f"{row['code']}: {column}" in {
        f["trouve"] for f in record["fautes"] if f["genre"] == "stated"
    }


def test_a_figure_on_a_page_alone_is_found(folder, netmap):
    findings = json.loads((folder / "findings.json").read_text("utf-8"))
    code = next(r["code"] for r in findings["densite"] if r["classe"] == "masquee")

    def tell(data):
        place = data["views"]["map"]["data"]["places"][code]
        assert (place["niveau"], place["taux"]) == ("commune", None)
        place["taux"] = 0.7

    rewrite(folder / "map.html", lambda page: with_data(page, tell))
    sign(folder)
    told = [f for f in faults(netmap, folder)["fautes"] if f["genre"] == "stated"]
    assert told == [{"genre": "stated", "fichier": "map.html", "trouve": f"{code}: taux"}]


def rewrite(file, change):
    """Change a text file; the change must change something."""
    before = file.read_text("utf-8")
    after = change(before)
    assert after != before, file.name
    file.write_text(after, "utf-8")


def hidden_commune(folder):
    findings = json.loads((folder / "findings.json").read_text("utf-8"))
    rows = [r for r in findings["densite"] if r["classe"] == "masquee" and r["niveau"] == "commune"]
    return rows[0]["code"]


def in_a_cell(page, of, column, written):
    """Return a page where the cell of a row and a column says something else."""
    start = page.index(f'<tr data-of="{of}">')
    table = page.rindex("<thead>", 0, start)
    heads = re.findall(r"<th [^>]*>", page[table : page.index("</thead>", table)])
    place = next(i for i, head in enumerate(heads) if f'data-tells="{column}"' in head)
    row = page[start : page.index("</tr>", start)]
    cells = re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)
    changed = re.sub(r">.*</", f">{written}</", cells[place], count=1)
    new = row.replace("".join(cells), "".join([*cells[:place], changed, *cells[place + 1 :]]))
    return page[:start] + new + page[start + len(row) :]


#: Where a count is put back: a row of a table of the report, its column, and what it says now.
PUT_BACK = (
    ("densite commune {code}", "personnes", "4"),
    ("densite commune {code}", "taux taux_bas taux_haut", "0,13 (entre 0,03 et 0,33)"),
    ("densite commune {code}", "p_sous_desserte", "98 sur 100"),
    ("dimensionnement commune {code}", "accompagnees", "1,0"),
)


@pytest.mark.parametrize("page", ["report.html", "netmap.html"])
def test_a_count_put_back_into_a_hidden_cell_of_a_table_is_found(built, netmap, tmp_path, page):
    folder = tmp_path / "outputs"
    shutil.copytree(built["la-rochelle" if page == "report.html" else "la-rochelle-single"], folder)
    code = hidden_commune(folder)
    cells = [(of.format(code=code), column, written) for of, column, written in PUT_BACK]
    for of, column, written in cells:
        rewrite(
            folder / page,
            lambda text, of=of, column=column, written=written: in_a_cell(
                text, of, column, written
            ),
        )
    sign(folder)
    status, out, _ = netmap("audit", folder)
    assert status == 1
    for of, column, _ in cells:
        assert re.search(rf"{page}.*masqué.*{of}: {column} ", out), of


def test_what_pages_and_other_files_say_is_held_against_the_findings(folder, netmap):
    """A count changed, a count in an outline, one in a file of the graph: each is named."""
    rewrite(
        folder / "report.html",
        lambda text: in_a_cell(text, "periodes 2023", "personnes @shown", "161"),
    )

    def tell(data):
        shown = data["views"]["map"]["data"]
        assert shown["places"]["17300"]["personnes"] == 525
        shown["places"]["17300"]["personnes"] = 526
        next(one for one in shown["outlines"] if one["key"] == "zones")["lines"][0]["n"] = 4

    rewrite(folder / "map.html", lambda page: with_data(page, tell))
    rewrite(
        folder / "network.html",
        lambda page: page.replace(
            "<script>(function", '<script>{"properties": {"n": 4}};</script><script>(function', 1
        ),
    )
    rewrite(
        folder / "network-nodes.csv",
        lambda text: "\n".join(
            f"{row};{'personnes' if i == 0 else 4}" for i, row in enumerate(text.splitlines())
        ),
    )
    sign(folder)
    told = {tuple(f.values()) for f in faults(netmap, folder)["fautes"]}
    assert ("untied", "map.html", "outlines: n") in told
    assert ("untied", "network.html", "GeoJSON: n") in told
    assert ("personal", "network-nodes.csv", "personnes") in told
    pages = {found for kind, _, found in told if kind == "differs"}
    assert {found.partition(" (")[0] for found in pages} == {
        "periodes 2023: personnes @shown",
        "17300: personnes",
    }


def test_hidden_counts_of_every_part_of_the_findings_are_found(built, netmap, tmp_path):
    """Rounds, periods, sectors, priorities and sizes: by the log or by the hidden place."""
    folder = tmp_path / "outputs"
    shutil.copytree(built["roanne"], folder)
    file = folder / "findings.json"
    findings = json.loads(file.read_text("utf-8"))
    code = hidden_commune(folder)
    place = findings["aller_vers"][1]
    next(f for f in place["chiffres"] if f["chiffre"] == "refus")["valeur"] = 4.0
    findings["periodes"][0]["personnes"] += 1
    sector = findings["secteurs"][0]
    sector |= {"classe": "masquee", "personnes": sector["personnes"] + 1}
    next(r for r in findings["priorites"] if r["code"] == code).update(estime=False)
    next(r for r in findings["dimensionnement"]["lieux"] if r["code"] == code)["a_ajouter"] = 2.0
    file.write_text(json.dumps(findings), "utf-8")
    sign(folder)
    told = {tuple(f.values()) for f in faults(netmap, folder)["fautes"]}
    period = findings["periodes"][0]["periode"]
    assert {
        ("log-differs", "releases.jsonl", f"refus lieu:{place['code']}"),
        ("log-differs", "releases.jsonl", f"personnes {period}"),
        ("log-differs", "releases.jsonl", f"secteur {'+'.join(sector['communes'])}"),
        ("stated", "findings.json", f"{sector['secteur']}: personnes"),
        ("stated", "findings.json", f"{code}: a_accompagner"),
        ("stated", "findings.json", f"{code}: a_ajouter"),
    } <= told


def test_a_small_count_that_every_file_shows_is_still_one(built):
    from netmap.formats.releases import read_log
    from netmap.outsider.ledger import small_counts

    content = (built["la-rochelle"] / "releases.jsonl").read_bytes()
    figures = read_log(content, file="x").lines[0].figures
    key = next(key for key in figures.masques if key[1] == "commune")
    told = figures.model_copy(update={"montres": (*figures.montres, (*key, 4.0))})
    assert list(small_counts(figures)) == []
    assert list(small_counts(told)) == [f"commune {key[2]}"]


def test_a_log_that_shows_what_protects_another_is_attacked(folder, netmap):
    """All complementary cells given away: the counts are deduced, and the way is told."""
    from netmap.formats.releases import Log, read_log

    line = read_log((folder / "releases.jsonl").read_bytes(), file="x").lines[0]
    hidden = sorted(key for key in line.masques if key[1] == "commune")
    # whatever the truth is, a world where all hidden communes but the first are 11 fits the sums
    given = tuple((*key, 11.0) for key in hidden[1:])
    figures = line.figures.model_copy(
        update={
            "montres": tuple(sorted((*line.montres, *given))),
            "masques": tuple(key for key in line.masques if key not in hidden[1:]),
        }
    )
    log = Log().followed_by(figures, manifest="0" * 64, date=None)
    (folder / "releases.jsonl").write_bytes(log.text())
    sign(folder)
    record = faults(netmap, folder)
    assert any(count["trahi"] for count in record["masques"]) or record["contradiction"]
    assert {f["genre"] for f in record["fautes"]} == {"log-differs"}


def test_two_releases_and_their_log(la_rochelle, netmap):
    build = ("build", "--quiet", "--project", la_rochelle.folder)
    assert netmap(*build, "--date", "2025-03-01")[0] == 0
    out = la_rochelle.folder / "outputs"
    first = (out / "releases.jsonl").read_bytes()
    assert netmap(*build, "--date", "2025-04-01")[0] == 0
    assert (out / "releases.jsonl").read_bytes() == first, "the same figures are one release"
    rows = la_rochelle.rows("accompagnements.csv")
    codes = sorted({row["code"] for row in rows if row["periode"] == "2024"})
    more = [
        {**dict.fromkeys(rows[0], ""), "periode": "2025", "code": code, "personnes": "4"}
        for code in codes
    ]
    la_rochelle.write("accompagnements.csv", rows + more)
    assert netmap(*build, "--date", "2026-03-01")[0] == 0
    lines = (out / "releases.jsonl").read_bytes().splitlines(keepends=True)
    assert lines[0] == first
    assert [json.loads(line)["date"] for line in lines] == ["2025-03-01", "2026-03-01"]
    record = faults(netmap, out)
    assert record["publications"] == 2
    assert record["conforme"], record
    # 4 more people in a place shown before would be read off by a difference
    shown = {tuple(row[:3]) for row in json.loads(lines[0])["montres"]}
    hidden = {tuple(key) for key in json.loads(lines[1])["masques"]}
    assert {("density", "qpv", "QN01707M")} <= shown & hidden


def test_a_damaged_log_stops_the_build_and_leaves_the_outputs(released, netmap):
    build = ("build", "--quiet", "--project", released.folder)
    log = released.folder / "outputs" / "releases.jsonl"
    log.write_bytes(log.read_bytes()[:-30])
    before = {f.name: f.read_bytes() for f in log.parent.iterdir()}
    status, _, err = netmap(*build)
    assert status == 1
    assert "releases.jsonl" in err
    assert {f.name: f.read_bytes() for f in log.parent.iterdir()} == before


def test_the_internal_edition_is_no_public_one(la_rochelle, netmap, tmp_path):
    words = ("--quiet", "--audience", "interne", "--project", la_rochelle.folder)
    assert netmap("build", *words)[0] == 0
    status, out, _ = netmap("audit", la_rochelle.folder / "outputs-interne")
    assert status == 1
    assert "ne se diffuse pas" in out
    assert not (la_rochelle.folder / "outputs-interne" / "releases.jsonl").exists()
    status, _, err = netmap("audit", tmp_path / "nowhere")
    assert status == 2
    assert "netmap build" in err
    assert netmap("audit", tmp_path)[0] == 1


@pytest.mark.parametrize("kind", ["pipe", "device", "deep"])
def test_a_manifest_that_nobody_could_read_is_none(tmp_path, netmap, kind):
    file = tmp_path / "manifest.json"
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case "deep":
            file.write_bytes(b"[" * 1_000_000)
    assert faults(netmap, tmp_path)["edition"] is None
