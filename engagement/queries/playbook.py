"""Playbook articles, by topic and one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from engagement.models import Article
from regions.models import Area, Cluster

LISTED = ("slug", "title", "summary", "topic", "published_on", "reading_minutes")


@dataclass(frozen=True)
class Topic:
    """A topic with its published articles, newest first."""

    slug: str
    name: str
    articles: tuple[Article, ...]

    @property
    def count(self) -> int:
        return len(self.articles)


@dataclass(frozen=True)
class Playbook:
    """The list: all topics, the one chosen, its articles, and a sentence if it is unknown."""

    topics: tuple[Topic, ...]
    chosen: Topic | None
    articles: tuple[Article, ...]
    total: int
    problem: str = ""


def topics() -> tuple[Topic, ...]:
    """Every topic in its fixed order, with its published articles. One query."""
    articles = list(Article.objects.published().only(*LISTED))
    return tuple(
        Topic(slug, str(name), tuple(one for one in articles if one.topic == slug))
        for slug, name in Article.Topic.choices
    )


def playbook(topic: str = "") -> Playbook:
    """Published articles, of one topic if it is known. One query."""
    found = topics()
    chosen = next((one for one in found if one.slug == topic), None)
    articles = chosen.articles if chosen else _newest(found)
    problem = ""
    if topic and chosen is None:
        problem = f"We do not know the topic “{topic[:60]}”, so all articles are listed."
    return Playbook(found, chosen, articles, sum(one.count for one in found), problem)


def article(slug: str) -> Article | None:
    """One article, public or not, with its regions and published clusters. Three queries."""
    return (
        Article.objects.filter(slug=slug)
        .prefetch_related(
            Prefetch(
                "clusters",
                Cluster.objects.published()
                .select_related("region")
                .defer("footprint", "region__boundary"),
            ),
            Prefetch("regions", Area.objects.defer("boundary").order_by("name")),
        )
        .first()
    )


def read_next(current: Article, *, most: int = 3) -> tuple[Article, ...]:
    """Other published articles: those of the same topic first."""
    others = [one for one in Article.objects.published().only(*LISTED) if one.pk != current.pk]
    others.sort(key=lambda one: one.topic != current.topic)
    return tuple(others[:most])


def _newest(found: tuple[Topic, ...]) -> tuple[Article, ...]:
    """All articles, newest first; of one day in the order they were written."""
    every = (one for topic in found for one in topic.articles)
    return tuple(sorted(every, key=lambda one: (-_day(one), one.pk)))


def _day(one: Article) -> int:
    return one.published_on.toordinal() if one.published_on else 0
