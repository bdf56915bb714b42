"""The OpenAPI description turned into something to read: one section for each resource."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

Schema = dict[str, Any]
# Words of drf-spectacular that a reader sees.
WORDS = {
    "date-time": "date and time",
    "date": "date",
    "uri": "address",
    "double": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "string": "text",
    "number": "number",
    "object": "record",
}


@dataclass(frozen=True)
class Item:
    """A parameter or a field: its name, what it takes, the words it may be, what it means."""

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Address:
    path: str
    formats: tuple[str, ...]
    parameters: tuple[Item, ...]


@dataclass
class Section:
    """What the API says about one resource."""

    name: str
    about: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    fields: list[Item] = field(default_factory=list)


def description() -> Schema:
    """The OpenAPI description as a dictionary."""
    schema: Schema = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@cache
def sections() -> tuple[Section, ...]:
    """Every resource with its addresses, parameters and fields, in the order of the addresses."""
    schema = description()
    found: dict[str, Section] = {}
    for path, operations in schema["paths"].items():
        operation = operations["get"]
        name = operation["tags"][0]
        section = found.setdefault(name, Section(name))
        content = operation["responses"]["200"]["content"]
        section.addresses.append(
            Address(
                path=path,
                formats=tuple(_format(media_type) for media_type in content),
                parameters=tuple(_parameter(schema, one) for one in operation["parameters"]),
            )
        )
        if not section.about:
            section.about = [
                " ".join(part.split()) for part in operation["description"].split("\n\n")
            ]
        if not section.fields:
            row = _resolved(schema, content["application/json"]["schema"])
            results = row.get("properties", {}).get("results")
            section.fields = _fields(schema, results["items"] if results else row)
    return tuple(found.values())


def _format(media_type: str) -> str:
    return {
        "application/json": "JSON",
        "text/csv": "CSV",
        "application/geo+json": "GeoJSON",
    }[media_type]


def _resolved(schema: Schema, part: Schema) -> Schema:
    """The schema behind references and unions; null among the alternatives is kept as a mark."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return _resolved(schema, schema["components"]["schemas"][name])
    for union in ("oneOf", "anyOf", "allOf"):
        if union in part:
            options = [one for one in part[union] if one.get("type") != "null"]
            null = len(options) < len(part[union])
            rest = {key: value for key, value in part.items() if key != union}
            return {**_resolved(schema, options[0]), **rest} | ({"nullable": True} if null else {})
    return part


def _kind(schema: Schema, part: Schema) -> tuple[str, tuple[str, ...]]:
    """What a value is, in words, and the words it may be."""
    part = _resolved(schema, part)
    types = part.get("type", "string")
    types = [types] if isinstance(types, str) else list(types)
    null = "null" in types or part.get("nullable", False)
    main = next((one for one in types if one != "null"), "string")
    if main == "array":
        word, choices = _kind(schema, part["items"])
        return f"list: {word}", choices
    choices = tuple(str(one) for one in part.get("enum", ()) if one not in (None, ""))
    word = "one of" if choices else WORDS.get(part.get("format", ""), WORDS.get(main, main))
    return (f"{word}, or null" if null and not choices else word), choices


def _parameter(schema: Schema, part: Schema) -> Item:
    kind, choices = _kind(schema, part["schema"])
    about = part.get("description", "") or part["schema"].get("description", "")
    return Item(part["name"], kind.removeprefix("list: "), choices, _plain(about))


def _plain(about: str) -> str:
    """The first paragraph: drf-spectacular lists the choices again below it."""
    first = about.split("\n\n")[0].strip()
    return "" if first.startswith("* ") else re.sub(r"\s+", " ", first).replace("`", "")


def _fields(schema: Schema, part: Schema, prefix: str = "") -> list[Item]:
    """The fields of a row; those of a record within it follow it, with its name before theirs."""
    items: list[Item] = []
    for name, one in _resolved(schema, part).get("properties", {}).items():
        kind, choices = _kind(schema, one)
        inner = _resolved(schema, one)
        items.append(Item(prefix + name, kind, choices, _plain(one.get("description", ""))))
        items += _fields(schema, inner.get("items", inner), f"{prefix}{name}.")
    return items
