"""Sectors: named sets of industries."""

from __future__ import annotations

from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import ChoicesFilter, Ordering, RecordsFilter, TextFilter, YesNoFilter
from regions.api.references import SourceReference
from regions.api.resource import Resource
from regions.models import Industry, Sector, SectorIndustry
from regions.queries.register import public_sectors


class PartSerializer(serializers.ModelSerializer[SectorIndustry]):
    code = serializers.CharField(source="industry.code")
    title = serializers.CharField(source="industry.title")

    class Meta:
        model = SectorIndustry
        fields = ["code", "title", "note"]


class SectorSerializer(serializers.ModelSerializer[Sector]):
    industries = PartSerializer(source="parts", many=True)
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Sector
        fields = [
            "slug", "name", "short_name", "family", "net_zero", "description", "industries",
            "source", "source_url",
        ]  # fmt: skip


class SectorFilters(FilterSet):
    q = TextFilter("name", "short_name", "description")
    family = ChoicesFilter(choices=Sector.Family.choices)
    net_zero = YesNoFilter(field_name="net_zero")
    industry = RecordsFilter(
        "industries", records=Industry.objects.all, by=("code",), noun="industry"
    )
    ordering = Ordering("name", "family")

    class Meta:
        model = Sector
        fields: list[str] = []


class SectorResource(Resource):
    """The eight sectors of the Industrial Strategy 2025 and those that clusters need."""

    noun = "sector"
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    serializer_class = SectorSerializer
    filterset_class = SectorFilters
    queryset = public_sectors().order_by("name", "pk")
