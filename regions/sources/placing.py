"""Which region a point lies in: point in polygon, else the nearest region on the shore.

Simplified coastlines cut off quays and islands, so a point that is in no polygon
belongs to the nearest one, up to 40 km away; beyond that it is not in the country.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import shapely
from shapely.geometry import shape

Key = TypeVar("Key")
# A degree of longitude at 54.5° N is this much of a degree of latitude.
NARROWING = np.array([0.58, 1.0])
NEAREST_WITHIN = 40 / 111.2  # degrees of latitude in 40 km


class RegionFinder(Generic[Key]):
    """Places many points at once among a few polygons."""

    def __init__(self, boundaries: Mapping[Key, Mapping[str, Any]]) -> None:
        """`boundaries`: GeoJSON geometries in WGS 84 by whatever names the region."""
        self.keys = list(boundaries)
        self.polygons = [
            shapely.transform(shape(geometry), lambda points: points * NARROWING)
            for geometry in boundaries.values()
        ]
        shapely.prepare(self.polygons)
        self.tree = shapely.STRtree(self.polygons)

    def locate(self, points: Sequence[tuple[float, float]]) -> list[Key | None]:
        """The key of the region of each (lon, lat), or None where none is near."""
        found: list[Key | None] = [None] * len(points)
        if not points or not self.keys:
            return found
        places = shapely.points(np.asarray(points, dtype=float) * NARROWING)
        nearest = self.tree.query_nearest(
            places, max_distance=NEAREST_WITHIN, all_matches=False, return_distance=False
        )
        for point, polygon in zip(*nearest, strict=True):
            found[point] = self.keys[polygon]
        return found

    def contains(self, key: Key, lon: float, lat: float) -> bool:
        """Whether the point lies in the polygon itself, edge included."""
        polygon = self.polygons[self.keys.index(key)]
        return bool(polygon.intersects(shapely.Point(np.array([lon, lat]) * NARROWING)))
