"""The applications that the project itself brings: its own, and the admin with our site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "clusters_portal"
    default = True


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "clusters_portal.admin_site.PortalAdminSite"
