"""Clusters, the areas and sectors they cover, and the organisations in them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from regions.models.geography import Area
from regions.models.industry import Sector
from regions.models.organisation import Organisation
from regions.models.position import Placed, PlacedQuerySet
from regions.models.provenance import Sourced


class ClusterQuerySet(PlacedQuerySet):
    def published(self) -> ClusterQuerySet:
        return self.filter(status=Cluster.Status.PUBLISHED)


class Cluster(Placed, Sourced):
    """A place where firms, suppliers, universities and research organisations work together
    so closely that they gain an advantage over other places."""

    class Stage(models.TextChoices):
        OPPORTUNITY = "opportunity", "Opportunity"
        EMERGING = "emerging", "Emerging"
        ESTABLISHED = "established", "Established"
        WORLD_CLASS = "world-class", "World-class"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    class Origin(models.TextChoices):
        DECLARED = "declared", "Declared"
        DETECTED = "detected", "Detected"
        CURATED = "curated", "Curated"

    # The allowed moves of status; services and the admin read this one table.
    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        Status.DRAFT: (Status.REVIEW, Status.ARCHIVED),
        Status.REVIEW: (Status.DRAFT, Status.PUBLISHED, Status.ARCHIVED),
        Status.PUBLISHED: (Status.REVIEW, Status.ARCHIVED),
        Status.ARCHIVED: (Status.DRAFT,),
    }

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    summary = models.TextField(help_text="Two sentences: what it is, and what makes it one.")
    description = models.TextField(blank=True)
    region = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="clusters_in_region",
        limit_choices_to={"level": Area.Level.ITL1},
    )
    stage = models.CharField(max_length=12, choices=Stage)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin)
    body = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads_clusters",
        limit_choices_to={"kind": Organisation.Kind.CLUSTER_BODY},
        verbose_name="cluster body",
    )
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    website = models.URLField(blank=True, max_length=500)
    footprint = models.JSONField(
        null=True, blank=True, help_text="GeoJSON Polygon or MultiPolygon, WGS 84, valid."
    )
    areas = models.ManyToManyField(
        Area,
        blank=True,
        related_name="clusters",
        help_text="The statistical areas that best contain it: its figures are measured on them.",
    )
    sectors = models.ManyToManyField(Sector, through="ClusterSector", related_name="clusters")
    organisations = models.ManyToManyField(
        Organisation, through="Membership", related_name="clusters", blank=True
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    history = HistoricalRecords(m2m_fields=[areas])

    objects = ClusterQuerySet.as_manager()

    class Meta(Placed.Meta):
        ordering = ["name"]
        indexes = [
            *Placed.Meta.indexes,
            models.Index(fields=["status", "region", "stage"], name="cluster_facets"),
        ]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="cluster_published_has_point",
                condition=~models.Q(status="published") | models.Q(lon__isnull=False),
                violation_error_message="A published cluster needs a point on the map.",
            ),
            models.CheckConstraint(name="cluster_summary_present", condition=~models.Q(summary="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("regions:cluster", args=[self.slug])


class ClusterSector(models.Model):
    """A sector of a cluster; the first is what it is known for."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="cluster_sectors")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="cluster_sectors")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "sector"], name="clustersector_once")
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.sector}"


class Membership(Sourced):
    """An organisation's place in a cluster, and the evidence for it."""

    class Role(models.TextChoices):
        ANCHOR = "anchor", "Anchor"
        FIRM = "firm", "Firm"
        SUPPLIER = "supplier", "Supplier"
        UNIVERSITY = "university", "University"
        RESEARCH = "research", "Research organisation"
        PUBLIC = "public", "Public body"
        INVESTOR = "investor", "Investor"
        BODY = "body", "Cluster body"

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    evidence = models.TextField(help_text="The fact this rests on, in one sentence.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["cluster__name", "role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "organisation", "role"], name="membership_once_per_role"
            ),
            models.CheckConstraint(
                name="membership_evidence_present", condition=~models.Q(evidence="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.cluster} ({self.get_role_display()})"
