"""A corpus of hostile projects, each through the whole command: pages, or a list of problems.

Nothing here is timed: sizes are bounded before anything is read, so that a case ends.
"""

import json
import os
import random
import re
from hashlib import sha256

import pytest
from hostile import ADDED, ADDRESS, LISTENER

TEXTS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "end of script": "</script><script>alert(2)</script>",
    "comment": "<!--<script>",
    "entity": "&lt;b&gt;&amp;&#x3c;",
    "handler": "' onmouseover='alert(5)",
    "dollar": "`${alert(3)}`",
    "braces": "{{7*7}}",
    "jinja": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "statement": "{% if %}",
    "jinja comment": "{#",
    "format": "{0.__class__} {name}",
    "percent": "%s%n%x",
    "formula": '=HYPERLINK("http://example.invalid","x")',
    "command": "=cmd|' /C calc'!A0",
    "at": "@SUM(1)",
    "minus": "-1+1",
    "escape": "\x1b[2J\x1b]0;title\x07",
    "right to left": "abc\u202e\u2066cba",
    "separators": "a\u2028b\u2029c",
    "zero width": "a\u200bb\ufeffc",
    "emoji": "👩🏽‍⚕️🏥",
    "long": "é" * 9_000,
    "path": "../../etc/passwd",
    "url": "javascript:alert(4)",
    "quotes": 'l\'"à côté" \\ ;',
    "markup": "[bold red]x[/]",
    "math": "$\\frac{1}{0}$ $$ ^_",
    "typst": '#read("/etc/passwd") *b* $x$ @y <z> \\u{41} /* c',
    "xml": "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "sql": "'; DROP TABLE partners; --",
}
FILES = (
    "netmap.toml",
    "data/partners.csv",
    "data/relations.csv",
    "data/accompagnements.csv",
    "data/permanences.csv",
    "data/porte_a_porte.csv",
    "data/passages.csv",
    "data/indicateurs.csv",
    "data/geo/communes.geojson",
    "data/geo/qpv.geojson",
    "data/geo/SOURCES.toml",
)


