"""Official figures: brought in by `ingest`, corrected one at a time here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest

from regions.admin.base import Light, StalesEverything
from regions.models import AreaFigure
from regions.services.official_figures import set_figure


@admin.register(AreaFigure)
class AreaFigureAdmin(Light, StalesEverything, admin.ModelAdmin):
    heavy = ("area__boundary",)
    show_full_result_count = False
    list_display = ("area", "industry", "year", "value", "unit", "suppressed", "release")
    list_filter = ("measure", "area__level", "suppressed", "release", "year")
    list_select_related = ("area", "industry", "release__source")
    search_fields = ("=area__code", "area__name", "=industry__code", "industry__title", "=year")
    readonly_fields = ("area", "industry", "year", "measure", "unit", "release", "suppressed")
    fieldsets = (
        (None, {"fields": ("area", "industry", "year", "measure", "release")}),
        (
            "Correction",
            {
                "fields": ("value", "unit", "suppressed"),
                "description": "Leave the value empty where the publisher withholds it. Every "
                "metric that compares areas is computed again.",
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Figures come from a release, with its checksum: by `manage.py ingest`."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[AreaFigure]:
        return super().get_queryset(request).select_related("area", "industry", "release__source")

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        set_figure(figure=obj, value=obj.value, by=request.user)
