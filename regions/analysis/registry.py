"""Every metric the portal shows: what it is, its unit, its formula and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """One metric. `decimals` is how many a reader is shown; values are stored unrounded."""

    slug: str
    title: str
    unit: str
    plain: str
    formula: str
    formula_source: str
    edge_cases: str
    decimals: int = 2
    version: int = 1


METRICS: dict[str, Metric] = {
    metric.slug: metric
    for metric in (
        Metric(
            slug="location-quotient",
            title="Location quotient",
            unit="ratio",
            plain=(
                "How many times larger this activity's share of the local economy is than its "
                "share of all areas together. 1 is the same; 2 is twice as large."
            ),
            formula="(e_ij / e_j) / (e_i / e): local share divided by the share of all areas",
            formula_source=(
                "Florence, P. S. (1939), Report on the Location of Industry, "
                "Political and Economic Planning, London"
            ),
            edge_cases=(
                "Undefined where the area, or the activity in all areas together, has no output "
                "above zero. 0 where the area lacks the activity; below zero where it makes a loss."
            ),
        ),
        Metric(
            slug="share",
            title="Share of the local economy",
            unit="% of GVA",
            plain="The part of the area's gross value added that this activity makes.",
            formula="100 × e_ij / e_j",
            formula_source="Definition of a share",
            edge_cases="Undefined where the area has no output above zero.",
            decimals=1,
        ),
        Metric(
            slug="growth",
            title="Growth over five years",
            unit="% a year",
            plain=(
                "The steady yearly rate that leads from the value five years before to this "
                "year's. In current prices: inflation is in it."
            ),
            formula="100 × ((e_t / e_(t−5))^(1/5) − 1), the compound annual growth rate",
            formula_source="Definition of the compound annual growth rate",
            edge_cases="Undefined where either year is missing or not above zero.",
            decimals=1,
        ),
        Metric(
            slug="gva",
            title="Gross value added",
            unit="GBP million",
            plain=(
                "The value of what is produced less what is bought in to produce it, in the "
                "prices of the year."
            ),
            formula="As published, summed over the activity's industries",
            formula_source="Office for National Statistics, Regional accounts methodology guide",
            edge_cases="Undefined where a part of the sum is suppressed.",
            decimals=0,
        ),
    )
}
