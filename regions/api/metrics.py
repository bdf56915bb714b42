"""The registry of metrics: what each is, its unit, its formula and where that comes from."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from regions.analysis.registry import METRICS, Metric
from regions.api.filters import ALWAYS, refuse_unknown
from regions.api.resource import Negotiation


class MetricSerializer(serializers.Serializer[Metric]):
    slug = serializers.SlugField()
    title = serializers.CharField()
    unit = serializers.CharField()
    plain = serializers.CharField()
    formula = serializers.CharField()
    formula_source = serializers.CharField()
    edge_cases = serializers.CharField()
    decimals = serializers.IntegerField()
    version = serializers.IntegerField()


class MetricResource(GenericViewSet[Any]):
    """Every metric the portal computes, in plain words and as a formula.

    Values are stored unrounded; `decimals` is how many a reader is shown.
    """

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = Negotiation
    serializer_class = MetricSerializer
    filter_backends = []
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def list(self, request: Request) -> Response:
        refuse_unknown(request, (*ALWAYS, "page", "page_size"))
        page = self.paginate_queryset(list(METRICS.values()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH)])
    def retrieve(self, request: Request, slug: str) -> Response:
        refuse_unknown(request, ALWAYS)
        if slug not in METRICS:
            raise NotFound(f"There is no metric “{slug[:80]}”. They are: {', '.join(METRICS)}.")
        return Response(self.get_serializer(METRICS[slug]).data)
