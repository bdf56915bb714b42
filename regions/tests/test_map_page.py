"""The explorer's page: filters, state in the address, list and table, wrong values."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from regions.models import Place
from regions.tests.factories import (
    make_area,
    make_cluster,
    make_link,
    make_membership,
    make_organisation,
    make_sector,
    make_source,
    make_university,
    make_value,
)

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[-2, 53], [-1, 53], [-1, 54], [-2, 54], [-2, 53]]]}


@pytest.fixture
def register():
    """Two regions, two sectors, two clusters, four organisations; and drafts of each."""
    north = make_area("North", boundary=SQUARE)
    south = make_area("South", lon=-1.0, lat=51.0)
    steel = make_sector("Steel")
    wind = make_sector("Wind", net_zero=True)
    forge = make_cluster("Forge valley", sectors=[steel], region=north, stage="established")
    shore = make_cluster(
        "Windy shore", sectors=[wind], region=south, stage="emerging", lon=-1.0, lat=51.0
    )
    smith = make_organisation("Smith Castings", sectors=[steel], region=north, is_supplier=True)
    blade = make_organisation("Blade Works", sectors=[wind], region=south, lon=-1.0, lat=51.0)
    college = make_university("Shore University", region=south, lon=-1.1, lat=51.0)
    office = make_organisation("Ports Office", kind="public", region=south)
    make_membership(forge, smith)
    make_membership(shore, blade)
    make_membership(shore, college, role="university")
    make_membership(shore, college, role="research")
    make_cluster("Secret cluster", region=north, status="draft", sectors=[steel])
    make_cluster("Old cluster", region=north, status="archived", sectors=[steel])
    secret = make_organisation("Secret firm", region=north, status="draft", sectors=[steel])
    make_membership(forge, secret)
    make_value(cluster=forge, sector=steel, value=2.5)
    return {"forge": forge, "shore": shore, "smith": smith, "college": college, "office": office}


def rows_of(client, query="", name="map"):
    """The keys of the clusters and organisations that a page lists, in order."""
    text = client.get(f"{reverse('regions:map')}?{query}").content.decode()
    clusters = re.findall(r'<(?:li|tr) data-cluster="([^"]+)"', text)
    organisations = [int(key) for key in re.findall(r'<(?:li|tr) data-organisation="(\d+)"', text)]
    return clusters, organisations


def names(client, query=""):
    clusters, organisations = rows_of(client, query)
    text = client.get(f"{reverse('regions:map')}?{query}").content.decode()
    return clusters, len(organisations), text


def test_the_page_lists_every_published_cluster_and_organisation(client, register):
    clusters, organisations, text = names(client)
    assert clusters == ["forge-valley", "windy-shore"]
    assert organisations == 4
    assert "2 clusters and 4 organisations" in text
    assert "2.50" in text
    assert "(2021" in text
    assert "2023 release" in text  # the source of the location quotient


def test_drafts_and_archived_records_never_show(client, register):
    for query in ("", "view=table", "cluster=forge-valley", "q=secret", "cluster=secret-cluster"):
        text = client.get(f"/map/?{query}").content.decode()
        assert "Secret firm" not in text
        assert "Secret cluster" not in text
        assert "Old cluster" not in text


def test_no_account_of_staff_is_named(client, register):
    person = get_user_model().objects.create_user(email="curator@example.org", password="x" * 14)
    register["forge"].updated_by = person
    register["forge"].save()
    for path in ("/map/?cluster=forge-valley", "/map/clusters.geojson", "/map/?view=table"):
        assert "curator@example.org" not in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("query", "clusters", "organisations"),
    [
        ("region=north", ["forge-valley"], 1),
        ("region=north&region=south", ["forge-valley", "windy-shore"], 4),
        ("sector=steel", ["forge-valley"], 1),
        ("sector=wind", ["windy-shore"], 2),  # the university as a member of the cluster
        ("stage=emerging", ["windy-shore"], 2),
        ("stage=established&sector=wind", [], 0),
        ("net_zero=1", ["windy-shore"], 2),
        ("net_zero=yes", ["windy-shore"], 2),
        ("kind=university", ["forge-valley", "windy-shore"], 1),
        ("kind=supplier", ["forge-valley", "windy-shore"], 1),
        ("kind=firm", ["forge-valley", "windy-shore"], 1),  # a supplier is told apart
        ("kind=public&region=south", ["windy-shore"], 1),
        ("q=shore", ["windy-shore"], 1),
        ("q=nothing+is+called+this", [], 0),
        ("layer=regions&layer=clusters", ["forge-valley", "windy-shore"], 0),
        ("layer=regions&layer=organisations", [], 4),
        ("layer=regions", [], 0),
    ],
)
def test_filters_narrow_clusters_and_organisations(
    client, register, query, clusters, organisations
):
    found, number, _ = names(client, query)
    assert (found, number) == (clusters, organisations)


def test_the_form_shows_what_the_address_says(client, register):
    text = client.get("/map/?region=north&stage=established&q=forge&net_zero=1").content.decode()
    for box in ("north", "established", "1"):
        assert re.search(rf'value="{box}" checked', text)
    assert 'value="forge"' in text


def test_a_chip_takes_one_filter_away_and_keeps_the_rest(client, register):
    text = client.get("/map/?region=north&region=south&stage=emerging&page=2").content.decode()
    chips = {
        label.strip(): href.replace("&amp;", "&")
        for href, label in re.findall(
            r'href="([^"]*)" data-chip><span class="visually-hidden">[^<]*</span>([^<]*)', text
        )
    }
    assert chips["North"] == "?region=south&stage=emerging"
    assert chips["Emerging"] == "?region=north&region=south"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("region=atlantis", "“atlantis”"),
        ("kind=wizard", "“wizard”"),
        ("view=globe", "no view called “globe”"),
        ("layer=moon", "no layer called “moon”"),
        ("cluster=nowhere", "no published cluster at “nowhere”"),
        ("cluster=%27%3BDROP+TABLE", "no published cluster"),
        ("page=-1", "“-1” is not a page number"),
        ("page=99", "There is no page 99, so this is the last of 1."),
        ("z=near", "“near” is not a zoom"),
        ("lat=99", "“99” is not a latitude"),
        ("lon=nan", "“nan” is not a longitude"),
        ("place=Zzyzx", "We do not know a place called “Zzyzx”"),
        ("net_zero=maybe", "“maybe”"),
    ],
)
def test_a_value_not_understood_is_told_and_the_rest_is_kept(client, register, query, words):
    response = client.get(f"/map/?{query}&stage=emerging")
    assert response.status_code == 200
    text = response.content.decode()
    assert words in text
    assert re.findall(r'<li data-cluster="([^"]+)"', text) == ["windy-shore"]


@pytest.mark.parametrize(
    "value", ["\x00", "%00", "<script>alert(1)</script>", "x" * 5000, "“”%_\\"]
)
@pytest.mark.parametrize("name", ["q", "region", "cluster", "place", "view", "layer", "page", "z"])
def test_hostile_values_are_answered_and_escaped(client, register, name, value):
    response = client.get("/map/", {name: value})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_the_table_holds_exactly_the_rows_of_the_list_and_the_map(client, register):
    north = make_area("Middle")
    for number in range(60):
        make_organisation(f"Firm {number:02d}", region=north)
    for query in ("", "region=middle", "place=LS1", "kind=firm&sector=wind"):
        for page in (1, 2):
            asked = f"{query}&page={page}"
            assert rows_of(client, asked) == rows_of(client, f"{asked}&view=table"), asked
        pages = [rows_of(client, f"{query}&view=table&page={page}")[1] for page in (1, 2)]
        on_map = client.get(f"/map/organisations.geojson?{query}").json()["features"]
        listed = {key for page in pages for key in page}
        assert {feature["id"] for feature in on_map} == listed, query
        clusters = client.get(f"/map/clusters.geojson?{query}").json()["features"]
        assert {feature["id"] for feature in clusters} == set(rows_of(client, query)[0])


def test_a_long_list_says_how_much_it_shows(client, register):
    middle = make_area("Middle")
    for number in range(60):
        make_organisation(f"Firm {number:02d}", region=middle)
    text = client.get("/map/?region=middle").content.decode()
    assert "Showing 1 to 50 of 60 organisations" in text
    assert "?region=middle&amp;page=2" in text
    assert "Showing 51 to 60 of 60" in client.get("/map/?region=middle&page=2").content.decode()


def test_the_open_cluster_shows_members_once_and_links(client, register):
    make_link(register["college"], register["smith"], kind="trains-for")
    text = client.get("/map/?cluster=windy-shore").content.decode()
    panel = text[text.index('id="map-panel"') : text.index("</article>")]
    assert panel.count("Shore University</a> <span") == 1
    assert "University, Research organisation" in panel
    assert "trains people for" in panel
    assert 'href="/clusters/windy-shore/"' in panel


def test_the_fragment_is_only_filters_and_results(client, register):
    whole = client.get("/map/?stage=emerging")
    part = client.get("/map/?stage=emerging", headers={"HX-Request": "true"})
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b'id="map-results"' in part.content
    assert b'data-count="stage=emerging"' in part.content


def test_the_still_map_has_the_regions_and_the_listed_clusters(client, register):
    text = client.get("/map/?region=north").content.decode()
    picture = text[
        text.index('class="map-picture"') : text.index("</svg>", text.index("map-picture"))
    ]
    assert picture.count("map-picture-dot") == 1
    assert 'class="map-picture-region is-chosen"' in picture
    assert "cluster=forge-valley" in picture


def test_a_place_puts_the_nearest_first_with_its_distance(client, register):
    Place.objects.create(
        name="Southtown", kind="town", code="1", lon=-1.0, lat=51.0, population=9000,
        source=make_source(),
    )  # fmt: skip
    clusters, _, text = names(client, "place=southtown")
    assert clusters == ["windy-shore", "forge-valley"]
    assert "under a mile" in text
    assert re.search(r"19\d miles", text)
    assert "Nearest to <strong>Southtown</strong>" in text


def test_the_page_costs_the_same_queries_for_one_row_and_for_many(
    client, register, django_assert_num_queries
):
    paths = ("/map/", "/map/?view=table", "/map/?cluster=forge-valley", "/map/?sector=steel&q=e")
    before = {path: query_count(client, path) for path in paths}
    sector = make_sector("More")
    for number in range(8):
        cluster = make_cluster(f"More {number}", sectors=[sector])
        firm = make_organisation(f"More firm {number}", sectors=[sector])
        make_membership(cluster, firm)
        make_membership(register["forge"], firm)
        make_link(firm, register["smith"])
        make_value(cluster=cluster, sector=sector)
    assert {path: query_count(client, path) for path in paths} == before
    with django_assert_num_queries(before["/map/"]):
        client.get("/map/")
    assert before["/map/"] <= 17


def query_count(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_an_empty_register_is_an_empty_page_not_an_error(client):
    response = client.get("/map/")
    assert response.status_code == 200
    assert "Nothing fits all of these" in response.content.decode()
    assert client.get("/map/?view=table").status_code == 200


def test_only_reading_is_allowed(client):
    for path in ("/map/", "/map/clusters.geojson", "/map/places/"):
        assert client.post(path).status_code == 405
