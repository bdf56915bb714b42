"""Clusters: the list, what to take away from it, and the profile of one."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from regions.analysis.registry import METRICS
from regions.queries.clusters import (
    FACETS,
    SORTS,
    cluster_facets,
    cluster_rows,
    csv_rows,
    feature,
    in_order,
    published_clusters,
    with_parts,
)
from regions.queries.profiles import FIGURES, Profile, profile_of, published_cluster
from regions.views.downloads import csv_response, geojson_response
from regions.views.errors import not_found
from regions.views.lists import (
    answer,
    carried,
    chips,
    one_page,
    rail,
    read_address,
    with_query,
)
from regions.views.navigation import HOME, sections


def cluster_list(request: HttpRequest) -> HttpResponse:
    """All published clusters, narrowed and sorted as the address says."""
    asked = read_address(request, FACETS, SORTS)
    rows = in_order(published_clusters(asked.selection), asked.sort)
    page, beyond = one_page(with_parts(rows), asked.page)
    facets = cluster_facets(asked.selection)
    context = {
        "page_title": "Clusters",
        "page_description": "The UK’s business clusters by region, sector and stage, with the "
        "location quotient of what each is known for.",
        "breadcrumbs": [HOME, {"label": "Clusters", "href": ""}],
        "facets": rail(
            facets, asked.selection, label="Search", placeholder="Name, place or sector"
        ),
        "chips": chips(request, facets, asked.selection),
        "problems": [*asked.problems, *([beyond] if beyond else [])],
        "rows": cluster_rows(page.object_list),
        "page_obj": page,
        "sort": asked.sort,
        "sorts": SORTS,
        "query": request.GET.urlencode(),
        "carried": carried(request),
        "downloads": [
            {"label": "CSV", "href": with_query(request, "regions:clusters_csv")},
            {"label": "GeoJSON", "href": with_query(request, "regions:clusters_geojson")},
        ],
        "search_query": asked.selection.text,
    }
    return answer(request, "regions/cluster_list.html", "regions/_cluster_explorer.html", context)


def clusters_csv(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as CSV."""
    asked = read_address(request, FACETS, SORTS)
    rows = in_order(published_clusters(asked.selection), asked.sort)
    return csv_response(csv_rows(rows), "clusters.csv")


def clusters_geojson(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as GeoJSON points."""
    asked = read_address(request, FACETS, SORTS)
    rows = with_parts(in_order(published_clusters(asked.selection), asked.sort))
    return geojson_response(map(feature, rows.iterator(chunk_size=500)), "clusters.geojson")


def cluster_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The profile of one published cluster."""
    cluster = published_cluster(slug)
    if cluster is None:
        return not_found(request, slug, "cluster")
    profile = profile_of(cluster)
    context = {
        "page_title": cluster.name,
        "page_description": cluster.summary,
        "breadcrumbs": [
            HOME,
            {"label": "Clusters", "href": reverse("regions:clusters")},
            {"label": cluster.name, "href": ""},
        ],
        "profile": profile,
        "cluster": cluster,
        "sections": _sections(profile),
        "metrics": FIGURES,
        "address": request.build_absolute_uri(request.path),
        "today": timezone.localdate(),
        "downloads": [
            {"label": "Figures, CSV", "href": reverse("regions:cluster_csv", args=[slug])},
            {"label": "Place, GeoJSON", "href": reverse("regions:cluster_geojson", args=[slug])},
        ],
    }
    return render(request, "regions/cluster_detail.html", context)


def _sections(profile: Profile) -> list[dict[str, str]]:
    """The page's own navigation: only what the page has."""
    known = (
        ("figures", "Figures", True),
        ("trend", "Trend", bool(profile.trends)),
        ("members", "Members", True),
        ("network", "Network", True),
        ("similar", "Similar clusters", bool(profile.similar)),
        ("evidence", "Evidence and history", True),
    )
    return sections(known)


def cluster_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The figures of one cluster as CSV, each with year, source and basis."""
    cluster = published_cluster(slug)
    if cluster is None:
        return not_found(request, slug, "cluster")
    return csv_response(_figure_rows(profile_of(cluster)), f"{cluster.slug}-figures.csv")


def _figure_rows(profile: Profile) -> Iterator[tuple[object, ...]]:
    yield (
        "cluster", "sector", "metric", "value", "unit", "year", "quality", "basis",
        "why_undefined", "source", "release",
    )  # fmt: skip
    for row in profile.figures:
        for metric, one in row.cells:
            if one is not None:
                yield (
                    profile.cluster.slug,
                    row.sector.slug if row.sector else "all sectors of the cluster",
                    METRICS[metric].title,
                    one.value,
                    METRICS[metric].unit,
                    one.year,
                    one.quality,
                    one.basis,
                    one.reason,
                    one.source,
                    one.release,
                )


def cluster_geojson(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One cluster as GeoJSON."""
    cluster = published_cluster(slug)
    if cluster is None:
        return not_found(request, slug, "cluster")
    return geojson_response([feature(cluster)], f"{cluster.slug}.geojson")
