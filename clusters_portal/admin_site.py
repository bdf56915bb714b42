"""The admin: Django's own, with the portal's name, sign-in and looks."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse


class PortalAdminSite(AdminSite):
    """Staff sign in through allauth, which limits attempts and asks for a second factor."""

    site_title = "Clusters Portal"
    site_header = "Clusters Portal: records and campaign"
    index_title = "What would you like to work on?"

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To allauth's sign-in page and back; 403 for an account that is not staff."""
        sign_in = secure_admin_login(super().login)
        response: HttpResponse = sign_in(request, extra_context)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Every page says so while the account has no second factor."""
        user = request.user
        lacking = user.is_authenticated and not is_mfa_enabled(user)
        return {**super().each_context(request), "second_factor_missing": lacking}
