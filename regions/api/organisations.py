"""Published organisations: firms, suppliers, universities and the others."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import (
    BoxFilter,
    ChoicesFilter,
    Ordering,
    PatternFilter,
    RecordsFilter,
    TextFilter,
    YesNoFilter,
)
from regions.api.references import AreaReference, SectorReference, SourceReference
from regions.api.resource import Resource
from regions.models import Area, Cluster, Membership, Organisation, Sector
from regions.queries.register import public_memberships, public_organisations


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    region = AreaReference(allow_null=True)
    sectors = SectorReference(many=True)
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Organisation
        fields = [
            "id", "key", "name", "kind", "is_supplier", "description", "website", "ukprn",
            "company_number", "founded", "town", "postcode_area", "region", "sectors", "lon",
            "lat", "verified", "source", "source_url",
        ]  # fmt: skip


class OrganisationFilters(FilterSet):
    q = TextFilter("name", "description", "town")
    kind = ChoicesFilter(choices=Organisation.Kind.choices)
    supplier = YesNoFilter(field_name="is_supplier")
    region = RecordsFilter(
        "region", records=Area.objects.regions, by=("slug", "code"), noun="region"
    )
    sector = RecordsFilter("sectors", records=Sector.objects.all, noun="sector")
    cluster = RecordsFilter(
        "cluster", records=Cluster.objects.published, noun="cluster", method="by_cluster"
    )
    role = ChoicesFilter(
        choices=Membership.Role.choices, method="by_role", help_text="Its role in a cluster."
    )
    postcode_area = PatternFilter(
        r"^[A-Za-z]{1,2}$", field_name="postcode_area", help_text="One or two letters, such as LS."
    )
    verified = YesNoFilter(field_name="verified")
    bbox = BoxFilter()
    ordering = Ordering("name", "kind", "town", "founded", "region__name")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_cluster(
        self, qs: QuerySet[Organisation], name: str, value: list[int]
    ) -> QuerySet[Organisation]:
        return self._by_membership(qs, cluster__in=value) if value else qs

    def by_role(
        self, qs: QuerySet[Organisation], name: str, value: list[str]
    ) -> QuerySet[Organisation]:
        return self._by_membership(qs, role__in=value) if value else qs

    def _by_membership(self, qs: QuerySet[Organisation], **match: object) -> QuerySet[Organisation]:
        members = public_memberships().filter(**match)
        return qs.filter(pk__in=members.order_by().values("organisation"))


class OrganisationResource(Resource):
    """Organisations that are published."""

    noun = "organisation"
    lookup_value_regex = "[0-9]{1,18}"
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilters
    has_places = True
    queryset = public_organisations().order_by("name", "pk")
