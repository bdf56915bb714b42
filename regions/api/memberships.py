"""Who belongs to which cluster, in which role, on what evidence."""

from __future__ import annotations

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
from regions.api.references import ClusterReference, OrganisationReference, SourceReference
from regions.api.resource import Resource
from regions.models import Cluster, Membership, Organisation
from regions.queries.register import public_memberships


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    cluster = ClusterReference()
    organisation = OrganisationReference()
    source = SourceReference()  # type: ignore[assignment]

    class Meta:
        model = Membership
        fields = [
            "id", "cluster", "organisation", "role", "evidence", "verified", "source", "source_url",
        ]  # fmt: skip


class MembershipFilters(FilterSet):
    q = TextFilter("organisation__name", "cluster__name", "evidence")
    cluster = RecordsFilter("cluster", records=Cluster.objects.published, noun="cluster")
    organisation = NumberFilter(field_name="organisation")
    kind = ChoicesFilter(field_name="organisation__kind", choices=Organisation.Kind.choices)
    role = ChoicesFilter(choices=Membership.Role.choices)
    verified = YesNoFilter(field_name="verified")
    ordering = Ordering("cluster__name", "organisation__name", "role")

    class Meta:
        model = Membership
        fields: list[str] = []


class MembershipResource(Resource):
    """Memberships of published organisations in published clusters."""

    noun = "membership"
    lookup_value_regex = "[0-9]{1,18}"
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilters
    queryset = public_memberships().order_by("cluster__name", "role", "organisation__name", "pk")
