"""Who is linked with whom in a cluster, and what that makes of it.

Nodes are any hashable names, links pairs (from, to), a supplier's customer second. A link
with oneself says nothing and is left out; a pair linked twice counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from regions.analysis.outcome import Numbers

Node = Hashable
Link = tuple[Node, Node]


def undirected(links: Iterable[Link], nodes: Iterable[Node] = ()) -> nx.Graph:
    """The links without direction, with `nodes` also where they have none."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in links if a != b)
    return graph


def density(graph: nx.Graph) -> float:
    """Links over possible links, 0 to 1. NaN below two nodes. Source: Wasserman and Faust
    (1994), Social Network Analysis."""
    return float(nx.density(graph)) if len(graph) > 1 else float("nan")


def brokers(graph: nx.Graph) -> dict[Node, float]:
    """Betweenness of each node, 0 to 1: the part of shortest ways between others through it.

    Normalised by (n − 1)(n − 2)/2; NaN below three nodes. Source: Freeman (1977), Sociometry
    40(1), 35-41; Brandes (2001).
    """
    if len(graph) < 3:
        return dict.fromkeys(graph, float("nan"))
    return {node: float(part) for node, part in nx.betweenness_centrality(graph).items()}


def communities(graph: nx.Graph) -> list[frozenset[Node]]:
    """Groups found by joining greedily for modularity, largest first. Source: Clauset, Newman
    and Moore (2004), Physical Review E 70, 066111."""
    if not graph.number_of_edges():
        return [frozenset([node]) for node in graph]
    return [frozenset(one) for one in nx.community.greedy_modularity_communities(graph)]


def modularity(graph: nx.Graph, groups: Collection[Collection[Node]] | None = None) -> float:
    """Links inside groups beyond chance, −½ to 1; groups as in `communities` when not given.

    NaN without links. Source: Newman and Girvan (2004), Physical Review E 69, 026113.
    """
    if not graph.number_of_edges():
        return float("nan")
    return float(nx.community.modularity(graph, groups or communities(graph)))


def clustering(graph: nx.Graph) -> float:
    """Mean over nodes of the part of one's contacts that are linked with each other, 0 to 1.

    A node with fewer than two contacts counts as 0. NaN without nodes. Source: Watts and
    Strogatz (1998), Nature 393, 440-442.
    """
    return float(nx.average_clustering(graph)) if len(graph) else float("nan")


def reciprocity(links: Collection[Link]) -> float:
    """The part of directed links that go both ways, 0 to 1. NaN without links. Source:
    Garlaschelli and Loffredo (2004), Physical Review Letters 93, 268701 (the plain ratio)."""
    known = {(a, b) for a, b in links if a != b}
    return sum((b, a) in known for a, b in known) / len(known) if known else float("nan")


def isolates(graph: nx.Graph) -> list[Node]:
    """Nodes without any link, in the order given."""
    return list(nx.isolates(graph))


def local_sourcing_share(
    links: Sequence[Link], inside: Collection[Node], weights: Sequence[float] | None = None
) -> float:
    """The part of what members buy that comes from members, 0 to 1.

    `links` go from supplier to customer, weighed by `weights` (spend) or each as 1. Every
    link counts, also a second one between the same two. NaN where members buy nothing.
    """
    members, spend = frozenset(inside), weights or [1.0] * len(links)
    bought = [
        (supplier in members, weight)
        for (supplier, customer), weight in zip(links, spend, strict=True)
        if customer in members and supplier != customer
    ]
    total = sum(weight for _, weight in bought)
    return sum(weight for local, weight in bought if local) / total if total > 0 else float("nan")


def university_reach(
    graph: nx.Graph, universities: Collection[Node], firms: Collection[Node], steps: int = 2
) -> float:
    """The part of firms at most `steps` links from a university, 0 to 1. NaN without firms.

    A firm or university that is not in the graph has no links.
    """
    known = set(firms)
    near = {node for node in universities if node in graph}
    edge = set(near)
    for _ in range(steps):
        edge = {other for node in edge for other in graph[node]} - near
        near |= edge
    return len(known & near) / len(known) if known else float("nan")


@dataclass(frozen=True)
class NetworkSummary:
    """The figures of one cluster's network; NaN where undefined."""

    nodes: int
    links: int
    density: float
    reciprocity: float
    clustering: float
    modularity: float
    groups: list[frozenset[Node]]
    isolates: list[Node]
    brokers: Mapping[Node, float]


def summary(links: Collection[Link], nodes: Iterable[Node] = ()) -> NetworkSummary:
    """Everything above that needs no more than nodes and links."""
    graph = undirected(links, nodes)
    groups = communities(graph)
    return NetworkSummary(
        nodes=len(graph),
        links=graph.number_of_edges(),
        density=density(graph),
        reciprocity=reciprocity(links),
        clustering=clustering(graph),
        modularity=modularity(graph, groups),
        groups=groups,
        isolates=isolates(graph),
        brokers=brokers(graph),
    )


def summary_figures(links: Collection[Link], node: Node) -> Numbers:
    """[density, normalised betweenness of `node`, greedy modularity, average clustering]."""
    found = summary(links)
    return np.array([found.density, found.brokers[node], found.modularity, found.clustering])
