"""Where every fact and figure comes from, and how it came in."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone


class Source(models.Model):
    """A publisher's data set or page, or 'general knowledge'."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField("address", blank=True, max_length=500)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(
        max_length=300, blank=True, help_text="The words the licence asks us to show."
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """One edition of a source, as published on a day and retrieved on another."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="releases")
    label = models.CharField(max_length=120, help_text="For example: ITL2, 2024 release.")
    edition = models.CharField(
        "geography edition", max_length=20, blank=True, help_text="For example: ITL2021."
    )
    level = models.CharField(
        "geography level", max_length=10, blank=True, help_text="For example: ITL2."
    )
    published = models.DateField(null=True, blank=True)
    retrieved = models.DateTimeField(default=timezone.now)
    checksum = models.CharField(
        "SHA-256",
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$", "64 hexadecimal digits.")],
    )
    licence = models.CharField(max_length=200, blank=True)
    current = models.BooleanField(
        default=True, help_text="The release that metrics and pages use for its level."
    )

    class Meta:
        ordering = ["source__name", "-retrieved"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "label", "level", "edition"], name="release_once"
            ),
            models.UniqueConstraint(
                fields=["source", "level", "edition"],
                condition=models.Q(current=True),
                name="release_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source.name}: {self.label}"


class ImportRun(models.Model):
    """One run of `manage.py ingest`: what came in, what was refused, and why."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        LOADED = "loaded", "Loaded"
        UNCHANGED = "unchanged", "Nothing new"
        REFUSED = "refused", "Refused"

    name = models.CharField("source", max_length=60, help_text="The name given to `ingest`.")
    file_name = models.CharField(max_length=255, blank=True)
    checksum = models.CharField("SHA-256", max_length=64, blank=True)
    release = models.ForeignKey(Release, null=True, blank=True, on_delete=models.SET_NULL)
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    rows_read = models.PositiveIntegerField(default=0)
    rows_loaded = models.PositiveIntegerField("rows added or changed", default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_repaired = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    report = models.JSONField(
        default=dict, blank=True, help_text="Repairs and refusals, each with line and reason."
    )
    started = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-started"]
        constraints = [
            models.CheckConstraint(
                name="importrun_finished_unless_running",
                condition=models.Q(status="running", finished__isnull=True)
                | (~models.Q(status="running") & models.Q(finished__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started:%Y-%m-%d %H:%M} ({self.get_status_display()})"


class Sourced(models.Model):
    """A record with a source. What only general knowledge says stays unverified until a
    curator confirms it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    source_url = models.URLField("source page", blank=True, max_length=500)
    verified = models.BooleanField(
        default=False, help_text="A curator, or an official file, confirms what this record says."
    )

    class Meta:
        abstract = True
