"""Memberships and links, each with the fact it rests on."""

from __future__ import annotations

from django.contrib import admin

from regions.admin.base import Light, VerifiableAdmin
from regions.models import Link, Membership


@admin.register(Membership)
class MembershipAdmin(Light, VerifiableAdmin):
    heavy = ("cluster__footprint",)
    list_display = ("organisation", "cluster", "role", "source", "verified")
    list_filter = ("role", "verified", "source")
    list_select_related = ("organisation", "cluster", "source")
    search_fields = ("organisation__name", "cluster__name", "evidence")
    autocomplete_fields = ("organisation", "cluster", "source")
    fieldsets = (
        (None, {"fields": ("cluster", "organisation", "role")}),
        ("Evidence", {"fields": ("evidence", "source", "source_url", "verified")}),
    )


@admin.register(Link)
class LinkAdmin(VerifiableAdmin):
    list_display = ("from_organisation", "kind", "to_organisation", "since", "source", "verified")
    list_filter = ("kind", "verified", "source")
    list_select_related = ("from_organisation", "to_organisation", "source")
    search_fields = ("from_organisation__name", "to_organisation__name", "fact")
    autocomplete_fields = ("from_organisation", "to_organisation", "source")
    fieldsets = (
        (
            None,
            {
                "fields": ("from_organisation", "kind", "to_organisation", "since"),
                "description": "Read it as a sentence: the first supplies, researches with, was "
                "spun out of, or trains people for the second.",
            },
        ),
        ("Evidence", {"fields": ("fact", "source", "source_url", "verified")}),
    )
