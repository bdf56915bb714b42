"""Headers on every response: what may be cached, and what the browser may do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), payment=(), usb=()"
)
# Signed-in and development-only pages: never kept by a cache.
PRIVATE_PREFIXES = ("/admin/", "/accounts/", "/outbox/")
PUBLIC_MAX_AGE = 60
STALE_WHILE_REVALIDATE = 600


class ResponseHeadersMiddleware:
    """Marks public pages cacheable and the others not, and sets Permissions-Policy.

    A public page carries a content ETag (Django's ConditionalGetMiddleware), so a
    cache that asks again gets a 304. A view that set Cache-Control itself is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        private = request.path.startswith(PRIVATE_PREFIXES)
        if request.path.startswith("/admin/"):
            # The admin's own widgets position themselves with style attributes.
            setattr(response, "_csp_update", {"style-src-attr": ["'unsafe-inline'"]})  # noqa: B010 - django-csp reads a name that HttpResponse does not declare
        if response.has_header("Cache-Control"):
            return response
        if private or response.cookies or request.method not in ("GET", "HEAD"):
            patch_cache_control(response, no_store=True)
        elif response.status_code in (200, 304):
            patch_cache_control(
                response,
                public=True,
                max_age=PUBLIC_MAX_AGE,
                stale_while_revalidate=STALE_WHILE_REVALIDATE,
            )
        return response
