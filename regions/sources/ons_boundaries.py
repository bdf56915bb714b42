"""Boundaries of ITL areas and local authorities (ONS Open Geography Portal), as GeoJSON.

The names of the properties tell level and edition: ITL225CD is an ITL2 code of 2025,
LAD24CD a local authority's of 2024. A file makes or completes the areas of that
edition and touches no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from regions.models import Area, Edition
from regions.models.position import UK_BOUNDS
from regions.sources.naming import free_slug
from regions.sources.provenance import source_row
from regions.sources.quality import Loaded, Note, Options, Parsed, Refused
from regions.sources.tables import Unreadable, decode, quoted

SOURCE_SLUG = "ons-boundaries"
EDITIONS = {
    ("ITL", "21"): Edition.ITL2021,
    ("ITL", "25"): Edition.ITL2025,
    ("LAD", "24"): Edition.LAD2024,
}
CODE_PROPERTY = re.compile(r"(ITL[123]|LAD)(\d\d)CD", re.IGNORECASE)
CODES = {
    "ITL1": re.compile(r"TL[C-N]"),
    "ITL2": re.compile(r"TL[C-N][0-9A-Z]"),
    "ITL3": re.compile(r"TL[C-N][0-9A-Z]{2}"),
    "LAD": re.compile(r"[ENSW]\d{8}"),
}
NATIONS = {"TLL", "TLM", "TLN"}
DEGREES_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")
DECIMALS = 4  # of a degree: 11 m, finer than the publisher's own generalisation
MOST_POINTS = 150_000  # in one file; a finer one is simplified, shared borders kept shared
TOLERANCE = 0.001  # of a degree, in that case: about 100 m


@dataclass(frozen=True)
class Boundary:
    """One feature: an area's code and name, its polygon as GeoJSON, a point inside it."""

    number: int
    code: str
    name: str
    geometry: Mapping[str, Any]
    lon: float
    lat: float


def read(data: bytes, options: Options) -> Parsed[Boundary]:
    return parse(data, options)


def parse(data: bytes, options: Options = Options()) -> Parsed[Boundary]:  # noqa: B008
    """The boundaries of a file. Raises Unreadable when it is not GeoJSON in degrees."""
    features = _features(data, options.encoding)
    prefix, year = _edition(features)
    parsed: Parsed[Boundary] = Parsed(
        unit="areas",
        where="feature",
        facts={"level": prefix, "edition": EDITIONS[prefix[:3], year]},
    )
    seen: dict[str, int] = {}
    found: list[tuple[int, str, str, Any]] = []
    for number, feature in enumerate(options.progress(features, "areas"), start=1):
        parsed.read += 1
        properties = _upper(feature)
        code = str(properties.get(f"{prefix}{year}CD") or "").strip()
        name = str(properties.get(f"{prefix}{year}NM") or "").strip()
        if reason := _code_fault(prefix, code, name, seen):
            parsed.refuse(number, reason)
            continue
        seen[code] = number
        try:
            polygon = _polygon(feature.get("geometry"))
        except ValueError as error:
            parsed.refuse(number, f"{code} {name}: {error}")
            continue
        if not polygon.is_valid:
            why = shapely.is_valid_reason(polygon).split("[")[0].strip().lower()
            parsed.repair(number, f"{code} {name}: {why}, mended.")
        found.append((number, code, name, polygon))
    parsed.records = _stored(found)
    return parsed


def _features(data: bytes, encoding: str) -> list[Mapping[str, Any]]:
    text = decode(data, encoding)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"Not valid JSON: {error.msg}.", error.lineno) from None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise Unreadable("Not GeoJSON: it is no FeatureCollection.")
    crs = str((content.get("crs") or {}).get("properties", {}).get("name", ""))
    if crs and not crs.endswith(DEGREES_CRS):
        raise Unreadable(f"The coordinates are in {crs}. Ask for WGS 84 (EPSG:4326).")
    cut = content.get("exceededTransferLimit") or (content.get("properties") or {}).get(
        "exceededTransferLimit"
    )
    if cut:
        raise Unreadable("The service cut the answer short (exceededTransferLimit).")
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise Unreadable("The FeatureCollection has no features.")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _upper(feature: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).upper(): value for key, value in (feature.get("properties") or {}).items()}


def _edition(features: list[Mapping[str, Any]]) -> tuple[str, str]:
    """Level and year of edition, as the first feature's properties name them."""
    properties = _upper(features[0])
    matches = [match for match in map(CODE_PROPERTY.fullmatch, properties) if match]
    known = [match for match in matches if (match[1][:3], match[2]) in EDITIONS]
    if len(known) == 1:
        return known[0][1], known[0][2]
    what = ", ".join(f"{prefix}…{year}CD ({one.label})" for (prefix, year), one in EDITIONS.items())
    raise Unreadable(
        f"No property tells level and edition. Expected one of {what}; "
        f"found {quoted(list(properties)[:12])}."
    )


def _code_fault(level: str, code: str, name: str, seen: Mapping[str, int]) -> str:
    if not code:
        return "The feature has no code."
    if not name:
        return f"{code} has no name."
    if not CODES[level].fullmatch(code):
        return f"“{code}” is not a code of level {level}."
    if code in seen:
        return f"{code} is feature {seen[code]} already."
    return ""


