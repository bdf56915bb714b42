"""Publishers' data sets and pages."""

from __future__ import annotations

from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import Ordering, TextFilter
from regions.api.resource import Resource
from regions.models import Source
from regions.queries.register import public_sources


class SourceSerializer(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = ["slug", "name", "publisher", "url", "licence", "attribution", "note"]


class SourceFilters(FilterSet):
    q = TextFilter("name", "publisher", "note")
    ordering = Ordering("name", "publisher")

    class Meta:
        model = Source
        fields: list[str] = []


class SourceResource(Resource):
    """Where facts and figures come from, and under which licence."""

    noun = "source"
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    serializer_class = SourceSerializer
    filterset_class = SourceFilters
    queryset = public_sources().order_by("name", "pk")
