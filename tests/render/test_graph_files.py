"""Graph files: read back by networkx, the same bytes twice, nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import networkx as nx
import pandas as pd
import pytest
from editions import altered

from netmap.exports.graph_files import graph_files
from netmap.messages import Messages

HOSTILE = (
    '"><script>alert(1)</script>&amp;]]><!--',
    '=HYPERLINK("http://example.invalid";"x")',
    "@SUM(A1)\x00\x08\x1b[31m\ufffe\ud800",
    "é\u202etxet\u202c 👩\u200d⚕️;\r\nsuite\tfin",
    "x" * 10_000,
)


@pytest.fixture
def net_edition(square_edition):
    """The square release, none of whose places of permanence says who holds it."""
    permanences = square_edition.findings.release.permanences.assign(mediateur_id=None)
    return altered(square_edition, permanences=permanences)


@pytest.fixture
def written(net_edition):
    return graph_files(net_edition.findings, Messages("fr"))


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def changed(edition, payload):
    """Return the release with `payload` in the ids and in all texts of partners and relations."""
    # as objects: the text type of pandas refuses a lone surrogate
    text = pd.Series(payload, index=edition.findings.release.partners.index, dtype=object)
    partners = edition.findings.release.partners.assign(nom=text, categorie=text, source=text)
    partners["thematiques"] = [(payload,)] * len(partners)
    names = {key: f"{payload}{i}".replace("\ud800", "") for i, key in enumerate(partners.index)}
    facts = pd.Series(payload, index=edition.findings.release.relations.index, dtype=object)
    relations = edition.findings.release.relations.assign(nature=facts, formalisation=facts)
    for column in ("source_id", "cible_id"):
        relations[column] = relations[column].map(names)
    chain = edition.findings.chains["commune"]
    chain = chain.assign(fragile=[()] * len(chain))
    return altered(
        edition,
        partners=partners.rename(index=names),
        relations=relations,
        chain=chain,
    )


def test_the_five_files_and_the_internal_edition_marked_in_their_names(net_edition, written):
    assert list(written) == [
        "network.graphml",
        "network.gexf",
        "network-kumu.json",
        "network-nodes.csv",
        "network-edges.csv",
    ]
    internal = altered(net_edition, audience="interne")
    assert all("-interne." in name for name in graph_files(internal.findings, Messages("fr")))


def test_graphml_comes_back_with_types_labels_places_and_colours(written):
    graph = nx.parse_graphml(written["network.graphml"].decode())
    assert graph.is_directed()
    assert sorted(graph) == ["ars", "asso", "ccas", "cpam", "csapa", "med", "pmi"]
    cpam, ccas = graph.nodes["cpam"], graph.nodes["ccas"]
    assert cpam["label"] == "CPAM"
    assert cpam["type"] == "Aval (reçoit les personnes)"
    assert (cpam["position"], cpam["statut"], cpam["implication"]) == ("aval", "actif", 2)
    assert (cpam["r"], cpam["g"], cpam["b"]) == (0xE6, 0x9F, 0x00)
    assert ccas["x"] < graph.nodes["med"]["x"] < cpam["x"], "amont, mediation, aval"
    assert sorted(graph.edges()) == [("ccas", "med"), ("med", "cpam")]
    edge = graph.edges["ccas", "med"]
    assert (edge["etat"], edge["supposee"]) == ("active", False)
    assert "etat" not in graph.edges["med", "cpam"], "a state that nobody said is absent"
    assert "latitude" not in graph.nodes["ars"], "not on the map, not at zero"
    assert isinstance(cpam["latitude"], float)


def test_gexf_comes_back_with_types_labels_places_and_colours(written):
    graph = nx.read_gexf(io.BytesIO(written["network.gexf"]))
    assert graph.is_directed()
    cpam = graph.nodes["cpam"]
    assert (cpam["label"], cpam["position"], cpam["implication"]) == ("CPAM", "aval", 2)
    assert [cpam["viz"]["color"][k] for k in "rgb"] == [0xE6, 0x9F, 0x00]
    assert graph.nodes["ccas"]["viz"]["position"]["x"] < cpam["viz"]["position"]["x"]
    assert sorted((a, b) for a, b in graph.edges()) == [("ccas", "med"), ("med", "cpam")]
    assert graph.edges["ccas", "med"]["supposee"] is False
    assert b"lastmodified" not in written["network.gexf"], "a clock would change the bytes"


def test_all_files_tell_the_same_graph(written):
    kumu = json.loads(written["network-kumu.json"])
    ids = {element["id"] for element in kumu["elements"]}
    links = {(link["from"], link["to"]) for link in kumu["connections"]}
    assert {link["direction"] for link in kumu["connections"]} == {"directed"}
    nodes, edges = rows(written["network-nodes.csv"]), rows(written["network-edges.csv"])
    graph = nx.parse_graphml(written["network.graphml"].decode())
    assert ids == {row["Id"] for row in nodes} == set(graph)
    assert links == {(row["Source"], row["Target"]) for row in edges} == set(graph.edges())
    cpam = next(element for element in kumu["elements"] if element["id"] == "cpam")
    assert cpam["tags"] == ["Soins dentaires"]
    everything = [*ids, *(link["id"] for link in kumu["connections"])]
    assert len(everything) == len(set(everything))


def test_two_relations_between_the_same_partners_both_come_back(net_edition):
    doubled = altered(
        net_edition,
        relations=net_edition.findings.release.relations.iloc[[0, 0, 1]].assign(
            nature=["orientation", "réunion", None]
        ),
    )
    files = graph_files(doubled.findings, Messages("fr"))
    for graph in (
        nx.parse_graphml(files["network.graphml"].decode()),
        nx.read_gexf(io.BytesIO(files["network.gexf"])),
    ):
        assert graph.number_of_edges("ccas", "med") == 2
    assert len(rows(files["network-edges.csv"])) == 3


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_text_everywhere(net_edition, payload):
    files = graph_files(changed(net_edition, payload).findings, Messages("fr"))
    kept = "".join(c for c in payload if c not in "\x00\x08\x1b\r\ufffe\ud800")
    graph = nx.parse_graphml(files["network.graphml"].decode())
    assert {values["label"] for _, values in graph.nodes(data=True)} == {kept}
    assert graph.number_of_nodes() == 7
    assert graph.number_of_edges() == 2
    back = nx.read_gexf(io.BytesIO(files["network.gexf"]))
    assert {values["label"] for _, values in back.nodes(data=True)} == {kept}
    assert {e["label"] for e in json.loads(files["network-kumu.json"])["elements"]} == {kept}
    for name in ("network-nodes.csv", "network-edges.csv"):
        for row in rows(files[name]):
            for cell in row.values():
                assert cell[:1] not in {"=", "@", "\t", "\r"}
                assert cell[:1] not in {"+", "-"} or float(cell) is not None
    assert {row["Label"].lstrip("'") for row in rows(files["network-nodes.csv"])} == {kept}
    for name in ("network.graphml", "network.gexf"):
        tags = {element.tag for element in ET.fromstring(files[name]).iter()}  # noqa: S314
        assert not any(tag.endswith("script") for tag in tags)


def test_ids_that_differ_only_by_what_cannot_be_written_stay_apart(net_edition):
    chain = net_edition.findings.chains["commune"]
    names = {"cpam": "a\x00", "ccas": "a\x01", "med": "a"}
    relations = net_edition.findings.release.relations.replace(
        {"source_id": names, "cible_id": names}
    )
    edition = altered(
        net_edition,
        partners=net_edition.findings.release.partners.rename(index=names),
        relations=relations,
        chain=chain.assign(fragile=[()] * len(chain)),
    )
    graph = nx.parse_graphml(
        graph_files(edition.findings, Messages("fr"))["network.graphml"].decode()
    )
    assert graph.number_of_nodes() == 7
    labels = {(graph.nodes[a]["label"], graph.nodes[b]["label"]) for a, b in graph.edges()}
    assert labels == {("CCAS de Ville", "Médiation"), ("Médiation", "CPAM")}


def test_the_order_of_rows_changes_no_byte(net_edition, written):
    turned = altered(
        net_edition,
        partners=net_edition.findings.release.partners.iloc[::-1],
        relations=net_edition.findings.release.relations.iloc[::-1],
    )
    assert graph_files(turned.findings, Messages("fr")) == written


@pytest.mark.parametrize(("name", "deep"), [("network.graphml", 4), ("network.gexf", 6)])
def test_what_is_written_one_by_one_stands_where_it_belongs(written, name, deep):
    lines = written[name].decode().splitlines()
    for kind in ("node ", "edge ", "/node>", "/edge>"):
        own = [line for line in lines if line.lstrip().startswith(f"<{kind}")]
        assert own
        assert {len(line) - len(line.lstrip()) for line in own} == {deep}
    assert not [line for line in lines if not line.strip()]
