"""One of everything the API serves, for its tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from regions.models import Area, AreaFigure, Cluster, Link, Membership, MetricValue, Organisation
from regions.tests import factories as make

LISTS = (
    "areas", "industries", "sectors", "clusters", "organisations", "memberships", "links",
    "sources", "releases", "figures", "metrics", "metric-values",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    region: Area
    cluster: Cluster
    firm: Organisation
    university: Organisation
    membership: Membership
    link: Link
    figure: AreaFigure
    value: MetricValue

    def details(self) -> list[str]:
        """The address of each record that has one."""
        return [
            f"/api/v1/areas/{self.region.slug}/",
            "/api/v1/industries/24.1/",
            f"/api/v1/sectors/{self.cluster.sectors.get().slug}/",
            f"/api/v1/clusters/{self.cluster.slug}/",
            f"/api/v1/organisations/{self.firm.pk}/",
            f"/api/v1/memberships/{self.membership.pk}/",
            f"/api/v1/links/{self.link.pk}/",
            f"/api/v1/sources/{self.cluster.source.slug}/",
            f"/api/v1/releases/{self.figure.release.pk}/",
            "/api/v1/metrics/location-quotient/",
        ]


def make_sample() -> Sample:
    """A published cluster with all that hangs on it; each call makes another."""
    metals = make.make_industry("24.1", level="group", parent=make.make_industry("24"))
    region = make.make_area()
    sector = make.make_sector(industries=[metals], net_zero=True)
    body = make.make_organisation(kind="cluster_body", region=region)
    cluster = make.make_cluster(sectors=[sector], areas=[region], region=region, body=body)
    firm = make.make_organisation(sectors=[sector], region=region)
    university = make.make_university(region=region)
    value = make.make_value(area=region, industry=metals, low=1.2, high=1.8, n=12)
    make.make_value(cluster=cluster, sector=sector)
    return Sample(
        region=region,
        cluster=cluster,
        firm=firm,
        university=university,
        membership=make.make_membership(cluster, firm),
        link=make.make_link(university, firm, kind="researches-with"),
        figure=make.make_figure(region),
        value=value,
    )


def problem(client: Client, url: str, status: int, **headers: Any) -> dict[str, Any]:
    answer = client.get(url, **headers)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["instance"] == url
    return body
