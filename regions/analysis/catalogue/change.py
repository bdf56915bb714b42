"""What changed, why, and what could be gained."""

from __future__ import annotations

from regions.analysis import prize, productivity, shift_share
from regions.analysis.catalogue.entry import CanonMetric

ONS = "Office for National Statistics, Subregional productivity methodology"
JOBS = "Jobs by industry at two times, in the area and in the nation"
ARITHMETIC = "Arithmetic of the definition"

CHANGE = (
    CanonMetric(
        slug="job-creation",
        title="Jobs created",
        unit="jobs",
        plain="Jobs now less jobs then.",
        formula="e1 − e0",
        formula_source=ARITHMETIC,
        edge_cases="Undefined where one of the times is missing.",
        decimals=0,
        inputs="Jobs at two times",
        function=shift_share.job_creation,
    ),
    CanonMetric(
        slug="expected-job-creation",
        title="Jobs expected",
        unit="jobs",
        plain="Jobs that would have been created had each industry grown here as in the nation.",
        formula="e0 (n1/n0 − 1)",
        formula_source="US Cluster Mapping Project, job creation against expected",
        edge_cases="0 where there were no jobs to grow; undefined where the nation had none.",
        decimals=0,
        inputs=JOBS,
        function=shift_share.expected_job_creation,
    ),
    CanonMetric(
        slug="shift-share-dunn",
        title="Shift-share (Dunn)",
        unit="jobs",
        plain=(
            "The jobs an area gained, split into the national tide, the mix of its industries, "
            "and what is its own."
        ),
        formula="national Σe0(N1/N0 − 1); mix Σe0(n1/n0 − N1/N0); regional Σ(e1 − e0 n1/n0)",
        formula_source=(
            "Dunn, E. S. (1960), A statistical and analytical technique for regional analysis, "
            "Papers of the Regional Science Association 6"
        ),
        edge_cases="Jobs of an industry new to the area are regional. The parts sum to growth.",
        decimals=0,
        inputs=JOBS,
        function=shift_share.dunn,
        cases=("shift_share_dunn",),
    ),
    CanonMetric(
        slug="shift-share-esteban",
        title="Shift-share (Esteban)",
        unit="jobs",
        plain=(
            "As Dunn's, with the area's own part split into how well its industries did and "
            "whether it specialises in those that did."
        ),
        formula="regional Σh(e1/e0 − n1/n0); allocation Σ(e0 − h)(e1/e0 − n1/n0); h = Σe0 n0/N0",
        formula_source=(
            "Esteban-Marquillas, J. M. (1972), Shift- and share analysis revisited, Regional and "
            "Urban Economics 2(3)"
        ),
        edge_cases="Regional and allocation undefined where the area lacks an industry.",
        decimals=0,
        inputs=JOBS,
        function=shift_share.esteban,
        cases=("shift_share_esteban",),
    ),
    CanonMetric(
        slug="gva-per-hour",
        title="GVA per hour worked",
        unit="GBP an hour",
        plain="What an hour of work adds in value: the usual measure of productivity.",
        formula="GVA / hours worked (or / jobs filled)",
        formula_source=ONS,
        edge_cases="Undefined without hours. Jobs count part-time work as full.",
        inputs="GVA, and hours or jobs, of every area",
        function=productivity.gva_per,
    ),
    CanonMetric(
        slug="gap-to-whole",
        title="Productivity against all areas",
        unit="%",
        plain="How far an area's productivity lies above or below that of all areas together.",
        formula="100 (own / (ΣGVA/Σhours) − 1)",
        formula_source=ONS,
        edge_cases="Undefined without hours.",
        decimals=1,
        inputs="GVA and hours of every area",
        function=productivity.gap_to_whole,
    ),
    CanonMetric(
        slug="gap-to-best",
        title="Productivity against the best area",
        unit="%",
        plain="How far an area's productivity lies below that of the best one.",
        formula="100 (own / best − 1)",
        formula_source=ARITHMETIC,
        edge_cases="0 for the best; undefined without hours. One odd area moves all others.",
        decimals=1,
        inputs="GVA and hours of every area",
        function=productivity.gap_to_best,
    ),
    CanonMetric(
        slug="gap-closure",
        title="Closing the productivity gap",
        unit="GBP million",
        plain=(
            "The GVA added if areas that lag worked as productively as the best one, or as all "
            "areas together, in the same hours."
        ),
        formula="Σ max(target − GVA/hours, 0) × hours",
        formula_source=ARITHMETIC,
        edge_cases="An area without hours is left out and told. Says nothing of how or how soon.",
        decimals=0,
        inputs="GVA and hours of every area",
        function=productivity.gap_closure,
        cases=("gap_closure",),
    ),
    CanonMetric(
        slug="uplift-prize",
        title="Growing what areas specialise in",
        unit="GBP million",
        plain=(
            "The GVA added if every industry in which an area is specialised grew by a given part."
        ),
        formula="Σ GVA of cells with LQ ≥ threshold × percent / 100",
        formula_source=ARITHMETIC,
        edge_cases="Depends on threshold, geography and industry detail: shown with all of them.",
        decimals=0,
        inputs="GVA and location quotients of every cell, a threshold and a percentage",
        function=prize.uplift,
    ),
    CanonMetric(
        slug="gap-prize",
        title="Closing part of the gap",
        unit="GBP million",
        plain="A part of what closing the productivity gap would add.",
        formula="part × gap closure",
        formula_source=ARITHMETIC,
        edge_cases="As gap closure.",
        decimals=0,
        inputs="GVA and hours of every area, and the part to close",
        function=prize.gap_prize,
    ),
)
