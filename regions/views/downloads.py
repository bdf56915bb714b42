"""Lists to take away: CSV that a spreadsheet can open safely, and GeoJSON. Both are streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

from clusters_portal.spreadsheets import csv_lines


def csv_response(rows: Iterable[Iterable[object]], filename: str) -> StreamingHttpResponse:
    """Rows as a CSV file in UTF-8, sent while they are read."""
    return _attachment(_marked(csv_lines(rows)), "text/csv; charset=utf-8", filename)


def _marked(lines: Iterable[str]) -> Iterator[str]:
    """Excel takes UTF-8 for Latin-1 without the byte order mark."""
    yield "\ufeff"
    yield from lines


def geojson_response(features: Iterable[object], filename: str) -> StreamingHttpResponse:
    """Features as one GeoJSON FeatureCollection, sent while they are read."""
    return _attachment(_collection(features), "application/geo+json", filename)


def _collection(features: Iterable[object]) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": ['
    for n, feature in enumerate(features):
        yield ("," if n else "") + "\n" + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _attachment(parts: Iterable[str], content_type: str, filename: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
