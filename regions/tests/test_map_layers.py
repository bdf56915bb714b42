"""The map's GeoJSON: valid by RFC 7946, published only, cheap, cacheable."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import shape

from regions.models import Place
from regions.queries import map_layers
from regions.queries.map_layers import arc
from regions.tests.factories import (
    make_area,
    make_cluster,
    make_link,
    make_membership,
    make_organisation,
    make_sector,
    make_source,
)

pytestmark = pytest.mark.django_db
# Clockwise on purpose: what a curator pastes often is.
CLOCKWISE = {"type": "Polygon", "coordinates": [[[-2, 53], [-2, 54], [-1, 54], [-1, 53], [-2, 53]]]}
LAYERS = ("regions", "towns", "clusters", "organisations")
PRIVATE = ("updated_by", "email", "company_number", "history", "ukprn")


@pytest.fixture
def leeds():
    area = make_area("Yorkshire", boundary=CLOCKWISE)
    cluster = make_cluster("Leeds print", region=area, footprint=CLOCKWISE)
    press = make_organisation("Press", region=area, lon=-1.2, lat=53.2)
    ink = make_organisation("Ink", region=area, lon=-1.6, lat=53.9, is_supplier=True)
    make_membership(cluster, press)
    Place.objects.create(
        name="Leeds", kind="town", code="1", lon=-1.5, lat=53.8, population=500_000,
        source=make_source(),
    )  # fmt: skip
    return {"area": area, "cluster": cluster, "press": press, "ink": ink}


def signed_area(ring):
    return sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in itertools.pairwise(ring))


def positions(geometry):
    def walk(value):
        if isinstance(value[0], (int, float)):
            yield value
        else:
            for part in value:
                yield from walk(part)

    yield from walk(geometry["coordinates"])


def assert_valid(collection):
    """RFC 7946 on what we emit: types, positions, closed rings, right-hand winding."""
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert set(feature) >= {"type", "geometry", "properties"}
        geometry = feature["geometry"]
        assert shape(geometry).is_valid
        for lon, lat in positions(geometry):
            assert -10 <= lon <= 3
            assert 49 <= lat <= 61.5
        polygons = {
            "Polygon": [geometry["coordinates"]],
            "MultiPolygon": geometry["coordinates"],
        }.get(geometry["type"], [])
        for rings in polygons:
            for n, ring in enumerate(rings):
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                assert (signed_area(ring) < 0) == (n == 0), "outer rings run counter-clockwise"


def read(client, name, query=""):
    response = client.get(f"/map/{name}.geojson?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/geo+json"
    return json.loads(response.content)


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_valid_geojson(client, leeds, name):
    collection = read(client, name)
    assert collection["features"]
    assert_valid(collection)


def test_links_are_valid_geojson(client, leeds):
    make_link(leeds["ink"], leeds["press"])
    collection = read(client, "links", "cluster=leeds-print")
    assert_valid(collection)
    kinds = sorted(feature["properties"]["kind"] for feature in collection["features"])
    assert kinds == ["member", "supplies"]
    assert collection["members"] == [leeds["press"].pk]
    assert collection["linked"] == [leeds["ink"].pk]


def test_the_real_boundaries_are_valid_geojson(client):
    made = json.loads((Path(settings.BASE_DIR) / "regions/reference/itl1.geojson").read_text())
    for feature in made["features"]:
        make_area(feature["properties"]["name"], boundary=feature["geometry"])
    collection = read(client, "regions")
    assert len(collection["features"]) == 12
    assert_valid(collection)


def test_a_cluster_without_footprint_is_a_point_and_with_one_is_both(client, leeds):
    make_cluster("Dot", region=leeds["area"])
    kinds = [(f["id"], f["geometry"]["type"]) for f in read(client, "clusters")["features"]]
    assert sorted(kinds) == [
        ("dot", "Point"), ("leeds-print", "Point"), ("leeds-print/footprint", "Polygon"),
    ]  # fmt: skip


def test_suppliers_have_a_kind_of_their_own(client, leeds):
    kinds = {
        f["properties"]["name"]: f["properties"]["kind"]
        for f in read(client, "organisations")["features"]
    }
    assert kinds == {"Press": "firm", "Ink": "supplier"}


def test_drafts_are_in_no_layer(client, leeds):
    draft = make_organisation("Draft firm", status="draft", region=leeds["area"])
    make_cluster("Draft cluster", status="review", region=leeds["area"])
    make_membership(leeds["cluster"], draft)
    make_link(leeds["press"], draft)
    for name, query in [*((name, "") for name in LAYERS), ("links", "cluster=leeds-print")]:
        assert "Draft" not in json.dumps(read(client, name, query)), name
    assert client.get("/map/links.geojson?cluster=draft-cluster").status_code == 404


def test_layers_hold_no_private_field(client, leeds):
    for name in LAYERS:
        text = json.dumps(read(client, name))
        assert not [word for word in PRIVATE if word in text], name


def test_an_organisation_without_a_place_is_counted_not_drawn(client, leeds):
    make_organisation("Nowhere", region=leeds["area"], lon=None, lat=None)
    collection = read(client, "organisations")
    assert "Nowhere" not in json.dumps(collection)
    assert collection["unplaced"] == 1


def test_too_many_organisations_are_left_out_and_counted(client, leeds, monkeypatch):
    monkeypatch.setattr(map_layers, "MOST_ORGANISATIONS", 1)
    collection = read(client, "organisations")
    assert len(collection["features"]) == 1
    assert collection["left_out"] == 1


def test_links_need_a_cluster(client, leeds):
    for query in ("", "cluster=", "cluster=nowhere", "cluster=%00", "cluster=" + "x" * 500):
        response = client.get(f"/map/links.geojson?{query}")
        assert response.status_code == 404
        assert response.json()["detail"]


@pytest.mark.parametrize("name", LAYERS)
def test_an_unchanged_layer_is_answered_with_304(client, leeds, name):
    first = client.get(f"/map/{name}.geojson", headers={"Accept-Encoding": "gzip"})
    assert "max-age" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    again = client.get(
        f"/map/{name}.geojson",
        headers={"If-None-Match": first["ETag"], "Accept-Encoding": "gzip"},
    )
    assert again.status_code == 304


def test_a_changed_layer_has_another_etag(client, leeds):
    before = client.get("/map/clusters.geojson")["ETag"]
    make_cluster("New", region=leeds["area"])
    assert client.get("/map/clusters.geojson")["ETag"] != before


def test_layers_cost_the_same_queries_for_one_row_and_for_many(client, leeds):
    paths = [f"/map/{name}.geojson?sector=print" for name in LAYERS]
    paths.append("/map/links.geojson?cluster=leeds-print")

    def cost():
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counts.append(len(captured))
        return counts

    sector = make_sector("Print")
    make_cluster("First", sectors=[sector], region=leeds["area"])
    make_organisation("First firm", sectors=[sector], region=leeds["area"])
    before = cost()
    for number in range(6):
        cluster = make_cluster(f"Other {number}", sectors=[sector], region=leeds["area"])
        firm = make_organisation(f"Firm {number}", sectors=[sector], region=leeds["area"])
        make_membership(cluster, firm)
        make_membership(leeds["cluster"], firm)
        make_link(firm, leeds["ink"])
    assert cost() == before
    assert max(before) <= 6


def test_an_arc_bends_to_one_side_and_meets_its_ends():
    there, back = arc((-2.0, 53.0), (-1.0, 54.0)), arc((-1.0, 54.0), (-2.0, 53.0))
    assert there[0] == (-2.0, 53.0)
    assert there[-1] == pytest.approx((-1.0, 54.0))
    middle, other = there[len(there) // 2], back[len(back) // 2]
    assert middle != pytest.approx((-1.5, 53.5))
    assert middle != pytest.approx(other)
