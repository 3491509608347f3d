"""Every command with the network refused: none asks for it, but fetch and what says --online."""

import json
import socket

import lookalike
import pytest
from addresses import Home, base_file
from least import EPCI, OTHER, TOWN, fill, halls, quarter

from netmap.cli import commands
from netmap.messages import Messages
from netmap.sources.recipes import BY_ID

#: this computer itself: the processes of an atlas speak to one another there
HERE = {"127.0.0.1", "::1"}


@pytest.fixture
def connections(monkeypatch):
    """What is asked of any other computer: refused, and kept."""
    asked = []

    def guard(owner, name):
        real = getattr(owner, name)

        def guarded(*words, **more):
            hosts = {word[0] if isinstance(word, tuple) else word for word in words}
            if HERE & {host for host in hosts if isinstance(host, str)}:
                return real(*words, **more)
            asked.append((name, *words))
            raise ConnectionRefusedError("the network is refused")

        monkeypatch.setattr(owner, name, guarded)

    for name in ("connect", "connect_ex", "sendto"):
        guard(socket.socket, name)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        guard(socket, name)
    return asked


def test_no_command_opens_a_connection(netmap, connections, tmp_path):
    places = halls()
    project = tmp_path / "projet"
    recipe = BY_ID["filosofi-commune"]
    row = lookalike.drawn(recipe, TOWN, lookalike.generator(1))
    figures = lookalike.write(recipe, tmp_path, [row], ending=".csv")
    home = Home(3, "", "Rue du Port", "56360", OTHER, "Bangor", places[OTHER][1], places[OTHER][0])
    (tmp_path / "adresses-56.csv.gz").write_bytes(base_file([home]))
    (tmp_path / "personnes.csv").write_text("Adresse;CP;Ville\n3 rue du Port;56360;Bangor\n")

    def begin():
        assert netmap("init", EPCI, project, "--qpv", quarter(tmp_path))[0] == 0
        fill(project)
        return []

    def reviewed():
        findings = json.loads((project / "outputs" / "findings.json").read_text("utf-8"))
        review = {
            "format": 1, "projet": findings["territoire"], "empreinte": findings["empreinte"],
            "auteur": "Essai", "date": "2025-03-04", "corrections": [
                {"type": "changer-statut", "id": "foyer", "statut": "inactif"}],
        }  # fmt: skip
        (tmp_path / "revue.json").write_text(json.dumps(review), "utf-8")
        return [[tmp_path / "revue.json", "--yes"]]

    # a command, and how it is run: in this order, each on what those before it left
    runs = {
        "init": begin,
        "check": [["--lang", "en"]],
        "import": [[figures, "--yes"]],
        "fetch": [["--cache", tmp_path / "cache"]],  # without a source: the list
        "locate": [
            ["--index", tmp_path / "adresses-56.csv.gz"],
            ["3 rue du Port 56360 Bangor"],
            [f"{places[TOWN][0]},{places[TOWN][1]}", "--json"],
            [tmp_path / "personnes.csv"],
            ["--partenaires", "--yes"],
        ],
        "vecu": [["--buffer", "200"]],
        "temps": [["--bus", "--yes", "--csv"]],
        "build": [[]],
        "gaps": [["--json"]],
        "site": [["--etp", "1"]],
        "chain": [["--mobilise"]],
        "fiches": [["--classeur"]],
        "audit": lambda: [[project / "outputs"]],
        "atlas": lambda: [
            ["--from", project / "outputs", "--out", tmp_path / "atlas", "--threads"]
        ],
        "review": reviewed,
        "diff": lambda: [[project / "outputs"]],
    }
    assert set(runs) == set(commands(Messages("fr")).commands), "a command is run with no network"
    for name, how in runs.items():
        for words in how() if callable(how) else how:
            own = [] if name in {"audit", "atlas"} else ["--project", project]
            status, out, err = netmap(name, *words, *own)
            assert status == 0, (name, words, out, err)
            assert connections == [], (name, words)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("192.0.2.1", 9))
    assert connections, "what is asked would have been seen"
