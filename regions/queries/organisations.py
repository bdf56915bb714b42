"""Organisations: the list with its facets, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from regions.models import Cluster, Link, Membership, Organisation, Sector
from regions.queries.clusters import region_options, sector_options
from regions.queries.evidence import Change, history_of
from regions.queries.facets import Counted, Facet, Selection, counted, narrowed
from regions.queries.search import ORGANISATION_RELATED, ORGANISATION_TEXT, matching

SORTS = {"name": "Name", "town": "Town", "kind": "Kind"}
FACETS = (
    Facet("kind", "Kind", "kind", lambda: Organisation.Kind.choices),
    Facet(
        "supplier",
        "Suppliers",
        "is_supplier",
        lambda: [("1", "Chiefly a supplier to other firms")],
        stored={"1": True},
    ),
    Facet("region", "Region or nation", "region__slug", region_options),
    Facet("sector", "Sector", "sectors__slug", sector_options),
)


def published_organisations(selection: Selection) -> QuerySet[Organisation]:
    """Published organisations that fit the text and every chosen facet."""
    return narrowed(_with_text(selection), FACETS, selection)


def organisation_facets(selection: Selection) -> tuple[Counted, ...]:
    return counted(_with_text(selection), FACETS, selection)


def _with_text(selection: Selection) -> QuerySet[Organisation]:
    rows = Organisation.objects.published()
    return matching(rows, selection.text, ORGANISATION_TEXT, ORGANISATION_RELATED)


def in_order(rows: QuerySet[Organisation], sort: str) -> QuerySet[Organisation]:
    if sort in ("town", "kind"):
        return rows.order_by(sort, "name", "pk")
    return rows.order_by("name", "pk")


def with_parts(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Region, source and sectors of each in a fixed number of queries; no boundaries."""
    return (
        rows.select_related("region", "source")
        .defer("region__boundary")
        .prefetch_related("sectors")
    )


CSV_HEADER = (
    "key", "name", "kind", "supplier", "town", "postcode_area", "region", "sectors",
    "longitude", "latitude", "website", "ukprn", "company_number", "verified", "source",
    "source_page",
)  # fmt: skip


def csv_rows(rows: QuerySet[Organisation]) -> Iterator[tuple[object, ...]]:
    """The list as a table for a spreadsheet, header first, read in pieces."""
    yield CSV_HEADER
    for one in with_parts(rows).iterator(chunk_size=500):
        yield (
            one.key,
            one.name,
            one.kind,
            "yes" if one.is_supplier else "no",
            one.town,
            one.postcode_area,
            one.region.name if one.region else "",
            "; ".join(sector.name for sector in one.sectors.all()),
            one.lon,
            one.lat,
            one.website,
            one.ukprn,
            one.company_number,
            "yes" if one.verified else "no",
            one.source.name,
            one.source_url,
        )


@dataclass(frozen=True)
class Tie:
    """A link seen from one of its ends."""

    link: Link
    other: Organisation
    outward: bool

    @property
    def words(self) -> str:
        """The link in words, read from this organisation to the other."""
        if self.outward:
            return self.link.get_kind_display()
        return INWARD[self.link.kind]


INWARD: dict[str, str] = {
    Link.Kind.SUPPLIES: "is supplied by",
    Link.Kind.RESEARCHES_WITH: "researches with",
    Link.Kind.SPUN_OUT_OF: "is the origin of",
    Link.Kind.TRAINS_FOR: "has people trained by",
}


@dataclass(frozen=True)
class OrganisationPage:
    organisation: Organisation
    sectors: tuple[Sector, ...]
    memberships: tuple[Membership, ...]
    leads: tuple[Cluster, ...]
    ties: tuple[Tie, ...]
    history: tuple[Change, ...]


def published_organisation(pk: int) -> Organisation | None:
    rows = with_parts(Organisation.objects.published().filter(pk=pk))
    return rows.first()


def organisation_page(organisation: Organisation) -> OrganisationPage:
    """Everything the page of an organisation shows, in a fixed number of queries."""
    memberships = organisation.memberships.filter(cluster__status=Cluster.Status.PUBLISHED)
    leads = Cluster.objects.published().filter(body=organisation)
    return OrganisationPage(
        organisation=organisation,
        sectors=tuple(organisation.sectors.all()),
        memberships=tuple(
            memberships.select_related("cluster__region", "source").defer(
                "cluster__region__boundary"
            )
        ),
        leads=tuple(leads.order_by("name")),
        ties=_ties(organisation),
        history=history_of(organisation),
    )


def _ties(organisation: Organisation) -> tuple[Tie, ...]:
    """Links both ways whose other end is published."""
    published = Organisation.Status.PUBLISHED
    out = organisation.links_out.filter(to_organisation__status=published)
    into = organisation.links_in.filter(from_organisation__status=published)
    ties = [
        Tie(link, link.to_organisation, True)
        for link in out.select_related("to_organisation", "source")
    ]
    ties += [
        Tie(link, link.from_organisation, False)
        for link in into.select_related("from_organisation", "source")
    ]
    return tuple(ties)
