"""Polygons typed, pasted or uploaded by staff: checked before they are stored."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from shapely import GEOSException
from shapely.geometry import shape
from shapely.validation import explain_validity

from regions.models.position import UK_BOUNDS

KINDS = ("Polygon", "MultiPolygon")
MOST_BYTES = 5_000_000


def checked_polygon(value: Any) -> dict[str, Any]:
    """The polygon in a GeoJSON geometry, feature, or collection of one feature.

    Raises ValidationError with a sentence that says what is wrong and, where it can, a hint.
    """
    geometry = _geometry(value)
    if geometry.get("type") not in KINDS:
        raise ValidationError(f"This is a {geometry.get('type')!s}, not a Polygon or MultiPolygon.")
    try:
        polygon = shape(geometry)
        west, south, east, north = polygon.bounds
    except (GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise ValidationError(
            "The coordinates cannot be read: each ring is a list of [longitude, latitude]."
        ) from None
    if polygon.has_z:
        raise ValidationError("The coordinates have heights. Leave the third number out.")
    if not polygon.is_valid:
        raise ValidationError(f"The polygon is not valid: {explain_validity(polygon)}.")
    low_lon, low_lat, high_lon, high_lat = UK_BOUNDS
    if not (low_lon <= west and east <= high_lon and low_lat <= south and north <= high_lat):
        raise ValidationError(
            "The polygon is outside the United Kingdom. Are longitude and latitude swapped, "
            "or is it in another system than WGS 84?"
        )
    return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def _geometry(value: Any) -> dict[str, Any]:
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise ValidationError("The collection must hold exactly one feature.")
        value = features[0]
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or "type" not in value:
        raise ValidationError("This is not GeoJSON: it has no “type”.")
    return value


def polygon_summary(polygon: dict[str, Any] | None) -> str:
    """What staff see of a polygon too large to read: kind, points, size."""
    if not polygon:
        return "None"
    rings = polygon["coordinates"]
    parts = [rings] if polygon["type"] == "Polygon" else rings
    points = sum(len(ring) for part in parts for ring in part)
    size = len(json.dumps(polygon)) / 1000
    return f"{polygon['type']} of {len(parts):,} part(s), {points:,} points, {size:,.0f} kB"


class PolygonField(forms.JSONField):
    """GeoJSON in a text box."""

    default_error_messages = {
        "invalid": "This is not JSON. Paste the GeoJSON of one polygon, from { to }."
    }

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return None if value in self.empty_values else checked_polygon(value)


class PolygonFile(forms.FileField):
    """A GeoJSON file; cleans to the polygon in it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(
                f"The file has {file.size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB can be "
                "stored. Simplify the boundary first."
            )
        try:
            return checked_polygon(json.loads(file.read().decode("utf-8-sig")))
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise ValidationError("This file is not JSON.") from None
