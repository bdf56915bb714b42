"""Lists to take away: CSV that a spreadsheet can open safely, and GeoJSON. Both are streamed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(rows: Iterable[Iterable[object]], filename: str) -> StreamingHttpResponse:
    """Rows as a CSV file in UTF-8, sent while they are read."""
    writer = csv.writer(_Echo())
    # Excel takes UTF-8 for Latin-1 without the byte order mark.
    lines = (writer.writerow([safe_cell(cell) for cell in row]) for row in rows)
    return _attachment(_marked(lines), "text/csv; charset=utf-8", filename)


def _marked(lines: Iterable[str]) -> Iterator[str]:
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
