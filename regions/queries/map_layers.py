"""The layers of the map as GeoJSON (RFC 7946), read by the filters of the list.

Coordinates are WGS 84 with four decimals (11 m); exterior rings run counter-clockwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import shapely
from django.db.models import Q
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from regions.models import Area, Cluster, Link, Membership, Organisation, Place
from regions.queries.clusters import sectors_of, with_parts
from regions.queries.facets import Selection
from regions.queries.map import kind_of, map_clusters, map_organisations

DECIMALS = 4
# What one answer may hold. Beyond it the collection says so, and the page tells the reader.
MOST_ORGANISATIONS = 5000
MOST_TOWNS = 200
ARC_STEPS = 16
ARC_BULGE = 0.16  # of the distance between the two ends

Feature = dict[str, Any]


def collection(features: Iterable[Feature], **members: Any) -> Feature:
    """A FeatureCollection; `members` are foreign members, which the standard allows."""
    return {"type": "FeatureCollection", "features": list(features), **members}


def _point(lon: Any, lat: Any) -> Feature:
    return {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}


def _polygons(stored: Feature) -> BaseGeometry:
    return shapely.orient_polygons(shape(stored), exterior_cw=False)


def _rounded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return round(value, DECIMALS)


def _geometry(geometry: BaseGeometry) -> Feature:
    plain = mapping(geometry)
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}


def region_layer() -> Feature:
    """The 12 regions and nations with their boundaries. One query."""
    rows = Area.objects.regions().filter(boundary__isnull=False).order_by("code")
    features = []
    for area in rows:
        shapes = _polygons(area.boundary)
        features.append(
            {
                "type": "Feature",
                "id": area.slug,
                "bbox": [round(edge, DECIMALS) for edge in shapes.bounds],
                "geometry": _geometry(shapes),
                "properties": {
                    "slug": area.slug,
                    "name": area.name,
                    "label": area.label,
                    "lon": area.lon,
                    "lat": area.lat,
                },
            }
        )
    return collection(features)


def town_layer() -> Feature:
    """The largest towns, the largest first, to find one's way by. One query."""
    rows = Place.objects.filter(kind=Place.Kind.TOWN, lon__isnull=False, population__isnull=False)
    towns = rows.order_by("-population", "name")[:MOST_TOWNS].values_list("name", "lon", "lat")
    return collection(
        {
            "type": "Feature",
            "geometry": _point(lon, lat),
            "properties": {"name": name, "rank": rank},
        }
        for rank, (name, lon, lat) in enumerate(towns, start=1)
    )


def cluster_layer(selection: Selection) -> Feature:
    """The clusters that fit, each at its point; its footprint is a second feature. Two queries."""
    points, footprints = [], []
    for cluster in with_parts(map_clusters(selection)):
        sectors = sectors_of(cluster)
        properties = {
            "slug": cluster.slug,
            "name": cluster.name,
            "stage": cluster.stage,
            "stage_label": cluster.get_stage_display(),
            "region": cluster.region.label,
            "sector": sectors[0].label if sectors else "",
        }
        points.append(
            {
                "type": "Feature",
                "id": cluster.slug,
                "geometry": _point(cluster.lon, cluster.lat),
                "properties": properties,
            }
        )
        if cluster.footprint:
            footprints.append(
                {
                    "type": "Feature",
                    "id": f"{cluster.slug}/footprint",
                    "geometry": _geometry(_polygons(cluster.footprint)),
                    "properties": properties,
                }
            )
    return collection([*footprints, *points])


def organisation_layer(selection: Selection) -> Feature:
    """The organisations that fit and have a place, and how many have none. One query."""
    rows = map_organisations(selection).only(
        "pk", "name", "kind", "is_supplier", "town", "lon", "lat"
    )
    features: list[Feature] = []
    unplaced, left_out = 0, 0
    for one in rows.iterator(chunk_size=2000):
        if not one.has_point:
            unplaced += 1
        elif len(features) >= MOST_ORGANISATIONS:
            left_out += 1
        else:
            features.append(
                {
                    "type": "Feature",
                    "id": one.pk,
                    "geometry": _point(one.lon, one.lat),
                    "properties": {
                        "name": one.name,
                        "kind": kind_of(one),
                        "town": one.town,
                        "path": one.get_absolute_url(),
                    },
                }
            )
    return collection(features, unplaced=unplaced, left_out=left_out)


def link_layer(slug: str) -> Feature | None:
    """What connects the members of a published cluster; None where none is called so.

    A straight spoke from the cluster to each member, and an arc for each link that has
    a member at one end. `members` and `linked` list the ids of the members and of those
    they are linked with, placed or not. Three queries.
    """
    cluster = Cluster.objects.published().filter(slug=slug).first()
    if cluster is None:
        return None
    members = {
        row.organisation_id: row.organisation
        for row in Membership.objects.filter(
            cluster=cluster, organisation__status=Organisation.Status.PUBLISHED
        ).select_related("organisation")
    }
    centre = (cluster.lon, cluster.lat)
    features = [
        _line(f"member/{key}", [centre, (one.lon, one.lat)], kind="member", name=one.name)
        for key, one in members.items()
        if one.has_point and (one.lon, one.lat) != centre
    ]
    links = list(links_of(members))
    for link in links:
        start = (link.from_organisation.lon, link.from_organisation.lat)
        end = (link.to_organisation.lon, link.to_organisation.lat)
        if None in (*start, *end) or start == end:
            continue
        features.append(
            _line(
                f"link/{link.pk}",
                arc(start, end),
                kind=link.kind,
                name=str(link),
                fact=link.fact,
            )
        )
    linked = {key for link in links for key in (link.from_organisation_id, link.to_organisation_id)}
    return collection(features, members=sorted(members), linked=sorted(linked - set(members)))


def links_of(members: Iterable[int]) -> Any:
    """Links with a member at one end or both, all of published organisations. One query."""
    keys = list(members)
    published = Organisation.Status.PUBLISHED
    return (
        Link.objects.filter(
            Q(from_organisation__in=keys) | Q(to_organisation__in=keys),
            from_organisation__status=published,
            to_organisation__status=published,
        )
        .select_related("from_organisation", "to_organisation")
        .order_by("kind", "from_organisation__name", "to_organisation__name")
    )


def _line(key: str, points: list[Any], **properties: str) -> Feature:
    return {
        "type": "Feature",
        "id": key,
        "geometry": {"type": "LineString", "coordinates": _rounded(points)},
        "properties": properties,
    }


def arc(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """A shallow curve between two points (degrees), always to the left of its direction.

    So a link there and a link back do not lie on each other.
    """
    squeeze = math.cos(math.radians((start[1] + end[1]) / 2))
    across, up = (end[0] - start[0]) * squeeze, end[1] - start[1]
    bend_lon = (start[0] + end[0]) / 2 - up * ARC_BULGE * 2 / squeeze
    bend_lat = (start[1] + end[1]) / 2 + across * ARC_BULGE * 2
    points = []
    for step in range(ARC_STEPS + 1):
        t = step / ARC_STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append(
            (a * start[0] + b * bend_lon + c * end[0], a * start[1] + b * bend_lat + c * end[1])
        )
    return points
