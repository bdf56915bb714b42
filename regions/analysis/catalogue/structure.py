"""Which industries belong together, and what the mix says of an area."""

from __future__ import annotations

from regions.analysis import complexity, relatedness
from regions.analysis.catalogue.entry import CanonMetric

VAN_ECK = (
    "van Eck, N. J. and Waltman, L. (2009), How to normalize cooccurrence data?, Journal of the "
    "American Society for Information Science and Technology 60(8)"
)
HH = (
    "Hidalgo, C. A. and Hausmann, R. (2009), The building blocks of economic complexity, PNAS "
    "106(26)"
)
HIDALGO = (
    "Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007), The product space "
    "conditions the development of nations, Science 317"
)
M = "Which areas are specialised in which industries (0 or 1)"
TOGETHER = "In how many areas each two industries are found together"
ALONE = "0 for an industry found with no other; the diagonal is 0."


def _relatedness(slug: str, title: str, plain: str, formula: str, **more: str) -> CanonMetric:
    name = slug.removeprefix("relatedness-")
    return CanonMetric(
        slug=slug,
        title=title,
        unit=more.get("unit", "0 to 1"),
        plain=plain,
        formula=formula,
        formula_source=more.get("source", VAN_ECK),
        edge_cases=ALONE,
        inputs=TOGETHER,
        function=getattr(relatedness, name),
        cases=(f"relatedness_{name}",),
    )


STRUCTURE = (
    _relatedness(
        "relatedness-association",
        "Relatedness (association strength)",
        "How many times more often two industries are found together than chance would have it.",
        "(c_ij/T) / ((S_i/T)(S_j/T))",
        unit="ratio",
    ),
    _relatedness(
        "relatedness-cosine",
        "Relatedness (cosine)",
        "Of the meetings of two industries with any other, the part that is with each other.",
        "c_ij / √(S_i S_j)",
    ),
    _relatedness(
        "relatedness-jaccard",
        "Relatedness (Jaccard)",
        "Of all meetings of either industry, the part that are of both.",
        "c_ij / (S_i + S_j − c_ij)",
    ),
    _relatedness(
        "relatedness-probability",
        "Relatedness (probability)",
        "As association strength, with chance worked out for pairs drawn without putting back.",
        "c_ij / (½T((S_i/T)(S_j/(T − S_i)) + (S_j/T)(S_i/(T − S_j))))",
        unit="ratio",
        source="Steijn, M. P. A. (2017), Improvement on the association strength, Utrecht",
    ),
    CanonMetric(
        slug="proximity",
        title="Proximity",
        unit="0 to 1",
        plain="The chance to find one industry where the other is, whichever is smaller.",
        formula="c_ij / max(u_i, u_j)",
        formula_source=HIDALGO,
        edge_cases="Undefined for an industry that no area has. Diagonal 0, or 1 if asked.",
        inputs=M,
        function=relatedness.proximity,
        cases=("proximity",),
    ),
    CanonMetric(
        slug="relatedness-density",
        title="Relatedness density",
        unit="0 to 1",
        plain=(
            "How much of what an industry is related to, an area has already: where it would "
            "find suppliers, skills and customers."
        ),
        formula="Σ_k m_ak φ_ki / Σ_k φ_ki",
        formula_source=HIDALGO + "; Boschma, R., Balland, P.-A. and Kogler, D. (2015)",
        edge_cases=(
            "Undefined for an industry related to none. With a diagonal of 1 the industry counts "
            "itself; with 0 it does not. EconGeo gives per cent."
        ),
        inputs=M + ", and a relatedness",
        function=relatedness.relatedness_density,
        cases=("relatedness_density", "relatedness_density_cosine_percent"),
    ),
    CanonMetric(
        slug="skill-relatedness",
        title="Skill relatedness",
        unit="−1 to 1",
        plain="Whether people move between two industries more often than their sizes explain.",
        formula="SR = F_ij F.. / (F_i. F_.j); mean over both ways of (SR − 1)/(SR + 1)",
        formula_source=(
            "Neffke, F. and Henning, M. (2013), Skill relatedness and firm diversification, "
            "Strategic Management Journal 34(3); Neffke, Otto and Weyh (2017)"
        ),
        edge_cases="Undefined where nobody leaves the one industry or joins the other.",
        inputs="How many people moved from each industry to each other",
        function=relatedness.skill_relatedness,
        cases=("skill_relatedness",),
    ),
    CanonMetric(
        slug="reflections",
        title="Diversity, ubiquity and their reflections",
        unit="count and means",
        plain=(
            "How many industries an area has, how common those are elsewhere, and how varied "
            "the areas are that share them."
        ),
        formula="k0 = Σ m; k_n = mean of the other side's k_(n−1) over what one has",
        formula_source=HH,
        edge_cases="Means undefined for an area without industries, or the reverse.",
        inputs=M,
        function=complexity.reflections,
        cases=("reflections_areas", "reflections_industries"),
    ),
    CanonMetric(
        slug="economic-complexity",
        title="Economic complexity",
        unit="standard deviations",
        plain=(
            "Orders areas so that those with like industries stand together; the end where "
            "productivity is high is called complex. Industries are ordered on the same scale."
        ),
        formula="Second eigenvector of D⁻¹ M U⁻¹ Mᵀ, minus its mean, over its deviation (n)",
        formula_source=HH + "; Hausmann, R. et al. (2014), The Atlas of Economic Complexity",
        edge_cases=(
            "Undefined where areas fall into groups with nothing in common, where the second "
            "eigenvalue is tied, or where nothing tells which end is which. By iteration it "
            "would drown in rounding; so it is not."
        ),
        inputs=M + "; GVA per hour for the sign, else diversity",
        function=complexity.complexity,
        cases=("eci", "pci"),
    ),
    CanonMetric(
        slug="economic-complexity-checked",
        title="Economic complexity, withheld where it is noise",
        unit="standard deviations",
        plain=(
            "Economic complexity, shown only where its order stands out and does not turn when "
            "industries are drawn anew."
        ),
        formula="(λ2 − λ3)/λ2 ≥ 0.05 and median |r| over bootstrap draws of industries ≥ 0.7",
        formula_source=HH + "; bootstrap: Efron, B. (1979), Annals of Statistics 7(1)",
        edge_cases="As economic complexity; thresholds are the portal's own and can be set.",
        inputs=M + "; GVA per hour for the sign, else diversity",
        function=complexity.complexity_or_withheld,
    ),
    CanonMetric(
        slug="complexity-by-reflections",
        title="Complexity by iterated reflections",
        unit="standard deviations",
        plain="The older way to economic complexity, kept to compare with others' figures.",
        formula="k_n of areas after iterations − 2 rounds, standardised (n − 1)",
        formula_source=HH + "; package economic-complexity 0.3.0",
        edge_cases="Its sign turns with the rounds and its values drown in rounding.",
        inputs=M + ", and the iterations",
        function=complexity.eci_by_reflections,
        cases=("eci_by_reflections",),
    ),
)
