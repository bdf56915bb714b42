"""Addresses of the API."""

from __future__ import annotations

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from regions.api.areas import AreaResource
from regions.api.clusters import ClusterResource
from regions.api.figures import FigureResource
from regions.api.industries import IndustryResource
from regions.api.links import LinkResource
from regions.api.memberships import MembershipResource
from regions.api.metric_values import MetricValueResource
from regions.api.metrics import MetricResource
from regions.api.organisations import OrganisationResource
from regions.api.releases import ReleaseResource
from regions.api.root import ApiDocs, ApiRoot, ApiSchema, NoSuchAddress
from regions.api.sectors import SectorResource
from regions.api.sources import SourceResource

app_name = "api"
router = SimpleRouter()
for name, resource in {
    "areas": AreaResource,
    "industries": IndustryResource,
    "sectors": SectorResource,
    "clusters": ClusterResource,
    "organisations": OrganisationResource,
    "memberships": MembershipResource,
    "links": LinkResource,
    "sources": SourceResource,
    "releases": ReleaseResource,
    "figures": FigureResource,
    "metrics": MetricResource,
    "metric-values": MetricValueResource,
}.items():
    router.register(name, resource, basename=name)

urlpatterns = [
    path("v1/", ApiRoot.as_view(), name="root"),
    path("v1/schema/", ApiSchema.as_view(), name="schema"),
    path("v1/docs/", ApiDocs.as_view(), name="docs"),
    path("v1/", include(router.urls)),
    re_path("", NoSuchAddress.as_view(), name="no-such-address"),
]
