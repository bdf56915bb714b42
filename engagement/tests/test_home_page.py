import re

import pytest

from engagement.models import Campaign
from engagement.tests.factories import (
    make_article,
    make_ask,
    make_campaign,
    make_claim,
    make_contact,
    make_point,
    make_update,
)
from regions.tests.factories import (
    make_area,
    make_cluster,
    make_link,
    make_organisation,
    make_university,
)

pytestmark = pytest.mark.django_db
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-2.0, 53.0], [-1.0, 53.0], [-1.0, 54.0], [-2.0, 54.0], [-2.0, 53.0]]],
}
HOME_QUERIES = 23


def fill(rows: int) -> Campaign:
    """A campaign with `rows` of everything the home page shows."""
    campaign = make_campaign(slogan="Back what is strong", lead="A lead of our own.")
    make_contact(campaign, name="Hannah Richmond", role="Head of Clusters Policy")
    for n in range(rows):
        region = make_area(boundary=SQUARE)
        cluster = make_cluster(region=region)
        ask = make_ask(campaign)
        make_link(make_organisation(region=region), make_university(region=region))
        make_claim()
        make_claim(status="not-found", source_url="", source_name="No publication found")
        make_article(topic=["net-zero", "future-of-work"][n % 2])
        make_update(asks=[ask], regions=[region], clusters=[cluster])
        for kind in ("difference", "ingredient", "example"):
            make_point(campaign, kind=kind, country="Norway", question="Who would you ring?")
    return campaign


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("rows", [1, 7])
def test_the_home_page_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    fill(rows)
    with django_assert_num_queries(HOME_QUERIES):
        assert client.get("/").status_code == 200


def test_every_section_comes_from_the_database(client):
    campaign = fill(1)
    page = text_of(client.get("/"))
    texts = [
        getattr(campaign, field.name)
        for field in Campaign._meta.fields
        if field.name.endswith(("_heading", "_text")) or field.name in ("slogan", "lead", "case")
    ]
    for text in [*texts, "Hannah Richmond", "Head of Clusters Policy", "Who would you ring?"]:
        assert text in page, text
    for manager in (campaign.asks, campaign.points):
        for record in manager.all():
            assert str(record) in page
            assert record.text in page


def test_the_hero_leads_to_the_map_and_shows_a_dot_for_each_cluster(client):
    fill(3)
    page = client.get("/").content.decode()
    hero = page[page.index('class="hero') : page.index('class="home-numbers"')]
    assert 'href="/map/"' in hero
    assert hero.count("<path") == 3
    assert hero.count("<circle") == 2 * 3
    assert "3 clusters in 3 regions and nations" in re.sub(r"<[^>]+>", "", hero)


def test_counts_are_of_published_records_with_their_day_and_lead_to_lists(client):
    fill(2)
    make_cluster(status="draft")
    make_organisation(status="draft")
    make_organisation(is_supplier=True, verified=True)
    page = client.get("/").content.decode()
    numbers = dict(
        re.findall(r'number-value">(\d+)</span>\s*<span class="number-label">([^<]+)<', page)[i][
            ::-1
        ]
        for i in range(5)
    )
    assert numbers["clusters"] == "2"
    assert numbers["firms"] == "3"
    assert numbers["of them suppliers"] == "1"
    assert numbers["universities"] == "2"
    assert numbers["links between them"] == "2"
    for address in ("/clusters/", "/organisations/?kind=firm", "/organisations/?kind=university"):
        assert f'class="number" href="{address}"' in page
    assert re.search(r"Counted on \d+ \w+ \d{4}", text_of(client.get("/")))
    assert "1 of the 5 organisations" in text_of(client.get("/"))


