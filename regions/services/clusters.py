"""Changes to clusters by people; the metrics that rest on them are marked stale with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from regions.models import Area, Cluster, ClusterSector, Sector
from regions.services.stale import mark_stale


@transaction.atomic
def save_cluster(
    *,
    cluster: Cluster,
    by: Any,
    areas: Sequence[Area] | None = None,
    sectors: Sequence[Sector] | None = None,
) -> Cluster:
    """Check and store a new or edited cluster, and its areas and sectors (in order) if given.

    A caller that stores areas or sectors itself does so in the transaction it calls this in:
    the mark then covers them too.
    """
    cluster.updated_by = by
    setattr(cluster, "_history_user", by)  # noqa: B010
    cluster.full_clean()
    cluster.save()
    if areas is not None:
        cluster.areas.set(areas)
    if sectors is not None:
        cluster.cluster_sectors.all().delete()
        ClusterSector.objects.bulk_create(
            ClusterSector(cluster=cluster, sector=sector, order=order)
            for order, sector in enumerate(sectors)
        )
    mark_stale(cluster_ids=[cluster.pk])
    return cluster


@transaction.atomic
def move_cluster(*, cluster: Cluster, to: str, by: Any) -> Cluster:
    """Move a cluster to another status, if Cluster.MOVES allows it from the stored one.

    Raises ValidationError that names both states, or says what a published cluster lacks.
    """
    list(Cluster.objects.select_for_update().filter(pk=cluster.pk).values_list("pk"))
    # What is checked, and what history keeps, is the record as it is now under the lock.
    cluster.refresh_from_db()
    stored = cluster.status
    if to not in Cluster.MOVES[stored]:
        names = dict(Cluster.Status.choices)
        allowed = " or ".join(names[one].lower() for one in Cluster.MOVES[stored])
        raise ValidationError(
            f"A cluster cannot go from {names[stored].lower()} to {names.get(to, to).lower()}: "
            f"from {names[stored].lower()} it can go to {allowed}.",
            code="move",
        )
    cluster.status = to
    cluster.updated_by = by
    setattr(cluster, "_history_user", by)  # noqa: B010
    try:
        cluster.validate_constraints()
    except ValidationError:
        cluster.status = stored
        raise
    cluster.save(update_fields=["status", "updated", "updated_by"])
    mark_stale(cluster_ids=[cluster.pk])
    return cluster
