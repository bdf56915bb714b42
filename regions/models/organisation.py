"""Organisations; firms, suppliers and universities are first-class ways in to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from regions.models.geography import Area
from regions.models.industry import Sector
from regions.models.position import Placed, PlacedQuerySet
from regions.models.provenance import Sourced


class OrganisationQuerySet(PlacedQuerySet):
    def published(self) -> OrganisationQuerySet:
        return self.filter(status=Organisation.Status.PUBLISHED)


class WaysInToo(HistoricalRecords):
    """History in one table for a model and its proxies.

    Django sends the signals of a save with the proxy as their sender, and simple_history
    listens to the model alone: a save through a proxy would leave no trace.
    """

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        if sender is not self.cls and sender._meta.proxy and issubclass(sender, self.cls):
            for signal, receiver in (
                (models.signals.post_save, self.post_save),
                (models.signals.pre_delete, self.pre_delete),
                (models.signals.post_delete, self.post_delete),
            ):
                signal.connect(receiver, sender=sender, weak=False)
            return
        super().finalize(sender, **kwargs)


class Organisation(Placed, Sourced):
    """A firm, university, research organisation, public body, investor or cluster body."""

    class Kind(models.TextChoices):
        FIRM = "firm", "Firm"
        UNIVERSITY = "university", "University"
        RESEARCH = "research", "Research organisation"
        PUBLIC = "public", "Public body"
        INVESTOR = "investor", "Investor"
        CLUSTER_BODY = "cluster_body", "Cluster body"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    key = models.SlugField(
        max_length=100,
        unique=True,
        help_text="Its name in our tables; stays when the name changes.",
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=Kind)
    is_supplier = models.BooleanField(
        "supplier", default=False, help_text="Chiefly known for what it supplies to other firms."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    description = models.TextField(blank=True)
    website = models.URLField(blank=True, max_length=500)
    ukprn = models.CharField(
        "UKPRN",
        max_length=8,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^1\d{7}$", "Eight digits, the first of them 1.")],
        help_text="UK Provider Reference Number of a university.",
    )
    company_number = models.CharField(
        max_length=8,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{2}\d{6}$", "Eight characters, such as 00000001.")],
    )
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode_area = models.CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{1,2}$", "One or two capital letters, such as LS.")],
    )
    region = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
        limit_choices_to={"level": Area.Level.ITL1},
    )
    sectors = models.ManyToManyField(Sector, blank=True, related_name="organisations")
    history = WaysInToo(m2m_fields=[sectors])

    objects = OrganisationQuerySet.as_manager()

    class Meta(Placed.Meta):
        ordering = ["name"]
        indexes = [
            *Placed.Meta.indexes,
            models.Index(fields=["status", "kind", "name"], name="organisation_ways_in"),
        ]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="organisation_ukprn_of_university",
                condition=models.Q(ukprn__isnull=True) | models.Q(kind="university"),
                violation_error_message="Only a university has a UKPRN here.",
            ),
            models.CheckConstraint(
                name="organisation_supplier_is_firm",
                condition=models.Q(is_supplier=False) | models.Q(kind="firm"),
                violation_error_message="Only a firm can be marked as a supplier.",
            ),
            models.CheckConstraint(
                name="organisation_published_has_region",
                condition=~models.Q(status="published") | models.Q(region__isnull=False),
                violation_error_message="Choose a region or nation before publishing.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("regions:organisation", args=[self.pk])


class _FirmManager(models.Manager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        return super().get_queryset().filter(kind=Organisation.Kind.FIRM)


class _SupplierManager(models.Manager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        return super().get_queryset().filter(kind=Organisation.Kind.FIRM, is_supplier=True)


class _UniversityManager(models.Manager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        return super().get_queryset().filter(kind=Organisation.Kind.UNIVERSITY)


class Firm(Organisation):
    """A business."""

    objects: ClassVar[_FirmManager] = _FirmManager()

    class Meta:
        proxy = True


class Supplier(Organisation):
    """A firm chiefly known for what it supplies to other firms."""

    objects: ClassVar[_SupplierManager] = _SupplierManager()

    class Meta:
        proxy = True


class University(Organisation):
    """A university or other higher-education provider."""

    objects: ClassVar[_UniversityManager] = _UniversityManager()

    class Meta:
        proxy = True
        verbose_name_plural = "universities"
