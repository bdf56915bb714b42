"""How much is on the map today: clusters, organisations of each kind, links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from regions.models import Cluster, Link, Organisation


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
    links: int

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
    public = Organisation.Status.PUBLISHED
    return Numbers(
        on=timezone.localdate(),
        clusters=clusters["n"],
        clusters_confirmed=clusters["confirmed"],
        organisations=sum(row["n"] for row in rows),
        organisations_confirmed=sum(row["confirmed"] for row in rows),
        kinds={row["kind"]: row["n"] for row in rows},
        suppliers=sum(row["suppliers"] for row in rows),
        links=Link.objects.filter(
            from_organisation__status=public, to_organisation__status=public
        ).count(),
    )
