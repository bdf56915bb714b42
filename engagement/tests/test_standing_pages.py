import html

import pytest

from engagement.tests.factories import make_campaign, make_contact, make_page
from regions.analysis.registry import METRICS
from regions.tests.factories import make_release, make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["privacy", "accessibility", "contact"])
def test_a_standing_page_shows_its_text_and_when_it_was_reviewed(client, slug):
    make_page(slug, body="## Rights\n\nYou may *ask*.\n")
    page = client.get(f"/{slug}/").content.decode()
    assert '<h2 id="s-rights">Rights</h2>' in page
    assert "<em>ask</em>" in page
    assert "22 November 2026" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("slug", ["privacy", "accessibility", "contact"])
def test_a_page_nobody_wrote_is_404(client, slug):
    assert client.get(f"/{slug}/").status_code == 404


def test_the_contact_page_names_the_contact_of_the_current_campaign(client):
    make_page("contact")
    make_contact(make_campaign(), name="Hannah Richmond", role="Head of Clusters Policy")
    make_contact(make_campaign(current=False), name="Somebody Else")
    page = client.get("/contact/").content.decode()
    assert "Hannah Richmond" in page
    assert "Head of Clusters Policy" in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_the_methodology_defines_every_metric_at_its_own_address(client, metric):
    page = html.unescape(client.get("/methodology/").content.decode())
    assert page.count(f'id="{metric.slug}"') == 1
    for text in (metric.title, metric.plain, metric.formula, metric.formula_source,
                 metric.edge_cases, metric.unit):  # fmt: skip
        assert text in page


@pytest.mark.parametrize("rows", [1, 6])
def test_the_methodology_lists_sources_with_licence_and_releases(
    client, django_assert_num_queries, rows
):
    make_page("methodology-intro", title="How we know", body="## Places\n\nTwelve.\n")
    for n in range(rows):
        source = make_source(f"source-{n}", attribution="Contains tests", licence="OGL v3")
        make_release(f"Release {n}", source=source)
    with django_assert_num_queries(3):
        page = client.get("/methodology/").content.decode()
    assert 'id="source-source-0"' in page
    for text in ("Office of Tests", "OGL v3", "Contains tests", "Release 0", "retrieved"):
        assert text in page
    assert "How we know</h1>" in page
    for anchor in ("metrics", "composition", "unverified", "sources", "s-places"):
        assert page.count(f'id="{anchor}"') == 1


def test_the_methodology_stands_without_its_introduction(client):
    page = client.get("/methodology/").content.decode()
    assert "<h1>Methodology</h1>" in page
    assert "No source is loaded yet." in page


@pytest.mark.parametrize("path", ["/nothing/", "/playbook/nothing/", "/progress/nothing/"])
def test_an_unknown_address_gets_the_portals_own_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()
    assert 'name="robots" content="noindex"' in response.content.decode()
