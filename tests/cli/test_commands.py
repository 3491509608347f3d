"""The command line as a new user meets it, mistakes included."""

import csv
import errno
import io
import json
import os
import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest

from netmap.cli import commands
from netmap.errors import reason_of
from netmap.messages import Messages
from netmap.version import __version__

ROOT = Path(__file__).parents[2]
COMMANDS = sorted(commands(Messages("fr")).commands)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help_with_examples(netmap, name, language):
    status, out, _ = netmap(name, "--help", "--lang", language)
    assert status == 0
    assert f"netmap {name}" in out
    assert ("Exemples" if language == "fr" else "Examples") in out
    assert ("Show this message" in out) is False


@pytest.mark.parametrize("name", COMMANDS)
def test_each_example_of_a_help_parses(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "QP2024.geojson").touch()  # a file that examples name
    messages = Messages("fr")
    group = commands(messages)
    for line in messages(f"cli.{name}.examples").strip().splitlines():
        words = line.split(">")[0].split()
        assert words[:2] == ["netmap", name]
        group.commands[name].make_context(name, words[2:])


@pytest.mark.parametrize(
    "words", [("--version", "--verbose"), ("--verbose", "--version")], ids=" ".join
)
def test_the_versions_are_those_that_are_installed(netmap, words):
    status, out, _ = netmap(*words)
    assert status == 0
    told = dict(line.split(" ", 1) for line in out.splitlines())
    assert told["netmap"] == __version__
    assert told["Python"].startswith(platform.python_version())
    for name in ("numpy", "shapely", "pyarrow", "typst"):
        assert told[name] == metadata.version(name)
    assert "2026" in out.splitlines()[-1]
    assert netmap("--version")[1] == f"netmap {__version__}\n"


def test_a_library_that_is_not_there_is_said_to_be_absent(netmap, monkeypatch):
    monkeypatch.setattr("netmap.cli.versions._OPTIONAL", ("no-such-library",))
    assert "no-such-library absent" in netmap("--version", "--verbose")[1].splitlines()


