"""Areas with their statistical edition, and towns for the place search."""

from __future__ import annotations

from django.db import models

from regions.models.position import Placed, PlacedQuerySet
from regions.models.provenance import Source


class Edition(models.TextChoices):
    """Statistical geographies change; figures of one edition never mix with another's."""

    ITL2021 = "ITL2021", "ITL 2021"
    ITL2025 = "ITL2025", "ITL 2025"
    NUTS2016 = "NUTS2016", "NUTS 2016"
    LAD2024 = "LAD2024", "Local authority districts, December 2024"


class AreaQuerySet(PlacedQuerySet):
    def regions(self) -> AreaQuerySet:
        """The 12 regions and nations (ITL1) of the edition the portal's own tables use."""
        return self.filter(level=Area.Level.ITL1, edition=Edition.ITL2021)


class Area(Placed):
    """A statistical area of one level and edition; `parent` is the area it lies in."""

    class Level(models.TextChoices):
        UK = "UK", "United Kingdom"
        ITL1 = "ITL1", "Region or nation (ITL1)"
        ITL2 = "ITL2", "ITL2"
        ITL3 = "ITL3", "ITL3"
        LAD = "LAD", "Local authority"

    class Kind(models.TextChoices):
        COUNTRY = "country", "Country"
        REGION = "region", "Region of England"
        NATION = "nation", "Nation"
        AREA = "area", "Area"

    code = models.CharField(max_length=12)
    edition = models.CharField(max_length=10, choices=Edition)
    level = models.CharField(max_length=5, choices=Level)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.AREA)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    description = models.TextField(blank=True)
    boundary = models.JSONField(
        null=True, blank=True, help_text="GeoJSON Polygon or MultiPolygon, WGS 84, valid."
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    source_url = models.URLField("source page", blank=True, max_length=500)

    objects = AreaQuerySet.as_manager()

    class Meta(Placed.Meta):
        ordering = ["edition", "level", "code"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(fields=["code", "edition"], name="area_once_per_edition"),
            models.CheckConstraint(
                name="area_only_uk_has_no_parent",
                condition=models.Q(parent__isnull=False)
                | models.Q(level__in=["UK", "ITL1", "LAD"]),
                violation_error_message="An ITL2 or ITL3 area lies in another area: name it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_level_display()}, {self.get_edition_display()})"

    @property
    def label(self) -> str:
        """The short name where there is one: what fits a chip, a legend or a chart."""
        return self.short_name or self.name


class PlaceQuerySet(PlacedQuerySet):
    """Towns and postcode areas, by what lies inside a box."""


class Place(Placed):
    """A town or postcode area, for "where is …?"; not a statistical area."""

    class Kind(models.TextChoices):
        TOWN = "town", "Town or city"
        POSTCODE_AREA = "postcode-area", "Postcode area"

    name = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=15, choices=Kind)
    code = models.CharField(max_length=20, help_text="Postcode area, or GeoNames number.")
    region = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    population = models.PositiveIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta(Placed.Meta):
        ordering = ["name"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "code"], name="place_once"),
        ]

    def __str__(self) -> str:
        return self.name
