"""Sources, releases and import runs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from regions.admin.base import ReadOnly, StalesEverything
from regions.models import ImportRun, Release, Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("name", "publisher", "licence", "slug")
    search_fields = ("name", "publisher", "slug")
    list_filter = ("licence",)
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    fieldsets = (
        (None, {"fields": ("name", "slug", "publisher", "url", "note")}),
        (
            "Licence",
            {
                "fields": ("licence", "attribution"),
                "description": "The words the licence asks for are shown wherever its figures are.",
            },
        ),
    )


class ReleaseForm(forms.ModelForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("current") and cleaned.get("source"):
            others = Release.objects.filter(
                source=cleaned["source"],
                level=cleaned.get("level", ""),
                edition=cleaned.get("edition", ""),
                current=True,
            ).exclude(pk=self.instance.pk)
            if other := others.first():
                raise ValidationError(
                    {"current": f"“{other.label}” is the current release of this level: unset "
                    "that one first, then set this one."}
                )  # fmt: skip
        return cleaned


@admin.register(Release)
class ReleaseAdmin(StalesEverything, admin.ModelAdmin):
    form = ReleaseForm
    grounds = ("current", "level", "edition", "source")
    list_display = ("label", "source", "level", "edition", "published", "retrieved", "current")
    list_filter = ("current", "level", "edition", "source")
    list_select_related = ("source",)
    search_fields = ("label", "source__name", "checksum")
    autocomplete_fields = ("source",)
    readonly_fields = ("checksum", "retrieved")
    date_hierarchy = "published"
    fieldsets = (
        (None, {"fields": ("source", "label", "published", "licence")}),
        (
            "Geography",
            {
                "fields": ("level", "edition", "current"),
                "description": "Metrics and pages use the current release of each level. Changing "
                "which is current computes every metric again.",
            },
        ),
        ("The file", {"fields": ("retrieved", "checksum")}),
    )


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = (
        "name", "started", "status", "rows_read", "rows_loaded", "rows_repaired", "rows_refused",
        "file_name", "by",
    )  # fmt: skip
    list_filter = ("status", "name")
    list_select_related = ("by",)
    search_fields = ("name", "file_name", "checksum")
    date_hierarchy = "started"
    readonly_fields = ("quality_report",)
    fieldsets = (
        (None, {"fields": ("name", "status", "started", "finished", "by", "release")}),
        ("The file", {"fields": ("file_name", "checksum")}),
        (
            "Rows",
            {
                "fields": (
                    "rows_read", "rows_loaded", "rows_unchanged", "rows_repaired", "rows_refused",
                )
            },
        ),
        ("Quality report", {"fields": ("quality_report",)}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ImportRun]:
        queryset = super().get_queryset(request).select_related("release__source")
        match = request.resolver_match
        listing = match is not None and (match.url_name or "").endswith("_changelist")
        return queryset.defer("report") if listing else queryset

    @admin.display(description="What was found")
    def quality_report(self, run: ImportRun) -> SafeString | str:
        parts = [_part(name, value) for name, value in run.report.items() if value not in ([], {})]
        return format_html_join("", "{}", ((part,) for part in parts)) or "Nothing to report."


def _part(name: str, value: Any) -> SafeString:
    """One entry of a report: a table for rows, a list for sentences, else name and value."""
    title = name.replace("_", " ").capitalize()
    if isinstance(value, dict):
        value = [{"what": key, "rows": one} for key, one in value.items()]
    if not isinstance(value, list):
        return format_html("<p><strong>{}:</strong> {}</p>", title, value)
    if not all(isinstance(row, dict) for row in value):
        items = format_html_join("", "<li>{}</li>", ((row,) for row in value))
        return format_html("<p><strong>{}</strong></p><ul>{}</ul>", title, items)
    columns = list(dict.fromkeys(key for row in value for key in row))
    head = format_html_join(
        "", '<th scope="col">{}</th>', ((column.capitalize(),) for column in columns)
    )
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (format_html_join("", "<td>{}</td>", ((row.get(key, ""),) for key in columns)),)
            for row in value
        ),
    )
    return format_html(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        title, head, rows,
    )  # fmt: skip
