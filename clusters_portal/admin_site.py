"""The admin: Django's own, with the portal's name and sign-in."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    """Staff sign in through allauth, which limits attempts and asks for a second factor."""

    site_title = "Clusters Portal"
    site_header = "Clusters Portal: records and campaign"
    index_title = "What would you like to work on?"
    login = secure_admin_login(AdminSite.login)
