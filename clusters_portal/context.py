"""What every template may use, besides the request."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """The version, and whether development conveniences (the outbox) are there."""
    return {"portal_version": settings.PORTAL_VERSION, "development": settings.DEVELOPMENT}
