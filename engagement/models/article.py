"""Texts written in Markdown: playbook articles and standing pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from regions.models import Area, Cluster


def validate_sources(value: Any) -> None:
    """A list of {"name": …, "url": …}; the address may be left out, the name may not."""
    if not isinstance(value, list):
        raise ValidationError("Sources are a list.")
    for number, source in enumerate(value, 1):
        if not isinstance(source, dict) or not source.keys() <= {"name", "url"}:
            raise ValidationError(f"Source {number} is not a name with an address.")
        name, url = source.get("name", ""), source.get("url", "")
        if not isinstance(name, str) or not name.strip():
            raise ValidationError(f"Source {number} has no name.")
        if url:
            try:
                URLValidator(schemes=["http", "https"])(url)
            except ValidationError:
                raise ValidationError(f"The address of source {number} is not one.") from None


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """Published, and the day has come: a later date keeps an article back until then."""
        return self.filter(status=Article.Status.PUBLISHED, published_on__lte=timezone.localdate())


class Article(models.Model):
    """A playbook article: how something is done, with its sources."""

    class Topic(models.TextChoices):
        UK_COMPETITIVENESS = "uk-competitiveness", "UK competitiveness"
        THRIVING_REGIONS = "thriving-regions", "Thriving regions"
        NET_ZERO = "net-zero", "Net zero"
        FUTURE_OF_WORK = "future-of-work", "Future of work"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    slug = models.SlugField(max_length=80, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    published_on = models.DateField(
        "date of publication",
        null=True,
        blank=True,
        help_text="A date to come keeps the article back until that day.",
    )
    topic = models.CharField(max_length=20, choices=Topic)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, help_text="One or two sentences.")
    body = models.TextField(help_text="Markdown. Headings start at ##.")
    author = models.CharField(max_length=120, blank=True, help_text="A role, not a person.")
    reading_minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)], help_text="Left empty, it is counted from the words."
    )
    sources = models.JSONField(default=list, blank=True, validators=[validate_sources])
    clusters = models.ManyToManyField(Cluster, blank=True, related_name="articles")
    regions = models.ManyToManyField(
        Area,
        blank=True,
        related_name="articles",
        limit_choices_to={"level": Area.Level.ITL1},
        verbose_name="regions and nations",
    )
    updated = models.DateTimeField(auto_now=True)
    history = HistoricalRecords(m2m_fields=[clusters, regions])

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "pk"]
        indexes = [models.Index(fields=["status", "topic"], name="article_by_topic")]
        constraints = [
            models.CheckConstraint(
                name="article_published_has_date",
                condition=~models.Q(status="published") | models.Q(published_on__isnull=False),
                violation_error_message="Give a date of publication before publishing.",
            ),
            models.CheckConstraint(
                name="article_published_has_text",
                condition=~models.Q(status="published")
                | (~models.Q(body="") & ~models.Q(summary="")),
                violation_error_message="Write summary and text before publishing.",
            ),
            models.CheckConstraint(
                name="article_takes_a_minute", condition=models.Q(reading_minutes__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("engagement:article", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether a visitor may read it today; the same rule as `published()`."""
        return (
            self.status == self.Status.PUBLISHED
            and self.published_on is not None
            and self.published_on <= timezone.localdate()
        )


class Page(models.Model):
    """A standing page: privacy, accessibility, contact, the start of the methodology."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    body = models.TextField(help_text="Markdown. Headings start at ##.")
    reviewed = models.DateField(help_text="When somebody last checked that all of it is true.")
    updated = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(name="page_body_present", condition=~models.Q(body=""))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"engagement:{self.slug.removesuffix('-intro')}")
