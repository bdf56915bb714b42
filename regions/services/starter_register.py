"""The starter's register: sectors, organisations, clusters, memberships and links."""

from __future__ import annotations

from typing import Any

from regions.models import (
    Cluster,
    ClusterSector,
    Link,
    Membership,
    Organisation,
    Sector,
    SectorIndustry,
)
from regions.services.history import create_with_history, ids_ever_known
from regions.services.starter_rows import Loading, point_of
from regions.sources.reference import ORGANISATION_FILES, Row

REASON = "Starter data"


def load_sectors(loading: Loading) -> None:
    known = set(Sector.objects.values_list("slug", flat=True))
    new = []
    columns = ("slug", "name", "short_name", "family", "description", "source_url")
    for row in loading.tables["sectors.csv"]:
        sector = Sector(
            **{column: row[column] for column in columns},
            net_zero=row.flag("net_zero"),
            source_id=loading.sources[row["source"]],
        )
        if row["slug"] not in known and loading.checked(row, sector):
            new.append(sector)
    added = {sector.slug: sector.pk for sector in Sector.objects.bulk_create(new)}
    loading.count(Sector, len(added))
    # Only for sectors that are new: which industries an older one has is its curator's decision.
    parts = [
        SectorIndustry(
            sector_id=added[row["sector"]],
            industry_id=loading.industries[row["industry"]],
            note=row["note"],
        )
        for row in loading.tables["sector_industries.csv"]
        if row["sector"] in added
    ]
    SectorIndustry.objects.bulk_create(parts)


def load_organisations(loading: Loading) -> None:
    known = ids_ever_known(Organisation, "key")
    sectors = dict(Sector.objects.values_list("slug", "id"))
    new, chosen = [], []
    for row in (row for file in ORGANISATION_FILES for row in loading.tables[file]):
        organisation = _organisation(loading, row)
        if row["key"] not in known and loading.checked(row, organisation):
            new.append(organisation)
            slugs = row.several("sectors") if row.get("sectors") else []
            chosen.append([sectors[slug] for slug in slugs])
    create_with_history(records=new, model=Organisation, reason=REASON, sets={"sectors": chosen})
    loading.count(Organisation, len(new))


def _organisation(loading: Loading, row: Row) -> Organisation:
    university = row.file == "universities.csv"
    if university and not row["ukprn"]:
        loading.refuse(row.problem("A university needs a UKPRN."))
    if row.get("also") not in ("", "supplier"):
        loading.refuse(row.problem(f"also: “{row['also']}” is not known; it can be “supplier”."))
    return Organisation(
        key=row["key"],
        name=row["name"],
        kind=Organisation.Kind.UNIVERSITY if university else row["kind"],
        is_supplier=row.get("also") == "supplier",
        status=Organisation.Status.PUBLISHED,
        description=row.get("description"),
        website=row["website"],
        ukprn=row.get("ukprn") or None,
        founded=row.year("founded") if university else None,
        town=row["town"],
        postcode_area=row["postcode_area"],
        region_id=loading.areas[row["region"]],
        **point_of(row),
        **loading.provenance(row),
    )


def load_clusters(loading: Loading) -> None:
    known = ids_ever_known(Cluster, "slug")
    organisations = ids_ever_known(Organisation, "key")
    sectors = dict(Sector.objects.values_list("slug", "id"))
    new: list[tuple[Row, Cluster]] = []
    for row in loading.tables["clusters.csv"]:
        cluster = Cluster(
            **{name: row[name] for name in ("slug", "name", "summary", "stage", "origin")},
            status=Cluster.Status.PUBLISHED,
            region_id=loading.areas[row["region"]],
            body_id=organisations.get(row["body"]),
            founded=row.year("founded"),
            website=row["website"],
            **point_of(row),
            **loading.provenance(row),
        )
        if row["slug"] not in known and loading.checked(row, cluster):
            new.append((row, cluster))
    created = create_with_history(
        records=[cluster for _, cluster in new],
        model=Cluster,
        reason=REASON,
        sets={"areas": [[loading.areas[code] for code in row.several("areas")] for row, _ in new]},
    )
    ClusterSector.objects.bulk_create(
        ClusterSector(cluster=cluster, sector_id=sectors[slug], order=order)
        for (row, _), cluster in zip(new, created, strict=True)
        for order, slug in enumerate(row.several("sectors"))
    )
    loading.new_clusters.extend(cluster.pk for cluster in created)
    loading.count(Cluster, len(created))


def load_memberships(loading: Loading) -> None:
    clusters = ids_ever_known(Cluster, "slug")
    organisations = ids_ever_known(Organisation, "key")
    known = ids_ever_known(Membership, "cluster_id", "organisation_id", "role")
    new = []
    for row in loading.tables["memberships.csv"]:
        cluster, member = clusters.get(row["cluster"]), organisations.get(row["organisation"])
        # Where someone has deleted the one or the other, there is nothing to say of the two.
        if cluster is None or member is None or (cluster, member, row["role"]) in known:
            continue
        membership = Membership(
            cluster_id=cluster,
            organisation_id=member,
            role=row["role"],
            evidence=row["evidence"],
            **loading.provenance(row),
        )
        if loading.checked(row, membership):
            new.append(membership)
    _store(loading, Membership, new)


def load_links(loading: Loading) -> None:
    organisations = ids_ever_known(Organisation, "key")
    known = ids_ever_known(Link, "from_organisation_id", "to_organisation_id", "kind")
    new = []
    for row in loading.tables["links.csv"]:
        start = organisations.get(row["from_organisation"])
        end = organisations.get(row["to_organisation"])
        if start is None or end is None or (start, end, row["kind"]) in known:
            continue
        link = Link(
            from_organisation_id=start,
            to_organisation_id=end,
            kind=row["kind"],
            fact=row["fact"],
            since=row.year("since"),
            **loading.provenance(row),
        )
        if row["from_organisation"] == row["to_organisation"]:
            loading.refuse(row.problem("An organisation cannot be linked to itself."))
        elif loading.checked(row, link):
            new.append(link)
    _store(loading, Link, new)


def _store(loading: Loading, model: Any, records: list[Any]) -> None:
    create_with_history(records=records, model=model, reason=REASON)
    loading.count(model, len(records))
