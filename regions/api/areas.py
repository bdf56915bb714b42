"""Statistical areas: the UK, its regions and nations, ITL2, ITL3, local authorities."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import BoxFilter, ChoicesFilter, Ordering, RecordsFilter, TextFilter
from regions.api.references import AreaReference, SourceReference
from regions.api.resource import Resource
from regions.models import Area, Edition
from regions.queries.register import public_areas


class AreaSerializer(serializers.ModelSerializer[Area]):
    parent = AreaReference(allow_null=True)
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Area
        fields = [
            "slug", "code", "edition", "level", "kind", "name", "short_name", "parent",
            "description", "lon", "lat", "source", "source_url",
        ]  # fmt: skip


class AreaFilters(FilterSet):
    q = TextFilter("name", "short_name", "code")
    level = ChoicesFilter(choices=Area.Level.choices)
    edition = ChoicesFilter(choices=Edition.choices)
    kind = ChoicesFilter(choices=Area.Kind.choices)
    code = RecordsFilter("pk", records=Area.objects.all, by=("code",), noun="area")
    parent = RecordsFilter("parent", records=Area.objects.all, by=("slug", "code"), noun="area")
    bbox = BoxFilter()
    ordering = Ordering("name", "code", "level", "edition")

    class Meta:
        model = Area
        fields: list[str] = []


class AreaResource(Resource):
    """Areas, each of one level and edition: figures of one edition never mix with another's.

    As GeoJSON, `geometry=boundary` gives the boundary where there is one, else the point.
    """

    noun = "area"
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    serializer_class = AreaSerializer
    filterset_class = AreaFilters
    has_places = True
    shape = "boundary"

    def get_queryset(self) -> QuerySet[Area]:
        wanted = self.request.query_params.get("geometry") if self.request else None
        return public_areas(boundary=wanted == "boundary").order_by(
            "edition", "level", "code", "pk"
        )
