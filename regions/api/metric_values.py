"""Computed values, each with what it was derived from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import ChoiceFilter, FilterSet
from rest_framework import serializers

from regions.analysis.registry import METRICS
from regions.api.filters import ChoicesFilter, Ordering, RecordsFilter, YearFilter, YesNoFilter
from regions.api.references import IndustryReference, ReleaseReference, SectorReference
from regions.api.resource import ListResource
from regions.models import Area, Cluster, Industry, MetricValue, Sector
from regions.queries.register import public_metric_values

PARTS = (
    ("industry", "one industry"),
    ("sector", "one sector"),
    ("all", "all industries together"),
)


class SubjectSerializer(serializers.Serializer[MetricValue]):
    """What the value is of: an area or a cluster (which has no code, level or edition)."""

    kind = serializers.ChoiceField(choices=["area", "cluster"])
    slug = serializers.SlugField()
    name = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    level = serializers.CharField(allow_null=True)
    edition = serializers.CharField(allow_null=True)

    def to_representation(self, value: MetricValue) -> dict[str, Any]:
        subject = value.area or value.cluster
        assert subject is not None, "the database holds that a value has one subject"  # noqa: S101
        return {
            "kind": "area" if value.area_id else "cluster",
            "slug": subject.slug,
            "name": subject.name,
            "code": getattr(subject, "code", None),
            "level": getattr(subject, "level", None),
            "edition": getattr(subject, "edition", None),
        }


class IntervalSerializer(serializers.Serializer[MetricValue]):
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class MetricValueSerializer(serializers.ModelSerializer[MetricValue]):
    subject = SubjectSerializer(source="*")
    industry = IndustryReference(allow_null=True)
    sector = SectorReference(allow_null=True)
    unit = serializers.SerializerMethodField()
    interval = IntervalSerializer(source="*")
    release = ReleaseReference()

    class Meta:
        model = MetricValue
        fields = [
            "metric", "subject", "industry", "sector", "year", "value", "unit", "reason",
            "interval", "n", "quality", "basis", "method_version", "release", "computed_at",
        ]  # fmt: skip

    def get_unit(self, value: MetricValue) -> str:
        metric = METRICS.get(value.metric)
        return metric.unit if metric else ""


class MetricValueFilters(FilterSet):
    metric = ChoicesFilter(choices=[(one.slug, one.title) for one in METRICS.values()])
    area = RecordsFilter("area", records=Area.objects.all, by=("slug", "code"), noun="area")
    level = ChoicesFilter(field_name="area__level", choices=Area.Level.choices)
    cluster = RecordsFilter("cluster", records=Cluster.objects.published, noun="cluster")
    industry = RecordsFilter(
        "industry", records=Industry.objects.all, by=("code",), noun="industry"
    )
    sector = RecordsFilter("sector", records=Sector.objects.all, noun="sector")
    part = ChoiceFilter(
        choices=PARTS, method="by_part", help_text="What part of the economy was measured."
    )
    year = YearFilter(field_name="year")
    year_min = YearFilter(field_name="year", lookup_expr="gte")
    year_max = YearFilter(field_name="year", lookup_expr="lte")
    quality = ChoicesFilter(choices=MetricValue.Quality.choices)
    undefined = YesNoFilter(
        field_name="value", lookup_expr="isnull", help_text="Only values that could not be had."
    )
    ordering = Ordering("year", "value", "metric")

    class Meta:
        model = MetricValue
        fields: list[str] = []

    def by_part(self, qs: QuerySet[MetricValue], name: str, value: str) -> QuerySet[MetricValue]:
        return {
            "industry": lambda: qs.filter(industry__isnull=False),
            "sector": lambda: qs.filter(sector__isnull=False),
            "all": lambda: qs.filter(Q(industry__isnull=True, sector__isnull=True)),
        }[value]()


class MetricValueResource(ListResource):
    """Values of areas and published clusters, for an industry, a sector or all industries.

    An undefined value is null with its `reason`; `basis` says what was measured where that
    is wider than what was asked. A list only: values are computed again and again.
    """

    noun = "metric value"
    serializer_class = MetricValueSerializer
    filterset_class = MetricValueFilters
    queryset = public_metric_values().order_by("metric", "year", "pk")
