"""What every resource of the API has in common: reading, filtering, paging, formats."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from rest_framework import mixins, renderers, viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from regions.api.filters import ALWAYS, StrictFilterBackend, refuse_unknown
from regions.api.geojson import GeoJsonFormat, geojson_response
from regions.api.tables import CsvFormat, csv_response


class Negotiation(DefaultContentNegotiation):
    """As DRF's, but an unknown `?format=` is a parameter that cannot be used, not a 404."""

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        try:
            return super().filter_renderers(renderers, format)
        except Http404:
            offered = ", ".join(one.format for one in renderers)
            raise ValidationError({"format": [f"This address comes as: {offered}."]}) from None


class ListResource(mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """A list: filtered, paged as JSON, whole as CSV and, for places, as GeoJSON."""

    http_method_names = ["get", "head", "options"]
    filter_backends = [StrictFilterBackend]
    content_negotiation_class = Negotiation
    # The name of the field with a polygon that `?geometry=` may ask for; None: no GeoJSON.
    shape: ClassVar[str | None] = None
    has_places: ClassVar[bool] = False
    noun: ClassVar[str]

    @property
    def list_parameters(self) -> tuple[str, ...]:
        return ("page", "page_size", "geometry") if self.has_places else ("page", "page_size")

    @property
    def default_response_headers(self) -> dict[str, str]:
        """A cache must not hand CSV to one who asked the same address for JSON."""
        return {**super().default_response_headers, "Vary": "Accept"}

    def get_renderers(self) -> list[Any]:
        formats: list[Any] = [renderers.JSONRenderer()]
        if self.action == "list":
            formats.append(CsvFormat())
            if self.has_places:
                formats.append(GeoJsonFormat())
        return formats

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        shape = self._shape_asked_for()
        chosen = request.accepted_renderer.format
        if chosen == "json":
            return super().list(request, *args, **kwargs)
        queryset = self.filter_queryset(self.get_queryset())
        serializer = self.get_serializer()
        if chosen == "csv":
            return csv_response(serializer, queryset, name=self.basename)
        return geojson_response(serializer, queryset, key=self.lookup_field, shape=shape)

    def _shape_asked_for(self) -> str | None:
        """The polygon field that `?geometry=` names; None for the point."""
        wanted = self.request.query_params.get("geometry", "")
        choices = ("point", self.shape) if self.shape else ("point",)
        if not wanted or not self.has_places:
            return None
        if self.request.accepted_renderer.format != "geojson":
            raise ValidationError({"geometry": ["This goes with format=geojson."]})
        if wanted not in choices:
            raise ValidationError({"geometry": [f"Choose one of: {', '.join(choices)}."]})
        return None if wanted == "point" else wanted


class Resource(mixins.RetrieveModelMixin, ListResource):
    """A list, and each of its records at an address of its own."""

    def get_object(self) -> Any:
        try:
            return super().get_object()
        except Http404:
            wanted = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
            raise NotFound(
                f"There is no {self.noun} “{wanted[:80]}” here, or it is not published."
            ) from None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.detail:
            refuse_unknown(self.request, ALWAYS)
            return queryset
        return super().filter_queryset(queryset)
