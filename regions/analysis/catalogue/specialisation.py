"""How much an area specialises, against the whole of all areas."""

from __future__ import annotations

from regions.analysis import growth, outcome, quotients, variety
from regions.analysis import specialisation as basic
from regions.analysis.catalogue.entry import CanonMetric, stored

CELLS = "A figure (jobs, sites or GVA) for every area and activity"

SPECIALISATION = (
    stored(
        "location-quotient",
        inputs=CELLS,
        function=basic.location_quotient,
        cases=("location_quotient",),
    ),
    stored("share", inputs="An activity's and the area's figure", function=basic.share),
    stored("growth", inputs="A figure by year", function=growth.compound_growth),
    stored("gva", inputs="Gross value added as published", function=outcome.outcome),
    CanonMetric(
        slug="specialised",
        title="Specialised or not",
        unit="0 or 1",
        plain="Whether the location quotient reaches a threshold, usually 1.",
        formula="1 where LQ ≥ threshold, else 0",
        formula_source=(
            "Hidalgo, C. A. et al. (2007), The product space conditions the development of "
            "nations, Science 317"
        ),
        edge_cases="0 also where the quotient is undefined: what cannot be shown is not counted.",
        decimals=0,
        inputs="Location quotients and a threshold",
        function=quotients.specialised_matrix,
        cases=("location_quotient_binary",),
    ),
    CanonMetric(
        slug="standardised-location-quotient",
        title="Standardised location quotient",
        unit="standard deviations",
        plain=(
            "How unusual the location quotient is among all areas: 2 means two standard "
            "deviations above the activity's mean. It makes activities comparable that are "
            "spread evenly by nature and those that never are."
        ),
        formula="(LQ − mean over areas) / standard deviation over areas (n − 1); or of ln LQ",
        formula_source=(
            "O'Donoghue, D. and Gleave, B. (2004), A note on methods for measuring industrial "
            "agglomeration, Regional Studies 38(4); logarithm: Tian, Z. (2013)"
        ),
        edge_cases="Undefined with fewer than two areas or where all quotients are equal.",
        inputs="Location quotients of all areas",
        function=quotients.standardised_quotients,
    ),
    CanonMetric(
        slug="symmetric-location-quotient",
        title="Symmetric location quotient",
        unit="−1 to 1",
        plain=(
            "The location quotient on a scale where half the average lies as far below 0 as "
            "double the average lies above it."
        ),
        formula="(LQ − 1) / (LQ + 1)",
        formula_source=(
            "Laursen, K. (2015), Revealed comparative advantage and the alternatives, Eurasian "
            "Business Review 5; after Dalum, Laursen and Villumsen (1998)"
        ),
        edge_cases="−1 where the activity is absent; undefined for a negative quotient.",
        inputs="Location quotients",
        function=quotients.symmetric_quotients,
    ),
    CanonMetric(
        slug="krugman-index",
        title="Krugman specialisation index",
        unit="0 to 2",
        plain=(
            "How unlike the whole an area's economy is: 0 with the same mix of activities, 2 "
            "with nothing in common."
        ),
        formula="Σ_i |s_ij − s_i| over activities, s shares of the area and of all areas",
        formula_source="Krugman, P. (1991), Geography and Trade, MIT Press, Cambridge, MA",
        edge_cases="Undefined for an empty area. Finer industries give higher values.",
        inputs=CELLS,
        function=quotients.krugman_index,
        cases=("krugman_index",),
    ),
    CanonMetric(
        slug="krugman-between",
        title="Krugman index between two economies",
        unit="0 to 2",
        plain="How unlike two economies are: 0 with the same mix, 2 with nothing in common.",
        formula="Σ_i |a_i/Σa − b_i/Σb|",
        formula_source="Krugman, P. (1991), Geography and Trade, MIT Press, Cambridge, MA",
        edge_cases="Undefined where one of them is empty.",
        inputs="Two figures for every activity",
        function=quotients.krugman_between,
        cases=("krugman_index",),
    ),
    CanonMetric(
        slug="specialisation-coefficient",
        title="Coefficient of specialisation",
        unit="0 to 1",
        plain=(
            "The part of the area's economy that would have to change activity to be mixed as "
            "the whole is. Half the Krugman index."
        ),
        formula="½ Σ_i |s_ij − s_i|",
        formula_source=(
            "Hoover, E. M. and Giarratani, F. (1985), An Introduction to Regional Economics, "
            "table 9-4"
        ),
        edge_cases="Undefined for an empty area.",
        inputs=CELLS,
        function=quotients.krugman_half,
        cases=("krugman_half",),
    ),
    CanonMetric(
        slug="hachman-index",
        title="Hachman index",
        unit="0 to 1",
        plain="How like the whole an area's economy is: 1 with the same mix, near 0 when unlike.",
        formula="1 / Σ_i (s_ij² / s_i)",
        formula_source=(
            "Hachman, F. C. (1995), Relative Economic Diversity, Bureau of Economic and Business "
            "Research, University of Utah"
        ),
        edge_cases="Activities that no area has are left out; undefined for an empty area.",
        inputs=CELLS,
        function=quotients.hachman,
        cases=("hachman",),
    ),
    CanonMetric(
        slug="herfindahl",
        title="Herfindahl-Hirschman index",
        unit="1/n to 1",
        plain="How much rests on few activities: 1 when there is only one.",
        formula="Σ_i s_i²",
        formula_source=(
            "Hirschman, A. O. (1945), National Power and the Structure of Foreign Trade; "
            "Herfindahl, O. C. (1950)"
        ),
        edge_cases="Undefined where nothing is above zero or a part is negative.",
        decimals=3,
        inputs="A figure for every activity",
        function=variety.herfindahl,
        cases=("hhi", "hhi_summary"),
    ),
    CanonMetric(
        slug="normalised-herfindahl",
        title="Normalised Herfindahl index",
        unit="0 to 1",
        plain="The Herfindahl index freed of the number of activities: 0 when all are equal.",
        formula="(H − 1/n) / (1 − 1/n)",
        formula_source="Wieland, T. (2019), REAT: A regional economic analysis toolbox for R",
        edge_cases="n counts activities without a figure too; undefined for a single one.",
        decimals=3,
        inputs="A figure for every activity",
        function=variety.normalised_herfindahl,
        cases=("hhi_summary",),
    ),
    CanonMetric(
        slug="equivalent-number",
        title="Equivalent number of activities",
        unit="activities",
        plain="How many activities of equal size would be as concentrated as these.",
        formula="1 / H",
        formula_source=(
            "Adelman, M. A. (1969), Comment on the H concentration measure as a "
            "numbers-equivalent, Review of Economics and Statistics 51(1)"
        ),
        edge_cases="As the Herfindahl index.",
        decimals=1,
        inputs="A figure for every activity",
        function=variety.equivalent_number,
        cases=("hhi_summary",),
    ),
    CanonMetric(
        slug="entropy",
        title="Variety (entropy)",
        unit="bits",
        plain="How varied an economy is: 0 with one activity, higher with many of equal size.",
        formula="−Σ_i s_i log2 s_i",
        formula_source=(
            "Shannon, C. E. (1948), A mathematical theory of communication, Bell System "
            "Technical Journal 27"
        ),
        edge_cases="An absent activity adds nothing; undefined where nothing is above zero.",
        inputs="A figure for every activity",
        function=variety.entropy,
        cases=("shannon_entropy",),
    ),
    CanonMetric(
        slug="related-variety",
        title="Unrelated and related variety",
        unit="bits",
        plain=(
            "Variety split in two: between wide branches, which spreads risk, and between "
            "neighbours within a branch, which can learn from each other."
        ),
        formula="UV = −Σ_g P_g log2 P_g over parents g; RV = Σ_g P_g H_g; UV + RV = entropy",
        formula_source=(
            "Frenken, K., van Oort, F. and Verburg, T. (2007), Related variety, unrelated "
            "variety and regional economic growth, Regional Studies 41(5)"
        ),
        edge_cases="Undefined as entropy is.",
        inputs="A figure for every activity, and each activity's wider industry",
        function=variety.unrelated_and_related_variety,
        cases=("variety",),
    ),
)
