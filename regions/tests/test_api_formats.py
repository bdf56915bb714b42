"""GeoJSON, CSV, the OpenAPI description, and how many queries each answer takes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regions.api.reference import sections
from regions.tests import factories as make
from regions.tests.api_samples import LISTS, make_sample

pytestmark = pytest.mark.django_db
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-2.0, 53.0], [-1.0, 53.0], [-1.0, 54.0], [-2.0, 54.0], [-2.0, 53.0]]],
}


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.delete("throttle_anon_127.0.0.1")


def collection(client: Client, url: str) -> dict[str, Any]:
    answer = client.get(url)
    assert answer.status_code == 200
    assert isinstance(answer, StreamingHttpResponse)
    assert answer["Content-Type"] == "application/geo+json"
    body: dict[str, Any] = json.loads(answer.getvalue())
    assert body["type"] == "FeatureCollection"
    return body


def rows(client: Client, url: str) -> list[dict[str, str]]:
    answer = client.get(url)
    assert answer.status_code == 200
    assert isinstance(answer, StreamingHttpResponse)
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


@pytest.mark.parametrize("name", ["areas", "clusters", "organisations"])
def test_places_come_as_geojson_points_with_the_properties_of_the_list(
    client: Client, name: str
) -> None:
    make_sample()
    listed = client.get(f"/api/v1/{name}/").json()["results"]
    features = collection(client, f"/api/v1/{name}/?format=geojson")["features"]
    assert [one["properties"] for one in features] == listed
    for one in features:
        p = one["properties"]
        expected = None if p["lon"] is None else {
            "type": "Point", "coordinates": [p["lon"], p["lat"]],
        }  # fmt: skip
        assert one["geometry"] == expected
        assert one["id"] in (p.get("slug"), p.get("id"))


def test_filters_apply_to_geojson_and_it_is_not_cut_into_pages(client: Client) -> None:
    region = make.make_area("Wales")
    for _ in range(60):
        make.make_organisation(region=region)
    make.make_organisation(region=region, kind="investor")
    body = collection(client, "/api/v1/organisations/?format=geojson&region=wales&kind=firm")
    assert len(body["features"]) == 60


def test_boundaries_and_footprints_come_when_asked_for(client: Client) -> None:
    make.make_area("Wales", boundary=SQUARE)
    make.make_area("Scotland")
    shapes = {
        one["id"]: one["geometry"]["type"]
        for one in collection(client, "/api/v1/areas/?format=geojson&geometry=boundary&level=ITL1")[
            "features"
        ]
    }
    assert shapes == {"wales": "Polygon", "scotland": "Point"}
    make.make_cluster("Peaks", footprint=SQUARE)
    url = "/api/v1/clusters/?format=geojson&geometry="
    assert collection(client, url + "footprint")["features"][0]["geometry"] == SQUARE
    assert collection(client, url + "point")["features"][0]["geometry"]["type"] == "Point"


def test_an_accept_header_chooses_the_format_too(client: Client) -> None:
    answer = client.get("/api/v1/clusters/", headers={"Accept": "application/geo+json"})
    assert answer["Content-Type"] == "application/geo+json"
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize("name", [name for name in LISTS if name != "metrics"])
def test_every_list_comes_as_csv_with_a_column_for_each_field(client: Client, name: str) -> None:
    make_sample()
    listed = client.get(f"/api/v1/{name}/").json()["results"]
    table = rows(client, f"/api/v1/{name}/?format=csv")
    assert len(table) == len(listed)
    for field, value in listed[0].items():
        if not isinstance(value, dict | None):
            assert field in table[0]


def test_csv_flattens_records_and_joins_lists(client: Client) -> None:
    sectors = [make.make_sector("Wind"), make.make_sector("Tidal")]
    make.make_cluster("Firth", sectors=sectors, region=make.make_area("Fife"), founded=1999)
    row = rows(client, "/api/v1/clusters/?format=csv")[0]
    assert row["sectors"] == "wind; tidal"
    assert row["region_slug"] == "fife"
    assert row["founded"] == "1999"
    assert row["verified"] == "false"
    assert row["lon"] == "-1.5491"  # a negative number stays a number


def test_csv_of_metric_values_names_subject_unit_and_release(client: Client) -> None:
    make.make_value(area=make.make_area("Fife"), value=-2.5, metric="growth")
    row = rows(client, "/api/v1/metric-values/?format=csv&area=fife")[0]
    assert row["subject_slug"] == "fife"
    assert row["unit"] == "% a year"
    assert row["value"] == "-2.5"
    assert row["release_label"] == "2023 release"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_csv_cells_cannot_run_as_formulas(client: Client, start: str) -> None:
    make.make_organisation(f"{start}HYPERLINK(1)", key="trap")
    assert rows(client, "/api/v1/organisations/?format=csv")[0]["name"].startswith("'")


def test_errors_of_csv_and_geojson_are_problem_details_too(client: Client) -> None:
    for form in ("csv", "geojson"):
        answer = client.get(f"/api/v1/clusters/?format={form}&stage=enormous")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert list(answer.json()["errors"]) == ["stage"]


@pytest.mark.parametrize(
    ("name", "form"),
    [(name, "json") for name in LISTS]
    + [(name, "csv") for name in LISTS if name != "metrics"]
    + [(name, "geojson") for name in ("areas", "clusters", "organisations")],
)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(
    client: Client, name: str, form: str
) -> None:
    make_sample()
    url = f"/api/v1/{name}/?format={form}"
    counts = []
    for more in (0, 4):
        for _ in range(more):
            make_sample()
        with CaptureQueriesContext(connection) as queries:
            client.get(url).getvalue()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4, [query["sql"] for query in queries]


def test_a_record_takes_as_many_queries_whatever_hangs_on_it(client: Client) -> None:
    sample = make_sample()
    before = {}
    for url in sample.details():
        with CaptureQueriesContext(connection) as few:
            assert client.get(url).status_code == 200
        assert len(few) <= 3, url
        before[url] = len(few)
    for _ in range(4):
        more = make_sample()
        make.make_membership(sample.cluster, more.firm)
        sample.cluster.areas.add(more.region)
        for sector in more.cluster.sectors.all():
            sample.cluster.cluster_sectors.create(sector=sector, order=1)
            sample.firm.sectors.add(sector)
    sector = sample.cluster.sectors.first()
    for code in ("25", "26"):
        sector.parts.create(industry=make.make_industry(code))
    for url in [one for one in before if "/sectors/" not in one] + [
        f"/api/v1/sectors/{sector.slug}/"
    ]:
        with CaptureQueriesContext(connection) as many:
            assert client.get(url).status_code == 200
        assert len(many) == before.get(url, 2), url


def test_the_openapi_description_is_valid_and_complete(client: Client, tmp_path: Any) -> None:
    file = tmp_path / "schema.json"
    call_command(
        "spectacular", "--validate", "--fail-on-warn", format="openapi-json", file=str(file)
    )
    schema = json.loads(file.read_text())
    assert schema["openapi"].startswith("3.1")
    for name in LISTS:
        assert f"/api/v1/{name}/" in schema["paths"]
    values = schema["paths"]["/api/v1/metric-values/"]["get"]
    named = {one["name"] for one in values["parameters"]}
    assert named >= {
        "metric", "area", "level", "industry", "sector", "cluster", "year", "year_min", "year_max",
        "quality", "undefined", "page", "page_size", "ordering", "format",
    }  # fmt: skip
    assert "application/problem+json" in values["responses"]["400"]["content"]
    clusters = schema["paths"]["/api/v1/clusters/"]["get"]["responses"]["200"]["content"]
    assert set(clusters) == {"application/json", "text/csv", "application/geo+json"}
    assert client.get("/api/v1/schema/?format=json").json()["openapi"].startswith("3.1")


def test_the_reference_page_tells_every_parameter_and_field(client: Client) -> None:
    answer = client.get("/api/v1/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "<script src" not in page  # it is complete without a script
    for section in sections():
        assert section.fields, section.name
        for address in section.addresses:
            assert address.path in page
            for parameter in address.parameters:
                assert f"<code>{parameter.name}</code>" in page
    values = next(one for one in sections() if one.name == "metric-values")
    told = {one.name: one for one in values.addresses[0].parameters}
    assert told["year_min"].about == "This year or later."
    assert "location-quotient" in told["metric"].choices
    assert {"release.label", "subject.slug", "interval.low"} <= {one.name for one in values.fields}
