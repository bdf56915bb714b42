"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler, its answer reshaped; field errors are named under `errors`."""
    response = exception_handler(error, context)
    if response is None:
        return None
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": response.status_text,
        "status": response.status_code,
        "instance": context["request"].get_full_path(),
    }
    if isinstance(error, ValidationError):
        body["detail"] = "Some parameters cannot be used; `errors` names each with its reason."
        body["errors"] = response.data
    elif isinstance(error, APIException) or "detail" in (response.data or {}):
        body["detail"] = str(response.data.get("detail", ""))
    response.data = body
    response.content_type = MEDIA_TYPE
    return response
