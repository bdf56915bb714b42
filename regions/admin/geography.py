"""Areas and towns."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin

from regions.admin.base import Light, StalesEverything
from regions.admin.polygons import PolygonFile, polygon_summary
from regions.models import Area, Place


class AreaForm(forms.ModelForm):
    boundary_file = PolygonFile(
        label="Replace the boundary",
        required=False,
        help_text="A GeoJSON file with one polygon, WGS 84, at most 5 MB.",
    )

    def save(self, commit: bool = True) -> Area:
        polygon = self.cleaned_data.get("boundary_file")
        if polygon:
            self.instance.boundary = polygon
        return super().save(commit)


@admin.register(Area)
class AreaAdmin(Light, StalesEverything, admin.ModelAdmin):
    form = AreaForm
    grounds = ("code", "edition", "level", "parent")
    heavy = ("boundary", "parent__boundary")
    list_display = ("name", "code", "level", "edition", "kind", "parent")
    list_filter = ("level", "edition", "kind")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "code", "slug")
    autocomplete_fields = ("parent", "source")
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    readonly_fields = ("boundary_now", "morton")
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "description")}),
        (
            "Statistical geography",
            {
                "fields": ("code", "edition", "level", "kind", "parent"),
                "description": "Figures of one edition never mix with another’s. Changing these "
                "computes every metric again.",
            },
        ),
        ("Place", {"fields": ("lon", "lat", "morton", "boundary_now", "boundary_file")}),
        ("Source", {"fields": ("source", "source_url")}),
    )

    @admin.display(description="Boundary")
    def boundary_now(self, area: Area) -> str:
        return polygon_summary(area.boundary)


@admin.register(Place)
class PlaceAdmin(Light, admin.ModelAdmin):
    heavy = ("region__boundary",)
    list_display = ("name", "kind", "code", "region", "population")
    list_filter = ("kind", "region")
    list_select_related = ("region",)
    search_fields = ("name", "code")
    autocomplete_fields = ("region", "source")
    readonly_fields = ("morton",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "kind", "code", "population")}),
        ("Place", {"fields": ("region", "lon", "lat", "morton")}),
        ("Source", {"fields": ("source",)}),
    )
