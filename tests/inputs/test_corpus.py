"""A corpus of hostile projects, each through the whole command: pages, or a list of problems.

Nothing here is timed: sizes are bounded before anything is read, so that a case ends.
"""

import json
import os
import random
from hashlib import sha256

import pytest

from netmap.cli import run

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


def ends_well(project, capfd):
    """Build; check what is written and what is printed; return the status."""
    status = run(["build", "--project", str(project.path)])
    out, err = capfd.readouterr()
    assert status in {0, 1}, err
    told = out + err
    assert "Traceback" not in told
    assert "\x1b" not in told
    assert "\u202e" not in told
    folder = project.path / "outputs"
    assert [entry.name for entry in project.path.iterdir() if entry.name[:7] == ".netmap"] == []
    if status:
        assert err.strip(), "a refusal says why"
        assert not folder.exists()
        return status
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    written = {file.name: file.read_bytes() for file in folder.iterdir()}
    del written["manifest.json"]
    assert {name: sha256(text).hexdigest() for name, text in written.items()} == manifest["sorties"]
    return status


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_everywhere_at_once_is_built_as_text(full, capfd, name):
    with_text(full, TEXTS[name])
    assert ends_well(full, capfd) == 0


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_ends_in_pages_or_in_problems(full, capfd, name, file):
    content = (full.path / file).read_bytes()
    full.write(file, DAMAGES[name](content, random.Random(f"{name} {file}")))
    ends_well(full, capfd)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", PLACES)
def test_what_is_no_file_is_refused(full, capfd, name, file):
    if name == "pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    PLACES[name](full.path / file)
    assert ends_well(full, capfd) == 1


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_of_any_kind_end_in_pages_or_in_problems(full, capfd, name):
    full.write("netmap.toml", SETTINGS[name])
    ends_well(full, capfd)


def test_the_corpus_is_large_enough():
    assert len(TEXTS) + len(FILES) * (len(DAMAGES) + len(PLACES)) + len(SETTINGS) >= 200
