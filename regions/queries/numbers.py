"""How much is on the map today: clusters, organisations of each kind, links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from regions.models import Cluster, Link, Organisation

# Who is at either end of a link of each kind, in general words.
ENDS = {
    Link.Kind.SUPPLIES: ("Suppliers", "firms"),
    Link.Kind.RESEARCHES_WITH: ("Firms", "universities"),
    Link.Kind.SPUN_OUT_OF: ("Firms", "universities"),
    Link.Kind.TRAINS_FOR: ("Universities", "firms"),
}
WORDS = {
    Link.Kind.SUPPLIES: "supply",
    Link.Kind.RESEARCHES_WITH: "research with",
    Link.Kind.SPUN_OUT_OF: "were spun out of",
    Link.Kind.TRAINS_FOR: "train people for",
}


@dataclass(frozen=True)
class Tie:
    """One way of being connected: "Suppliers supply firms", and how many links of it there are."""

    one: str
    words: str
    other: str
    count: int


@dataclass(frozen=True)
class Numbers:
    """Counts of what is published, and how much of it a named source confirms."""

    on: date
    clusters: int
    clusters_confirmed: int
    organisations: int
    organisations_confirmed: int
    kinds: dict[str, int]
    suppliers: int
    ties: tuple[Tie, ...]

    @property
    def links(self) -> int:
        return sum(tie.count for tie in self.ties)

    @property
    def firms(self) -> int:
        return self.kinds.get(Organisation.Kind.FIRM, 0)

    @property
    def universities(self) -> int:
        return self.kinds.get(Organisation.Kind.UNIVERSITY, 0)

    @property
    def research(self) -> int:
        return self.kinds.get(Organisation.Kind.RESEARCH, 0)


def published_numbers() -> Numbers:
    """Counts of published records at this moment. Three queries."""
    confirmed = Count("pk", filter=Q(verified=True))
    clusters = Cluster.objects.published().aggregate(n=Count("pk"), confirmed=confirmed)
    rows = list(
        Organisation.objects.published()
        .order_by()
        .values("kind")
        .annotate(
            n=Count("pk"), confirmed=confirmed, suppliers=Count("pk", filter=Q(is_supplier=True))
        )
    )
    return Numbers(
        on=timezone.localdate(),
        clusters=clusters["n"],
        clusters_confirmed=clusters["confirmed"],
        organisations=sum(row["n"] for row in rows),
        organisations_confirmed=sum(row["confirmed"] for row in rows),
        kinds={row["kind"]: row["n"] for row in rows},
        suppliers=sum(row["suppliers"] for row in rows),
        ties=_ties(),
    )


def _ties() -> tuple[Tie, ...]:
    """Links between published organisations, by kind."""
    public = Organisation.Status.PUBLISHED
    rows = Link.objects.filter(
        from_organisation__status=public, to_organisation__status=public
    ).order_by()
    counts = dict(rows.values_list("kind").annotate(n=Count("pk")))
    return tuple(
        Tie(one, WORDS[kind], other, counts.get(kind, 0)) for kind, (one, other) in ENDS.items()
    )
