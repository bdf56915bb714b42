"""Who is linked with whom in a cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from regions.analysis import network
from regions.analysis.catalogue.entry import CanonMetric


def _network(
    slug: str,
    title: str,
    function: Callable[..., Any],
    *,
    plain: str,
    formula: str,
    source: str,
    edge_cases: str,
    unit: str = "0 to 1",
    inputs: str = "Organisations and the links between them",
) -> CanonMetric:
    summed = function in (network.density, network.brokers, network.modularity, network.clustering)
    return CanonMetric(
        slug=slug,
        title=title,
        unit=unit,
        plain=plain,
        formula=formula,
        formula_source=source,
        edge_cases=edge_cases,
        inputs=inputs,
        function=function,
        cases=("network_summary",) if summed else (),
    )


LINKS = (
    _network(
        "network-density",
        "Density of links",
        network.density,
        plain="Of all links that could exist between members, the part that do.",
        formula="2L / (n(n − 1))",
        source="Wasserman, S. and Faust, K. (1994), Social Network Analysis, Cambridge",
        edge_cases="Undefined below two members. Falls as networks grow: compare like sizes.",
    ),
    _network(
        "local-sourcing-share",
        "Local sourcing",
        network.local_sourcing_share,
        plain="Of what members buy, the part that comes from members.",
        formula="Σ spend of members with members / Σ spend of members",
        source="Definition of a share",
        edge_cases="Undefined where members buy nothing. Without spend every link counts the same.",
        inputs="Links from supplier to customer, spend where known, and who is a member",
    ),
    _network(
        "reciprocity",
        "Reciprocity",
        network.reciprocity,
        plain="Of all links, the part that go both ways.",
        formula="L↔ / L",
        source=(
            "Garlaschelli, D. and Loffredo, M. I. (2004), Patterns of link reciprocity in "
            "directed networks, Physical Review Letters 93"
        ),
        edge_cases="Undefined without links.",
    ),
    _network(
        "brokers",
        "Brokers (betweenness)",
        network.brokers,
        plain="How often the shortest way between two others leads through a member.",
        formula="Σ_st σ_st(v)/σ_st over pairs, divided by (n − 1)(n − 2)/2",
        source="Freeman, L. C. (1977), A set of measures of centrality, Sociometry 40(1)",
        edge_cases="Undefined below three members.",
    ),
    _network(
        "modularity",
        "Separate groups (modularity)",
        network.modularity,
        plain="How far the links stay inside groups rather than cross between them.",
        formula="Σ_g (L_g/L − (d_g/2L)²) over groups found greedily",
        source=(
            "Newman, M. E. J. and Girvan, M. (2004), Physical Review E 69; Clauset, A., Newman, "
            "M. E. J. and Moore, C. (2004), Physical Review E 70"
        ),
        edge_cases="Undefined without links.",
        unit="−0.5 to 1",
    ),
    _network(
        "clustering",
        "Closed circles (clustering)",
        network.clustering,
        plain="Of a member's contacts, the part that are linked with each other, on average.",
        formula="Mean of 2 T_v / (d_v(d_v − 1))",
        source="Watts, D. J. and Strogatz, S. H. (1998), Nature 393",
        edge_cases="A member with fewer than two contacts counts as 0.",
    ),
    _network(
        "isolates",
        "Members without links",
        network.isolates,
        plain="Members with no known link to any other.",
        formula="Those of degree 0",
        source="Wasserman, S. and Faust, K. (1994), Social Network Analysis, Cambridge",
        edge_cases="A link not known to the portal is a link missing here.",
        unit="members",
    ),
    _network(
        "university-reach",
        "Reach of universities",
        network.university_reach,
        plain="The part of firms that are at most two links from a university.",
        formula="|firms within k steps of a university| / |firms|",
        source="Breadth-first distance; this portal",
        edge_cases="Undefined without firms.",
        inputs="Links, and which organisations are universities and which are firms",
    ),
)
