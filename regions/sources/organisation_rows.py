"""The rows of an organisations file, CSV or JSON, under the same column names."""

from __future__ import annotations

import json
from collections import UserDict
from collections.abc import Iterator, Mapping
from typing import Any

from regions.sources.tables import Unreadable, decode, header_of, quoted, ragged, rows_of

REQUIRED = ("name", "kind")
COLUMNS = (
    "id", "name", "kind", "town", "postcode", "lon", "lat", "website", "company_number", "ukprn",
    "supplier",
)  # fmt: skip
# Not taken over: what others wrote is theirs.
IGNORED = {"description"}


class Row(UserDict[str, str]):
    """One organisation's cells by column, every column there; and why it cannot be read, if so."""

    def __init__(self, number: int, cells: Mapping[str, Any], fault: str = "") -> None:
        super().__init__({name: _text(cells.get(name)) for name in COLUMNS})
        self.number = number
        self.fault = fault


def rows_of_file(data: bytes, encoding: str) -> tuple[str, list[Row]]:
    """What a row's number counts (lines or entries), and the rows."""
    text = decode(data, encoding)
    if text.lstrip()[:1] in "[{":
        return "entry", list(_json_rows(text))
    return "line", list(_csv_rows(text))


def _csv_rows(text: str) -> Iterator[Row]:
    records = rows_of(text)
    header = header_of(records, REQUIRED)
    unknown = [column for column in header if column not in {*COLUMNS, *IGNORED}]
    if unknown:
        raise Unreadable(
            f"The header has {quoted(unknown)}, which we do not know. "
            f"The columns can be {quoted(COLUMNS)}.",
            1,
        )
    for line, cells in records:
        fault = ragged(cells, header)
        yield Row(line, {} if fault else dict(zip(header, cells, strict=False)), fault)


def _json_rows(text: str) -> Iterator[Row]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"Not valid JSON: {error.msg}.", error.lineno) from None
    document = content if isinstance(content, dict) else {"orgs": content}
    entries = document.get("orgs")
    if not isinstance(entries, list) or not entries:
        raise Unreadable("The JSON holds no organisations: a list, or an object with “orgs”.")
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            yield Row(number, _json_cells(entry, document))
        else:
            yield Row(number, {}, "The entry is not an object.")


def _json_cells(entry: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    places, types = document.get("placesById") or {}, document.get("org_types") or {}
    listed = entry.get("types") or []
    kind = types.get(str(listed[0]), listed[0]) if listed else ""
    place = places.get(entry.get("place_id")) or {}
    location = entry.get("location") or {}
    nested = {name: location.get(name) for name in ("lon", "lat", "postcode")}
    plain = {name: entry[name] for name in COLUMNS if entry.get(name) is not None}
    return {
        **nested,
        "kind": kind,
        "town": place.get("name"),
        "website": entry.get("url"),
        **plain,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
