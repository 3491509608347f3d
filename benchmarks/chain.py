"""Chain matrix: the grouped exact count against one networkx matching a place and need.

Run from the repository: ``python benchmarks/chain.py [--national]``. Both sides run in the same
process on the same network; the naive side on a sample of places, whose answers are compared.
"""

from __future__ import annotations

import argparse
import platform
import resource
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple, cast

import networkx as nx
import numpy as np
import pandas as pd
from peers import tell

import netmap
from netmap.findings.chain import chain_matrix
from netmap.network.model import Partner, PartnerNetwork, Relation
from netmap.vocabulary import NEEDS

if TYPE_CHECKING:
    from netmap.territory.model import Territory

UNKNOWN_STATES = 0.05
POSITIONS = ["amont", "mediation", "aval", "amont-aval", "pilotage"]


class Shape(NamedTuple):
    """How large a drawn case is; `block` is the widest coverage, in communes."""

    communes: int
    partners: int
    block: int
    unknown: float


def draw(
    shape: Shape, needs: list[str], *, seed: int = 2024
) -> tuple[PartnerNetwork, Territory, list[str]]:
    """Draw partners that each cover a run of neighbouring communes, and their relations.

    A share `unknown` of partners declares no coverage; 5 % of relations are of unknown state.
    """
    communes, partners, block, unknown = shape
    rng = np.random.default_rng(seed)
    codes = [f"{i:05d}" for i in range(communes)]
    position = rng.choice(POSITIONS, size=partners, p=[0.4, 0.05, 0.45, 0.05, 0.05])
    centre = rng.integers(0, communes, size=partners)
    width = rng.integers(1, block + 1, size=partners)
    people = {}
    for i in range(partners):
        first = int(centre[i])
        run = frozenset(codes[j] for j in range(first, min(first + int(width[i]), communes)))
        people[f"p{i:06d}"] = Partner(
            id=f"p{i:06d}",
            name="",
            category="",
            position=position[i],
            status="actif",
            covers=None if rng.random() < unknown else run,
            needs=frozenset(rng.choice(needs, size=3, replace=False).tolist()),
        )
    order = sorted(range(partners), key=lambda i: int(centre[i]))
    ids = list(people)
    mediators = [i for i in order if position[i] == "mediation"]
    places = np.array([centre[i] for i in mediators])
    relations = []
    for i in order:
        if position[i] in {"mediation", "pilotage"}:
            continue
        near = np.searchsorted(places, centre[i])
        for j in {int(k) for k in near + rng.integers(-3, 3, size=3)} & set(range(len(mediators))):
            state = "inconnue" if rng.random() < UNKNOWN_STATES else "active"
            point = ids[mediators[j]]
            if position[i] != "aval":
                relations.append(Relation(source=ids[i], target=point, state=state))
            if position[i] != "amont":
                relations.append(Relation(source=point, target=ids[i], state=state))
    territory = SimpleNamespace(
        communes=pd.DataFrame(index=pd.Index(codes, name="code_insee")), epci=None
    )
    network = PartnerNetwork(partners=people, relations=tuple(relations), permanences={})
    return network, cast("Territory", territory), codes


def naive(
    network: PartnerNetwork, links: dict[str, list[Relation]], here: set[str], need: str
) -> int:
    """Count the chains of a need, among the partners of a place, by the matching of networkx.

    Each mediation point is two ends, for one partner on each side, that are bound to each other
    where no chain goes through: a matching has a pair for each point and one more for each chain.
    """
    graph = nx.Graph()
    points = [one for one in here if network.partners[one].mediates]
    for point in points:
        graph.add_edge((point, "in"), (point, "out"))
        for relation in links.get(point, []):
            other = relation.target if relation.source == point else relation.source
            if not relation.certain or other not in here:
                continue
            partner = network.partners[other]
            if relation.target == point and partner.upstream:
                graph.add_edge(other, (point, "in"))
            if relation.source == point and partner.downstream and need in partner.needs:
                graph.add_edge((point, "out"), other)
    return len(nx.max_weight_matching(graph, maxcardinality=True)) - len(points)


def compare(shape: Shape, *, sample: int) -> None:
    needs = list(NEEDS)[:12]
    network, territory, codes = draw(shape, needs)
    start = time.process_time()
    frame = chain_matrix(network, territory, needs)
    ours = time.process_time() - start
    cells = len(frame)
    kappa = frame.set_index(["code", "thematique"])["kappa"]
    rng = np.random.default_rng(1)
    pairs = [(codes[rng.integers(len(codes))], needs[rng.integers(12)]) for _ in range(sample)]
    links: dict[str, list[Relation]] = {}
    for relation in network.relations:
        links.setdefault(relation.source, []).append(relation)
        links.setdefault(relation.target, []).append(relation)
    covers: dict[str, set[str]] = {}
    for partner in network.partners.values():
        for code in partner.covers or ():
            covers.setdefault(code, set()).add(partner.id)
    start = time.process_time()
    counted = [naive(network, links, covers.get(code, set()), need) for code, need in pairs]
    theirs = (time.process_time() - start) / sample * cells
    unlike = sum(one != kappa[pair] for one, pair in zip(counted, pairs, strict=True))
    classes = frame["kappa"].clip(upper=2).value_counts(normalize=True).sort_index()
    to_confirm = ((frame["kappa"] == 0) & (frame["kappa_max"] > 0)).mean()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{shape}: {len(network.relations)} relations, {cells} cells")
    print(f"  netmap {ours:.2f} s; networkx {theirs:.1f} s, from {sample} cells")
    print(f"  ratio {theirs / ours:.0f}; peak memory {peak:.2f} GB")
    print(f"  unlike networkx: {unlike} of {sample}")
    data = f"{shape.communes} communes × {len(needs)} needs × {shape.partners} partners"
    tell("chains", data, "networkx, matching a cell", [theirs / ours])
    print(f"  share of kappa 0, 1, 2+: {classes.round(3).to_dict()}; to confirm {to_confirm:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", action="store_true", help="35,000 communes too: minutes")
    options = parser.parse_args()
    versions = [("netmap", netmap.__version__), ("networkx", nx.__version__)]
    print(versions, platform.python_version())
    compare(Shape(communes=40, partners=300, block=40, unknown=0.05), sample=500)
    if options.national:
        compare(Shape(communes=35_000, partners=100_000, block=40, unknown=0.01), sample=1_000)


if __name__ == "__main__":
    main()
