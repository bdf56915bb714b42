"""How two organisations are connected."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from regions.api.filters import (
    ChoicesFilter,
    NumberFilter,
    Ordering,
    RecordsFilter,
    TextFilter,
    YesNoFilter,
)
from regions.api.references import OrganisationReference, SourceReference
from regions.api.resource import Resource
from regions.models import Cluster, Link
from regions.queries.register import public_links, public_memberships


class LinkSerializer(serializers.ModelSerializer[Link]):
    from_organisation = OrganisationReference()
    to_organisation = OrganisationReference()
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Link
        fields = [
            "id", "from_organisation", "kind", "to_organisation", "fact", "since", "verified",
            "source", "source_url",
        ]  # fmt: skip


class LinkFilters(FilterSet):
    q = TextFilter("from_organisation__name", "to_organisation__name", "fact")
    kind = ChoicesFilter(choices=Link.Kind.choices)
    organisation = NumberFilter(method="by_organisation", help_text="Either end of the link.")
    cluster = RecordsFilter(
        "cluster",
        records=Cluster.objects.published,
        noun="cluster",
        method="by_cluster",
        help_text="Slug of a cluster with a member at either end; may be repeated.",
    )
    verified = YesNoFilter(field_name="verified")
    ordering = Ordering("from_organisation__name", "to_organisation__name", "kind", "since")

    class Meta:
        model = Link
        fields: list[str] = []

    def by_organisation(self, qs: QuerySet[Link], name: str, value: int) -> QuerySet[Link]:
        return qs.filter(Q(from_organisation=value) | Q(to_organisation=value))

    def by_cluster(self, qs: QuerySet[Link], name: str, value: list[int]) -> QuerySet[Link]:
        if not value:
            return qs
        rows = public_memberships().filter(cluster__in=value)
        members = rows.order_by().values("organisation")
        return qs.filter(Q(from_organisation__in=members) | Q(to_organisation__in=members))


class LinkResource(Resource):
    """Links between published organisations: `from_organisation` supplies, researches with,
    was spun out of, or trains people for `to_organisation`."""

    noun = "link"
    lookup_value_regex = "[0-9]{1,18}"
    serializer_class = LinkSerializer
    filterset_class = LinkFilters
    queryset = public_links().order_by(
        "from_organisation__name", "kind", "to_organisation__name", "pk"
    )
