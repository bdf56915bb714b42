"""Facets: what a list can be narrowed by, what was asked, and how many of each there are.

Values of one facet are alternatives (or); facets narrow each other (and). The count of
a value is what the list would hold if it were the only one chosen in its facet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list: `path` leads from a row to the value."""

    name: str
    label: str
    path: str
    options: Callable[[], Iterable[tuple[str, str]]]
    # The stored value where it is not the word in the address: {"yes": True}.
    stored: Mapping[str, object] = field(default_factory=dict)

    def store(self, value: str) -> object:
        return self.stored.get(value, value)

    def condition(self, values: Iterable[str]) -> Q:
        return Q(**{f"{self.path}__in": [self.store(value) for value in values]})


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Counted:
    """A facet ready to render: what its component asks for, by the component's names."""

    name: str
    label: str
    options: tuple[Option, ...]
    error: str = ""
    kind: str = "checkbox"


@dataclass(frozen=True)
class Selection:
    """What was asked for: text, known values by facet, and a sentence for each unknown one."""

    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.text) or any(self.values.values())


def select(
    facets: Iterable[Facet], asked: Mapping[str, Iterable[str]], text: str = ""
) -> Selection:
    """Check what was asked against the values there are. Unknown values are left out and told.

    A NUL in the text goes: nothing stored holds one, and PostgreSQL refuses to look for it.
    """
    values, options, unknown = {}, {}, {}
    for facet in facets:
        options[facet.name] = tuple(facet.options())
        known = {value for value, _ in options[facet.name]}
        wanted = tuple(dict.fromkeys(value for value in asked.get(facet.name, ()) if value))
        values[facet.name] = tuple(value for value in wanted if value in known)
        strange = [value for value in wanted if value not in known]
        if strange:
            quoted = ", ".join(f"“{value[:60]}”" for value in strange[:3])
            unknown[facet.name] = f"We do not know {quoted}, so this filter was left out."
    return Selection(" ".join(text.replace("\x00", "").split())[:200], values, options, unknown)


def narrowed(
    rows: QuerySet[Any], facets: Iterable[Facet], selection: Selection, *, but: str = ""
) -> QuerySet[Any]:
    """The rows that fit the chosen values of every facet except `but`."""
    for facet in facets:
        values = selection.values.get(facet.name)
        if values and facet.name != but:
            # A sub-query: a join would repeat a row for each of its values that fits.
            fits = rows.model._default_manager.filter(facet.condition(values))
            rows = rows.filter(pk__in=fits.values("pk"))
    return rows


def counted(
    rows: QuerySet[Any], facets: tuple[Facet, ...], selection: Selection
) -> tuple[Counted, ...]:
    """Each facet with the count of each value: one query per facet."""
    found = []
    for facet in facets:
        others = narrowed(rows, facets, selection, but=facet.name).order_by()
        numbers = {
            row[facet.path]: row["n"]
            for row in others.values(facet.path).annotate(n=Count("pk", distinct=True))
        }
        chosen = selection.values.get(facet.name, ())
        found.append(
            Counted(
                name=facet.name,
                label=facet.label,
                error=selection.unknown.get(facet.name, ""),
                options=tuple(
                    Option(value, label, numbers.get(facet.store(value), 0), value in chosen)
                    for value, label in selection.options[facet.name]
                ),
            )
        )
    return tuple(found)
