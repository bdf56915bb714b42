"""The register of figures the campaign has published, with what is known about each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords


class ClaimQuerySet(models.QuerySet["Claim"]):
    def headline(self) -> ClaimQuerySet:
        """Figures that may stand large on a page: somebody published them, and it was found."""
        return self.filter(status__in=Claim.HEADLINE)

    def unfound(self) -> ClaimQuerySet:
        return self.filter(status=Claim.Status.NOT_FOUND)


class Claim(models.Model):
    """A figure of the campaign: what it says, who published it, whether our data bears it out."""

    class Status(models.TextChoices):
        NOT_FOUND = "not-found", "Publication not found"
        NOT_REPLICATED = "not-replicated", "Published, not replicated yet"
        REPLICATED = "replicated", "Replicated from our data"
        DIFFERS = "differs", "Our data gives another figure"
        WITHDRAWN = "withdrawn", "Withdrawn"

    HEADLINE: ClassVar[tuple[str, ...]] = (
        Status.NOT_REPLICATED,
        Status.REPLICATED,
        Status.DIFFERS,
    )

    slug = models.SlugField(max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    figure = models.CharField(max_length=20, help_text="As it is read: £66bn.")
    value = models.DecimalField(max_digits=16, decimal_places=3)
    unit = models.CharField(max_length=60, help_text="For example: GBP billion.")
    dated = models.CharField(
        "year",
        max_length=80,
        help_text="The year it is for, or what is known of it: “No year given; known by 2022”.",
    )
    title = models.CharField(max_length=120)
    statement = models.TextField(help_text="The claim in one sentence.")
    what_is_known = models.TextField(help_text="How it was made, and what we could not find.")
    publisher = models.CharField(max_length=200)
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField("source page", max_length=500, blank=True)
    status = models.CharField(max_length=15, choices=Status)
    reviewed = models.DateField()
    history = HistoricalRecords()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                name="claim_source_unless_not_found",
                condition=models.Q(status="not-found", source_url="")
                | (~models.Q(status="not-found") & ~models.Q(source_name="")),
                violation_error_message=(
                    "A claim has a named source, or its status is “publication not found”."
                ),
            ),
            models.CheckConstraint(
                name="claim_says_what_is_known", condition=~models.Q(what_is_known="")
            ),
            models.CheckConstraint(name="claim_unit_present", condition=~models.Q(unit="")),
        ]

    def __str__(self) -> str:
        return f"{self.figure}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('engagement:home')}#claim-{self.slug}"