def _polygon(geometry: Any) -> Any:
    """The geometry as shapely's, or ValueError where it is no polygon in degrees."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        kind = geometry.get("type") if isinstance(geometry, dict) else "nothing"
        raise ValueError(f"the geometry is {kind}, not a polygon.")
    try:
        polygon = shapely.force_2d(shape(geometry))
    except (ValueError, TypeError, IndexError, AttributeError, shapely.errors.GEOSException):
        raise ValueError("the coordinates of the polygon are damaged.") from None
    if polygon.is_empty or not np.isfinite(polygon.bounds).all():
        raise ValueError("the polygon is empty.")
    west, south, east, north = polygon.bounds
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise ValueError(
            f"the coordinates are projected ({west:.0f}, {south:.0f}), not degrees. "
            "Ask for WGS 84 (EPSG:4326)."
        )
    box = UK_BOUNDS
    if west < box[0] or south < box[1] or east > box[2] or north > box[3]:
        raise ValueError("the polygon reaches beyond the United Kingdom. Are lon and lat swapped?")
    return polygon


def _stored(found: list[tuple[int, str, str, Any]]) -> list[Boundary]:
    """Valid polygons, with coordinates rounded to DECIMALS.

    Rounding moves the same corner to the same place, so neighbours still meet. Only a
    file far finer than a map of the country needs is simplified first, as a coverage.
    """
    polygons = shapely.make_valid(np.array([polygon for *_, polygon in found], dtype=object))
    if shapely.get_num_coordinates(polygons).sum() > MOST_POINTS:
        polygons = shapely.coverage_simplify(polygons, TOLERANCE)
    boundaries = []
    for (number, code, name, _), polygon in zip(found, polygons, strict=True):
        whole = _areas_only(shapely.set_precision(polygon, 10**-DECIMALS))
        if whole.is_empty:  # an islet smaller than the grid: keep it as it is
            whole = _areas_only(polygon)
        inside = whole.representative_point()
        geometry = _rounded(json.loads(shapely.to_geojson(whole)))
        boundaries.append(
            Boundary(number, code, name, geometry, round(inside.x, 4), round(inside.y, 4))
        )
    return boundaries


def _areas_only(geometry: Any) -> Any:
    """The polygons of what make_valid returns: it may add the lines and points of spikes."""
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type == "Polygon"
    ]
    whole = shapely.union_all(parts) if parts else shapely.Polygon()
    return whole if whole.is_valid else shapely.make_valid(whole)


def _rounded(value: Any) -> Any:
    """Coordinates without the last bits that arithmetic leaves: 53.1999999999 is 53.2."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value


def load(parsed: Parsed[Boundary], options: Options) -> Loaded:
    """Make the areas that are new and complete those that are there; a name or position
    that an area has already stays."""
    edition, level = parsed.facts["edition"], parsed.facts["level"]
    known = {area.code: area for area in Area.objects.filter(edition=edition)}
    _check_parents(parsed, level, known)
    source = source_row(SOURCE_SLUG)
    taken = set(Area.objects.values_list("slug", flat=True))
    new, changed, unchanged = [], [], 0
    for boundary in parsed.records:
        area = known.get(boundary.code)
        if area is None:
            area = Area(
                code=boundary.code,
                edition=edition,
                level=level,
                kind=_kind(level, boundary.code),
                name=boundary.name,
                slug=free_slug(boundary.name, taken, edition.label, boundary.code),
                parent=known.get(boundary.code[:-1]),
                boundary=boundary.geometry,
                lon=boundary.lon,
                lat=boundary.lat,
                source=source,
            )
            taken.add(area.slug)
            new.append(area)
        elif area.boundary != boundary.geometry:
            area.boundary = dict(boundary.geometry)
            if not area.has_point:
                area.lon, area.lat = boundary.lon, boundary.lat
            changed.append(area)
        else:
            unchanged += 1
    Area.objects.bulk_create(new, batch_size=200)
    for area in changed:
        area.save(update_fields=["boundary", "lon", "lat", "morton"])
    absent = sum(area.level == level for area in known.values()) - unchanged - len(changed)
    return Loaded(
        added=len(new),
        changed=len(changed),
        unchanged=unchanged,
        stale_areas=tuple(area.pk for area in new),
        notes=(f"{absent} areas of this level are not in the file and stay as they are.",)
        if absent
        else (),
    )


def _kind(level: str, code: str) -> str:
    if level != "ITL1":
        return Area.Kind.AREA
    return Area.Kind.NATION if code in NATIONS else Area.Kind.REGION


def _check_parents(parsed: Parsed[Boundary], level: str, known: Mapping[str, Area]) -> None:
    """An ITL2 area needs its ITL1 area, an ITL3 area its ITL2 area, of the same edition."""
    if level not in ("ITL2", "ITL3"):
        return
    wider, edition = f"ITL{int(level[-1]) - 1}", parsed.facts["edition"].label
    parsed.refusals = [
        Note(
            boundary.number,
            f"It lies in {boundary.code[:-1]}, which {edition} does not have yet: "
            f"ingest the {wider} file first.",
        )
        for boundary in parsed.records
        if boundary.code[:-1] not in known
    ]
    if parsed.refusals:
        raise Refused(parsed.refusals)