def test_links_are_counted_by_kind_and_those_of_hidden_organisations_are_not(client):
    make_campaign()
    make_link(kind="supplies")
    make_link(kind="supplies")
    make_link(kind="spun-out-of")
    make_link(make_organisation(status="archived"), kind="trains-for")
    page = text_of(client.get("/"))
    assert re.search(r"Suppliers supply firms 2 links", page)
    assert re.search(r"Firms were spun out of universities 1 link ", page)
    assert "train people for" not in page
    assert "The 3 links on the map" in page


def test_a_claim_shows_unit_year_publisher_status_and_what_is_known(client):
    make_campaign()
    make_claim(figure="£66bn", dated="Known by 2022", what_is_known="By arithmetic, of £660bn.")
    page = text_of(client.get("/"))
    for words in ("£66bn", "GBP billion", "Known by 2022", "A publisher",
                  "Published, not replicated yet", "How we got this figure",
                  "By arithmetic, of £660bn.", "A report"):  # fmt: skip
        assert words in page


def test_a_claim_whose_publication_was_not_found_is_named_but_is_no_headline(client):
    make_campaign()
    make_claim(
        figure="5,432", statement="There are 5,432 of them.", status="not-found", source_url=""
    )
    page = client.get("/").content.decode()
    assert 'class="claim-figure"' not in page
    assert "Not shown as a figure:" in page
    assert "There are 5,432 of them." in page
    assert "Publication not found" in page


def test_there_is_no_button_for_what_does_not_exist_yet(client):
    fill(1)
    page = client.get("/").content.decode()
    assert "Back this ask" not in page
    for address in ("/join/", "/have-your-say/", "/my/", "/data/"):
        assert f'href="{address}' not in page


def test_an_ask_tells_how_many_published_updates_bear_on_it(client):
    ask = make_ask(make_campaign())
    make_update(asks=[ask])
    make_update(asks=[ask])
    make_update(asks=[ask], status="draft")
    page = client.get("/").content.decode()
    assert re.search(rf'href="/progress/\?ask={ask.slug}">2 progress updates', page)


def test_drafts_of_articles_and_updates_are_not_shown(client):
    make_campaign()
    make_article(title="Hidden article", status="draft")
    make_update(title="Hidden update", status="draft")
    page = client.get("/").content.decode()
    assert "Hidden" not in page


def test_the_progress_section_filters_on_the_page_itself(client):
    make_campaign()
    make_update(title="Of twenty-three", date="2023-02-01")
    make_update(title="Of twenty-four", date="2024-02-01", kind="funding")
    page = client.get("/?year=2023").content.decode()
    assert "Of twenty-three" in page
    assert "Of twenty-four" not in page
    assert '<input type="hidden" name="year" value="2023">' in page
    assert 'action="/#progress"' in page
    nothing = client.get("/?year=2023&kind=funding").content.decode()
    assert "No results found" in nothing
    assert 'href="/#progress"' in nothing


def test_a_wrong_filter_value_is_told_in_a_sentence(client):
    make_campaign()
    make_update()
    response = client.get("/?year=soon&sort=<b>&kind=weather")
    assert response.status_code == 200
    page = response.content.decode()
    assert "We do not know “soon”, so this filter was left out." in page
    assert "We cannot sort by “&lt;b&gt;”" in page
    assert "<b>" not in page


def test_an_empty_portal_still_has_a_home_page(client):
    page = client.get("/").content.decode()
    assert page.count("<h1") == 1
    assert 'href="/map/"' in page
    assert "No results found" in page


def test_the_page_has_one_heading_a_title_a_description_and_open_graph(client):
    fill(1)
    page = client.get("/").content.decode()
    assert page.count("<h1") == 1
    for part in ("<title>", 'name="description"', 'property="og:title"', 'rel="canonical"'):
        assert page.count(part) == 1
    assert "style=" not in page
    assert "<script>" not in page


def test_the_page_may_be_cached_and_sets_no_cookie(client):
    fill(1)
    response = client.get("/")
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert client.get("/", headers={"If-None-Match": response["ETag"]}).status_code == 304
