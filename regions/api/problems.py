"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotAcceptable, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"


class Problem(serializers.Serializer[Any]):
    """A problem detail. `errors` names each parameter that cannot be used, with the reasons."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    instance = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler, its answer reshaped; field errors are named under `errors`."""
    response = exception_handler(error, context)
    if response is None:
        return None
    request = context["request"]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": response.status_text,
        "status": response.status_code,
        "instance": request.get_full_path(),
    }
    if isinstance(error, ValidationError):
        body["detail"] = "Some parameters cannot be used; `errors` names each with its reason."
        body["errors"] = response.data
    elif isinstance(error, NotAcceptable):
        body["detail"] = "This address cannot be had in the media type you accept. Try JSON."
    elif isinstance(error, APIException | Http404):
        body["detail"] = str(response.data.get("detail", ""))
    response.data = body
    response.content_type = MEDIA_TYPE
    # Whatever format was asked for, CSV or HTML, an error is JSON.
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = MEDIA_TYPE
    return response


def problem(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    """A problem detail for an error that no API view has seen."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.get_full_path(),
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
