"""SIC 2007 industries, and the sectors that people speak of, each a set of industries."""

from __future__ import annotations

from django.db import models

from regions.models.provenance import Source


class Industry(models.Model):
    """One code of SIC 2007, or a bundle of divisions that a publisher's table uses."""

    class Level(models.TextChoices):
        TOTAL = "total", "All industries"
        AGGREGATE = "aggregate", "Bundle of divisions"
        SECTION = "section", "Section"
        DIVISION = "division", "Division"
        GROUP = "group", "Group"
        CLASS = "class", "Class"
        SUBCLASS = "subclass", "Subclass"

    code = models.CharField(
        max_length=10, unique=True, help_text="C, 24, 24.1, 24.10, 24100 or a bundle such as 11-12."
    )
    level = models.CharField(max_length=10, choices=Level)
    title = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    divisions = models.JSONField(
        default=list,
        blank=True,
        help_text='The two-digit divisions covered, e.g. ["10", "11", "12"]; empty below division.',
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "industries"

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Sector(models.Model):
    """A named set of industries: one of the Industrial Strategy's eight, or one clusters need."""

    class Family(models.TextChoices):
        INDUSTRIAL_STRATEGY = "industrial-strategy", "Industrial Strategy 2025"
        CLUSTER = "cluster", "Cluster sector"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, blank=True)
    family = models.CharField(max_length=20, choices=Family)
    net_zero = models.BooleanField(
        default=False, help_text="What it makes or does serves decarbonisation."
    )
    description = models.TextField(blank=True)
    industries = models.ManyToManyField(
        Industry, through="SectorIndustry", related_name="sectors", blank=True
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    source_url = models.URLField("source page", blank=True, max_length=500)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class SectorIndustry(models.Model):
    """An industry that counts towards a sector, and why."""

    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="parts")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="parts")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["industry__code"]
        constraints = [
            models.UniqueConstraint(fields=["sector", "industry"], name="sectorindustry_once")
        ]
        verbose_name = "industry of a sector"
        verbose_name_plural = "industries of a sector"

    def __str__(self) -> str:
        return f"{self.sector}: {self.industry}"
