"""Where something is: longitude, latitude and the Morton key that makes places sortable.

The key interleaves the bits of the web-mercator tile column and row at zoom 26, so
every map tile, and every bounding box, is one or a few contiguous ranges of one
B-tree index, on any database, without a spatial extension.
"""

from __future__ import annotations

import math
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

MORTON_ZOOM = 26
MAX_LATITUDE = 85.0511287798066  # where web mercator ends
# The United Kingdom with its islands, generously: outside is a swapped or mistyped pair.
UK_BOUNDS = (-9.5, 49.0, 2.5, 61.5)  # west, south, east, north in degrees


def tile_of(lon: float, lat: float, zoom: int = MORTON_ZOOM) -> tuple[int, int]:
    """Column and row of the web-mercator tile at `zoom` that holds the point (degrees).

    Raises ValueError for a longitude beyond ±180 or a latitude beyond ±85.0511°.
    """
    if not -180 <= lon <= 180 or not -MAX_LATITUDE <= lat <= MAX_LATITUDE:
        raise ValueError(f"({lon}, {lat}) is outside web mercator")
    size = 1 << zoom
    phi = math.radians(lat)
    x = int((lon + 180.0) / 360.0 * size)
    y = int((1.0 - math.asinh(math.tan(phi)) / math.pi) / 2.0 * size)
    return min(x, size - 1), min(max(y, 0), size - 1)


def _spread(value: int) -> int:
    """Put a zero bit between each bit of a number below 2**32."""
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def interleave(x: int, y: int) -> int:
    """Morton code of a tile: x in the even bits, y in the odd bits."""
    return _spread(x) | _spread(y) << 1


def morton_key(lon: float, lat: float) -> int:
    """The 52-bit Morton key of a point in degrees."""
    return interleave(*tile_of(lon, lat))


def tile_range(zoom: int, x: int, y: int) -> tuple[int, int]:
    """The half-open range [low, high) of Morton keys inside tile `zoom/x/y`."""
    shift = 2 * (MORTON_ZOOM - zoom)
    code = interleave(x, y)
    return code << shift, (code + 1) << shift


def bbox_ranges(
    west: float, south: float, east: float, north: float, *, most: int = 16
) -> list[tuple[int, int]]:
    """At most `most` sorted half-open key ranges that together cover a box in degrees.

    They may cover a little more than the box: the caller also compares lon and lat.
    """
    for zoom in range(MORTON_ZOOM, -1, -1):
        left, top = tile_of(west, north, zoom)
        right, bottom = tile_of(east, south, zoom)
        if (right - left + 1) * (bottom - top + 1) <= most:
            break
    ranges: list[tuple[int, int]] = []
    tiles = ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
    for low, high in sorted(tile_range(zoom, x, y) for x, y in tiles):
        if ranges and ranges[-1][1] == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    return ranges


class MortonField(models.BigIntegerField):
    """Keeps the key in step with `lon` and `lat` on every save and bulk_create.

    `QuerySet.update()` and `bulk_update()` do not pass here: set the key with them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> int | None:
        lon, lat = getattr(model_instance, "lon"), getattr(model_instance, "lat")  # noqa: B009
        key = None if lon is None or lat is None else morton_key(float(lon), float(lat))
        setattr(model_instance, self.attname, key)
        return key


class PlacedQuerySet(models.QuerySet[Any]):
    def inside(self, west: float, south: float, east: float, north: float) -> Any:
        """Those whose point lies in the box (degrees), by index ranges of the Morton key."""
        near = models.Q()
        for low, high in bbox_ranges(west, south, east, north):
            near |= models.Q(morton__gte=low, morton__lt=high)
        return self.filter(near, lon__range=(west, east), lat__range=(south, north))


class Placed(models.Model):
    """Something with one point on the map of the United Kingdom, or none yet."""

    lon = models.FloatField(
        "longitude",
        null=True,
        blank=True,
        validators=[MinValueValidator(UK_BOUNDS[0]), MaxValueValidator(UK_BOUNDS[2])],
        help_text="Degrees east of Greenwich, WGS 84: Leeds is -1.5491.",
    )
    lat = models.FloatField(
        "latitude",
        null=True,
        blank=True,
        validators=[MinValueValidator(UK_BOUNDS[1]), MaxValueValidator(UK_BOUNDS[3])],
        help_text="Degrees north, WGS 84: Leeds is 53.7997.",
    )
    morton = MortonField()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["morton"], name="%(class)s_morton")]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_point_whole",
                condition=(
                    models.Q(lon__isnull=True, lat__isnull=True, morton__isnull=True)
                    | models.Q(lon__isnull=False, lat__isnull=False, morton__isnull=False)
                ),
                violation_error_message="Give both longitude and latitude, or neither.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_point_in_uk",
                condition=models.Q(lon__isnull=True)
                | models.Q(
                    lon__gte=UK_BOUNDS[0],
                    lon__lte=UK_BOUNDS[2],
                    lat__gte=UK_BOUNDS[1],
                    lat__lte=UK_BOUNDS[3],
                ),
                violation_error_message=(
                    "This point is outside the United Kingdom. Are longitude and latitude swapped?"
                ),
            ),
        ]

    @property
    def has_point(self) -> bool:
        return self.lon is not None
