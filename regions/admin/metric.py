"""Metric values and the queue behind them: written by workers, read by staff."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest

from regions.admin.base import Light, ReadOnly
from regions.analysis.registry import METRICS
from regions.models import MetricSubject, MetricValue


@admin.register(MetricValue)
class MetricValueAdmin(ReadOnly, Light, admin.ModelAdmin):
    heavy = ("area__boundary", "cluster__footprint")
    show_full_result_count = False
    list_display = (
        "metric", "subject", "part", "year", "value", "unit", "quality", "release", "computed_at",
    )  # fmt: skip
    list_filter = ("metric", "quality", "area__level", "year")
    list_select_related = ("area", "cluster", "industry", "sector", "release__source")
    search_fields = (
        "metric", "area__name", "=area__code", "cluster__name", "=industry__code", "sector__name",
    )  # fmt: skip

    @admin.display(description="of")
    def subject(self, value: MetricValue) -> str:
        return str(getattr(value.area or value.cluster, "name", ""))

    @admin.display(description="in")
    def part(self, value: MetricValue) -> str:
        return str(value.industry or value.sector or "All industries")

    @admin.display(description="unit")
    def unit(self, value: MetricValue) -> str:
        return METRICS[value.metric].unit if value.metric in METRICS else ""


class StaleFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("stale", "To be computed"), ("failed", "Failed at the last try")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "stale":
            return queryset.filter(wanted__gt=F("done"))
        if self.value() == "failed":
            return queryset.exclude(error="")
        return queryset


@admin.register(MetricSubject)
class MetricSubjectAdmin(ReadOnly, Light, admin.ModelAdmin):
    heavy = ("area__boundary", "cluster__footprint")
    list_display = ("__str__", "up_to_date", "attempts", "computed_at", "lease_until")
    list_filter = (StaleFilter,)
    list_select_related = ("area", "cluster")
    search_fields = ("area__name", "=area__code", "cluster__name")

    @admin.display(description="up to date", boolean=True)
    def up_to_date(self, subject: MetricSubject) -> bool:
        return subject.wanted <= subject.done
