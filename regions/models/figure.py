"""Official figures, as published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from regions.models.geography import Area
from regions.models.industry import Industry
from regions.models.provenance import Release


class AreaFigure(models.Model):
    """One published number: an area, an industry, a year, a measure, a release."""

    class Measure(models.TextChoices):
        GVA_CURRENT = "gva_current", "Gross value added, current prices"

    UNITS: ClassVar[dict[str, str]] = {Measure.GVA_CURRENT: "GBP million"}

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="figures")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20, choices=Measure)
    value = models.FloatField(null=True, blank=True)
    suppressed = models.BooleanField(default=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="figures")

    class Meta:
        ordering = ["area", "industry", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "area", "industry", "year", "measure"], name="figure_once"
            ),
            models.CheckConstraint(
                name="figure_value_unless_suppressed",
                condition=models.Q(suppressed=True, value__isnull=True)
                | models.Q(suppressed=False, value__isnull=False),
            ),
            models.CheckConstraint(
                name="figure_year_plausible", condition=models.Q(year__range=(1900, 2200))
            ),
        ]
        indexes = [
            models.Index(fields=["area", "measure", "year"], name="figure_area_year"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.industry.code} {self.year}"

    @property
    def unit(self) -> str:
        return self.UNITS[self.measure]
