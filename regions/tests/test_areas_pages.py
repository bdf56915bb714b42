"""The regions and nations, and the page of any statistical area."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Industry
from regions.queries.area_map import area_map, step_of
from regions.tests import factories as make

pytestmark = pytest.mark.django_db


def square(west, south, size=1.0):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def north(db):
    return make.make_area("North Land", code="TLN1", boundary=square(-2, 53.5), short_name="North")


@pytest.fixture
def fine(north):
    """An ITL2 area with figures of three divisions and their section, in two years."""
    area = make.make_area(
        "Steel Valley", level="ITL2", code="TLN11", parent=north, boundary=square(-1.8, 53.6, 0.5)
    )
    release = make.make_release("2024 release", level="ITL2")
    section = make.make_industry("C", title="Manufacturing", divisions=["24", "25", "31"])
    rows = (("24", "Basic metals", 5.136, -2.0, 245.0), ("25", "Metal products", 2.793, 6.0, 683.0),
            ("31", "Furniture", 0.4, 5.0, 192.0))  # fmt: skip
    for year in (2020, 2021):
        make.make_value("gva", 29_500.0, area=area, year=year, release=release)
        make.make_value("growth", 3.3, area=area, year=year, release=release)
        for code, title, quotient, growth, gva in rows:
            industry = make.make_industry(code, title=title, parent=section)
            values = (("location-quotient", quotient - (2021 - year)), ("growth", growth),
                      ("share", 1.5))  # fmt: skip
            for metric, value in values:
                make.make_value(
                    metric, value, area=area, industry=industry, year=year, release=release
                )
            make.make_figure(area, gva, industry=industry, year=year, release=release)
        make.make_value(area=area, industry=section, year=year, value=1.9, release=release)
        make.make_value("growth", 2.0, area=area, industry=section, year=year, release=release)
    return area


def body(response):
    return b"".join(response.streaming_content).decode().removeprefix("\ufeff")


def table(client, path):
    """The rows of the specialisation table: name to cells."""
    html = client.get(path).content.decode()
    found = html[html.index("most specialised first</caption>") :]
    found = found[: found.index("</table>")]
    cells = [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in found.split("<tr>")[2:]
    ]
    return {row[1]: row for row in cells}


def test_the_list_has_a_row_a_shape_and_figures_for_each_region(client, north):
    south = make.make_area("South Land", boundary=square(-2, 51))
    make.make_cluster("Alpha", region=north)
    make.make_cluster("Draft", region=south, status="draft")
    make.make_value("gva", 45_670.0, area=north)
    make.make_value("growth", None, area=north, reason="The value of 2016 is missing.")
    html = client.get("/regions/").content.decode()
    assert 'aria-label="North: 1 cluster"' in html
    assert 'aria-label="South Land: no clusters"' in html
    assert "£45.7bn" in html
    assert "The value of 2016 is missing." in html
    assert "Test source, 2023 release" in html


def test_the_list_stands_without_areas_and_without_boundaries(client):
    assert "No regions are loaded yet" in client.get("/regions/").content.decode()
    make.make_area("Plain Land")
    html = client.get("/regions/").content.decode()
    assert "Plain Land" in html
    assert "area-map" not in html


def test_the_list_takes_as_many_queries_for_one_as_for_many(client, fine):
    make.make_cluster(region=fine.parent)
    make.make_value("gva", 5.0, area=fine.parent)
    with CaptureQueriesContext(connection) as one:
        client.get("/regions/")
    for n in range(6):
        region = make.make_area(f"Land {n}", boundary=square(-2, 51 + n))
        make.make_area(f"Valley {n}", level="ITL2", parent=region)
        make.make_cluster(region=region)
        make.make_value("gva", 5.0, area=region)
    with CaptureQueriesContext(connection) as many:
        client.get("/regions/")
    assert len(one) == len(many) <= 7


def test_an_area_shows_the_year_asked_for(client, fine):
    rows = table(client, "/regions/steel-valley/?year=2021")
    assert rows["Basic metals"][:6] == ["24", "Basic metals", "£245m", "1.5", "5.136", "−2.0"]
    assert table(client, "/regions/steel-valley/?year=2020")["Basic metals"][4] == "4.136"
    html = client.get("/regions/steel-valley/?year=2021").content.decode()
    assert "Test source, 2024 release" in html
    assert "Most specialised in: Basic metals" in html
    assert '<option value="2021" selected>' in html


def test_the_newest_year_stands_without_being_asked_for(client, fine):
    assert client.get("/regions/steel-valley/").context["page"].year == 2021


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year=1066", "There are no figures of 1066 for Steel Valley; these are of 2021."),
        ("year=soon", "“soon” is not a year"),
        ("year=²⁰²¹", "is not a year"),
        ("by=colour", "We cannot show figures by “colour”"),
    ],
)
def test_a_wrong_year_is_told(client, fine, query, sentence):
    response = client.get(f"/regions/steel-valley/?{query}")
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert response.context["page"].year == 2021


def test_rows_lie_in_the_quadrant_of_their_quotient_and_growth(client, fine):
    rows = table(client, "/regions/steel-valley/")
    assert rows["Basic metals"][6] == "Risk"
    assert rows["Metal products"][6] == "Strength"
    assert rows["Furniture"][6] == "Opportunity"


def test_the_chart_draws_divisions_and_not_their_section_again(client, fine):
    found = client.get("/regions/steel-valley/").context["page"].specialisation
    drawn = {row.code for row in found.rows if row.drawn}
    assert drawn == {"24", "25", "31"}
    assert {row.code for row in found.rows} == {"C", "24", "25", "31"}
    assert len(found.chart.bubbles) == 3


def test_of_two_codes_for_the_same_divisions_the_most_exact_is_drawn(client, fine):
    bundle = Industry.objects.create(
        code="CX", level="aggregate", title="Metals bundle", divisions=["24"], source=fine.source
    )
    for metric in ("location-quotient", "growth"):
        make.make_value(metric, 5.0, area=fine, industry=bundle)
    found = client.get("/regions/steel-valley/").context["page"].specialisation
    assert {row.code for row in found.rows if row.drawn} == {"24", "25", "31"}


def test_figures_by_sector_say_what_was_measured(client, fine):
    sector = make.make_sector("Steel making")
    make.make_value(area=fine, sector=sector, value=2.0, quality="limited", basis="All of metals")
    make.make_value("growth", 4.0, area=fine, sector=sector)
    make.make_value("gva", 900.0, area=fine, sector=sector)
    html = client.get("/regions/steel-valley/?by=sector").content.decode()
    assert "All of metals" in html
    assert "£900m" in html
    assert '<a href="/sectors/steel-making/">Steel making</a>' in html


def test_an_undefined_figure_shows_its_reason_and_no_bubble(client, fine):
    void = make.make_industry("05", title="Coal")
    make.make_value(area=fine, industry=void, value=None, reason="Nothing is mined anywhere.")
    html = client.get("/regions/steel-valley/").content.decode()
    assert "Nothing is mined anywhere." in html
    assert html.count('class="bubble ') == 3


def test_an_area_without_figures_has_a_page_that_says_so(client, north):
    html = client.get("/regions/north-land/").content.decode()
    assert "No figures yet" in html
    assert "No published cluster is recorded here yet." in html


def test_clusters_of_a_finer_area_are_those_that_cover_it_or_its_parts(client, fine):
    part = make.make_area("Forge Town", level="ITL3", parent=fine)
    make.make_cluster("Over it", areas=[fine])
    make.make_cluster("In a part", areas=[part])
    make.make_cluster("Elsewhere", areas=[make.make_area("Other", level="ITL2")])
    make.make_cluster("Draft here", areas=[fine], status="draft")
    found = client.get("/regions/steel-valley/").context["page"].clusters
    assert [row.cluster.name for row in found] == ["In a part", "Over it"]


def test_organisations_of_a_finer_area_are_found_by_their_point(client, fine, north):
    make.make_organisation("Inside Ltd", lon=-1.6, lat=53.8, region=north)
    make.make_organisation("Outside Ltd", lon=-1.1, lat=53.8, region=north)
    make.make_organisation("Secret Ltd", lon=-1.6, lat=53.8, region=north, status="draft")
    html = client.get("/regions/steel-valley/").content.decode()
    assert "Inside Ltd" in html
    assert "Outside Ltd" not in html
    assert "Secret Ltd" not in html
    whole = client.get("/regions/north-land/").content.decode()
    assert "Outside Ltd" in whole
    assert "Secret Ltd" not in whole


def test_without_a_boundary_the_page_says_that_it_cannot_tell(client, fine):
    fine.boundary = None
    fine.save()
    assert "its boundary has to be loaded first" in (
        client.get("/regions/steel-valley/").content.decode()
    )


def test_other_editions_of_the_same_code_are_named_and_never_mixed(client, fine):
    make.make_area(
        "Steel Valley", slug="steel-valley-2025", code=fine.code, edition="ITL2025",
        level="ITL2", parent=fine.parent,
    )  # fmt: skip
    html = client.get("/regions/steel-valley/").content.decode()
    assert '<a href="/regions/steel-valley-2025/">Steel Valley (ITL 2025)</a>' in html
    assert client.get("/regions/steel-valley-2025/").context["page"].specialisation is None


def test_an_area_takes_as_many_queries_for_one_row_as_for_many(client, fine):
    make.make_cluster("Over it", areas=[fine], sectors=[make.make_sector()])
    make.make_organisation(lon=-1.6, lat=53.8)
    with CaptureQueriesContext(connection) as one:
        client.get("/regions/steel-valley/")
    for n in range(8):
        make.make_cluster(f"Over it {n}", areas=[fine], sectors=[make.make_sector()])
        make.make_organisation(lon=-1.6, lat=53.8)
        make.make_area(level="ITL3", parent=fine)
        make.make_value(area=fine, industry=make.make_industry(f"4{n}"))
    with CaptureQueriesContext(connection) as many:
        client.get("/regions/steel-valley/")
    assert len(one) == len(many) <= 18


def test_the_rows_of_an_area_can_be_taken_away(client, fine):
    response = client.get("/regions/steel-valley/figures.csv?year=2021&by=industry")
    assert 'filename="steel-valley-industry-2021.csv"' in response["Content-Disposition"]
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(body(response)))}
    assert rows["24"]["location_quotient"] == "5.136"
    assert rows["24"]["gva_gbp_million"] == "245.0"
    assert rows["24"]["source"] == "Test source, 2024 release"


def test_an_unknown_area_gets_close_names(client, north):
    response = client.get("/regions/nroth-land/")
    assert response.status_code == 404
    assert '<a href="/regions/north-land/">North Land</a>' in response.content.decode()


# -- The small map ---------------------------------------------------------------------------


def test_areas_lie_on_the_map_as_on_the_ground():
    south = make.make_area("South", boundary=square(-2, 51), lon=-1.5, lat=51.5)
    north = make.make_area("North", boundary=square(-2, 54), lon=-1.5, lat=54.5)
    east = make.make_area("East", boundary=square(0, 51), lon=0.5, lat=51.5)
    found = area_map([(south, 1), (north, 2), (east, 0)])
    by_name = {one.area.name: one for one in found.shapes}
    assert by_name["North"].y < by_name["South"].y
    assert by_name["South"].x < by_name["East"].x
    assert found.legend == ((0, "0"), (4, "1"), (7, "2"))
    for one in found.shapes:
        assert one.path.startswith("M")
        assert one.path.endswith("Z")
        assert 0 <= one.x <= found.frame.width
        assert 0 <= one.y <= found.frame.height


def test_a_shade_is_kept_for_none_and_the_most_is_darkest():
    assert [step_of(n, 14) for n in (0, 1, 2, 7, 14)] == [0, 1, 1, 4, 7]
    assert step_of(0, 0) == 0
