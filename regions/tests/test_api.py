"""What the API says, to whom, and how it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from regions.models import Cluster, ImportRun, Organisation
from regions.tests import factories as make
from regions.tests.api_samples import LISTS, make_sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.delete("throttle_anon_127.0.0.1")


def problem(client: Client, url: str, status: int, **headers: Any) -> dict[str, Any]:
    answer = client.get(url, **headers)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["instance"] == url
    return body


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


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("regoin=leeds", "regoin"),
        ("region=atlantis", "region"),
        ("stage=enormous", "stage"),
        ("net_zero=maybe", "net_zero"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=2,53,-1,54", "bbox"),
        ("bbox=nan,53,1,54", "bbox"),
        ("ordering=colour", "ordering"),
        ("page=0", "page"),
        ("page=two", "page"),
        ("page_size=0", "page_size"),
        ("page_size=501", "page_size"),
        ("page_size=²", "page_size"),
        ("q=%00", "q"),
        ("region=%00", "region"),
        ("format=xml", "format"),
        ("geometry=footprint", "geometry"),
        ("format=geojson&geometry=circle", "geometry"),
        ("net_zero=true&net_zero=false", "net_zero"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client: Client, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/clusters/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]
    assert answer.json()["errors"][field][0]


def test_a_misspelt_parameter_is_told_its_likely_name(client: Client) -> None:
    body = problem(client, "/api/v1/metric-values/?yaer=2021", 400)
    assert body["errors"]["yaer"] == ["There is no such parameter. Did you mean “year”?"]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_ignores_a_parameter_it_does_not_know(client: Client, name: str) -> None:
    assert list(problem(client, f"/api/v1/{name}/?nonsense=1", 400)["errors"]) == ["nonsense"]


@pytest.mark.parametrize(
    "query", ["year=99999999999999999999", "year=-1", "year=20x1", "metric=guess", "quality=fine"]
)
def test_bad_values_of_figures_are_refused(client: Client, query: str) -> None:
    body = problem(client, f"/api/v1/metric-values/?{query}", 400)
    assert list(body["errors"]) == [query.partition("=")[0]]


# --- Errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/clusters/atlantis/",
        "/api/v1/organisations/999999999999999999/",
        "/api/v1/organisations/99999999999999999999999999/",
        "/api/v1/metrics/guess/",
        "/api/v1/nothing/here/",
        "/api/v2/clusters/",
        "/api/nothing",
        "/api/v1/clusters/?page=7",
    ],
)
def test_what_is_not_there_is_a_problem_detail(client: Client, url: str) -> None:
    body = problem(client, url, 404)
    assert body["detail"]
    # A browser that asks for HTML gets the same.
    problem(client, url, 404, headers={"Accept": "text/html,*/*;q=0.8"})


def test_an_address_without_its_last_slash_leads_on(client: Client) -> None:
    answer = client.get("/api/v1/clusters?stage=emerging")
    assert answer.status_code == 301
    assert answer["Location"] == "/api/v1/clusters/?stage=emerging"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    make.make_cluster("Peaks")
    for url in ("/api/v1/", "/api/v1/clusters/", "/api/v1/clusters/peaks/", "/api/v1/metrics/"):
        answer = getattr(client, method)(url, {"name": "x"}, content_type="application/json")
        assert answer.status_code == 405, url
        assert answer["Content-Type"] == "application/problem+json"
        assert "GET" in answer["Allow"]


def test_a_fault_of_ours_is_a_problem_detail_without_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, request: object) -> None:
        raise RuntimeError("a secret in the message")

    monkeypatch.setattr("regions.api.metrics.MetricResource.list", broken)
    client.raise_request_exception = False
    body = problem(client, "/api/v1/metrics/", 500)
    assert "secret" not in str(body)


def test_a_media_type_we_do_not_have_is_a_problem_detail(client: Client) -> None:
    problem(client, "/api/v1/clusters/", 406, headers={"Accept": "image/png"})


def test_too_many_requests_are_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "rest_framework.throttling.AnonRateThrottle.THROTTLE_RATES", {"anon": "2/min"}
    )
    for _ in range(2):
        assert client.get("/api/v1/metrics/").status_code == 200
    answer = client.get("/api/v1/metrics/")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_requests_to_different_processes_are_counted_together() -> None:
    """Two web processes share one cache, so the limit holds across them."""
    ask = (
        "import django; django.setup(); from django.test import Client; "
        "print([Client().get('/api/v1/metrics/', REMOTE_ADDR='192.0.2.7').status_code "
        "for _ in range(2)])"
    )
    environment = os.environ | {
        "API_RATE": "3/min",
        "DATA_DIR": str(settings.DATA_DIR),
        "ALLOWED_HOSTS": "testserver",
    }
    answers = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", ask], capture_output=True, text=True,
            env=environment, cwd=settings.BASE_DIR, check=True,
        ).stdout.strip()
        for _ in range(2)
    ]  # fmt: skip
    cache.delete("throttle_anon_192.0.2.7")
    assert answers == ["[200, 200]", "[200, 429]"]


def test_a_preflight_allows_reading_and_nothing_else(client: Client) -> None:
    answer = client.options(
        "/api/v1/clusters/",
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"},
    )
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Access-Control-Allow-Origin" not in client.get("/healthz")


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
