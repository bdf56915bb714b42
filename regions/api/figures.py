"""Official figures, as published."""

from __future__ import annotations

from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import (  # fmt: skip
    ChoicesFilter,
    NumberFilter,
    Ordering,
    RecordsFilter,
    YearFilter,
    YesNoFilter,
)
from regions.api.references import IndustryReference, ReleaseReference
from regions.api.resource import ListResource
from regions.models import Area, AreaFigure, Edition, Industry, Source
from regions.queries.register import public_figures


class AreaOfFigure(serializers.ModelSerializer[Area]):
    class Meta:
        model = Area
        fields = ["slug", "code", "name", "level", "edition"]


class FigureSerializer(serializers.ModelSerializer[AreaFigure]):
    area = AreaOfFigure()
    industry = IndustryReference()
    unit = serializers.CharField(read_only=True)
    release = ReleaseReference()

    class Meta:
        model = AreaFigure
        fields = [
            "area", "industry", "year", "measure", "value", "unit", "suppressed", "release",
        ]  # fmt: skip


class FigureFilters(FilterSet):
    area = RecordsFilter("area", records=Area.objects.all, by=("slug", "code"), noun="area")
    level = ChoicesFilter(field_name="area__level", choices=Area.Level.choices)
    edition = ChoicesFilter(field_name="area__edition", choices=Edition.choices)
    industry = RecordsFilter(
        "industry", records=Industry.objects.all, by=("code",), noun="industry"
    )
    measure = ChoicesFilter(choices=AreaFigure.Measure.choices)
    year = YearFilter(field_name="year")
    year_min = YearFilter(field_name="year", lookup_expr="gte")
    year_max = YearFilter(field_name="year", lookup_expr="lte")
    suppressed = YesNoFilter(field_name="suppressed")
    source = RecordsFilter("release__source", records=Source.objects.all, noun="source")
    release = NumberFilter(field_name="release")
    current = YesNoFilter(field_name="release__current", help_text="Of the release in use.")
    ordering = Ordering("year", "value", "area__code", "industry__code")

    class Meta:
        model = AreaFigure
        fields: list[str] = []


class FigureResource(ListResource):
    """One published number each: area, industry, year, measure, release. A suppressed figure
    is null and marked, never 0. A list only: a figure has no address that would last."""

    noun = "figure"
    serializer_class = FigureSerializer
    filterset_class = FigureFilters
    queryset = public_figures().order_by("area_id", "industry_id", "year", "pk")
