"""How unequally an activity or an income is spread over areas, and whether sites crowd."""

from __future__ import annotations

from regions.analysis import agglomeration, inequality
from regions.analysis.catalogue.entry import CanonMetric

HOOVER = (
    "Hoover, E. M. (1936), The measurement of industrial localization, Review of Economics and "
    "Statistics 18(4)"
)
EG = (
    "Ellison, G. and Glaeser, E. L. (1997), Geographic concentration in U.S. manufacturing "
    "industries: a dartboard approach, Journal of Political Economy 105(5)"
)
PLANTS = "Jobs by area and industry, Σe² of the sites of each industry, all jobs of each area"

SPREAD = (
    CanonMetric(
        slug="gini",
        title="Gini coefficient",
        unit="0 to 1",
        plain="How unequally something is spread: 0 evenly, near 1 when one area has it all.",
        formula="2 Σ r_k y_k / (n Σ y) − (n + 1)/n, r the rank from below",
        formula_source="Gini, C. (1912), Variabilità e mutabilità, Bologna",
        edge_cases="At most (n − 1)/n. Undefined with negative or missing figures.",
        inputs="A figure for every area",
        function=inequality.gini,
        cases=("gini",),
    ),
    CanonMetric(
        slug="theil",
        title="Theil's T",
        unit="0 to ln n",
        plain="Inequality that can be split between and within groups; 0 when all are equal.",
        formula="Σ_k s_k ln(n s_k)",
        formula_source="Theil, H. (1967), Economics and Information Theory, North-Holland",
        edge_cases="A zero adds nothing. Undefined with negative or missing figures.",
        inputs="A figure for every area, also by year",
        function=inequality.theil,
        cases=("theil",),
    ),
    CanonMetric(
        slug="hoover-index",
        title="Hoover index",
        unit="0 to 1",
        plain="The part that would have to move between areas to be spread as the reference is.",
        formula="½ Σ_k |x_k/Σx − ref_k/Σref|",
        formula_source=HOOVER,
        edge_cases="Undefined where either is empty.",
        inputs="A figure for every area and one to compare with (people, all jobs)",
        function=inequality.hoover_index,
        cases=("hoover_index",),
    ),
    CanonMetric(
        slug="hoover-gini",
        title="Hoover-Balassa Gini",
        unit="0 to 1",
        plain="How concentrated an activity is compared with people or with all jobs.",
        formula="Twice the area between the diagonal and Σx over Σref, areas ordered by x/ref",
        formula_source=HOOVER,
        edge_cases="An area with x but no reference comes last. Undefined where either is empty.",
        inputs="A figure for every area and one to compare with",
        function=inequality.hoover_gini,
        cases=("hoover_gini",),
    ),
    CanonMetric(
        slug="locational-gini",
        title="Locational Gini",
        unit="0 to 0.5",
        plain="How concentrated an industry is compared with all industries together.",
        formula="The area itself: half the Hoover-Balassa Gini against all activities",
        formula_source="Krugman, P. (1991), Geography and Trade, p. 56; EconGeo, locational.Gini",
        edge_cases="Undefined for an industry that no area has. Other sources double it.",
        inputs="A figure for every area and industry",
        function=inequality.locational_gini,
        cases=("locational_gini",),
    ),
    CanonMetric(
        slug="gini-of-quotients",
        title="Gini of location quotients",
        unit="0 to 1",
        plain="How unequal the location quotients are, every area counting the same.",
        formula="Gini coefficient of (x_k/Σx)/(ref_k/Σref), unweighted",
        formula_source=(
            "Farhauer, O. and Kröll, A. (2014), Standorttheorien, Springer; REAT, gini.conc and "
            "gini.spec"
        ),
        edge_cases="A small area moves it as much as a large one. Undefined without a reference.",
        inputs="A figure for every area (or activity) and one to compare with",
        function=inequality.gini_of_quotients,
        cases=("gini_of_lq",),
    ),
    CanonMetric(
        slug="ellison-glaeser",
        title="Ellison-Glaeser index",
        unit="γ",
        plain=(
            "Whether sites of an industry crowd together more than chance would have it, after "
            "allowing for a few large sites. 0 as by chance; above 0.05 is usually called strong."
        ),
        formula="γ = (G − (1 − Σx²)H) / ((1 − Σx²)(1 − H)), G = Σ(s − x)², H = Σe²/(Σe)²",
        formula_source=EG,
        edge_cases=(
            "Undefined with a single site. The z-score of G needs Σe⁴ of the sites as well."
        ),
        decimals=3,
        inputs=PLANTS,
        function=agglomeration.ellison_glaeser,
        cases=("ellison_glaeser", "ellison_glaeser_by_industry"),
    ),
    CanonMetric(
        slug="maurel-sedillot",
        title="Maurel-Sédillot index",
        unit="γ",
        plain="As the Ellison-Glaeser index, giving more weight to large areas.",
        formula="((Σs² − Σx²)/(1 − Σx²) − H) / (1 − H)",
        formula_source=(
            "Maurel, F. and Sédillot, B. (1999), A measure of the geographic concentration in "
            "French manufacturing industries, Regional Science and Urban Economics 29(5)"
        ),
        edge_cases="Undefined with a single site.",
        decimals=3,
        inputs=PLANTS,
        function=agglomeration.maurel_sedillot,
        cases=("maurel_sedillot_by_industry",),
    ),
    CanonMetric(
        slug="coagglomeration",
        title="Co-agglomeration",
        unit="γᶜ",
        plain="Whether several industries crowd into the same areas, beyond each on its own.",
        formula="(G/(1 − Σx²) − H − Σ γ_i w_i²(1 − H_i)) / (1 − Σ w_i²)",
        formula_source=EG + ", equation 7",
        edge_cases="Undefined for one industry.",
        decimals=3,
        inputs=PLANTS,
        function=agglomeration.coagglomeration,
        cases=("coagglomeration",),
    ),
    CanonMetric(
        slug="cluster-index",
        title="Litzenberger-Sternberg cluster index",
        unit="ratio",
        plain=(
            "How dense an industry is in an area, by ground and by people, where this is not "
            "because its sites are large. 1 is the average."
        ),
        formula="((e_ij/a_j)/(e_i/a)) × ((e_ij/p_j)/(e_i/p)) / ((e_ij/b_ij)/(e_i/b_i))",
        formula_source=(
            "Litzenberger, T. and Sternberg, R. (2006), Der Clusterindex, Geographische "
            "Zeitschrift 94(2)"
        ),
        edge_cases="Undefined where any input is not above zero.",
        decimals=1,
        inputs="Jobs e, ground a, people p and sites b, of the area and of all areas",
        function=agglomeration.litzenberger_sternberg,
        cases=("litzenberger_sternberg",),
    ),
)
