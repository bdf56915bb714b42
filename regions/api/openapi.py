"""What drf-spectacular cannot know by itself about our formats and errors."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from regions.api.geojson import MEDIA_TYPE as GEOJSON
from regions.api.geojson import FeatureCollection
from regions.api.problems import MEDIA_TYPE as PROBLEM
from regions.api.problems import Problem

Direction = Literal["request", "response"]
PROBLEMS = {
    "400": "A parameter is unknown or has a value that cannot be used; `errors` names it.",
    "404": "There is nothing here, or it is not published.",
    "406": "Not to be had in the media type asked for.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}


class PortalSchema(AutoSchema):
    """Adds GeoJSON and CSV answers, the parameters every view takes, and problem details."""

    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = []
        formats = [one.format for one in self.view.get_renderers()]
        if len(formats) > 1:
            parameters.append(
                OpenApiParameter(
                    "format", str, enum=formats, description="JSON is paged; the others are whole."
                )
            )
        if "geojson" in formats:
            shape = getattr(self.view, "shape", None)
            shapes = ["point", *([shape] if shape else [])]
            parameters.append(
                OpenApiParameter(
                    "geometry", str, enum=shapes, description="With format=geojson only."
                )
            )
        return parameters

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        content = bodies.get("200", {}).get("content", {})
        if "text/csv" in content:
            content["text/csv"] = {"schema": {"type": "string"}}
        if GEOJSON in content:
            content[GEOJSON] = {"schema": self._reference(FeatureCollection)}
        for status, meaning in PROBLEMS.items():
            bodies[status] = {
                "description": meaning,
                "content": {PROBLEM: {"schema": self._reference(Problem)}},
            }
        return bodies

    def _reference(self, serializer: Any) -> Any:
        component: ResolvedComponent = self.resolve_serializer(serializer, "response")
        return component.ref
