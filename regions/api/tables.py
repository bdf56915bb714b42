"""Lists as CSV, row by row: nested records become columns, lists become words apart by "; "."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework import renderers, serializers

from clusters_portal.spreadsheets import csv_lines

CHUNK = 500
Path = tuple[str, ...]


class CsvFormat(renderers.BaseRenderer):
    """For content negotiation; the rows are streamed, not rendered."""

    media_type = "text/csv"
    format = "csv"


def columns(serializer: Any, prefix: Path = ()) -> list[Path]:
    """The path to each cell of a row, in the order of the serializer's fields."""
    paths: list[Path] = []
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.Serializer):
            paths += columns(field, (*prefix, name))
        else:
            paths.append((*prefix, name))
    return paths


def _cell(row: dict[str, Any], path: Path) -> Any:
    value: Any = row
    for name in path:
        value = None if value is None else value[name]
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, list):
        value = "; ".join(_word(one) for one in value)
    return value


def _word(one: Any) -> str:
    """A record in a list is named by its first field: slug or code."""
    return str(next(iter(one.values())) if isinstance(one, dict) else one)


def table(serializer: Any, records: Iterable[Any]) -> Iterator[list[Any]]:
    """The records as rows of cells, the header first."""
    paths = columns(serializer)
    yield ["_".join(path) for path in paths]
    for record in records:
        data = serializer.to_representation(record)
        yield [_cell(data, path) for path in paths]


def csv_response(serializer: Any, queryset: QuerySet[Any], *, name: str) -> StreamingHttpResponse:
    lines = csv_lines(table(serializer, queryset.iterator(chunk_size=CHUNK)))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
