"""Lists of places as GeoJSON (RFC 7946), feature by feature."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework import renderers, serializers

CHUNK = 500
MEDIA_TYPE = "application/geo+json"


class GeoJsonFormat(renderers.BaseRenderer):
    """For content negotiation; the features are streamed, not rendered."""

    media_type = MEDIA_TYPE
    format = "geojson"


class Feature(serializers.Serializer[Any]):
    """One place. The properties are those of the JSON list."""

    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.CharField()
    geometry = serializers.DictField(allow_null=True)
    properties = serializers.DictField()


class FeatureCollection(serializers.Serializer[Any]):
    """Every place that the filters let through."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = Feature(many=True)


def point(place: Any) -> dict[str, Any] | None:
    if not place.has_point:
        return None
    return {"type": "Point", "coordinates": [place.lon, place.lat]}


def feature(place: Any, serializer: Any, *, key: str, shape: str | None) -> dict[str, Any]:
    """One feature: its `shape` field where it has one, else its point."""
    return {
        "type": "Feature",
        "id": getattr(place, key),
        "geometry": (getattr(place, shape) if shape else None) or point(place),
        "properties": serializer.to_representation(place),
    }


def pieces(features: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    comma = ""
    for one in features:
        yield comma + json.dumps(one, cls=DjangoJSONEncoder, separators=(",", ":"))
        comma = ","
    yield "]}"


def geojson_response(
    serializer: Any, queryset: QuerySet[Any], *, key: str, shape: str | None
) -> StreamingHttpResponse:
    rows = queryset.iterator(chunk_size=CHUNK)
    features = (feature(row, serializer, key=key, shape=shape) for row in rows)
    return StreamingHttpResponse(pieces(features), content_type=MEDIA_TYPE)
