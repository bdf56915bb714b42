"""Industries of SIC 2007."""

from __future__ import annotations

from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import ChoicesFilter, Ordering, RecordsFilter, TextFilter
from regions.api.references import IndustryReference, SourceReference
from regions.api.resource import Resource
from regions.models import Industry, Sector
from regions.queries.register import public_industries


class IndustrySerializer(serializers.ModelSerializer[Industry]):
    parent = IndustryReference(allow_null=True)
    divisions = serializers.ListField(child=serializers.CharField())
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Industry
        fields = ["code", "level", "title", "parent", "divisions", "source"]


class IndustryFilters(FilterSet):
    q = TextFilter("title", "code")
    level = ChoicesFilter(choices=Industry.Level.choices)
    parent = RecordsFilter("parent", records=Industry.objects.all, by=("code",), noun="industry")
    sector = RecordsFilter("sectors", records=Sector.objects.all, noun="sector")
    ordering = Ordering("code", "title", "level")

    class Meta:
        model = Industry
        fields: list[str] = []


class IndustryResource(Resource):
    """SIC 2007 codes, and the bundles of divisions that a publisher's table uses."""

    noun = "industry"
    lookup_field = "code"
    lookup_value_regex = r"[-A-Za-z0-9. ()&]+"
    serializer_class = IndustrySerializer
    filterset_class = IndustryFilters
    queryset = public_industries().order_by("code", "pk")
