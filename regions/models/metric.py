"""Metric values, and the queue of what must be computed again.

The database is the queue of record. A subject (an area or a cluster) counts how
often it became stale (`wanted`) and up to which count its values are computed
(`done`). A worker leases a stale subject, reads `wanted`, computes, writes the
values and sets `done` to the count it read; if the subject changed meanwhile,
`wanted` is ahead again and the next sweep finds it. A subject whose computation fails
waits in `lease_until` without a `lease`, longer after each failure.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils import timezone

from regions.models.cluster import Cluster
from regions.models.geography import Area
from regions.models.industry import Industry, Sector
from regions.models.provenance import Release

ONE_SUBJECT = models.Q(area__isnull=False, cluster__isnull=True) | models.Q(
    area__isnull=True, cluster__isnull=False
)


class MetricSubjectQuerySet(models.QuerySet["MetricSubject"]):
    def stale(self) -> MetricSubjectQuerySet:
        return self.filter(wanted__gt=models.F("done"))

    def free(self) -> MetricSubjectQuerySet:
        """Not leased by a worker that may still be at it."""
        now = timezone.now()
        return self.filter(models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=now))

    def of(self, area_ids: Collection[int], cluster_ids: Collection[int]) -> MetricSubjectQuerySet:
        return self.filter(models.Q(area_id__in=area_ids) | models.Q(cluster_id__in=cluster_ids))


class MetricSubject(models.Model):
    """An area or cluster that metrics are computed for, with its stale mark and lease."""

    area = models.OneToOneField(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_subject"
    )
    cluster = models.OneToOneField(
        Cluster, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_subject"
    )
    wanted = models.PositiveBigIntegerField(default=1)
    done = models.PositiveBigIntegerField(default=0)
    marked_at = models.DateTimeField(
        "last marked", default=timezone.now, help_text="The newest mark is computed first."
    )
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(
        null=True, blank=True, help_text="No worker takes it before, also after a failure."
    )
    attempts = models.PositiveIntegerField(
        default=0, help_text="Failed tries since the last success."
    )
    error = models.TextField(blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)

    objects = MetricSubjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="metricsubject_one", condition=ONE_SUBJECT),
            models.CheckConstraint(
                name="metricsubject_done_not_ahead",
                condition=models.Q(done__lte=models.F("wanted")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-marked_at", "id"],
                condition=models.Q(wanted__gt=models.F("done")),
                name="metricsubject_stale",
            )
        ]

    def __str__(self) -> str:
        return f"metrics of {self.area or self.cluster}"


class MetricValue(models.Model):
    """One computed value with what it was derived from.

    `metric` is a slug of `regions.analysis.registry`. The value is of an area or a
    cluster, for an industry, a sector, or all industries together (neither). An
    undefined value is null with a reason, never 0 by accident.
    """

    class Quality(models.TextChoices):
        GOOD = "good", "Good"
        LIMITED = "limited", "Limited"
        SUPPRESSED = "suppressed", "Suppressed"

    metric = models.SlugField(max_length=60, db_index=False)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_values"
    )
    cluster = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_values"
    )
    industry = models.ForeignKey(
        Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="metric_values"
    )
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_values"
    )
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True, blank=True)
    reason = models.CharField("why undefined", max_length=200, blank=True)
    low = models.FloatField("interval, lower", null=True, blank=True)
    high = models.FloatField("interval, upper", null=True, blank=True)
    n = models.PositiveIntegerField("sites behind it", null=True, blank=True)
    quality = models.CharField(max_length=10, choices=Quality, default=Quality.GOOD)
    basis = models.CharField(
        max_length=300,
        blank=True,
        help_text="What was measured, where that is wider than what was asked.",
    )
    method_version = models.PositiveSmallIntegerField(default=1)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="metric_values")
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["metric", "year"]
        constraints = [
            models.CheckConstraint(name="metricvalue_one_subject", condition=ONE_SUBJECT),
            models.CheckConstraint(
                name="metricvalue_industry_or_sector",
                condition=models.Q(industry__isnull=True) | models.Q(sector__isnull=True),
            ),
            models.CheckConstraint(
                name="metricvalue_null_has_reason",
                condition=models.Q(value__isnull=False) | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="metricvalue_interval_in_order",
                condition=models.Q(low__isnull=True, high__isnull=True)
                | models.Q(low__lte=models.F("high")),
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject, "metric", *part, "year"],
                    condition=models.Q(
                        **{f"{subject}__isnull": False},
                        industry__isnull="industry" not in part,
                        sector__isnull="sector" not in part,
                    ),
                    name=f"metricvalue_{subject}_{'_'.join(part) or 'all'}_once",
                )
                for subject in ("area", "cluster")
                for part in (["industry"], ["sector"], [])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.year}: {self.value}"
