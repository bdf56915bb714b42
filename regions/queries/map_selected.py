"""The cluster that is open on the map: what it is, who is in it, what connects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regions.models import Cluster, Link, Membership, Organisation
from regions.queries.clusters import ClusterRow, cluster_rows, with_parts
from regions.queries.map import kind_of
from regions.queries.map_layers import links_of

_ROLE_ORDER = {value: order for order, (value, _) in enumerate(Membership.Role.choices)}


@dataclass(frozen=True)
class Member:
    """An organisation and all its roles in the cluster."""

    organisation: Organisation
    kind: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class SelectedCluster:
    row: ClusterRow
    members: tuple[Member, ...]
    links: tuple[Link, ...]

    @property
    def cluster(self) -> Cluster:
        return self.row.cluster

    @property
    def figure_label(self) -> str:
        lead = self.row.lead
        return f"Location quotient of {lead.label}" if lead else "Location quotient"


def selected_cluster(slug: str) -> SelectedCluster | None:
    """A published cluster with its published members and their links; None if there is none."""
    rows: Any = with_parts(Cluster.objects.published().filter(slug=slug)).select_related(
        "region", "source", "body"
    )
    found = cluster_rows(rows)
    if not found:
        return None
    members = _members(found[0].cluster)
    links = links_of(member.organisation.pk for member in members) if members else ()
    return SelectedCluster(found[0], members, tuple(links))


def _members(cluster: Cluster) -> tuple[Member, ...]:
    rows = Membership.objects.filter(
        cluster=cluster, organisation__status=Organisation.Status.PUBLISHED
    ).select_related("organisation")
    by_organisation: dict[int, list[Membership]] = {}
    for row in sorted(rows, key=lambda row: (_ROLE_ORDER[row.role], row.organisation.name)):
        by_organisation.setdefault(row.organisation_id, []).append(row)
    return tuple(
        Member(
            parts[0].organisation,
            kind_of(parts[0].organisation),
            tuple(part.get_role_display() for part in parts),
        )
        for parts in by_organisation.values()
    )
