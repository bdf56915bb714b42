"""Editing the campaign's texts: every change keeps its history and its author."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from engagement.markdown import reading_minutes
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
from engagement.models.article import validate_sources

MARKDOWN_HELP = (
    "Markdown: ## heading, ### smaller heading, **bold**, *italic*, - list, 1. numbered list, "
    "[words](https://address), > quotation, and tables with | between cells. "
    "HTML is shown as it is typed; pictures are not shown."
)
SOURCES_HELP = "One source a line: its name, then | and its address. The address may be left out."


class SourcesField(forms.CharField):
    """A list of sources as lines of `name | address`."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        lines = (" | ".join(filter(None, (one["name"], one.get("url", "")))) for one in value)
        return "\n".join(lines)

    def to_python(self, value: Any) -> Any:
        sources = []
        for line in str(value or "").splitlines():
            name, _, url = (part.strip() for part in line.partition("|"))
            if name or url:
                sources.append({"name": name, "url": url} if url else {"name": name})
        return sources

    def validate(self, value: Any) -> None:
        validate_sources(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class ArticleForm(forms.ModelForm):
    sources = SourcesField(required=False, help_text=SOURCES_HELP)

    class Meta:
        model = Article
        exclude: ClassVar[list[str]] = []
        help_texts: ClassVar[dict[str, str]] = {"body": MARKDOWN_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reading_minutes" in self.fields:
            self.fields["reading_minutes"].required = False

    def clean(self) -> dict[str, Any]:
        """Count the reading time where nobody gave one."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("reading_minutes") and "reading_minutes" not in self.errors:
            cleaned["reading_minutes"] = reading_minutes(cleaned.get("body") or "")
        return cleaned


class PageForm(forms.ModelForm):
    class Meta:
        model = Page
        exclude: ClassVar[list[str]] = []
        help_texts: ClassVar[dict[str, str]] = {"body": MARKDOWN_HELP}

    def clean_slug(self) -> str:
        """Addresses of standing pages are fixed in the code; a new name would orphan the page."""
        slug = self.cleaned_data["slug"]
        if self.instance.pk and slug != self.instance.slug:
            raise ValidationError("The address of a standing page cannot be changed.")
        return str(slug)


class ContentAdmin(SimpleHistoryAdmin):
    """What all texts share: long boxes for long texts, one save button row at the top too."""

    save_on_top = True
    list_per_page = 50
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 6, "cols": 100})},
        models.URLField: {"assume_scheme": "https"},
    }


class AskInline(admin.StackedInline):
    model = Ask
    extra = 0
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}


class ContactInline(admin.StackedInline):
    model = Contact
    extra = 0


@admin.register(Campaign)
class CampaignAdmin(ContentAdmin):
    list_display = ("name", "slogan", "current", "updated")
    list_filter = ("current",)
    search_fields = ("name", "slogan")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines = (AskInline, ContactInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "current", "slogan", "lead")}),
        ("The case", {"fields": ("definition_heading", "definition", "case_heading", "case")}),
        ("The prize", {"fields": ("prize_heading", "prize_text")}),
        (
            "Introductions of the sections",
            {
                "fields": (
                    ("differences_heading", "differences_text"),
                    ("ingredients_heading", "ingredients_text"),
                    ("examples_heading", "examples_text"),
                )
            },
        ),
        (
            "Take part",
            {
                "fields": (
                    "join_heading", "join_text", "voice_heading", "voice_text", "contact_heading",
                )
            },
        ),
    )  # fmt: skip


@admin.register(Ask)
class AskAdmin(ContentAdmin):
    list_display = ("title", "campaign", "order")
    list_editable = ("order",)
    search_fields = ("title", "summary", "text")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}


@admin.register(CampaignPoint)
class CampaignPointAdmin(ContentAdmin):
    list_display = ("heading", "kind", "order", "verified", "source_name")
    list_editable = ("order",)
    list_filter = ("kind", "verified", "campaign")
    search_fields = ("heading", "text", "source_name")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("heading",)}


@admin.register(Contact)
class ContactAdmin(ContentAdmin):
    list_display = ("name", "role", "campaign")
    search_fields = ("name", "role")


@admin.register(Claim)
class ClaimAdmin(ContentAdmin):
    list_display = ("figure", "title", "status", "dated", "publisher", "reviewed", "order")
    list_editable = ("order",)
    list_filter = ("status", "reviewed")
    search_fields = ("figure", "title", "statement", "what_is_known", "publisher")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ContentAdmin):
    list_display = ("title", "when", "kind", "status", "verified", "source_name")
    list_filter = ("status", "kind", "verified", "asks", "regions")
    search_fields = ("title", "summary", "source_name", "clusters__name")
    date_hierarchy = "date"
    filter_horizontal = ("asks", "regions", "clusters")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}

    @admin.display(description="date", ordering="date")
    def when(self, update: ProgressUpdate) -> str:
        return update.when


@admin.register(Article)
class ArticleAdmin(ContentAdmin):
    form = ArticleForm
    list_display = ("title", "topic", "status", "published_on", "reading_minutes", "updated")
    list_filter = ("status", "topic", "published_on", "regions")
    search_fields = ("title", "summary", "body")
    date_hierarchy = "published_on"
    filter_horizontal = ("clusters", "regions")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", "slug", "topic", "summary")}),
        ("Publication", {"fields": (("status", "published_on"), "author", "reading_minutes")}),
        ("Text", {"fields": ("body", "sources")}),
        ("Related", {"fields": ("clusters", "regions")}),
    )


@admin.register(Page)
class PageAdmin(ContentAdmin):
    form = PageForm
    list_display = ("title", "slug", "reviewed", "updated")
    search_fields = ("title", "summary", "body")

    # Which standing pages there are is fixed in the code; only their texts are edited.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
