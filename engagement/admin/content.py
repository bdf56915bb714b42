"""The campaign's texts: the case, the playbook, the progress list, the register of claims."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
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


class ContentAdmin(SimpleHistoryAdmin):
    """A text with its history to read; old versions are shown, not put back by a button."""

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AsksOfCampaign(admin.StackedInline):
    model = Ask
    extra = 0
    prepopulated_fields: ClassVar = {"slug": ["title"]}
    fields = ("order", "title", "slug", "summary", "text")


class ContactsOfCampaign(admin.StackedInline):
    model = Contact
    extra = 0
    fields = ("order", "name", "role", "text")


@admin.register(Campaign)
class CampaignAdmin(ContentAdmin):
    list_display = ("name", "slogan", "current", "updated")
    list_filter = ("current",)
    search_fields = ("name", "slogan", "slug")
    inlines = (AsksOfCampaign, ContactsOfCampaign)
    readonly_fields = ("updated",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "slug", "current", "updated")}),
        ("Top of the home page", {"fields": ("slogan", "lead")}),
        ("What a cluster is", {"fields": ("definition_heading", "definition")}),
        ("The case", {"fields": ("case_heading", "case")}),
        ("The prize", {"fields": ("prize_heading", "prize_text")}),
        ("How clusters make a difference", {"fields": ("differences_heading", "differences_text")}),
        ("Ingredients", {"fields": ("ingredients_heading", "ingredients_text")}),
        ("Learn from others", {"fields": ("examples_heading", "examples_text")}),
        ("Join", {"fields": ("join_heading", "join_text")}),
        ("Have your say", {"fields": ("voice_heading", "voice_text")}),
        ("Contact", {"fields": ("contact_heading",)}),
    )


@admin.register(Ask)
class AskAdmin(ContentAdmin):
    list_display = ("title", "campaign", "order", "summary")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)
    search_fields = ("title", "summary", "slug")
    autocomplete_fields = ("campaign",)
    prepopulated_fields: ClassVar = {"slug": ["title"]}


@admin.register(CampaignPoint)
class CampaignPointAdmin(ContentAdmin):
    list_display = ("heading", "kind", "order", "campaign", "country", "verified")
    list_filter = ("kind", "verified", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("heading", "text", "slug", "country")
    autocomplete_fields = ("campaign",)
    prepopulated_fields: ClassVar = {"slug": ["heading"]}
    fieldsets = (
        (None, {"fields": ("campaign", "kind", "order", "heading", "slug", "text")}),
        ("Of an ingredient", {"fields": ("question",)}),
        ("Of an example", {"fields": ("country", "website")}),
        ("Source", {"fields": ("source_name", "source_url", "verified")}),
    )


@admin.register(Contact)
class ContactAdmin(ContentAdmin):
    list_display = ("name", "role", "campaign", "order")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)
    search_fields = ("name", "role")
    autocomplete_fields = ("campaign",)


class ArticleForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reading_minutes" in self.fields:
            self.fields["reading_minutes"].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not cleaned.get("reading_minutes") and "reading_minutes" not in self.errors:
            cleaned["reading_minutes"] = reading_minutes(cleaned.get("body", ""))
        return cleaned


@admin.register(Article)
class ArticleAdmin(ContentAdmin):
    form = ArticleForm
    list_display = ("title", "topic", "status", "published_on", "reading_minutes", "updated")
    list_filter = ("status", "topic", "regions")
    search_fields = ("title", "summary", "slug", "body")
    date_hierarchy = "published_on"
    autocomplete_fields = ("clusters", "regions")
    prepopulated_fields: ClassVar = {"slug": ["title"]}
    readonly_fields = ("updated",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "status", "published_on", "topic")}),
        ("Text", {"fields": ("summary", "body", "author", "reading_minutes")}),
        (
            "Sources",
            {
                "fields": ("sources",),
                "description": "A list, for example "
                "[{&quot;name&quot;: &quot;ONS&quot;, &quot;url&quot;: &quot;https://…&quot;}].",
            },
        ),
        ("What it is about", {"fields": ("clusters", "regions", "updated")}),
    )


@admin.register(Page)
class PageAdmin(ContentAdmin):
    list_display = ("title", "slug", "reviewed", "updated")
    search_fields = ("title", "slug", "body")
    readonly_fields = ("updated",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "body")}),
        ("Review", {"fields": ("reviewed", "updated")}),
    )


@admin.register(Claim)
class ClaimAdmin(ContentAdmin):
    list_display = ("figure", "title", "publisher", "dated", "status", "reviewed")
    list_filter = ("status", "publisher")
    search_fields = ("figure", "title", "statement", "slug")
    fieldsets = (
        (None, {"fields": ("title", "slug", "order", "statement")}),
        ("The figure", {"fields": ("figure", "value", "unit", "dated")}),
        ("Where it is from", {"fields": ("publisher", "source_name", "source_url")}),
        ("What we know", {"fields": ("status", "what_is_known", "reviewed")}),
    )


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ContentAdmin):
    list_display = ("title", "when", "kind", "status", "verified", "source_name")
    list_filter = ("status", "kind", "verified", "asks", "regions")
    search_fields = ("title", "summary", "slug", "source_name")
    date_hierarchy = "date"
    autocomplete_fields = ("asks", "regions", "clusters")
    prepopulated_fields: ClassVar = {"slug": ["title"]}
    readonly_fields = ("created", "updated")
    fieldsets = (
        (None, {"fields": ("title", "slug", "status", "kind", "summary")}),
        ("When", {"fields": ("date", "precision")}),
        ("Source", {"fields": ("source_name", "source_url", "verified")}),
        ("What it is about", {"fields": ("asks", "regions", "clusters")}),
        ("Dates", {"fields": ("created", "updated")}),
    )
