from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.models import Article, Campaign, Claim
from engagement.tests.factories import (
    make_article,
    make_campaign,
    make_claim,
    make_point,
    make_update,
)

pytestmark = pytest.mark.django_db


def refused(make, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)
    return True


def test_only_one_campaign_can_be_the_current_one():
    current = make_campaign()
    make_campaign(current=False)
    assert refused(make_campaign)
    assert Campaign.objects.current() == current


def test_a_claim_without_a_source_must_say_so():
    assert refused(make_claim, source_name="", source_url="")
    assert refused(make_claim, status="not-found")  # found after all: it has an address
    assert make_claim(status="not-found", source_url="", source_name="No publication found")


def test_a_claim_says_what_is_known_and_its_unit():
    assert refused(make_claim, what_is_known="")
    assert refused(make_claim, unit="")


def test_a_claim_that_was_not_found_or_is_withdrawn_is_no_headline():
    shown = make_claim()
    make_claim(status="not-found", source_url="")
    make_claim(status="withdrawn")
    assert list(Claim.objects.headline()) == [shown]


def test_a_published_update_needs_a_source():
    assert refused(make_update, source_name="", source_url="")
    assert make_update(status="draft", source_name="", source_url="")


@pytest.mark.parametrize(
    ("precision", "day", "shown", "machine"),
    [
        ("day", date(2025, 6, 23), "23 June 2025", "2025-06-23"),
        ("month", date(2025, 6, 1), "June 2025", "2025-06"),
        ("year", date(2025, 1, 1), "2025", "2025"),
    ],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(precision, day, shown, machine):
    update = make_update(date=day, precision=precision)
    assert update.when == shown
    assert update.machine_date == machine
    update.full_clean()


@pytest.mark.parametrize(
    ("precision", "day"), [("month", date(2025, 6, 2)), ("year", date(2025, 6, 1))]
)
def test_a_date_known_less_exactly_stands_on_the_first_day(precision, day):
    with pytest.raises(ValidationError, match=r"write 01/0[16]/2025"):
        make_update(date=day, precision=precision).full_clean()


def test_a_published_article_needs_date_text_and_summary():
    assert refused(make_article, published_on=None)
    assert refused(make_article, body="")
    assert refused(make_article, summary="")
    assert refused(make_article, reading_minutes=0)
    assert make_article(status="draft", published_on=None, body="")


def test_an_article_with_a_date_to_come_waits_for_it():
    today = timezone.localdate()
    waiting = make_article(published_on=today + timedelta(days=1))
    due = make_article(published_on=today)
    assert list(Article.objects.published()) == [due]
    assert due.is_public
    assert not waiting.is_public


@pytest.mark.parametrize(
    "sources",
    [
        "a text",
        [{"url": "https://example.org"}],
        [{"name": " "}],
        [{"name": "A", "url": "javascript:alert(1)"}],
        [{"name": "A", "note": "b"}],
        ["A"],
    ],
)
def test_sources_that_are_none_are_refused(sources):
    article = make_article()
    article.sources = sources
    with pytest.raises(ValidationError):
        article.full_clean()


def test_an_example_needs_country_and_source_and_a_verified_point_a_source():
    campaign = make_campaign()
    assert refused(make_point, campaign=campaign, kind="example", country="")
    assert refused(
        make_point, campaign=campaign, kind="example", country="X", source_name="", source_url=""
    )
    assert refused(make_point, campaign=campaign, verified=True, source_name="", source_url="")
    assert refused(make_point, campaign=campaign, source_name="")


def test_changes_keep_their_history():
    article = make_article(title="First title")
    article.title = "Second title"
    article.save()
    assert [row.title for row in article.history.all()] == ["Second title", "First title"]
