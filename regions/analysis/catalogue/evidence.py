"""How sure a specialisation is, and how strong."""

from __future__ import annotations

from regions.analysis import strength, uncertainty
from regions.analysis.catalogue.entry import CanonMetric

USCMP = (
    "Delgado, M., Porter, M. E. and Stern, S. (2016), Defining clusters of related industries, "
    "Journal of Economic Geography 16(1); US Cluster Mapping Project, glossary"
)
GARWOOD = "Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28(3/4)"

EVIDENCE = (
    CanonMetric(
        slug="location-quotient-limits",
        title="Interval and evidence of specialisation",
        unit="ratio",
        plain=(
            "Between which values the location quotient lies with 95 % confidence, given how "
            "many sites it rests on. An area counts as specialised when even the lower limit is "
            "above 1 and it has at least 10 sites that weigh as much as 5 equal ones."
        ),
        formula=(
            "LQ × Poisson limits of n* / n*, n* = (Σe)²/Σe²; specialised: lower > 1, n* ≥ 5, "
            "n ≥ 10; p by the same distribution, q by Benjamini and Hochberg"
        ),
        formula_source=f"{GARWOOD}; Kish, L. (1965); Benjamini, Y. and Hochberg, Y. (1995)",
        edge_cases=(
            "Undefined without sites. The totals it is compared with count as known. Jobs are "
            "not independent events: an interval that treats them so is far too narrow."
        ),
        inputs="Location quotients, sites, jobs and Σe² of every cell",
        function=uncertainty.evidence,
    ),
    CanonMetric(
        slug="effective-sites",
        title="Effective number of sites",
        unit="sites",
        plain="How many sites of equal size would vary as much as these: few when one dominates.",
        formula="(Σe)² / Σe²",
        formula_source="Kish, L. (1965), Survey Sampling, Wiley, New York",
        edge_cases="0 without sites.",
        decimals=1,
        inputs="Jobs and Σe² of the sites of a cell",
        function=uncertainty.effective_sites,
    ),
    CanonMetric(
        slug="poisson-limits",
        title="Exact Poisson limits",
        unit="events",
        plain="The smallest and largest true mean that a count is compatible with.",
        formula="lower: gamma quantile (1 − level)/2 of shape n; upper: 1 − (1 − level)/2 of n + 1",
        formula_source=GARWOOD,
        edge_cases="The lower limit of 0 is 0.",
        inputs="Counts and a level of confidence",
        function=uncertainty.poisson_limits,
        cases=("poisson_limits",),
    ),
    CanonMetric(
        slug="false-discovery-rate",
        title="False discovery rate",
        unit="0 to 1",
        plain="Of the cells found so far, the part that chance alone would be expected to give.",
        formula="q_(k) = min over j ≥ k of p_(j) m / j",
        formula_source=(
            "Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, Journal "
            "of the Royal Statistical Society B 57(1)"
        ),
        edge_cases="Cells without a p-value are not counted.",
        decimals=4,
        inputs="The p-values of all cells looked at",
        function=uncertainty.false_discovery_rates,
    ),
    CanonMetric(
        slug="cluster-class",
        title="Strong cluster",
        unit="class",
        plain=(
            "Whether an area is strong in a cluster: among the top quarter of areas that have it "
            "by location quotient, at least at the average, and neither very small nor with very "
            "few establishments."
        ),
        formula=(
            "qualifying: jobs > P25 and establishments > P25; significant: and LQ ≥ 1; strong: "
            "and LQ ≥ P75; strong-10: and LQ ≥ P90; quantiles of type 7 among areas with presence"
        ),
        formula_source=USCMP,
        edge_cases="No class without presence.",
        decimals=0,
        inputs="Location quotients, jobs and establishments by area and cluster",
        function=strength.cluster_mapping,
    ),
    CanonMetric(
        slug="cluster-strength",
        title="Jobs in strong clusters",
        unit="0 to 1",
        plain="The part of the area's traded jobs that are in clusters in which it is strong.",
        formula="Σ traded jobs in strong clusters / Σ traded jobs",
        formula_source=f"{USCMP}; Porter, M. E. (2003), Regional Studies 37(6-7)",
        edge_cases="Undefined without traded jobs.",
        inputs="Jobs by area and cluster, which are strong, which are traded",
        function=strength.strength,
    ),
    CanonMetric(
        slug="percentile-rank",
        title="Percentile rank",
        unit="0 to 100",
        plain="The part of areas that lie below, counting half of those equal.",
        formula="100 × (below + ½ equal) / n",
        formula_source="Definition of the mid-rank percentile",
        edge_cases="Areas without a figure are not ranked and not counted.",
        decimals=0,
        inputs="A figure for every area",
        function=strength.percentile_rank,
    ),
    CanonMetric(
        slug="european-stars",
        title="European cluster stars",
        unit="stars",
        plain=(
            "One star each for size, specialisation and focus: a large cluster, a high location "
            "quotient, and a large part of the area's own jobs."
        ),
        formula="size: jobs ≥ P90; specialisation: LQ ≥ 2; focus: share of the area's jobs ≥ P90",
        formula_source=(
            "European Cluster Observatory, evaluation of regional cluster strength; Sölvell, Ö., "
            "Ketels, C. and Lindqvist, G. (2008)"
        ),
        edge_cases="No star without presence, or below a least number of jobs if one is set.",
        decimals=0,
        inputs="Location quotients and jobs by area and cluster",
        function=strength.european_stars,
    ),
    CanonMetric(
        slug="robustness",
        title="Robustness of a strong cluster",
        unit="0 to 1",
        plain="At what part of the reasonable thresholds the cluster would still count as strong.",
        formula="Mean of “strong” over a grid of quotients, percentiles and floors",
        formula_source="This portal; the rule itself: US Cluster Mapping Project",
        edge_cases="Undefined without presence.",
        inputs="Location quotients, jobs, establishments, and a grid of thresholds",
        function=strength.robustness,
    ),
)
