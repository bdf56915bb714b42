"""The project's own tables in regions/reference: read whole, and checked against each other.

Pure: files in, rows out. The writing is in regions/services/starter.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from regions.sources.tables import Unreadable, decode, header_of, quoted, ragged, rows_of

FOLDER = Path(__file__).resolve().parent.parent / "reference"
BOUNDARIES = "itl1.geojson"
FIGURES = "figures_gva_itl1.csv"
ORGANISATION_FILES = ("universities.csv", "cluster_bodies.csv", "organisations.csv")
_PLACE = "town,postcode_area,lon,lat,region"


@dataclass(frozen=True)
class Table:
    """What a table must look like. `refs`: column → namespace its entries must exist in."""

    columns: str
    key: str
    namespace: str = ""
    required: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)


# In the order they are loaded: what a row refers to comes before it.
TABLES = {
    "sources.csv": Table(
        "slug,name,publisher,url,licence,attribution,note", "slug", "source", "name"
    ),
    "areas.csv": Table(
        "code,edition,level,name,short_name,slug,kind,parent,lon,lat,description,source,source_url",
        "code",
        "area",
        "name,slug,lon,lat",
        {"parent": "area"},
    ),
    "industries.csv": Table(
        "code,level,title,parent,divisions,source,source_url",
        "code",
        "industry",
        "title",
        {"parent": "industry", "divisions": "industry"},
    ),
    "sectors.csv": Table(
        "slug,name,short_name,family,net_zero,description,source,source_url",
        "slug",
        "sector",
        "name",
    ),
    "sector_industries.csv": Table(
        "sector,industry,note,source,source_url",
        "sector,industry",
        refs={"sector": "sector", "industry": "industry"},
    ),
    "universities.csv": Table(
        f"key,name,short_name,ukprn,{_PLACE},itl2,website,founded,source,source_url,verified",
        "key",
        "organisation",
        "name,ukprn,town,lon,lat,region",
        {"region": "area", "itl2": "area"},
    ),
    **{
        name: Table(
            f"key,name,kind,also,{_PLACE},sectors,website,description,source,source_url,verified",
            "key",
            "organisation",
            "name,kind,town,lon,lat,region",
            {"region": "area", "sectors": "sector"},
        )
        for name in ("cluster_bodies.csv", "organisations.csv")
    },
    "clusters.csv": Table(
        "slug,name,summary,region,areas,sectors,lon,lat,stage,origin,body,founded,website,"
        "source,source_url,verified",
        "slug",
        "cluster",
        "name,summary,region,areas,sectors,lon,lat,stage,origin",
        {"region": "area", "areas": "area", "sectors": "sector", "body": "organisation"},
    ),
    "memberships.csv": Table(
        "cluster,organisation,role,evidence,source,source_url,verified",
        "cluster,organisation,role",
        required="evidence",
        refs={"cluster": "cluster", "organisation": "organisation"},
    ),
    "links.csv": Table(
        "from_organisation,to_organisation,kind,fact,since,source,source_url,verified",
        "from_organisation,to_organisation,kind",
        required="fact",
        refs={"from_organisation": "organisation", "to_organisation": "organisation"},
    ),
    "postcode_areas.csv": Table(
        "code,town,lon,lat,region,source,source_url",
        "code",
        required="town,lon,lat",
        refs={"region": "area"},
    ),
    FIGURES: Table(
        "area,industry,measure,unit,source,source_url",
        "area,industry,measure",
        required="unit",
        refs={"area": "area", "industry": "industry"},
    ),
}


@dataclass(frozen=True)
class Problem:
    """A row that cannot be loaded."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class ReferenceRefused(Exception):
    """The tables have faults; nothing is loaded."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Row:
    """One row of a table, with where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def several(self, column: str) -> list[str]:
        return [part.strip() for part in self.cells[column].split(";") if part.strip()]

    def flag(self, column: str) -> bool:
        return self.cells[column] == "yes"

    def number(self, column: str) -> float | None:
        return float(self.cells[column]) if self.cells[column] else None

    def year(self, column: str) -> int | None:
        return int(self.cells[column]) if self.cells[column] else None

    def problem(self, reason: str) -> Problem:
        return Problem(self.file, self.line, reason)


