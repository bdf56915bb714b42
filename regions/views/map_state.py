"""The state of the explorer, read from the address: what was asked, and what was not understood."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.http import QueryDict

from regions.models.position import UK_BOUNDS
from regions.queries.facets import Selection, select
from regions.queries.map import MAP_FACETS

VIEWS = {"map": "Map", "table": "Table"}
LAYERS = {
    "clusters": "Clusters",
    "organisations": "Organisations",
    "links": "Links of the open cluster",
}
# Always drawn. The form sends it too, so that "no layer ticked" differs from "nothing said".
BASE_LAYER = "regions"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_VALUES = 60
SHOWN_OF_A_VALUE = 60


@dataclass(frozen=True)
class Chip:
    """One thing that narrows the list, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class MapState:
    """What the address asks for. `problems` are sentences; the rest of the address counts."""

    selection: Selection
    view: str
    layers: tuple[str, ...]
    cluster: str
    place: str
    page: int
    chips: tuple[Chip, ...]
    problems: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        return bool(self.chips)


def plain(text: str) -> str:
    """Text without control characters (a database refuses NUL) and runs of space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(value: str) -> str:
    value = plain(value)
    return f"“{value[:SHOWN_OF_A_VALUE]}{'…' if len(value) > SHOWN_OF_A_VALUE else ''}”"


def selection_from(query: QueryDict) -> Selection:
    """The filters of an address: also what the layers of the map are read by."""
    asked = {
        facet.name: [plain(value) for value in query.getlist(facet.name)[:MOST_VALUES]]
        for facet in MAP_FACETS
    }
    asked["net_zero"] = ["yes" if value == "1" else value for value in asked["net_zero"]]
    return select(MAP_FACETS, asked, plain(query.get("q", "")))


def state_from(query: QueryDict) -> MapState:
    """Read the whole address. Nothing in it raises; what is wrong is told and left out."""
    selection = selection_from(query)
    problems = list(selection.unknown.values())
    return MapState(
        selection=selection,
        view=_view(query, problems),
        layers=_layers(query, problems),
        cluster=_cluster(query, problems),
        place=plain(query.get("place", "")),
        page=_page(query, problems),
        chips=_chips(query, selection),
        problems=tuple(problems + _position_problems(query)),
    )


def _view(query: QueryDict, problems: list[str]) -> str:
    view = query.get("view") or "map"
    if view in VIEWS:
        return view
    problems.append(f"There is no view called {quoted(view)}: choose map or table.")
    return "map"


def _layers(query: QueryDict, problems: list[str]) -> tuple[str, ...]:
    asked = [layer for layer in query.getlist("layer")[:MOST_VALUES] if layer]
    strange = [layer for layer in asked if layer not in LAYERS and layer != BASE_LAYER]
    if strange:
        problems.append(f"There is no layer called {quoted(strange[0])}.")
    known = [layer for layer in asked if layer not in strange]
    return tuple(layer for layer in LAYERS if layer in known) if known else tuple(LAYERS)


def _cluster(query: QueryDict, problems: list[str]) -> str:
    slug = plain(query.get("cluster", ""))
    if slug and (len(slug) > 60 or not SLUG.fullmatch(slug)):
        problems.append(no_cluster(slug))
        return ""
    return slug


def no_cluster(slug: str) -> str:
    return f"There is no published cluster at {quoted(slug)}."


def _page(query: QueryDict, problems: list[str]) -> int:
    text = query.get("page", "")
    if not text:
        return 1
    if text.isascii() and text.isdigit() and 0 < len(text) <= 6 and int(text) > 0:
        return int(text)
    problems.append(f"{quoted(text)} is not a page number, so this is the first page.")
    return 1


def _position_problems(query: QueryDict) -> list[str]:
    """The position is for the moving map alone; here it is only checked."""
    west, south, east, north = UK_BOUNDS
    limits = {
        "z": ("zoom", 0, 22),
        "lat": ("latitude", south - 5, north + 5),
        "lon": ("longitude", west - 10, east + 10),
    }
    problems = []
    for name, (words, low, high) in limits.items():
        text = query.get(name, "")
        if text and not low <= _number(text) <= high:
            problems.append(
                f"{quoted(text)} is not a {words} of this map, so it opens on the whole country."
            )
    return problems


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _chips(query: QueryDict, selection: Selection) -> tuple[Chip, ...]:
    chips = []
    if selection.text:
        chips.append(Chip(f"“{selection.text}”", _without(query, "q", "")))
    for facet in MAP_FACETS:
        labels = dict(selection.options[facet.name])
        for value in selection.values[facet.name]:
            chips.append(Chip(str(labels[value]), _without(query, facet.name, value)))
    return tuple(chips)


def _without(query: QueryDict, name: str, value: str) -> str:
    """The address without one value; and without the page, which no longer fits."""
    rest = query.copy()
    aliases = (value, "1") if name == "net_zero" else (value,)
    rest.setlist(name, [one for one in rest.getlist(name) if value and plain(one) not in aliases])
    rest.pop("page", None)
    encoded = rest.urlencode()
    return f"?{encoded}" if encoded else "?"
