"""Sectors: what each covers, and where it is strong."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import SectorIndustry
from regions.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def steel(db):
    sector = make.make_sector("Steel", description="Making steel.", net_zero=True)
    industry = make.make_industry("24", title="Manufacture of basic metals")
    SectorIndustry.objects.create(sector=sector, industry=industry, note="Also other metals")
    return sector


def test_the_list_counts_published_clusters_and_organisations_once(client, steel):
    wind = make.make_sector("Wind", family="industrial-strategy")
    for n in range(2):
        make.make_cluster(f"Cluster {n}", sectors=[steel, wind])
        make.make_organisation(f"Firm {n}", sectors=[steel])
        make.make_organisation(f"Other {n}", sectors=[steel])
    make.make_cluster("Draft", sectors=[steel], status="draft")
    make.make_organisation("Secret", sectors=[steel], status="draft")
    html = client.get("/sectors/").content.decode()
    assert "2 clusters, 4 organisations" in html
    assert "2 clusters, no organisations" in html
    assert "Net zero" in html
    assert html.index("Industrial Strategy 2025") < html.index("Sectors that clusters")


def test_regions_are_ranked_by_quotient_with_figures_and_basis(client, steel):
    for name, quotient in (("Low Land", 0.5), ("High Land", 3.25), ("Mid Land", 1.1)):
        make.make_value(area=make.make_area(name), sector=steel, value=quotient)
    high = client.get("/sectors/steel/").context["page"].rankings[0].rows[0].area
    make.make_value("gva", 2345.0, area=high, sector=steel)
    make.make_value("share", 4.5, area=high, sector=steel, quality="limited", basis="All metals")
    make.make_value("location-quotient", 99.0, area=high, sector=steel, year=2015)
    response = client.get("/sectors/steel/")
    ranking = response.context["page"].rankings[0]
    assert [row.area.name for row in ranking.rows] == ["High Land", "Mid Land", "Low Land"]
    assert ranking.year == 2021
    html = response.content.decode()
    assert "Highest: High Land 3.25, Mid Land 1.10, Low Land 0.50." in html
    assert "£2.3bn" in html
    assert "All metals" in html
    assert "Test source, 2023 release" in html


def test_finer_areas_are_ranked_apart_and_only_the_first(client, steel):
    parent = make.make_area("Land")
    for n in range(18):
        area = make.make_area(f"Valley {n}", level="ITL2", parent=parent)
        make.make_value(area=area, sector=steel, value=1 + n / 10, year=2022)
    html = client.get("/sectors/steel/").content.decode()
    assert "ITL2 areas, 2022: the first 15 of 18" in html
    assert "Valley 17" in html
    assert "Valley 2<" not in html


def test_other_editions_of_an_area_are_not_ranked_with_these(client, steel):
    make.make_value(area=make.make_area("Now"), sector=steel)
    make.make_value(area=make.make_area("Then", edition="ITL2025"), sector=steel)
    ranking = client.get("/sectors/steel/").context["page"].rankings[0]
    assert [row.area.name for row in ranking.rows] == ["Now"]


def test_the_page_says_what_the_sector_covers_and_its_clusters(client, steel):
    make.make_cluster("Alpha", sectors=[steel])
    make.make_cluster("Draft", sectors=[steel], status="draft")
    make.make_organisation("Mill", sectors=[steel])
    make.make_organisation("Secret", sectors=[steel], status="draft")
    html = client.get("/sectors/steel/").content.decode()
    assert "Manufacture of basic metals" in html
    assert "Also other metals" in html
    assert "Alpha" in html
    assert "Mill" in html
    assert "Draft" not in html
    assert "Secret" not in html
    assert "No figures yet" in html


def test_list_and_page_take_as_many_queries_for_one_as_for_many(client, steel):
    def queries(path):
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    make.make_cluster(sectors=[steel])
    make.make_value(area=make.make_area(), sector=steel)
    make.make_organisation(sectors=[steel])
    one = queries("/sectors/"), queries("/sectors/steel/")
    for _ in range(8):
        make.make_sector()
        make.make_cluster(sectors=[steel, make.make_sector()])
        make.make_value(area=make.make_area(), sector=steel)
        make.make_value("gva", 1.0, area=make.make_area(), sector=steel)
        make.make_organisation(sectors=[steel])
    many = queries("/sectors/"), queries("/sectors/steel/")
    assert one == many
    assert one[0] <= 2
    assert one[1] <= 11


def test_an_unknown_sector_gets_close_names(client, steel):
    response = client.get("/sectors/steal/")
    assert response.status_code == 404
    assert '<a href="/sectors/steel/">Steel</a>' in response.content.decode()
