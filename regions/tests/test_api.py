"""What the API says, and to whom."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from regions.models import Cluster, ImportRun, Organisation
from regions.tests import factories as make
from regions.tests.api_samples import LISTS, make_sample, problem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.delete("throttle_anon_127.0.0.1")


def names(client: Client, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


# --- Reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_paged_json_that_caches_may_keep(client: Client, name: str) -> None:
    make_sample()
    answer = client.get(f"/api/v1/{name}/")
    assert answer.status_code == 200
    body = answer.json()
    assert body["count"] == len(body["results"]) >= 1
    assert "public" in answer["Cache-Control"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    again = client.get(f"/api/v1/{name}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"


def test_every_record_listed_is_found_at_its_own_address(client: Client) -> None:
    sample = make_sample()
    for url in sample.details():
        answer = client.get(url)
        assert answer.status_code == 200, url
        listed = client.get(f"/api/v1/{url.split('/')[3]}/?page_size=500").json()["results"]
        assert answer.json() in listed


def test_a_cluster_tells_its_sectors_in_the_curators_order(client: Client) -> None:
    second, first = make.make_sector("Aerospace"), make.make_sector("Zinc")
    make.make_cluster("Peaks", sectors=[first, second])
    body = client.get("/api/v1/clusters/peaks/").json()
    assert [one["slug"] for one in body["sectors"]] == ["zinc", "aerospace"]


def test_a_metric_value_carries_everything_it_was_derived_from(client: Client) -> None:
    south = make.make_area("South Yorkshire", level="ITL2", code="TLE3")
    metals = make.make_industry("24")
    release = make.make_release(level="ITL2", published="2023-04-25")
    make.make_value(
        area=south, industry=metals, value=5.1361, low=4.9, high=5.4, n=31, quality="limited",
        basis="Measured on all of manufacturing (section C)", release=release,
    )  # fmt: skip
    make.make_value(area=south, industry=metals, year=2020)
    make.make_value(metric="share", area=south, industry=metals)
    answer = client.get(
        "/api/v1/metric-values/?metric=location-quotient&area=south-yorkshire&industry=24&year=2021"
    ).json()
    assert answer["count"] == 1
    row = answer["results"][0]
    assert row.pop("computed_at")
    assert row == {
        "metric": "location-quotient",
        "subject": {
            "kind": "area", "slug": "south-yorkshire", "name": "South Yorkshire", "code": "TLE3",
            "level": "ITL2", "edition": "ITL2021",
        },
        "industry": {"code": "24", "title": "Industry 24"},
        "sector": None,
        "year": 2021,
        "value": 5.1361,
        "unit": "ratio",
        "reason": "",
        "interval": {"low": 4.9, "high": 5.4},
        "n": 31,
        "quality": "limited",
        "basis": "Measured on all of manufacturing (section C)",
        "method_version": 1,
        "release": {
            "id": release.pk, "source": "Test source", "label": "2023 release",
            "published": "2023-04-25", "edition": "ITL2021", "level": "ITL2",
        },
    }  # fmt: skip
    by_code = "/api/v1/metric-values/?area=TLE3&year_min=2020&year_max=2020"
    assert client.get(by_code).json()["count"] == 1


def test_undefined_values_can_be_asked_for_and_say_why(client: Client) -> None:
    area = make.make_area()
    make.make_value(area=area, value=None)
    make.make_value(area=area, year=2020)
    rows = client.get("/api/v1/metric-values/?undefined=true").json()["results"]
    assert [(row["value"], row["reason"]) for row in rows] == [
        (None, "The area has no output at all.")
    ]
    assert client.get("/api/v1/metric-values/?undefined=false").json()["count"] == 1


def test_values_of_a_part_of_the_economy_can_be_asked_for(client: Client) -> None:
    sample = make_sample()
    make.make_value(metric="gva", area=sample.region)
    for part, count in (("industry", 1), ("sector", 1), ("all", 1)):
        assert client.get(f"/api/v1/metric-values/?part={part}").json()["count"] == count


def test_a_figure_has_unit_and_release_and_a_suppressed_one_is_null(client: Client) -> None:
    area = make.make_area("Fife", level="ITL3")
    make.make_figure(area, None)
    row = client.get("/api/v1/figures/?area=fife&suppressed=true&level=ITL3").json()["results"][0]
    assert row["value"] is None
    assert row["unit"] == "GBP million"
    assert row["release"]["label"] == "2023 release"


# --- Who sees what ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "review", "archived"])
def test_what_is_not_published_is_nowhere(client: Client, status: str) -> None:
    sample = make_sample()
    Cluster.objects.filter(pk=sample.cluster.pk).update(status=status)
    assert client.get("/api/v1/clusters/").json()["count"] == 0
    assert client.get(f"/api/v1/clusters/{sample.cluster.slug}/").status_code == 404
    assert client.get("/api/v1/memberships/").json()["count"] == 0
    assert client.get(f"/api/v1/memberships/{sample.membership.pk}/").status_code == 404
    assert "cluster" not in {
        row["subject"]["kind"] for row in client.get("/api/v1/metric-values/").json()["results"]
    }
    for name in LISTS:
        for form in ("json", "csv", "geojson"):
            answer = client.get(f"/api/v1/{name}/?format={form}")
            if answer.status_code == 200:
                assert sample.cluster.name.encode() not in answer.getvalue()
    body = problem(client, f"/api/v1/links/?cluster={sample.cluster.slug}", 400)
    assert list(body["errors"]) == ["cluster"]


def test_an_unpublished_organisation_is_nowhere(client: Client) -> None:
    sample = make_sample()
    Organisation.objects.filter(pk__in=[sample.firm.pk, sample.cluster.body_id]).update(
        status="draft"
    )
    assert client.get(f"/api/v1/organisations/{sample.firm.pk}/").status_code == 404
    assert client.get("/api/v1/memberships/").json()["count"] == 0
    assert client.get("/api/v1/links/").json()["count"] == 0
    cluster = client.get(f"/api/v1/clusters/{sample.cluster.slug}/").json()
    assert cluster["body"] is None


def test_nothing_about_a_user_is_ever_served(client: Client) -> None:
    mark = "zz-marked-person"
    person = get_user_model().objects.create_superuser(
        f"{mark}@example.org", "a long password", name=mark
    )
    sample = make_sample()
    sample.cluster.updated_by = person
    sample.cluster._history_user = person
    sample.cluster.save()
    ImportRun.objects.create(name="ons_gva", by=person, status="loaded", finished=timezone.now())
    urls = [f"/api/v1/{name}/?format={form}" for name in LISTS for form in ("json", "csv")]
    for url in [*urls, *sample.details(), "/api/v1/", "/api/v1/schema/"]:
        content = client.get(url).getvalue().decode()
        assert mark not in content, url
        for field in ("updated_by", "history", "email", "password"):
            assert f'"{field}"' not in content, url


# --- Filters, order, pages -------------------------------------------------------------------


def test_clusters_are_filtered_by_each_facet(client: Client) -> None:
    north, south = make.make_area("North"), make.make_area("South")
    green, grey = make.make_sector("Wind", net_zero=True), make.make_sector("Coal")
    make.make_cluster("Tyne", region=north, sectors=[green, grey], stage="emerging")
    make.make_cluster("Severn", region=south, sectors=[grey], verified=True, lon=-3.0, lat=51.5)
    ask = "/api/v1/clusters/?"
    assert names(client, ask + "region=north") == ["Tyne"]
    assert names(client, ask + f"region={south.code}") == ["Severn"]
    assert names(client, ask + "region=north&region=south") == ["Severn", "Tyne"]
    assert names(client, ask + "sector=wind&sector=coal") == ["Severn", "Tyne"]
    assert names(client, ask + "sector=wind") == ["Tyne"]
    assert names(client, ask + "stage=emerging") == ["Tyne"]
    assert names(client, ask + "net_zero=true") == ["Tyne"]
    assert names(client, ask + "net_zero=false") == ["Severn"]
    assert names(client, ask + "verified=true") == ["Severn"]
    assert names(client, ask + "q=tyNE share") == ["Tyne"]
    assert names(client, ask + "bbox=-4,51,-2,52") == ["Severn"]
    assert names(client, ask + "ordering=-name") == ["Tyne", "Severn"]
    assert names(client, ask + "region=&q=&page=") == ["Severn", "Tyne"]


def test_organisations_are_filtered_by_kind_role_and_cluster(client: Client) -> None:
    sample = make_sample()
    ask = "/api/v1/organisations/?"
    assert names(client, ask + "kind=university") == [sample.university.name]
    assert names(client, ask + f"cluster={sample.cluster.slug}&role=firm") == [sample.firm.name]
    assert names(client, ask + f"cluster={sample.cluster.slug}&role=anchor") == []
    assert len(names(client, ask + "postcode_area=ls")) == 3
    assert names(client, ask + "supplier=true") == []
    links = client.get(f"/api/v1/links/?organisation={sample.firm.pk}").json()
    assert links["count"] == 1
    assert client.get(f"/api/v1/links/?cluster={sample.cluster.slug}").json()["count"] == 1


def test_pages_divide_the_list_without_loss(client: Client) -> None:
    for _ in range(5):
        make.make_sector()
    seen: list[str] = []
    url: str | None = "/api/v1/sectors/?page_size=2"
    while url:
        body = client.get(url).json()
        assert body["count"] == 5
        seen += [row["slug"] for row in body["results"]]
        url = body["next"]
    assert len(seen) == len(set(seen)) == 5


# --- Front door ------------------------------------------------------------------------------


def test_the_index_links_to_every_list(client: Client) -> None:
    body = client.get("/api/v1/").json()
    assert set(body["resources"]) == set(LISTS)
    for row in body["resources"].values():
        for form in row["formats"]:
            assert client.get(f"{row['url']}?format={form}").status_code == 200


def test_a_browser_gets_a_page_that_explains(client: Client) -> None:
    answer = client.get("/api/v1/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    page = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert page.count("<h1") == 1
    assert "600 times in 60 seconds" in page
    assert not answer.cookies
