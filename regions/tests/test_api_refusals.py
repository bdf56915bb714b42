"""How the API refuses: by name, in one form, whatever was asked for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from regions.tests import factories as make
from regions.tests.api_samples import LISTS, problem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.delete("throttle_anon_127.0.0.1")


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


def test_the_api_answers_while_the_cache_is_gone(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    nobody = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=nobody):
        assert client.get("/api/v1/metrics/").status_code == 200
    assert "Requests are not counted" in caplog.text


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
