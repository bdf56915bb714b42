"""The list of clusters: facets, search, sorting, paging, downloads; and the profile."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters_portal.spreadsheets import safe_cell
from regions.models import Cluster
from regions.tests import factories as make

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def names(response):
    """The clusters a list shows, in order."""
    return [row.cluster.name for row in response.context["rows"]]


def counts(response, facet):
    found = next(one for one in response.context["facets"][1:] if one.name == facet)
    return {option.value: option.count for option in found.options}


def body(response):
    return b"".join(response.streaming_content).decode()


@pytest.fixture
def three(db):
    """Three clusters in two regions and two sectors, one of them of net zero."""
    north, south = make.make_area("North Land"), make.make_area("South Land")
    steel = make.make_sector("Steel")
    wind = make.make_sector("Wind", net_zero=True)
    make.make_cluster("Alpha Works", region=north, sectors=[steel], stage="emerging")
    make.make_cluster("Beta Yard", region=north, sectors=[wind, steel], stage="world-class")
    make.make_cluster("Gamma Park", region=south, sectors=[wind], origin="declared")
    return {"north": north, "south": south, "steel": steel, "wind": wind}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Alpha Works", "Beta Yard", "Gamma Park"]),
        ("region=north-land", ["Alpha Works", "Beta Yard"]),
        ("region=north-land&region=south-land", ["Alpha Works", "Beta Yard", "Gamma Park"]),
        ("sector=steel", ["Alpha Works", "Beta Yard"]),
        ("sector=steel&sector=wind&region=south-land", ["Gamma Park"]),
        ("stage=emerging", ["Alpha Works"]),
        ("origin=declared", ["Gamma Park"]),
        ("net_zero=yes", ["Beta Yard", "Gamma Park"]),
        ("net_zero=yes&sector=steel", ["Beta Yard"]),
        ("q=WORKS", ["Alpha Works"]),
        ("q=steel+beta", ["Beta Yard"]),
        ("q=south+land", ["Gamma Park"]),
        ("q=steel+gamma", []),
    ],
)
def test_facets_and_words_narrow_the_list(client, three, query, expected):
    assert names(client.get(f"/clusters/?{query}")) == expected


def test_a_facet_counts_what_each_value_would_give_beside_the_other_facets(client, three):
    response = client.get("/clusters/?region=south-land")
    assert counts(response, "region") == {"north-land": 2, "south-land": 1}
    assert counts(response, "sector") == {"steel": 0, "wind": 1}
    response = client.get("/clusters/?sector=steel")
    assert counts(response, "region") == {"north-land": 2, "south-land": 0}
    assert counts(response, "net_zero") == {"yes": 1}
    assert counts(response, "sector") == {"steel": 2, "wind": 2}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Alpha Works", "Beta Yard", "Gamma Park"]),
        ("region", ["Alpha Works", "Beta Yard", "Gamma Park"]),
        ("stage", ["Beta Yard", "Gamma Park", "Alpha Works"]),
        ("lq", ["Gamma Park", "Alpha Works", "Beta Yard"]),
    ],
)
def test_the_list_sorts(client, three, sort, expected):
    alpha, _, gamma = Cluster.objects.order_by("name")
    make.make_value(cluster=gamma, sector=three["wind"], value=3.5)
    make.make_value(cluster=alpha, sector=three["steel"], value=9.0, year=2015)
    make.make_value(cluster=alpha, sector=three["steel"], value=1.25, year=2021)
    # Not of its lead sector, so it does not count.
    make.make_value(cluster=alpha, sector=three["wind"], value=99.0)
    assert names(client.get(f"/clusters/?sort={sort}")) == expected


def test_a_card_shows_the_newest_quotient_of_the_lead_sector_with_year_and_source(client, three):
    alpha = Cluster.objects.get(name="Alpha Works")
    make.make_value(cluster=alpha, sector=three["steel"], value=9.0, year=2015)
    make.make_value(cluster=alpha, sector=three["steel"], value=1.254, year=2021, quality="limited")
    html = client.get("/clusters/").content.decode()
    assert "Location quotient 1.25 in Steel (2021, limited). Source: Test source" in html
    assert "Location quotient: not computed yet" in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("region=atlantis", "We do not know “atlantis”, so this filter was left out."),
        ("stage=<b>", "We do not know “&lt;b&gt;”, so this filter was left out."),
        ("sort=size", "We cannot sort by “size”"),
        ("page=two", "There is no page “two”"),
        ("page=-1", "There is no page “-1”"),
        ("page=999999999999999999999", "so this is the last of 1."),
    ],
)
def test_a_wrong_value_is_told_and_the_list_still_stands(client, three, query, sentence):
    response = client.get("/clusters/", query_params=None, QUERY_STRING=query)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert len(names(response)) == 3


def test_a_nul_in_the_address_breaks_nothing(client, three):
    assert len(names(client.get("/clusters/?q=%00&region=%00&sort=%00"))) == 3
    assert client.get("/clusters/%00/").status_code == 404


def test_pages_hold_24_and_keep_the_filters(client):
    region, sector = make.make_area("Long Land"), make.make_sector("Rope")
    for n in range(26):
        make.make_cluster(f"Cluster {n:02}", region=region, sectors=[sector])
    first = client.get("/clusters/?sector=rope")
    assert len(names(first)) == 24
    assert "?sector=rope&amp;page=2" in first.content.decode()
    assert names(client.get("/clusters/?sector=rope&page=2")) == ["Cluster 24", "Cluster 25"]
    beyond = client.get("/clusters/?page=9")
    assert names(beyond) == ["Cluster 24", "Cluster 25"]
    assert "There is no page 9, so this is the last of 2." in beyond.content.decode()


def test_an_empty_list_says_what_to_do(client, three):
    html = client.get("/clusters/?q=zzz").content.decode()
    assert "No clusters fit" in html
    assert "Clear all filters" in html
    assert "Clusters Portal" in client.get("/clusters/").content.decode()


def test_htmx_gets_the_list_alone_and_caches_are_told(client, three):
    whole, part = client.get("/clusters/"), client.get("/clusters/", **HTMX)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b'id="explorer"' in part.content
    assert "HX-Request" in whole["Vary"]
    back = client.get("/clusters/", **HTMX, HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert b"<html" in back.content


def test_the_list_takes_as_many_queries_for_one_as_for_many(client, three):
    make.make_value(cluster=Cluster.objects.get(name="Alpha Works"), sector=three["steel"])
    with CaptureQueriesContext(connection) as one:
        client.get("/clusters/?q=alpha")
    for n in range(12):
        cluster = make.make_cluster(f"Alpha {n}", sectors=[three["steel"], three["wind"]])
        make.make_value(cluster=cluster, sector=three["steel"])
    with CaptureQueriesContext(connection) as many:
        client.get("/clusters/?q=alpha")
    assert len(one) == len(many) <= 14


def test_drafts_are_nowhere_in_public(client, three):
    hidden = [
        make.make_cluster(f"Hidden {status}", status=status, sectors=[three["steel"]])
        for status in ("draft", "review", "archived")
    ]
    for cluster in hidden:
        for path in ("", "figures.csv", "cluster.geojson"):
            assert client.get(f"/clusters/{cluster.slug}/{path}").status_code == 404
    assert "Hidden" not in client.get("/clusters/").content.decode()
    assert "Hidden" not in body(client.get("/clusters/clusters.csv"))
    assert "Hidden" not in body(client.get("/clusters/clusters.geojson"))
    profile = client.get("/clusters/alpha-works/").content.decode()
    assert "Beta Yard" in profile
    assert "Hidden" not in profile


def test_the_csv_holds_the_filtered_list_and_no_formula(client, three):
    make.make_cluster("=1+1", slug="formula", region=three["south"], website="", lon=-3.5)
    text = body(client.get("/clusters/clusters.csv?region=south-land&sort=name&page=7"))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=1+1", "Gamma Park"]
    assert rows[0]["longitude"] == "-3.5"  # a number stays a number
    assert rows[1]["sectors"] == "Wind"
    assert rows[1]["source"] == "Test source"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_every_start_of_a_formula_is_disarmed(start):
    assert safe_cell(f"{start}cmd") == f"'{start}cmd"
    assert safe_cell("plain") == "plain"
    assert safe_cell(-1.5) == -1.5
    assert safe_cell(None) == ""


def test_the_geojson_holds_the_filtered_list(client, three):
    found = json.loads(body(client.get("/clusters/clusters.geojson?net_zero=yes")))
    assert found["type"] == "FeatureCollection"
    assert [one["id"] for one in found["features"]] == ["beta-yard", "gamma-park"]
    assert found["features"][0]["geometry"]["coordinates"] == [-1.5491, 53.7997]
    assert found["features"][0]["properties"]["sectors"] == ["Wind", "Steel"]
    empty = json.loads(body(client.get("/clusters/clusters.geojson?q=zzz")))
    assert empty["features"] == []


# -- The profile -----------------------------------------------------------------------------


@pytest.fixture
def full(three):
    """Alpha Works with figures, members and a link among them."""
    alpha = Cluster.objects.get(name="Alpha Works")
    for year in range(2015, 2022):
        for metric, value in (("location-quotient", 2.5), ("gva", 1234.0)):
            make.make_value(
                metric, value + (year - 2021) / 10, cluster=alpha, sector=three["steel"], year=year
            )
    make.make_value(
        "share", 12.34, cluster=alpha, sector=three["steel"], quality="limited",
        basis="Measured on the whole of North Land",
    )  # fmt: skip
    make.make_value("growth", None, cluster=alpha, sector=three["steel"], reason="No 2016 value.")
    mill = make.make_organisation("Mill & Sons", region=three["north"])
    college = make.make_university("Steel College", region=three["north"])
    make.make_membership(alpha, mill, role="anchor", evidence="It rolls plate here.")
    make.make_membership(alpha, college, role="university", evidence="It tests steel here.")
    make.make_link(mill, college, kind="researches-with", fact="They share a laboratory.")
    return alpha


def test_the_profile_shows_each_figure_with_unit_year_source_and_basis(client, full):
    html = client.get("/clusters/alpha-works/").content.decode()
    headline = html[html.index('id="figures"') : html.index('id="trend"')]
    assert "2.50" in headline
    assert "£1.2bn" in headline
    assert "12.3" in headline
    assert "% of GVA" in headline
    assert headline.count("2021") >= 4
    assert "Test source" in headline
    assert "Measured on the whole of North Land" in headline
    assert "No 2016 value." in headline


def test_the_profile_shows_members_by_role_with_evidence_and_the_network(client, full):
    html = client.get("/clusters/alpha-works/").content.decode()
    assert html.index("Anchors") < html.index("Mill &amp; Sons") < html.index("Universities")
    assert "It rolls plate here." in html
    assert "<title>Mill &amp; Sons researches with Steel College</title>" in html
    assert "They share a laboratory." in html


def test_a_draft_organisation_is_no_member_in_public(client, full):
    secret = make.make_organisation("Secret Ltd", status="draft", region=full.region)
    make.make_membership(full, secret)
    make.make_link(secret, full.organisations.first())
    assert "Secret" not in client.get("/clusters/alpha-works/").content.decode()


def test_the_unverified_notice_goes_when_a_curator_confirms(client, full):
    notice = "not yet been confirmed against a named page"
    assert notice in client.get("/clusters/alpha-works/").content.decode()
    full.verified = True
    full.save(update_fields=["verified"])
    assert notice not in client.get("/clusters/alpha-works/").content.decode()


def test_similar_clusters_are_of_the_same_lead_first_then_overlap_then_near(client, three):
    steel, wind, rope = three["steel"], three["wind"], make.make_sector("Rope")
    make.make_cluster("Far twin", sectors=[steel], lon=-3.0, lat=57.0)
    make.make_cluster("Near half", sectors=[rope, steel], lon=-1.5, lat=53.8)
    make.make_cluster("Near third", sectors=[rope, wind, steel], lon=-1.5, lat=53.8)
    make.make_cluster("Stranger", sectors=[rope])
    similar = client.get("/clusters/alpha-works/").context["profile"].similar
    found = [one.cluster.name for one in similar]
    # Beta Yard shares half of its sectors, as Near half does, and lies nearer.
    assert found == ["Far twin", "Beta Yard", "Near half", "Near third"]


def test_the_history_tells_when_and_which_fields_but_never_who(client, full, django_user_model):
    person = django_user_model.objects.create_user(email="jo@example.org", password="x" * 14)
    full.stage = "established"
    full.updated_by = person
    full._history_user = person
    full.save()
    full.areas.add(make.make_area("Fine Area", level="ITL2"))
    html = client.get("/clusters/alpha-works/").content.decode()
    assert "Changed: stage" in html
    assert "Changed: areas" in html
    assert "Record added" in html
    assert "jo@example.org" not in html
    assert "updated by" not in html


def test_the_profile_takes_as_many_queries_for_one_member_as_for_many(client, three, full):
    college = full.organisations.get(kind="university")
    with CaptureQueriesContext(connection) as one:
        client.get("/clusters/alpha-works/")
    for n in range(8):
        firm = make.make_organisation(f"Firm {n}", region=three["north"])
        make.make_membership(full, firm)
        make.make_link(firm, college, kind="supplies")
        make.make_cluster(f"Other {n}", sectors=[three["steel"]])
        full.founded = 1900 + n
        full.save()
    with CaptureQueriesContext(connection) as many:
        client.get("/clusters/alpha-works/")
    assert len(one) == len(many) <= 16


def test_a_cluster_without_sectors_or_members_still_has_a_page(client):
    cluster = make.make_cluster("Bare")
    html = client.get(cluster.get_absolute_url()).content.decode()
    assert "No sector is recorded" in html
    assert "No members are recorded yet" in html


def test_text_of_a_record_is_escaped(client, three):
    make.make_cluster(
        "<script>alert(1)</script>", slug="evil", summary="<img src=x onerror=alert(1)>. Two."
    )
    for path in ("/clusters/", "/clusters/evil/", "/clusters/?q=<script>alert(2)</script>"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_an_unknown_slug_gets_close_names(client, three):
    response = client.get("/clusters/alfa-works/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Did you mean" in html
    assert '<a href="/clusters/alpha-works/">Alpha Works</a>' in html
    # Words in another order, one with a slip, count as well.
    assert "Beta Yard" in client.get("/clusters/yrd-beta-steelworks/").content.decode()
    assert "Did you mean" not in client.get("/clusters/qqqqqqq/").content.decode()


def test_the_figures_of_a_cluster_can_be_taken_away(client, full):
    text = body(client.get("/clusters/alpha-works/figures.csv")).removeprefix("\ufeff")
    rows = {row["metric"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Location quotient"]["value"] == "2.5"
    assert rows["Gross value added"]["unit"] == "GBP million"
    assert rows["Growth over five years"]["why_undefined"] == "No 2016 value."
    place = json.loads(body(client.get("/clusters/alpha-works/cluster.geojson")))
    assert [one["id"] for one in place["features"]] == ["alpha-works"]


def test_no_page_of_clusters_holds_an_inline_style_or_script(client, full):
    for path in ("/clusters/", "/clusters/alpha-works/", "/clusters/nothing/"):
        html = client.get(path).content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=", html)
        assert not re.search(r"<script(?![^>]*\ssrc=)", html)
        assert html.count("<h1") == 1


def test_a_cluster_body_that_is_not_published_is_not_named(client, three):
    body_of = make.make_organisation("Hidden Board", kind="cluster_body", status="draft")
    cluster = make.make_cluster("Delta Yard", body=body_of)
    assert "Hidden Board" not in client.get(cluster.get_absolute_url()).content.decode()
    body_of.status = "published"
    body_of.save()
    assert "Hidden Board" in client.get(cluster.get_absolute_url()).content.decode()
