"""The whole canon: every metric the portal can compute, in plain words, with its source.

`regions.analysis.registry` holds the few that are stored for every area and cluster; this
holds those too, and all others, each with what goes in and the function that computes it.
"""

from __future__ import annotations

from regions.analysis.catalogue.change import CHANGE
from regions.analysis.catalogue.entry import CanonMetric
from regions.analysis.catalogue.evidence import EVIDENCE
from regions.analysis.catalogue.links import LINKS
from regions.analysis.catalogue.specialisation import SPECIALISATION
from regions.analysis.catalogue.spread import SPREAD
from regions.analysis.catalogue.structure import STRUCTURE

CANON: dict[str, CanonMetric] = {
    metric.slug: metric
    for metric in (*SPECIALISATION, *EVIDENCE, *SPREAD, *CHANGE, *STRUCTURE, *LINKS)
}
