"""Industries, and sectors with the industries they stand for."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from regions.admin.base import StalesEverything
from regions.models import Industry, Sector, SectorIndustry


@admin.register(Industry)
class IndustryAdmin(StalesEverything, admin.ModelAdmin):
    grounds = ("code", "level", "parent", "divisions")
    list_display = ("code", "title", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "title")
    autocomplete_fields = ("parent", "source")
    fieldsets = (
        (None, {"fields": ("code", "title", "source")}),
        (
            "Place in the classification",
            {
                "fields": ("level", "parent", "divisions"),
                "description": "Sectors are measured through these. Changing them computes every "
                "metric again.",
            },
        ),
    )


class IndustriesOfSector(admin.TabularInline):
    model = SectorIndustry
    autocomplete_fields = ("industry",)
    extra = 1
    verbose_name = "industry"
    verbose_name_plural = "Industries: what the sector is measured on"


@admin.register(Sector)
class SectorAdmin(StalesEverything, admin.ModelAdmin):
    list_display = ("name", "family", "net_zero", "slug")
    list_filter = ("family", "net_zero")
    search_fields = ("name", "short_name", "slug")
    autocomplete_fields = ("source",)
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    inlines = (IndustriesOfSector,)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "family", "net_zero", "description")}),
        ("Source", {"fields": ("source", "source_url")}),
    )