def half(content, _):
    return content[: len(content) // 2]


def noise(content, chance):
    damaged = bytearray(content)
    for _ in range(max(3, len(damaged) // 40)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def shuffled_lines(content, chance):
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def huge_numbers(content, _):
    return b"".join(
        b"9" * 300 if 48 <= c <= 57 and i % 7 == 0 else bytes([c]) for i, c in enumerate(content)
    )


#: What befalls a file: a function of its bytes and of a seeded chance.
DAMAGES = {
    "empty": lambda _c, _r: b"",
    "spaces": lambda _c, _r: b" \n\r\n\t\n",
    "zeros": lambda _c, _r: bytes(4_000),
    "binary": lambda _c, r: r.randbytes(3_000),
    "zip head": lambda c, _r: b"PK\x03\x04" + c,
    "half": half,
    "noise": noise,
    "more noise": lambda c, r: noise(noise(c, r), r),
    "utf-16": lambda c, _r: c.decode("utf-8").encode("utf-16"),
    "null bytes": lambda c, _r: c.replace(b"\n", b"\n\x00"),
    "first line": lambda c, _r: c.splitlines(keepends=True)[0],
    "twice": lambda c, _r: c + c,
    "any order": shuffled_lines,
    "old line ends": lambda c, _r: c.replace(b"\n", b"\r"),
    "one line": lambda c, _r: c.replace(b"\n", b" "),
    "commas": lambda c, _r: c.replace(b";", b","),
    "deep": lambda _c, _r: b"[" * 20_000,
    "huge numbers": huge_numbers,
    "html": lambda _c, _r: b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
}


def a_folder(path):
    path.unlink()
    path.mkdir()


def a_link_out(path):
    path.unlink()
    path.symlink_to("/etc/passwd")


def a_link_to_itself(path):
    path.unlink()
    path.symlink_to(path)


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


#: What stands where a file should.
PLACES = {"folder": a_folder, "link out": a_link_out, "loop": a_link_to_itself, "pipe": a_pipe}

SETTINGS = {
    "no name": "[territoire]\n",
    "empty name": '[territoire]\nnom = ""\n',
    "name of another kind": "[territoire]\nnom = [1]\n",
    "no such epsg": '[territoire]\nnom = "x"\nepsg = 999999\n',
    "degrees as metres": '[territoire]\nnom = "x"\nepsg = 4326\n',
    "threshold of zero": '[territoire]\nnom = "x"\n[secret]\nseuil = 0\n',
    "threshold of one": '[territoire]\nnom = "x"\n[secret]\nseuil = 1\n',
    "threshold beyond": '[territoire]\nnom = "x"\n[secret]\nseuil = 100000000000000000000\n',
    "unknown people named": '[territoire]\nnom = "x"\n[secret]\nprofessionnels_nommes = ["zzz"]\n',
    "unknown key": '[territoire]\nnom = "x"\n[secret]\ntout_montrer = true\n',
    "period of another time": '[territoire]\nnom = "x"\n[densite]\nperiodes = ["9999"]\n',
    "no period": '[territoire]\nnom = "x"\n[densite]\nperiodes = ["hier"]\n',
    "reference infinite": '[territoire]\nnom = "x"\n[densite]\nreference = inf\n',
    "reference not a number": '[territoire]\nnom = "x"\n[densite]\nreference = nan\n',
    "reference negative": '[territoire]\nnom = "x"\n[densite]\nreference = -1.0\n',
    "no speed": '[territoire]\nnom = "x"\n[acces]\nvitesse_km_h = 0\n',
    "posts beyond": '[territoire]\nnom = "x"\n[implantation]\netp = 1e300\n',
    "draws beyond": '[territoire]\nnom = "x"\n[besoin]\ntirages = 999999999\n',
    "perimeter of strangers": '[territoire]\nnom = "x"\n[perimetre]\n"2023" = ["../..", ""]\n',
    "word of braces": '[territoire]\nnom = "x"\n[vocabulaire.categories."{{x}}"]\nfr = "{0}"\n',
}  # fmt: skip


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def with_text(project, text):
    """Put a text wherever text is free: tables, layers, sources, settings."""
    cell, short = quoted(text), json.dumps(text[:150], ensure_ascii=False)
    project.replace("data/partners.csv", "ccas;CCAS;", f"ccas;{cell};")
    project.replace("data/partners.csv", "cmp;CMP;", f"cmp;{cell};")
    columns = "adresse;source;contact;telephone;courriel;publics"
    lines = (project.path / "data/partners.csv").read_text("utf-8").split("\n2024", 1)[0]
    header, _, rows = lines.partition("\n")
    cells = ";".join([cell] * 6)
    ends = rows.replace(";2024-05-14\n", f";2024-05-14;{cells}\n")
    project.write("data/partners.csv", f"{header};{columns}\n{ends}")
    project.replace("data/permanences.csv", ";Mairie;", f";{cell};")
    project.replace("data/porte_a_porte.csv", ";A;", f";{cell};")
    project.replace("data/geo/SOURCES.toml", '"dessin"', short, count=2)
    for name, key in (("communes", "nom"), ("qpv", "lib_qp")):
        layer = json.loads((project.path / f"data/geo/{name}.geojson").read_text("utf-8"))
        for feature in layer["features"]:
            feature["properties"][key] = text
        project.write(f"data/geo/{name}.geojson", json.dumps(layer))
    project.replace("netmap.toml", '"Quatre communes"', short)


def texts_of(text):
    return lambda project, _chance: with_text(project, text)


def damage_of(damage, file):
    return lambda project, chance: project.write(
        file, damage((project.path / file).read_bytes(), chance)
    )


def place_of(place, file):
    return lambda project, _chance: place(project.path / file)


def settings_of(text):
    return lambda project, _chance: project.write("netmap.toml", text)


#: Each: what is done to a project that has everything, with a seeded chance.
CASES = {
    **ADDED,
    **{f"text, {name}": texts_of(text) for name, text in TEXTS.items()},
    **{
        f"damage, {name}, {file}": damage_of(damage, file)
        for name, damage in DAMAGES.items()
        for file in FILES
    },
    **{
        f"place, {name}, {file}": place_of(place, file)
        for name, place in PLACES.items()
        for file in FILES
    },
    **{f"settings, {name}": settings_of(text) for name, text in SETTINGS.items()},
}
#: NETMAP_CORPUS=all builds all of them, and runs every command on those that name an address;
#: else some, drawn once, are built.
ALL = os.environ.get("NETMAP_CORPUS") == "all"
CHOSEN = list(CASES) if ALL else sorted(random.Random(11).sample(list(CASES), 130))
#: Statuses: most end in pages or in problems.
ENDS = {"text": {0}, "place": {1}, "outputs": {0, 1, 2}}
COMMANDS = (("check",), ("gaps",), ("chain", "--mobilise"), ("site", "-q"), ("fiches",))
FOREIGN = ("Traceback", "Fatal Python", "terminate called", "GDAL", "Stack (most", "\x1b", "\u202e")
#: KiB that a command may take at its peak.
MEMORY = 2 * 1024**2


def watched(dying, root, *words):
    """Run a command and return its status, once it has been seen to end as it should."""
    status, told, peak = dying.watch(*words, root=root)
    assert status in {0, 1, 2}, (words, status, told[-2_000:])
    assert [one for one in ("CONNECTION", "OUTSIDE", *FOREIGN) if one in told] == [], told[:3_000]
    assert peak <= MEMORY, (words, peak)
    assert status == 0 or told.strip(), "a refusal says why"
    with pytest.raises(BlockingIOError):
        LISTENER.accept()
    return status


@pytest.mark.parametrize("name", CHOSEN)
def test_a_hostile_project_ends_in_pages_or_in_problems(full, tmp_path, dying, tree, name):
    (tmp_path / "strangers").mkdir()
    (tmp_path / "strangers" / "these.docx").write_text("x")
    CASES[name](full, random.Random(name))
    kind, folder = name.partition(",")[0], full.path / "outputs"
    before = tree(tmp_path)
    status = watched(dying, tmp_path, "build", "--project", full.path)
    assert status in ENDS.get(kind, {0, 1})
    after = tree(tmp_path)
    ours = {f"full/{one}" for one in ("outputs", "releases.jsonl")}
    mine = {path for path in after if path in ours or path.startswith("full/outputs/")}
    if status:
        assert after == before
    else:
        assert {path: after[path] for path in after if path not in mine} == before
        check_manifest(folder)
    if ALL and re.search("address|network|link|grid|service|virtual|extension|marks", name):
        for words in COMMANDS:
            watched(dying, tmp_path, *words, "--project", full.path)
        review = tmp_path / "revue.json"
        review.write_text(json.dumps({"format": 2, "$schema": f"http://{ADDRESS}/x"}), "utf-8")
        watched(dying, tmp_path, "review", review, "--project", full.path)
        if not status:
            watched(dying, tmp_path, "audit", folder)
            watched(dying, tmp_path, "diff", folder, "--project", full.path)


def check_manifest(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    written = {file.name: file.read_bytes() for file in folder.iterdir()}
    del written["manifest.json"]
    assert {name: sha256(text).hexdigest() for name, text in written.items()} == manifest["sorties"]


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 400
