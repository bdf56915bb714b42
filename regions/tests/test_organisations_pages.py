"""Organisations: the list with its ways in, and the page of one."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Organisation
from regions.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(db):
    north, south = make.make_area("North Land"), make.make_area("South Land")
    steel = make.make_sector("Steel")
    make.make_organisation("Anvil Forge", region=north, sectors=[steel], town="Sheffield")
    make.make_organisation("Bolt Supply", region=north, is_supplier=True, town="York")
    make.make_university("College of Wind", region=south, town="Exeter")
    make.make_organisation("Secret Ltd", region=north, status="draft")
    make.make_organisation("Gone Ltd", region=north, status="archived")
    return {"north": north, "south": south, "steel": steel}


def names(response):
    return [one.name for one in response.context["page_obj"]]


@pytest.mark.parametrize(
    ("query", "expected", "heading"),
    [
        ("", ["Anvil Forge", "Bolt Supply", "College of Wind"], "Organisations"),
        ("kind=firm", ["Anvil Forge", "Bolt Supply"], "Firms"),
        ("kind=firm&supplier=1", ["Bolt Supply"], "Suppliers"),
        ("supplier=1", ["Bolt Supply"], "Suppliers"),
        ("kind=university", ["College of Wind"], "Universities"),
        ("kind=firm&kind=university", ["Anvil Forge", "Bolt Supply", "College of Wind"],
         "Organisations"),
        ("region=south-land", ["College of Wind"], "Organisations"),
        ("sector=steel", ["Anvil Forge"], "Organisations"),
        ("q=exeter", ["College of Wind"], "Organisations"),
        ("q=steel+forge", ["Anvil Forge"], "Organisations"),
        ("sort=town", ["College of Wind", "Anvil Forge", "Bolt Supply"], "Organisations"),
    ],
)  # fmt: skip
def test_the_ways_in(client, few, query, expected, heading):
    response = client.get(f"/organisations/?{query}")
    assert names(response) == expected
    assert f"<h1>{heading}</h1>" in response.content.decode()


def test_counts_stand_beside_each_value(client, few):
    kinds = client.get("/organisations/?region=north-land").context["facets"][1]
    assert {one.value: one.count for one in kinds.options if one.count} == {"firm": 2}


@pytest.mark.parametrize("query", ["kind=ghost", "supplier=maybe", "sort=size", "page=0"])
def test_a_wrong_value_is_told(client, few, query):
    response = client.get(f"/organisations/?{query}")
    assert response.status_code == 200
    assert len(names(response)) == 3
    assert response.context["problems"]
    assert response.context["problems"][0] in response.content.decode()


def test_an_empty_list_says_so(client, few):
    assert "No organisations fit" in client.get("/organisations/?q=zzz").content.decode()


def test_htmx_gets_the_list_with_its_heading_and_title(client, few):
    html = client.get("/organisations/?kind=university", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in html
    assert "<title>Universities – Clusters Portal</title>" in html


def test_the_csv_is_the_filtered_list_without_drafts(client, few):
    Organisation.objects.filter(name="Anvil Forge").update(name="@cmd", description="hidden")
    response = client.get("/organisations/organisations.csv?kind=firm")
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["'@cmd", "Bolt Supply"]
    assert [row["supplier"] for row in rows] == ["no", "yes"]


def test_list_and_page_take_as_many_queries_for_one_as_for_many(client, few):
    anvil = Organisation.objects.get(name="Anvil Forge")
    make.make_membership(organisation=anvil)
    make.make_link(anvil, Organisation.objects.get(name="Bolt Supply"))

    def queries(path):
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    one = queries("/organisations/?q=anvil"), queries(anvil.get_absolute_url())
    for n in range(8):
        other = make.make_organisation(f"Anvil {n}", sectors=[few["steel"]], region=few["north"])
        make.make_membership(organisation=anvil)
        make.make_link(anvil, other)
        make.make_link(other, anvil)
        anvil.founded = 1800 + n
        anvil.save()
    many = queries("/organisations/?q=anvil"), queries(anvil.get_absolute_url())
    assert one == many
    assert one[0] <= 12
    assert one[1] <= 10


def test_the_page_shows_clusters_with_role_and_links_both_ways(client, few):
    anvil = Organisation.objects.get(name="Anvil Forge")
    bolt = Organisation.objects.get(name="Bolt Supply")
    make.make_membership(make.make_cluster("Alpha"), anvil, role="anchor", evidence="It is here.")
    make.make_membership(make.make_cluster("Hidden", status="draft"), anvil)
    make.make_link(bolt, anvil, kind="supplies", fact="Bolts for presses.", since=1999)
    make.make_link(anvil, bolt, kind="trains-for", fact="A shared school.")
    secret = Organisation.objects.get(name="Secret Ltd")
    make.make_link(secret, anvil)
    html = client.get(anvil.get_absolute_url()).content.decode()
    assert "Anchor" in html
    assert "It is here." in html
    assert f'Is supplied by <a href="/organisations/{bolt.pk}/">Bolt Supply</a>' in html
    assert "Trains people for <a" in html
    assert "Bolts for presses." in html
    assert "1999" in html
    assert "Hidden" not in html
    assert "Secret" not in html
    other = client.get(bolt.get_absolute_url()).content.decode()
    assert "Supplies <a" in other
    assert "Has people trained by <a" in other


def test_the_page_shows_the_official_numbers_and_the_notice(client, few):
    college = Organisation.objects.get(kind="university")
    html = client.get(college.get_absolute_url()).content.decode()
    assert college.ukprn in html
    assert "not yet been confirmed against a named page" in html
    college.verified = True
    college.save()
    assert "no curator has" not in client.get(college.get_absolute_url()).content.decode()


def test_a_cluster_body_names_what_it_leads(client):
    body = make.make_organisation("Steel Board", kind="cluster_body")
    make.make_cluster("Alpha", body=body)
    make.make_cluster("Hidden", body=body, status="draft")
    html = client.get(body.get_absolute_url()).content.decode()
    assert '<a href="/clusters/alpha/">Alpha</a>' in html
    assert "Hidden" not in html


@pytest.mark.parametrize("name", ["Secret Ltd", "Gone Ltd"])
def test_drafts_and_archived_organisations_are_not_found(client, few, name):
    assert client.get(Organisation.objects.get(name=name).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_number_that_is_no_organisation_is_not_found(client, few, pk):
    assert client.get(f"/organisations/{pk}/").status_code == 404


def test_text_of_a_record_is_escaped(client):
    evil = make.make_organisation("<b>x</b>", description="<script>alert(1)</script>")
    for path in ("/organisations/", evil.get_absolute_url()):
        html = client.get(path).content.decode()
        assert "<b>x</b>" not in html
        assert "<script>alert" not in html
