"""Releases of the sources."""

from __future__ import annotations

from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import ChoicesFilter, Ordering, RecordsFilter, TextFilter, YesNoFilter
from regions.api.references import SourceReference
from regions.api.resource import Resource
from regions.models import Area, Edition, Release, Source
from regions.queries.register import public_releases


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Release
        fields = [
            "id", "source", "label", "edition", "level", "published", "retrieved", "checksum",
            "licence", "current",
        ]  # fmt: skip


class ReleaseFilters(FilterSet):
    q = TextFilter("label", "source__name")
    source = RecordsFilter("source", records=Source.objects.all, noun="source")
    edition = ChoicesFilter(choices=Edition.choices)
    level = ChoicesFilter(choices=Area.Level.choices)
    current = YesNoFilter(field_name="current")
    ordering = Ordering("published", "retrieved", "label", "source__name")

    class Meta:
        model = Release
        fields: list[str] = []


class ReleaseResource(Resource):
    """Each edition of a source, with its checksum; `current` is the one in use."""

    noun = "release"
    lookup_value_regex = "[0-9]{1,18}"
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilters
    queryset = public_releases().order_by("source__name", "-retrieved", "pk")
