"""Place search: what a reader types for "where", and what lies near it.

Towns, postcode areas, full postcodes (found by their area), areas and clusters. Nothing
typed here is stored.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from regions.models import Area, Cluster, Edition, Place

MOST_TYPED = 100
EARTH_RADIUS_MILES = 3958.8
POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]? ?(?:[0-9][A-Z]{0,2})?")
# Rows read for one query before they are ranked: a two-letter query fits hundreds of towns.
CANDIDATES = 300
# A town and the statistical area named after it are one place to a reader.
ELSEWHERE_MILES = 15


@dataclass(frozen=True)
class Spot:
    """A place that was found: what it is called, what it is, and where."""

    name: str
    kind: str
    detail: str
    lon: float
    lat: float
    # What to write in the address so that exactly this place is found again.
    term: str
    cluster: str = ""
    rank: tuple[int, int, str] = (0, 0, "")

    @property
    def label(self) -> str:
        return f"{self.name}, {self.detail}" if self.detail else self.name


@dataclass(frozen=True)
class PlaceSearch:
    """The places that fit, best first, or a sentence saying why there is none."""

    typed: str
    spots: tuple[Spot, ...] = ()
    message: str = ""

    @property
    def best(self) -> Spot | None:
        return self.spots[0] if self.spots else None

    @property
    def others(self) -> tuple[Spot, ...]:
        """Other places of the very same name, elsewhere: one of them may have been meant."""
        best = self.best
        if best is None:
            return ()
        return tuple(
            spot
            for spot in self.spots[1:]
            if fold(spot.name) == fold(best.name)
            and miles_between(best, spot.lon, spot.lat) > ELSEWHERE_MILES
        )


def miles_between(spot: Spot, lon: float, lat: float) -> float:
    """Great-circle distance in miles (haversine)."""
    phi, other = math.radians(spot.lat), math.radians(lat)
    half = math.sin((other - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other) * math.sin(math.radians(lon - spot.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(half)))


def fold(text: str) -> str:
    """Lower case, without accents and apostrophes, hyphens as spaces: how names are compared."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['’`.]", "", plain)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def find_places(typed: str, limit: int = 8) -> PlaceSearch:
    """The places that `typed` may mean. Three or four queries, however much is stored."""
    typed = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if not typed:
        return PlaceSearch("", message="Type a town, a postcode, a region or a cluster.")
    if len(typed) > MOST_TYPED:
        return PlaceSearch(
            typed[:MOST_TYPED],
            message=f"That is longer than {MOST_TYPED} characters. Type only a town or a postcode.",
        )
    postcode = POSTCODE.fullmatch(typed.upper())
    if postcode:
        spots = tuple(_postcode_areas(postcode[1], typed.upper()))
        if spots:
            return PlaceSearch(typed, spots)
        return PlaceSearch(
            typed,
            message=f"“{typed}” looks like a postcode, but no postcode area of the UK "
            f"begins with {postcode[1]}.",
        )
    # "Newport, Wales" names a place and where it is; some names have a comma of their own.
    name, _, where = typed.partition(",")
    named = _named(fold(typed), "") or (_named(fold(name), fold(where)) if where else [])
    if named:
        return PlaceSearch(typed, tuple(named[:limit]))
    return PlaceSearch(
        typed,
        message=f"We do not know a place called “{typed}”. Try the nearest town, or the first "
        "half of a postcode, such as LS1.",
    )


def _named(name: str, where: str) -> list[Spot]:
    if not name:
        return []
    spots = [spot for spot in _candidates(name) if fold(where) in fold(spot.detail)]
    unique: dict[tuple[str, str], Spot] = {}
    for spot in sorted(spots, key=lambda spot: spot.rank):
        unique.setdefault((fold(spot.name), spot.detail), spot)
    return list(unique.values())


def _candidates(name: str) -> Iterator[Spot]:
    if len(name) <= 2:
        yield from _postcode_areas(name.upper())
    # Names are stored as they are written ("King's Lynn"), so the database looks for the
    # first letters of the longest word and the exact comparison is made here.
    stem = max(name.split(), key=len)[:3]
    for spot in (*_towns(stem), *_areas(stem), *_clusters(stem)):
        closeness = _closeness(name, fold(spot.name))
        if closeness is not None:
            yield replace(spot, rank=(closeness, *spot.rank[1:]))


def _closeness(asked: str, name: str) -> int | None:
    """0 the same, 1 begins so, 2 a later word begins so; None if it does not fit."""
    if name == asked:
        return 0
    if name.startswith(asked):
        return 1
    return 2 if f" {asked}" in f" {name}" else None


def _word_begins(field: str, stem: str) -> Q:
    """Some word of the field begins with the stem."""
    begins = Q(**{f"{field}__istartswith": stem})
    for before in (" ", "-", "("):
        begins |= Q(**{f"{field}__icontains": f"{before}{stem}"})
    return begins


def _towns(stem: str) -> Iterator[Spot]:
    rows = Place.objects.filter(_word_begins("name", stem), kind=Place.Kind.TOWN, lon__isnull=False)
    rows = rows.select_related("region").defer("region__boundary").order_by("-population")
    place: Any
    for place in rows[:CANDIDATES]:
        region = place.region.label if place.region else ""
        yield Spot(
            place.name, "Town or city", region, place.lon, place.lat,
            f"{place.name}, {region}" if region else place.name,
            rank=(0, -(place.population or 0), place.name),
        )  # fmt: skip


def _areas(stem: str) -> Iterator[Spot]:
    named = _word_begins("name", stem) | _word_begins("short_name", stem)
    rows = Area.objects.filter(named, edition=Edition.ITL2021, lon__isnull=False).defer("boundary")
    area: Any
    # A region comes before small towns of its name, not before a large one (London).
    for area in rows.exclude(level=Area.Level.UK).order_by("level", "name")[:CANDIDATES]:
        wide = area.level == Area.Level.ITL1
        detail = "Region or nation" if wide else "Statistical area"
        size = -300_000 if wide else 0
        yield Spot(
            area.label, detail, "", area.lon, area.lat, area.label, rank=(0, size, area.name)
        )


def _clusters(stem: str) -> Iterator[Spot]:
    rows = Cluster.objects.published().filter(_word_begins("name", stem))
    rows = rows.select_related("region").defer("region__boundary")
    cluster: Any
    for cluster in rows.order_by("name")[:CANDIDATES]:
        yield Spot(
            cluster.name, "Cluster", cluster.region.label, cluster.lon, cluster.lat, cluster.name,
            cluster=cluster.slug, rank=(0, 1, cluster.name),
        )  # fmt: skip


def _postcode_areas(letters: str, postcode: str = "") -> Iterator[Spot]:
    rows = Place.objects.filter(
        kind=Place.Kind.POSTCODE_AREA, code=letters, lon__isnull=False
    ).select_related("region")
    place: Any
    for place in rows.defer("region__boundary"):
        region = place.region.label if place.region else ""
        name = f"{postcode or letters} ({place.name} postcode area)"
        yield Spot(
            name, "Postcode area", region, place.lon, place.lat, postcode or letters,
            rank=(0, -5_000_000, letters),
        )  # fmt: skip
