import re
from datetime import date
from xml.etree import ElementTree

import pytest

from engagement.models import ProgressUpdate
from engagement.tests.factories import make_ask, make_campaign, make_update
from regions.tests.factories import make_area, make_cluster

pytestmark = pytest.mark.django_db
PROGRESS_QUERIES = 12
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(response) -> list[str]:
    return re.findall(r"<h4>([^<]+)</h4>", response.content.decode())


@pytest.mark.parametrize("rows", [1, 40])
def test_the_list_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    ask, region = make_ask(), make_area()
    for _ in range(rows):
        make_update(asks=[ask], regions=[region], clusters=[make_cluster(region=region)])
    with django_assert_num_queries(PROGRESS_QUERIES):
        assert client.get("/progress/").status_code == 200


@pytest.fixture
def three(db):
    """Three updates of three years, in three kinds, for two asks and two regions."""
    campaign = make_campaign()
    asks = [make_ask(campaign, slug=slug) for slug in ("ask-one", "ask-two")]
    north, south = make_area("North"), make_area("South")
    make_update(title="Oldest", date=date(2019, 3, 1), precision="month", kind="funding",
                asks=asks[:1], regions=[north])  # fmt: skip
    make_update(title="Middle", date=date(2023, 1, 1), precision="year", kind="policy",
                summary="About a freeport.", asks=asks, regions=[north, south])  # fmt: skip
    make_update(title="Newest", date=date(2025, 6, 23), kind="evidence", regions=[south])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Newest", "Middle", "Oldest"]),
        ("?sort=newest", ["Newest", "Middle", "Oldest"]),
        ("?sort=oldest", ["Oldest", "Middle", "Newest"]),
        ("?year=2023", ["Middle"]),
        ("?kind=funding", ["Oldest"]),
        ("?kind=funding&kind=policy", ["Middle", "Oldest"]),
        ("?ask=ask-one", ["Middle", "Oldest"]),
        ("?ask=ask-two", ["Middle"]),
        ("?region=south", ["Newest", "Middle"]),
        ("?region=south&region=north", ["Newest", "Middle", "Oldest"]),
        ("?q=FREEPORT", ["Middle"]),
        ("?q=north&year=2019", ["Oldest"]),
        ("?q=&year=&kind=&page=", ["Newest", "Middle", "Oldest"]),
        ("?year=2019&kind=policy", []),
        ("?q=zzz", []),
    ],
)
def test_the_list_is_sorted_and_filtered(client, three, query, expected):
    response = client.get(f"/progress/{query}")
    assert response.status_code == 200
    assert titles(response) == expected
    page = response.content.decode()
    assert ("No results found" in page) == (expected == [])
    if not expected:
        assert 'href="/progress/">Show the whole list</a>' in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?year=abc", "We do not know “abc”, so this filter was left out."),
        ("?year=1066", "We do not know “1066”"),
        ("?kind=%3Cscript%3E", "We do not know “&lt;script&gt;”"),
        ("?sort=sideways", "We cannot sort by “sideways”, so the newest stand first."),
        ("?page=99", "There is no page “99”; this is page 1."),
        ("?page=-1", "There is no page “-1”; this is page 1."),
        ("?region=atlantis&ask=x", "We do not know “atlantis”"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_and_left_out(client, three, query, sentence):
    response = client.get(f"/progress/{query}")
    assert response.status_code == 200
    assert titles(response) == ["Newest", "Middle", "Oldest"]
    assert sentence in response.content.decode()
    assert "<script>" not in response.content.decode()


def test_the_years_to_jump_to_keep_the_other_filters(client, three):
    page = client.get("/progress/?kind=policy&page=1").content.decode()
    assert '<a href="?kind=policy&amp;year=2023"' in page
    chosen = client.get("/progress/?year=2023").content.decode()
    assert re.search(r'<a href="\?year=2023" aria-current="true"', chosen)
    assert "1 update in 2023" in chosen


def test_each_entry_shows_its_date_kind_ties_and_source(client):
    region = make_area("Far North")
    make_area("South")
    make_update(
        title="A thing", date=date(2025, 6, 1), precision="month", verified=False,
        regions=[region], clusters=[make_cluster("Ore", region=region)], asks=[make_ask()],
    )  # fmt: skip
    page = client.get("/progress/").content.decode()
    assert '<time datetime="2025-06">June 2025</time>' in page
    assert "Unverified" in page
    assert '<a href="/regions/far-north/">Far North</a>' in page
    assert '<a href="/clusters/ore/">Ore</a>' in page
    assert '<a href="https://example.org/news" rel="noopener external">A newspaper</a>' in page


def test_an_update_on_every_region_says_so_in_two_words(client):
    make_update(regions=[make_area(), make_area()])
    assert "Every region and nation" in client.get("/progress/").content.decode()


def test_drafts_of_updates_and_clusters_stay_hidden(client):
    make_update(title="Shown", clusters=[make_cluster("Secret plan", status="draft")])
    make_update(title="Hidden", status="draft", date=date(2031, 1, 1))
    page = client.get("/progress/").content.decode()
    assert titles(client.get("/progress/")) == ["Shown"]
    assert "Secret plan" not in page
    assert "2031" not in page


def test_more_than_thirty_are_paged_and_keep_the_filter(client):
    for n in range(1, 32):
        make_update(title=f"No {n:02}", date=date(2024, 1, n), kind="policy")
    first = client.get("/progress/?kind=policy")
    assert len(titles(first)) == 30
    assert '<a rel="next" href="?kind=policy&amp;page=2">' in first.content.decode()
    assert titles(client.get("/progress/?kind=policy&page=2")) == ["No 01"]


def test_the_feed_is_valid_atom_with_the_newest_thirty(client, django_assert_num_queries):
    for n in range(1, 32):
        make_update(title=f"No {n:02} & <more>", date=date(2024, 1, n), regions=[make_area()])
    make_update(title="Hidden", status="draft")
    with django_assert_num_queries(4):
        response = client.get("/progress/feed.xml")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}title").text
    assert feed.find(f"{ATOM}updated").text
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/progress/feed.xml"
    assert links["alternate"] == "http://testserver/progress/"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 30
    first = entries[0]
    assert first.find(f"{ATOM}title").text == "No 31 & <more>"
    assert first.find(f"{ATOM}id").text.startswith("urn:clusters-portal:progress:update-")
    assert first.find(f"{ATOM}published").text.startswith("2024-01-31")
    assert "A newspaper" in first.find(f"{ATOM}summary").text
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == 30


def test_an_entry_of_the_feed_leads_to_its_place_on_the_list(client):
    update = make_update(date=date(2024, 1, 2))
    address, _, anchor = update.get_absolute_url().partition("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()


def test_the_feed_of_an_empty_list_is_still_a_feed(client):
    assert not ProgressUpdate.objects.exists()
    feed = ElementTree.fromstring(client.get("/progress/feed.xml").content)  # noqa: S314 - ours
    assert feed.tag == f"{ATOM}feed"


@pytest.mark.parametrize("path", ["/", "/progress/"])
def test_a_nul_in_the_words_is_looked_for_without_it(client, three, path):
    found = client.get(path, {"q": "free\x00port", "page": "9" * 5000, "year": "\x00"})
    assert found.status_code == 200
    assert "Middle" in found.content.decode()
