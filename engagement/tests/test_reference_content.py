"""Every row and file of engagement/reference, without a database."""

import csv
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from engagement.markdown import reading_minutes, render
from engagement.models import Article, CampaignPoint, Claim, Page, ProgressUpdate
from engagement.services.content import ContentRefused, files_of, read_content, words

CONTENT = read_content()
TABLES = settings.BASE_DIR / "regions" / "reference"
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
FOUNDED = date(2015, 1, 1)


def column(file: str, name: str, **where: str) -> set[str]:
    with (TABLES / file).open(encoding="utf-8", newline="") as lines:
        return {
            row[name]
            for row in csv.DictReader(lines)
            if all(row[key] == value for key, value in where.items())
        }


REGIONS = column("areas.csv", "code", level="ITL1")
CLUSTERS = column("clusters.csv", "slug")
ASKS = {ask["slug"] for ask in CONTENT.campaign["asks"]}


def is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in text


def longest(model, field: str) -> int:
    return model._meta.get_field(field).max_length


def test_there_are_twelve_regions_and_the_clusters_to_refer_to():
    assert len(REGIONS) == 12
    assert len(CLUSTERS) >= 50


@pytest.mark.parametrize("row", CONTENT.progress, ids=lambda row: row["slug"])
def test_progress_row_is_sound(row):
    assert SLUG.match(row["slug"])
    assert len(row["slug"]) <= longest(ProgressUpdate, "slug")
    assert FOUNDED <= row["date"] <= date(2026, 11, 22)
    assert row["precision"] in ProgressUpdate.Precision.values
    if row["precision"] != "day":
        assert row["date"].day == 1
    if row["precision"] == "year":
        assert row["date"].month == 1
    assert row["kind"] in ProgressUpdate.Kind.values
    assert 10 <= len(row["title"]) <= longest(ProgressUpdate, "title")
    assert 30 <= len(row["summary"]) <= 500
    assert row["source_name"].strip()
    assert is_address(row["source_url"])
    assert set(row["asks"]) <= ASKS
    assert row["asks"]
    assert set(row["regions"]) <= REGIONS
    assert set(row["clusters"]) <= CLUSTERS


def test_progress_rows_are_told_apart_and_stand_in_order():
    slugs = [row["slug"] for row in CONTENT.progress]
    dates = [row["date"] for row in CONTENT.progress]
    assert len(set(slugs)) == len(slugs) >= 30
    assert dates == sorted(dates)
    assert {row["kind"] for row in CONTENT.progress} == set(ProgressUpdate.Kind.values)


@pytest.mark.parametrize("row", CONTENT.claims, ids=lambda row: row["slug"])
def test_claim_names_its_source_or_says_that_none_was_found(row):
    assert SLUG.match(row["slug"])
    assert float(row["value"]) > 0
    assert re.sub(r"\D", "", row["figure"]) == row["value"]
    assert row["unit"]
    assert row["dated"]
    assert len(row["what_is_known"]) > 100
    assert row["status"] in Claim.Status.values
    assert bool(row["source_url"]) == (row["status"] != "not-found")
    if row["source_url"]:
        assert is_address(row["source_url"])


def test_the_fifty_opportunities_are_registered_as_not_found():
    claim = next(row for row in CONTENT.claims if row["slug"] == "fifty-opportunities")
    assert claim["status"] == "not-found"


@pytest.mark.parametrize("text", CONTENT.articles, ids=lambda text: text.file)
def test_article_is_sound(text):
    meta = text.meta
    assert SLUG.match(meta["slug"])
    assert meta["topic"] in Article.Topic.values
    assert len(meta["title"]) <= longest(Article, "title")
    assert 40 <= len(meta["summary"]) <= longest(Article, "summary")
    assert meta["published"] <= date(2026, 11, 22)
    assert abs(meta["reading_minutes"] - reading_minutes(text.body)) <= 1
    assert set(words(meta["clusters"])) <= CLUSTERS
    assert set(words(meta["regions"])) <= REGIONS
    assert meta["sources"]
    for source in meta["sources"]:
        assert source["name"].strip()
        assert is_address(source["url"])
    assert len(render(text.body).contents) >= 3
    assert 500 <= len(text.body.split()) <= 1500


def test_articles_cover_every_topic_once_each_slug():
    slugs = [text.meta["slug"] for text in CONTENT.articles]
    assert len(set(slugs)) == len(slugs) >= 8
    assert {text.meta["topic"] for text in CONTENT.articles} == set(Article.Topic.values)


@pytest.mark.parametrize("text", CONTENT.pages, ids=lambda text: text.file)
def test_standing_page_is_sound(text):
    assert set(text.meta) == {"title", "slug", "summary", "reviewed"}
    assert len(text.meta["summary"]) <= longest(Page, "summary")
    assert render(text.body).contents


def test_every_standing_page_is_there():
    slugs = {text.meta["slug"] for text in CONTENT.pages}
    assert slugs == {"privacy", "accessibility", "contact", "methodology-intro"}


def test_the_campaign_has_three_asks_six_ingredients_and_sourced_examples():
    campaign = CONTENT.campaign
    assert len(ASKS) == 3
    assert len(campaign["ingredients"]["items"]) == 6
    assert campaign["contact"]["name"] == "Hannah Richmond"
    assert campaign["contact"]["role"] == "Head of Clusters Policy"
    for example in campaign["learn"]["examples"]:
        assert example["country"]
        assert is_address(example["source_url"])
    points = [*campaign["differences"]["items"], *campaign["learn"]["examples"]]
    for point in points:
        assert len(point.get("heading", "")) <= longest(CampaignPoint, "heading")


def test_no_text_promises_an_address_that_does_not_exist():
    """The contact has a name and a role; nobody's e-mail address or telephone is made up."""
    for file in files_of(settings.BASE_DIR / "engagement" / "reference"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"[\w.]+@[\w-]+\.\w+", text), file
        assert not re.search(r"\+44|\b0\d{3,4} \d{3,4} \d{3,4}\b", text), file


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("claims.csv", "slug,figure\na,b\n", "line 1: the columns must be"),
        ("progress.csv", None, "line 2: '2024-13-01' is not a date"),
        ("articles/01.md", "no head at all", "01.md: it does not start with TOML"),
        ("articles/01.md", "+++\ntitle = \n+++\nText", "01.md"),
        ("campaign.toml", "[campaign", "campaign.toml"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_line(tmp_path, name, text, said):
    source = settings.BASE_DIR / "engagement" / "reference"
    for file in files_of(source):
        copy = tmp_path / file.relative_to(source)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    if text is None:
        text = (source / name).read_text().replace("2019-03-01", "2024-13-01")
    (tmp_path / name).write_text(text)
    with pytest.raises(ContentRefused, match=re.escape(said)):
        read_content(tmp_path)