def checksum(folder: Path, *also: str) -> str:
    """SHA-256 of the tables as they stand, and of `also`: versions of what is loaded beside."""
    digest = hashlib.sha256("\n".join(also).encode())
    for name in [*TABLES, BOUNDARIES]:
        path = folder / name
        digest.update(f"{name}\n".encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def read_tables(folder: Path, *, known_industries: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Every table by file name. Raises ReferenceRefused with each fault of each file."""
    problems: list[Problem] = []
    tables = {name: _read(folder / name, table, problems) for name, table in TABLES.items()}
    known = _namespaces(tables, problems)
    known["industry"].update(known_industries)
    for name, rows in tables.items():
        for row in rows:
            problems.extend(row.problem(reason) for reason in _faults(row, TABLES[name], known))
    if problems:
        raise ReferenceRefused(problems)
    return tables


def _read(path: Path, table: Table, problems: list[Problem]) -> list[Row]:
    rows = []
    try:
        if not path.exists():
            raise Unreadable("The table is missing.")
        records = rows_of(decode(path.read_bytes()))
        header = header_of(records, table.columns.split(","))
        for line, cells in records:
            if reason := ragged(cells, header):
                problems.append(Problem(path.name, line, reason))
            else:
                rows.append(Row(path.name, line, dict(zip(header, cells, strict=True))))
    except Unreadable as error:
        problems.append(Problem(path.name, error.note.line, error.note.reason))
    return rows


def _namespaces(tables: dict[str, list[Row]], problems: list[Problem]) -> dict[str, set[str]]:
    """What exists, by namespace; a key that is there twice is a problem."""
    known: dict[str, set[str]] = {
        table.namespace: set() for table in TABLES.values() if table.namespace
    }
    for name, rows in tables.items():
        table = TABLES[name]
        seen = known[table.namespace] if table.namespace else set()
        for row in rows:
            key = " / ".join(row[column] for column in table.key.split(","))
            if key in seen:
                problems.append(row.problem(f"“{key}” is there twice."))
            seen.add(key)
    return known


def _faults(row: Row, table: Table, known: Mapping[str, set[str]]) -> Iterable[str]:
    must = [*table.key.split(","), *(table.required.split(",") if table.required else [])]
    if empty := [column for column in must if not row[column]]:
        yield f"{quoted(empty)} is empty."
    if "source" in row.cells and row["source"] not in known["source"]:
        yield f"The source “{row['source']}” is not in sources.csv."
    for column, namespace in table.refs.items():
        for entry in row.several(column):
            if entry not in known[namespace]:
                yield f"{column}: there is no {namespace} “{entry}”."
    for column in ("verified", "net_zero"):
        if row.get(column) not in ("", "yes", "no"):
            yield f"{column} is “{row[column]}”, neither yes nor no."
    for column in ("lon", "lat", "founded", "since"):
        try:
            float(row.get(column) or 0)
        except ValueError:
            yield f"{column} is “{row[column]}”, not a number."


def read_boundaries(folder: Path) -> dict[str, dict[str, Any]]:
    """The GeoJSON geometry of each region by code, or ReferenceRefused when one is not valid."""
    features = json.loads((folder / BOUNDARIES).read_text("utf-8"))["features"]
    found, problems = {}, []
    for number, feature in enumerate(features, start=1):
        geometry = shape(feature["geometry"])
        if geometry.geom_type not in ("Polygon", "MultiPolygon") or not geometry.is_valid:
            reason = shapely.is_valid_reason(geometry)
            problems.append(Problem(BOUNDARIES, number, f"Not a valid area: {reason}."))
        found[feature["properties"]["code"]] = feature["geometry"]
    if problems:
        raise ReferenceRefused(problems)
    return found
