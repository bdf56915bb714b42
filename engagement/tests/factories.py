"""Small texts of the campaign for tests; every field can be overridden."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from engagement.models import (
    Article,
    Ask,
    Campaign,
    CampaignPoint,
    Claim,
    Contact,
    Page,
    ProgressUpdate,
)

_count = itertools.count(1)


def make_campaign(**fields: Any) -> Campaign:
    n = next(_count)
    texts = {
        field.name: f"{field.verbose_name} {n}".capitalize()
        for field in Campaign._meta.fields
        if field.name.endswith(("_heading", "_text")) or field.name in ("definition", "case")
    }
    fields = {
        "slug": f"campaign-{n}",
        "current": True,
        "name": f"Campaign {n}",
        "slogan": "Know what each place does best",
        "lead": "Every place is good at something.",
    } | texts | fields  # fmt: skip
    return Campaign.objects.create(**fields)


def make_ask(campaign: Campaign | None = None, **fields: Any) -> Ask:
    n = next(_count)
    fields = {
        "campaign": campaign or make_campaign(),
        "slug": f"ask-{n}",
        "order": n,
        "title": f"Ask number {n}",
        "summary": "Do this.",
        "text": "Do this, and say when.",
    } | fields
    return Ask.objects.create(**fields)


def make_point(campaign: Campaign, **fields: Any) -> CampaignPoint:
    n = next(_count)
    fields = {
        "campaign": campaign,
        "kind": "difference",
        "slug": f"point-{n}",
        "order": n,
        "heading": f"Point {n}",
        "text": "A text.",
        "source_name": "A study",
        "source_url": "https://example.org/study",
    } | fields
    return CampaignPoint.objects.create(**fields)


def make_contact(campaign: Campaign, **fields: Any) -> Contact:
    fields = {"campaign": campaign, "name": "Ada Example", "role": "Head of Examples"} | fields
    return Contact.objects.create(**fields)


def make_claim(**fields: Any) -> Claim:
    n = next(_count)
    fields = {
        "slug": f"claim-{n}",
        "order": n,
        "figure": f"£{n}bn",
        "value": n,
        "unit": "GBP billion",
        "dated": "2022",
        "title": f"Claim {n}",
        "statement": f"It could add £{n} billion.",
        "what_is_known": "The working was not published.",
        "publisher": "A publisher",
        "source_name": "A report",
        "source_url": "https://example.org/report",
        "status": "not-replicated",
        "reviewed": date(2026, 11, 1),
    } | fields
    return Claim.objects.create(**fields)


def make_update(
    *, asks: Any = (), regions: Any = (), clusters: Any = (), **fields: Any
) -> ProgressUpdate:
    """A published update of a day in 2024, unless told."""
    n = next(_count)
    fields = {
        "slug": f"update-{n}",
        "status": "published",
        "date": date(2024, 5, 8),
        "kind": "policy",
        "title": f"Update {n}",
        "summary": "Something happened.",
        "source_name": "A newspaper",
        "source_url": "https://example.org/news",
        "verified": True,
    } | fields
    update = ProgressUpdate.objects.create(**fields)
    update.asks.set(asks)
    update.regions.set(regions)
    update.clusters.set(clusters)
    return update


def make_article(*, clusters: Any = (), regions: Any = (), **fields: Any) -> Article:
    """A published article of a day gone by, unless told."""
    n = next(_count)
    fields = {
        "slug": f"article-{n}",
        "status": "published",
        "published_on": date(2025, 1, 1),
        "topic": "net-zero",
        "title": f"Article {n}",
        "summary": "What it is about.",
        "body": "## First\n\nText.\n\n## Second\n\nMore text.\n",
        "author": "Editors",
        "reading_minutes": 3,
        "sources": [{"name": "A source", "url": "https://example.org/source"}],
    } | fields
    article = Article.objects.create(**fields)
    article.clusters.set(clusters)
    article.regions.set(regions)
    return article


def make_page(slug: str, **fields: Any) -> Page:
    fields = {
        "slug": slug,
        "title": slug.capitalize(),
        "summary": "What stands here.",
        "body": "## A heading\n\nText.\n",
        "reviewed": date(2026, 11, 22),
    } | fields
    return Page.objects.create(**fields)
