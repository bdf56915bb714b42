"""The queue of what must be computed again; the database decides who computes what.

1. A change marks the areas and clusters it affects in its own transaction (`mark_stale`).
2. After the commit a worker is nudged; a lost nudge costs the seconds to the next sweep.
3. A worker claims stale subjects for a while (`claim_stale`), and stores its result only
   while the claim is still its own (`finish`). If it dies, the claim runs out.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from regions.models import Area, Cluster, MetricSubject
from regions.models.metric import MetricSubjectQuerySet

log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = 10, 3600  # seconds after a failure


def mark_stale(*, area_ids: Collection[int] = (), cluster_ids: Collection[int] = ()) -> None:
    """Mark these areas and clusters stale and nudge a worker once the transaction commits.

    Call it inside the transaction of the change: both are stored, or neither.
    """
    if not area_ids and not cluster_ids:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("mark_stale belongs in the transaction of the change it follows")
    for field, ids in (("area_id", sorted(area_ids)), ("cluster_id", sorted(cluster_ids))):
        MetricSubject.objects.bulk_create(
            [MetricSubject(**{field: one}) for one in ids], ignore_conflicts=True, batch_size=1000
        )
        subjects = MetricSubject.objects.filter(**{f"{field}__in": ids})
        # Locked in one order, so that two marks at once wait instead of blocking each other.
        list(subjects.order_by("id").select_for_update().values_list("id"))
        subjects.update(wanted=F("wanted") + 1, marked_at=timezone.now(), attempts=0, error="")
        # A new mark ends the wait after a failure; a worker's own claim is left alone.
        subjects.filter(lease="").update(lease_until=None)
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


@dataclass(frozen=True)
class Claim:
    """One subject that this worker may compute, and the count of marks it has to answer."""

    subject_id: int
    area_id: int | None
    cluster_id: int | None
    wanted: int
    lease: str


def lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.METRIC_LEASE_SECONDS)


def claim_stale(
    *,
    limit: int,
    area_ids: Collection[int] | None = None,
    cluster_ids: Collection[int] | None = None,
) -> list[Claim]:
    """Lease up to `limit` stale subjects that nobody holds, the newest mark first.

    The update repeats the condition under the row's lock, so two workers never hold the
    same subject. Where the database can, rows that another worker is just taking are
    skipped instead of waited for; SQLite lets one writer in at a time anyway.
    """
    lease = uuid.uuid4().hex
    with transaction.atomic():
        wanted = MetricSubject.objects.stale().free()
        if area_ids is not None or cluster_ids is not None:
            wanted = wanted.of(area_ids or (), cluster_ids or ())
        ids = list(
            wanted.order_by("-marked_at", "id")
            .select_for_update(skip_locked=True)
            .values_list("id", flat=True)[:limit]
        )
        if not ids:
            return []
        MetricSubject.objects.filter(id__in=ids).stale().free().update(
            lease=lease, lease_until=lease_end()
        )
    rows = MetricSubject.objects.filter(lease=lease).order_by("-marked_at", "id")
    return [Claim(*row, lease) for row in rows.values_list("id", "area_id", "cluster_id", "wanted")]


def marks() -> list[tuple[int, int]]:
    """How often each subject was marked; equal to an earlier answer, nothing was marked since."""
    return list(MetricSubject.objects.order_by("id").values_list("id", "wanted"))


def renew(claims: Collection[Claim]) -> None:
    """Hold on to claims that are still ours for another term."""
    _held(claims).update(lease_until=lease_end())


def give_back(claims: Collection[Claim]) -> None:
    """Let another worker have what this one will not get to."""
    _held(claims).update(lease="", lease_until=None)


def finish(claim: Claim) -> bool:
    """Answer the marks that were counted at the claim; False when the claim is no longer ours.

    Call it first in the transaction that stores the values: it holds the row until then.
    """
    now = timezone.now()
    answered = _held([claim]).filter(lease_until__gt=now)
    return bool(
        answered.update(
            done=claim.wanted, lease="", lease_until=None, attempts=0, error="", computed_at=now
        )
    )


def fail(claim: Claim, error: str) -> None:
    """Record a failure and wait: 10 s after the first, then twice as long each time."""
    with transaction.atomic():
        subject = _held([claim]).select_for_update().first()
        if subject is None:
            return
        wait = min(FIRST_WAIT * 2 ** min(subject.attempts, 20), LONGEST_WAIT)
        if subject.wanted > claim.wanted:
            wait = 0  # marked again meanwhile: what failed may be mended
        subject.attempts += 1
        subject.error = error[:2000]
        subject.lease = ""
        subject.lease_until = timezone.now() + timedelta(seconds=wait)
        subject.save(update_fields=["attempts", "error", "lease", "lease_until"])


def _held(claims: Collection[Claim]) -> MetricSubjectQuerySet:
    return MetricSubject.objects.filter(
        id__in=[claim.subject_id for claim in claims],
        lease__in={claim.lease for claim in claims},
    )