@pytest.mark.parametrize(
    ("shell", "words", "found"),
    [
        ("bash", "netmap bu", "plain,build"),
        ("zsh", "netmap bu", "plain\nbuild\n"),
        ("fish", "netmap bu", "plain"),
        ("bash", "netmap build --p", "plain,--pdf"),
        ("bash", "netmap build --audience ", "plain,interne"),
    ],
)
def test_shells_complete_commands_options_and_words(shell, words, found):
    given = words.split(" ")
    environment = os.environ | {
        "_NETMAP_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": given[-1] if shell == "fish" else str(len(given) - 1),
    }
    answer = subprocess.run(
        [sys.executable, "-m", "netmap"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found in answer.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell):
    environment = os.environ | {"_NETMAP_COMPLETE": f"{shell}_source"}
    answer = subprocess.run(
        [sys.executable, "-m", "netmap"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"_NETMAP_COMPLETE={shell}_complete" in answer.stdout


def test_the_whole_help_names_every_command(netmap):
    status, out, _ = netmap("--help")
    assert status == 0
    assert all(f"  {name} " in out for name in COMMANDS)
    assert "Usage :" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["bild"], "« bild » n'existe pas"),
        (["--verbose"], "Il manque une commande"),
        (["--lang", "de", "build"], "accepte : fr, en"),
        (["build", "--porject", "x"], "--porject n'existe pas"),
        (["gaps", "--top", "0"], "--top attend un nombre entier, 1 ou plus"),
        (["gaps", "--top"], "--top attend une valeur"),
        (["build", "--audience", "tous"], "accepte : public, interne"),
        (["build", "--lang", "de"], "accepte : fr, en"),
        (["gaps", "--json", "--csv"], "pas les deux"),
        (["site", "--json", "--csv"], "pas les deux"),
        (["chain", "--csv", "--faibles"], "--csv donne les chaînes"),
        (["gaps", "--json=3"], "--json ne prend pas de valeur"),
        (["review"], "Il manque REVUE"),
        (["review", "r.json", "--date", "hier"], "attend un jour, écrit AAAA-MM-JJ"),
        (["init", "Grand", "a", "b", "c"], "entre guillemets"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_with_status_2(netmap, words, told):
    status, out, err = netmap(*words)
    assert (status, out) == (2, "")
    assert told in err
    assert "--help" in err
    assert "Traceback" not in err


ENGLISH = re.compile(
    r"\b(is|not|got|missing|invalid|valid|does|requires?|unexpected|error|usage:|such|no|file|the"
    r"|argument|option '|must|value|denied|directory)\b"
)


def mistakes():
    """Every command with each way of mistaking each of its parameters."""
    yield ["--verbose"]
    yield ["--lang"]
    yield ["--lang", "zzz", "build"]
    for name, command in commands(Messages("fr")).commands.items():
        yield [name, "--zzz"]
        yield [name, *"abcdefgh"]
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                yield [name]
            elif parameter.is_flag:
                yield [name, f"{parameter.opts[0]}=3"]
            else:
                yield [name, parameter.opts[0]]
                yield [name, parameter.opts[0], "zzz", *"abcdefgh"]


def test_no_help_has_the_words_of_the_parser(netmap):
    for name in COMMANDS:
        shown = netmap(name, "--help")[1]
        assert not re.findall(r"\b(?:INTEGER|FLOAT|TEXT|PATH|RANGE|FILENAME|Positional)\b", shown)


@pytest.mark.parametrize("words", list(mistakes()), ids=" ".join)
def test_no_mistake_is_told_in_english(netmap, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    _, _, err = netmap(*words)
    said = re.sub(r"«[^»]*»|--[a-z-]+|netmap [a-z]+", "", err)
    assert not ENGLISH.findall(said), err
    assert "Traceback" not in err


def test_alone_it_says_what_to_do_where_there_is_no_project_and_where_there_is(
    netmap, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    status, out, _ = netmap()
    assert status == 0
    assert 'netmap init "Grand Angoulême"' in out
    monkeypatch.chdir(ROOT)
    assert "netmap check" in netmap()[1].splitlines()[-1]


@pytest.mark.parametrize("command", ["check", "build", "gaps", "chain", "site"])
def test_a_wrong_folder_says_so_once_and_where_the_project_is(
    netmap, tmp_path, monkeypatch, command
):
    monkeypatch.chdir(tmp_path)
    status, out, err = netmap(command)
    assert status == 1
    assert (out + err).count("ERREUR") == 1
    assert "netmap init" in out + err
    (tmp_path / "niort").mkdir()
    (tmp_path / "niort" / "netmap.toml").touch()
    (tmp_path / "autre").mkdir()
    assert "--project niort" in "".join(netmap(command)[1:])
    monkeypatch.chdir(tmp_path / "niort")
    (tmp_path / "niort" / "cartes").mkdir()
    monkeypatch.chdir(tmp_path / "niort" / "cartes")
    assert f"--project {(tmp_path / 'niort').resolve()}" in "".join(netmap(command)[1:])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_why_the_system_refuses_is_said_in_the_users_language(language):
    messages = Messages(language)
    for number in (errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EISDIR):
        said = messages.reason(reason_of(OSError(number, os.strerror(number))))
        assert said != os.strerror(number)
        assert "E" not in said


def test_a_folder_that_is_no_project_is_told_with_status_1(netmap, tmp_path):
    status, _, err = netmap("build", "--project", tmp_path / "nowhere")
    assert status == 1
    assert "nowhere" in err
    status, _, err = netmap("build", "--project", tmp_path)
    assert status == 1
    assert "netmap.toml" in err
    assert not (tmp_path / "nowhere").exists()


def test_english_is_english(netmap):
    status, _, err = netmap("bild", "--lang", "en")
    assert status == 2
    assert "There is no command" in err
    assert netmap("--lang", "en", "bild") == netmap("bild", "--lang", "en")
    assert netmap("--lang=en", "build", "--help") == netmap("build", "--help", "--lang=en")
    assert "Il manque" in netmap("--lang", "en", "review", "--lang", "fr")[2], "the last one counts"


def test_gaps_as_csv_opens_in_a_french_spreadsheet(netmap, built):
    project = built["la-rochelle"].parent / "project"
    status, out, _ = netmap("gaps", "--csv", "--top", "2", "--project", project)
    assert status == 0
    lines = out.splitlines()
    assert lines[0].startswith("\ufeffrang;code;nom;classe")
    assert len(lines) == 3


def test_chains_as_csv_say_what_they_say_as_json(netmap):
    given = [netmap("chain", form, "--project", ROOT)[1] for form in ("--csv", "--json")]
    rows = list(csv.DictReader(io.StringIO(given[0].removeprefix("\ufeff")), delimiter=";"))
    wanted = json.loads(given[1])
    assert len(rows) == len(wanted)
    for row, one in zip(rows, wanted, strict=True):
        assert (row["code"], row["thematique"]) == (one["code"], one["thematique"])
        assert (row["kappa"], row["manque"]) == (str(one["kappa"]), "|".join(one["manque"]))


def test_gaps_as_json_is_a_list_of_objects(netmap, built):
    project = built["la-rochelle"].parent / "project"
    status, out, _ = netmap("gaps", "--json", "--project", project)
    assert status == 0
    gaps = json.loads(out)
    assert [gap["rang"] for gap in gaps] == list(range(1, len(gaps) + 1))
    assert all(gap["raisons"] for gap in gaps)
    assert {"code", "nom", "classe", "raisons", "besoins_rompus"} <= set(gaps[0])


def test_chain_as_json_has_a_row_a_place_and_need(netmap):
    status, out, _ = netmap("chain", "--json", "--project", ROOT)
    assert status == 0
    rows = json.loads(out)
    pairs = {(row["niveau"], row["code"], row["thematique"]) for row in rows}
    assert len(pairs) == len(rows) == (28 + 3 + 31) * 8, "communes, QPVs, zones"
    for row in rows:
        assert (row["etape"] is None) == (row["kappa"] > 0)


def test_the_console_is_told_in_utf_8_even_where_it_is_not():
    answer = subprocess.run(
        [sys.executable, "-m", "netmap", "gaps", "--top", "1", "--project", str(ROOT)],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert "d’un" in answer.stdout.decode() or "é" in answer.stdout.decode()
