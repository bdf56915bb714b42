"""Marks what must be computed again, in the transaction of the change that made it so."""

from __future__ import annotations

import logging
from collections.abc import Collection

from celery import current_app
from django.db import transaction
from django.db.models import F

from regions.models import Area, Cluster, MetricSubject

log = logging.getLogger(__name__)


def mark_stale(*, area_ids: Collection[int] = (), cluster_ids: Collection[int] = ()) -> None:
    """Mark these areas and clusters stale and nudge a worker once the transaction commits.

    Call it inside the transaction of the change: both are stored, or neither.
    """
    if not area_ids and not cluster_ids:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("mark_stale belongs in the transaction of the change it follows")
    for field, ids in (("area_id", area_ids), ("cluster_id", cluster_ids)):
        MetricSubject.objects.bulk_create(
            [MetricSubject(**{field: one}) for one in ids], ignore_conflicts=True, batch_size=1000
        )
        MetricSubject.objects.filter(**{f"{field}__in": list(ids)}).update(
            wanted=F("wanted") + 1, attempts=0, error=""
        )
    transaction.on_commit(nudge)


def mark_everything_stale() -> None:
    """After a change that any value may rest on: a release of figures, a sector's definition."""
    mark_stale(
        area_ids=list(Area.objects.values_list("id", flat=True)),
        cluster_ids=list(Cluster.objects.values_list("id", flat=True)),
    )


def nudge() -> None:
    """Wake a worker now. A lost nudge costs seconds: the scheduler's sweep finds stale rows."""
    try:
        current_app.send_task("regions.sweep_stale_metrics", retry=False)
    except Exception as error:
        log.warning("Could not nudge a worker (%s); the sweep will do it.", type(error).__name__)
