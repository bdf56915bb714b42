"""Small records with sensible defaults for tests; every field can be overridden.

Each function stores one record and returns it. Two calls without arguments give
two different records; what they hang on (source, region, release) is shared.
"""

from __future__ import annotations

import itertools
from typing import Any

from regions.models import (
    Area,
    AreaFigure,
    Cluster,
    ClusterSector,
    Industry,
    Link,
    Membership,
    MetricValue,
    Organisation,
    Release,
    Sector,
    Source,
)

_count = itertools.count(1)
LEEDS = (-1.5491, 53.7997)


def make_source(slug: str = "test-source", **fields: Any) -> Source:
    fields = {
        "name": slug.replace("-", " ").capitalize(),
        "publisher": "Office of Tests",
        "url": "https://example.org/data",
        "licence": "OGL v3",
    } | fields
    return Source.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_release(label: str = "2023 release", **fields: Any) -> Release:
    """One release per label, level and edition; `current` unless told."""
    fields = {"source": fields.pop("source", None) or make_source(), "label": label} | fields
    fields = {"level": "ITL1", "edition": "ITL2021"} | fields
    key = {name: fields.pop(name) for name in ("source", "label", "level", "edition")}
    return Release.objects.get_or_create(**key, defaults=fields)[0]


def make_uk() -> Area:
    fields = {
        "level": "UK",
        "kind": "country",
        "name": "United Kingdom",
        "slug": "united-kingdom",
        "source": make_source(),
    }
    return Area.objects.get_or_create(code="UK", edition="ITL2021", defaults=fields)[0]


def make_area(name: str = "", **fields: Any) -> Area:
    """A region (ITL1) of edition ITL2021 with the UK as its parent, unless told otherwise."""
    n = next(_count)
    name = name or f"Region {n}"
    slug = name.lower().replace(" ", "-")
    lon, lat = LEEDS
    fields = {
        "code": f"TL{n}",
        "edition": "ITL2021",
        "level": "ITL1",
        "kind": "region" if fields.get("level", "ITL1") == "ITL1" else "area",
        "name": name,
        "slug": slug,
        "lon": lon,
        "lat": lat,
        "source": make_source(),
    } | fields
    if "parent" not in fields and fields["level"] not in ("UK", "LAD"):
        fields["parent"] = make_uk() if fields["level"] == "ITL1" else make_area()
    return Area.objects.create(**fields)


def make_industry(code: str = "", **fields: Any) -> Industry:
    code = code or f"{next(_count):05d}"
    level = {1: "section", 2: "division"}.get(len(code), "subclass")
    fields = {
        "level": "total" if code == "TOTAL" else level,
        "title": f"Industry {code}",
        "divisions": [code] if level == "division" else [],
        "source": make_source(),
    } | fields
    return Industry.objects.get_or_create(code=code, defaults=fields)[0]


def make_sector(name: str = "", *, industries: Any = (), **fields: Any) -> Sector:
    name = name or f"Sector {next(_count)}"
    fields = {
        "name": name,
        "slug": name.lower().replace(" ", "-"),
        "family": "cluster",
        "source": make_source(),
    } | fields
    sector = Sector.objects.create(**fields)
    sector.industries.set(industries)
    return sector


def make_organisation(name: str = "", *, sectors: Any = (), **fields: Any) -> Organisation:
    """A published firm with a place, in a new region unless told."""
    n = next(_count)
    name = name or f"Organisation {n}"
    lon, lat = LEEDS
    fields = {
        "key": f"{name.lower().replace(' ', '-')[:80]}-{n}",
        "name": name,
        "kind": "firm",
        "status": "published",
        "town": "Leeds",
        "postcode_area": "LS",
        "lon": lon,
        "lat": lat,
        "source": make_source(),
    } | fields
    if "region" not in fields:
        fields["region"] = make_area()
    organisation = Organisation.objects.create(**fields)
    organisation.sectors.set(sectors)
    return organisation


def make_university(name: str = "", **fields: Any) -> Organisation:
    n = next(_count)
    return make_organisation(
        name or f"University {n}", **{"kind": "university", "ukprn": f"1{n:07d}"} | fields
    )


def make_cluster(name: str = "", *, sectors: Any = (), areas: Any = (), **fields: Any) -> Cluster:
    """A published cluster with a point, in a new region unless told; `sectors` in order."""
    name = name or f"Cluster {next(_count)}"
    lon, lat = LEEDS
    fields = {
        "slug": name.lower().replace(" ", "-")[:60],
        "name": name,
        "summary": "Firms here make things. They share suppliers and a university.",
        "stage": "established",
        "status": "published",
        "origin": "curated",
        "lon": lon,
        "lat": lat,
        "source": make_source(),
    } | fields
    if "region" not in fields:
        fields["region"] = make_area()
    cluster = Cluster.objects.create(**fields)
    cluster.areas.set(areas)
    for order, sector in enumerate(sectors):
        ClusterSector.objects.create(cluster=cluster, sector=sector, order=order)
    return cluster


def make_membership(
    cluster: Cluster | None = None, organisation: Organisation | None = None, **fields: Any
) -> Membership:
    fields = {
        "cluster": cluster or make_cluster(),
        "organisation": organisation or make_organisation(),
        "role": "firm",
        "evidence": "It has its works here.",
        "source": make_source(),
    } | fields
    return Membership.objects.create(**fields)


def make_link(
    from_organisation: Organisation | None = None,
    to_organisation: Organisation | None = None,
    **fields: Any,
) -> Link:
    fields = {
        "from_organisation": from_organisation or make_organisation(),
        "to_organisation": to_organisation or make_organisation(),
        "kind": "supplies",
        "fact": "It supplies parts under a published contract.",
        "source": make_source(),
    } | fields
    return Link.objects.create(**fields)


def make_figure(area: Area | None = None, value: float | None = 100.0, **fields: Any) -> AreaFigure:
    """Current-price GVA of all industries in 2021; a value of None is a suppressed figure."""
    fields = {
        "area": area or make_area(),
        "industry": fields.pop("industry", None) or make_industry("TOTAL"),
        "year": 2021,
        "measure": "gva_current",
        "value": value,
        "suppressed": value is None,
        "release": fields.pop("release", None) or make_release(),
    } | fields
    return AreaFigure.objects.create(**fields)


def make_value(
    metric: str = "location-quotient", value: float | None = 1.5, **fields: Any
) -> MetricValue:
    """A value of 2021: give `area=` or `cluster=`, and `industry=` or `sector=` or neither."""
    fields = {
        "metric": metric,
        "value": value,
        "year": 2021,
        "reason": "" if value is not None else "The area has no output at all.",
        "release": fields.pop("release", None) or make_release(),
    } | fields
    if "area" not in fields and "cluster" not in fields:
        fields["area"] = make_area()
    return MetricValue.objects.create(**fields)
