"""Published clusters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from regions.api.filters import (
    BoxFilter,
    ChoicesFilter,
    Ordering,
    RecordsFilter,
    TextFilter,
    YesNoFilter,
)
from regions.api.references import (
    AreaReference,
    OrganisationReference,
    SectorReference,
    SourceReference,
)
from regions.api.resource import Resource
from regions.models import Area, Cluster, Organisation, Sector
from regions.queries.register import public_clusters


class ClusterSerializer(serializers.ModelSerializer[Cluster]):
    region = AreaReference()
    sectors = serializers.SerializerMethodField()
    areas = AreaReference(many=True)
    body = serializers.SerializerMethodField()
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Cluster
        fields = [
            "slug", "name", "summary", "description", "stage", "origin", "region", "sectors",
            "areas", "body", "founded", "website", "lon", "lat", "verified", "source",
            "source_url", "updated",
        ]  # fmt: skip

    @extend_schema_field(SectorReference(many=True))
    def get_sectors(self, cluster: Cluster) -> list[dict[str, Any]]:
        """In the curator's order: the first is what the cluster is known for."""
        return [SectorReference(part.sector).data for part in cluster.cluster_sectors.all()]

    @extend_schema_field(OrganisationReference(allow_null=True))
    def get_body(self, cluster: Cluster) -> dict[str, Any] | None:
        """The cluster body, once its own record is published."""
        body = cluster.body
        if body is None or body.status != Organisation.Status.PUBLISHED:
            return None
        return dict(OrganisationReference(body).data)


class ClusterFilters(FilterSet):
    q = TextFilter("name", "summary", "description", "region__name")
    region = RecordsFilter(
        "region", records=Area.objects.regions, by=("slug", "code"), noun="region"
    )
    area = RecordsFilter("areas", records=Area.objects.all, by=("slug", "code"), noun="area")
    sector = RecordsFilter("sectors", records=Sector.objects.all, noun="sector")
    stage = ChoicesFilter(choices=Cluster.Stage.choices)
    origin = ChoicesFilter(choices=Cluster.Origin.choices)
    net_zero = YesNoFilter(method="by_net_zero", help_text="Has a sector that serves net zero.")
    verified = YesNoFilter(field_name="verified")
    bbox = BoxFilter()
    ordering = Ordering("name", "stage", "founded", "updated", "region__name")

    class Meta:
        model = Cluster
        fields: list[str] = []

    def by_net_zero(self, qs: QuerySet[Cluster], name: str, value: bool) -> QuerySet[Cluster]:
        green = Cluster.objects.filter(sectors__net_zero=True).order_by().values("pk")
        return qs.filter(pk__in=green) if value else qs.exclude(pk__in=green)


class ClusterResource(Resource):
    """Clusters that are published.

    As GeoJSON, `geometry=footprint` gives the footprint where there is one, else the point.
    """

    noun = "cluster"
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    serializer_class = ClusterSerializer
    filterset_class = ClusterFilters
    has_places = True
    shape = "footprint"

    def get_queryset(self) -> QuerySet[Cluster]:
        wanted = self.request.query_params.get("geometry") if self.request else None
        return public_clusters(footprint=wanted == "footprint").order_by("name", "pk")
