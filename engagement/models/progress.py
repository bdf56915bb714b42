"""What has happened, by date: policy, money, deliveries and evidence about clusters."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from simple_history.models import HistoricalRecords

from engagement.models.campaign import Ask
from regions.models import Area, Cluster


class ProgressUpdateQuerySet(models.QuerySet["ProgressUpdate"]):
    def published(self) -> ProgressUpdateQuerySet:
        return self.filter(status=ProgressUpdate.Status.PUBLISHED)


class ProgressUpdate(models.Model):
    """One thing that happened. Its date is shown only as exactly as it is known."""

    class Precision(models.TextChoices):
        DAY = "day", "Day"
        MONTH = "month", "Month"
        YEAR = "year", "Year"

    class Kind(models.TextChoices):
        POLICY = "policy", "Policy"
        FUNDING = "funding", "Funding"
        DELIVERY = "delivery", "Delivery"
        EVIDENCE = "evidence", "Evidence"
        CAMPAIGN = "campaign", "Campaign"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    FORMATS: ClassVar[dict[str, str]] = {
        Precision.DAY: "j F Y",
        Precision.MONTH: "F Y",
        Precision.YEAR: "Y",
    }

    slug = models.SlugField(max_length=80, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    date = models.DateField(help_text="Where only the month or year is known: its first day.")
    precision = models.CharField(
        "date known to the", max_length=5, choices=Precision, default=Precision.DAY
    )
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=150)
    summary = models.TextField(help_text="One or two sentences in our own words.")
    asks = models.ManyToManyField(Ask, blank=True, related_name="updates")
    regions = models.ManyToManyField(
        Area,
        blank=True,
        related_name="progress_updates",
        limit_choices_to={"level": Area.Level.ITL1},
        verbose_name="regions and nations",
    )
    clusters = models.ManyToManyField(Cluster, blank=True, related_name="progress_updates")
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField("source page", max_length=500, blank=True)
    verified = models.BooleanField(
        default=False, help_text="The source page was read and says what the summary says."
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    history = HistoricalRecords(m2m_fields=[asks, regions, clusters])

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["status", "-date"], name="progress_by_date")]
        constraints = [
            models.CheckConstraint(
                name="progressupdate_published_has_source",
                condition=~models.Q(status="published") | ~models.Q(source_name=""),
                violation_error_message="Name the source before publishing.",
            ),
            models.CheckConstraint(
                name="progressupdate_summary_present", condition=~models.Q(summary="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('engagement:progress')}?year={self.date.year}#{self.slug}"

    def clean(self) -> None:
        """A date known to the month stands on its first day, so that lists sort one way."""
        super().clean()
        if self.date is None:
            return
        first = {"month": self.date.replace(day=1), "year": self.date.replace(month=1, day=1)}
        expected = first.get(self.precision, self.date)
        if self.date != expected:
            raise ValidationError(
                {"date": f"Known only to the {self.precision}: write {expected:%d/%m/%Y}."}
            )

    @property
    def when(self) -> str:
        """The date as exactly as it is known: 23 June 2025, June 2025 or 2025."""
        return date_format(self.date, self.FORMATS[self.precision])

    @property
    def machine_date(self) -> str:
        """The same for <time datetime>: 2025-06-23, 2025-06 or 2025."""
        return self.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]
