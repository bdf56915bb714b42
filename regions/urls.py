"""Public addresses of the cluster map."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from regions.views import areas, clusters, organisations, sectors
from regions.views import map as explorer


class NameConverter(StringConverter):
    """Anything between two slashes, so that a mistyped address reaches the view and gets
    suggestions; but not NUL, which PostgreSQL refuses to look up."""

    regex = r"[^/\x00]+"


register_converter(NameConverter, "name")

app_name = "regions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("map/", explorer.explorer, name="map"),
    path("map/regions.geojson", explorer.regions_geojson, name="map_regions"),
    path("map/towns.geojson", explorer.towns_geojson, name="map_towns"),
    path("map/clusters.geojson", explorer.clusters_geojson, name="map_clusters"),
    path("map/organisations.geojson", explorer.organisations_geojson, name="map_organisations"),
    path("map/links.geojson", explorer.links_geojson, name="map_links"),
    path("map/places/", explorer.places, name="map_places"),
    path("clusters/", clusters.cluster_list, name="clusters"),
    path("clusters/clusters.csv", clusters.clusters_csv, name="clusters_csv"),
    path("clusters/clusters.geojson", clusters.clusters_geojson, name="clusters_geojson"),
    path("clusters/<name:slug>/", clusters.cluster_detail, name="cluster"),
    path("clusters/<name:slug>/figures.csv", clusters.cluster_csv, name="cluster_csv"),
    path("clusters/<name:slug>/cluster.geojson", clusters.cluster_geojson, name="cluster_geojson"),
    path("regions/", areas.region_list, name="regions"),
    path("regions/<name:slug>/", areas.region_detail, name="region"),
    path("regions/<name:slug>/figures.csv", areas.region_csv, name="region_csv"),
    path("sectors/", sectors.sector_list, name="sectors"),
    path("sectors/<name:slug>/", sectors.sector_detail, name="sector"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path(
        "organisations/organisations.csv", organisations.organisations_csv, name="organisations_csv"
    ),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation"),
]
