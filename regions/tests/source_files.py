"""Small files of the shapes that the sources read, for tests to damage."""

from __future__ import annotations

import json
from typing import Any

from regions.tests.factories import make_area, make_industry, make_source, make_uk

GVA_HEADER = "ITL code,Region name,SIC07 code,SIC07 description,2020,2021"
GVA_ROWS = (
    'TLC1,Tees Valley and Durham,Total,All industries,"22,586","24,211"',
    "TLC1,Tees Valley and Durham,C (10-33),Manufacturing,3000,3100",
    "TLC1,Tees Valley and Durham,02-Mar,Forestry and fishing,10,-2",
    "TLC2,Northumberland and Tyne and Wear,Total,All industries,[c],33001",
    "TLC2,Northumberland and Tyne and Wear,C (10-33),Manufacturing,4000,4100",
    "TLC2,Northumberland and Tyne and Wear,02-Mar,Forestry and fishing,20,21",
)


def gva_csv(*rows: str, header: str = GVA_HEADER) -> bytes:
    """A table 2c of two areas, with its byte order mark and line ends; `rows` replace its rows."""
    return b"\xef\xbb\xbf" + "\r\n".join([header, *(rows or GVA_ROWS), ""]).encode()


def make_frame() -> None:
    """What the GVA table above refers to: two ITL2 areas in one region, three industries."""
    make_source("ons-gva")
    make_uk()
    region = make_area("North East", code="TLC")
    for code, name in (("TLC1", "Tees Valley and Durham"), ("TLC2", "Northumberland and Tyne")):
        make_area(name, code=code, level="ITL2", parent=region)
    make_industry("TOTAL", divisions=["01", "02", "03", "10", "33"])
    make_industry("C", title="Manufacturing", divisions=["10", "33"])
    make_industry("10", title="Manufacture of food products")
    make_industry("2-3", level="aggregate", title="Forestry and fishing", divisions=["02", "03"])


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[-3.0, 54.0], [-2.0, 55.0], [-2.0, 54.0], [-3.0, 55.0], [-3.0, 54.0]]],
}


def feature(code: str, name: str, geometry: Any, prefix: str = "ITL125") -> dict[str, Any]:
    properties = {f"{prefix}CD": code, f"{prefix}NM": name, "GlobalID": "0"}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(*features: Any, **more: Any) -> bytes:
    content = {"type": "FeatureCollection", "features": list(features), **more}
    return json.dumps(content).encode()
