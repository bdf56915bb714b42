"""The public register: what anyone may read of it, ready to render without further queries."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from regions.models import (
    Area,
    AreaFigure,
    Cluster,
    ClusterSector,
    Industry,
    Link,
    Membership,
    MetricValue,
    Organisation,
    Release,
    Sector,
    SectorIndustry,
    Source,
)


def public_areas(*, boundary: bool = False) -> QuerySet[Area]:
    """Areas with parent and source; boundaries are large and come only when asked for."""
    areas = Area.objects.select_related("parent", "source").defer("parent__boundary")
    return areas if boundary else areas.defer("boundary", "parent__boundary")


def public_industries() -> QuerySet[Industry]:
    return Industry.objects.select_related("parent", "source")


def public_sectors() -> QuerySet[Sector]:
    parts = SectorIndustry.objects.select_related("industry").order_by("industry__code")
    return Sector.objects.select_related("source").prefetch_related(Prefetch("parts", parts))


def public_clusters(*, footprint: bool = False) -> QuerySet[Cluster]:
    """Published clusters with region, sectors in order, areas and (published) cluster body."""
    sectors = ClusterSector.objects.select_related("sector").order_by("order", "pk")
    areas = Area.objects.defer("boundary").order_by("code", "pk")
    clusters = (
        Cluster.objects.published()
        .select_related("region", "body", "source")
        .prefetch_related(Prefetch("cluster_sectors", sectors), Prefetch("areas", areas))
        .defer("region__boundary")
    )
    return clusters if footprint else clusters.defer("footprint", "region__boundary")


def public_organisations() -> QuerySet[Organisation]:
    return (
        Organisation.objects.published()
        .select_related("region", "source")
        .prefetch_related("sectors")
        .defer("region__boundary")
    )


def public_memberships() -> QuerySet[Membership]:
    """Memberships of published organisations in published clusters."""
    return Membership.objects.filter(
        cluster__status=Cluster.Status.PUBLISHED,
        organisation__status=Organisation.Status.PUBLISHED,
    ).select_related("cluster", "organisation", "source").defer("cluster__footprint")  # fmt: skip


def public_links() -> QuerySet[Link]:
    """Links between two published organisations."""
    return Link.objects.filter(
        from_organisation__status=Organisation.Status.PUBLISHED,
        to_organisation__status=Organisation.Status.PUBLISHED,
    ).select_related("from_organisation", "to_organisation", "source")


def public_sources() -> QuerySet[Source]:
    return Source.objects.all()


def public_releases() -> QuerySet[Release]:
    return Release.objects.select_related("source")


def public_figures() -> QuerySet[AreaFigure]:
    return AreaFigure.objects.select_related("area", "industry", "release__source").defer(
        "area__boundary"
    )


def public_metric_values() -> QuerySet[MetricValue]:
    """Values of areas and of published clusters."""
    return (
        MetricValue.objects.exclude(
            cluster__isnull=False, cluster__in=Cluster.objects.exclude(status="published")
        )
        .select_related("area", "cluster", "industry", "sector", "release__source")
        .defer("area__boundary", "cluster__footprint")
    )
