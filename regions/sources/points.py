"""Positions and postcodes of records that come from outside, and the region they lie in."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from regions.models import Area
from regions.models.position import UK_BOUNDS
from regions.sources.placing import RegionFinder


def region_finder() -> RegionFinder[int]:
    """The regions and nations of the register by their id."""
    areas = Area.objects.regions().filter(boundary__isnull=False)
    return RegionFinder(dict(areas.values_list("id", "boundary")))


def regions_of(
    finder: RegionFinder[int], points: Sequence[tuple[float | None, float | None]]
) -> list[int | None]:
    """The region of each point, all in one pass; None for no point and for one at sea."""
    placed = [
        (number, (lon, lat))
        for number, (lon, lat) in enumerate(points)
        if lon is not None and lat is not None
    ]
    regions: list[int | None] = [None] * len(points)
    found = finder.locate([point for _, point in placed])
    for (number, _), region in zip(placed, found, strict=True):
        regions[number] = region
    return regions


def point_fault(lon: str, lat: str) -> str:
    """Why two texts are not a point in the country; nothing where they are, or are both empty."""
    if not lon and not lat:
        return ""
    try:
        east, north = float(lon), float(lat)
    except ValueError:
        return f"The position “{lon}”, “{lat}” is not two numbers."
    if not math.isfinite(east) or not math.isfinite(north):
        return f"The position “{lon}”, “{lat}” is not two numbers."
    west_end, south_end, east_end, north_end = UK_BOUNDS
    if west_end <= east <= east_end and south_end <= north <= north_end:
        return ""
    if west_end <= north <= east_end and south_end <= east <= north_end:
        return f"The position {lon}, {lat} has longitude and latitude swapped."
    return f"The position {lon}, {lat} is outside the United Kingdom."


def postcode_area(postcode: str) -> str:
    """LS of LS2 9JT; nothing where it is no postcode."""
    match = re.match(r"([A-Z]{1,2})\d", postcode.replace(" ", "").upper())
    return match[1] if match else ""
