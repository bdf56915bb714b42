"""The applications that the project itself brings: its own, and the admin with our site."""

import importlib

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "clusters_portal"
    default = True

    def ready(self) -> None:
        # Makes our Celery application the current one: services send tasks by name through it.
        importlib.import_module("clusters_portal.celery")


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "clusters_portal.admin_site.PortalAdminSite"


class PortalStaticFilesConfig(StaticFilesConfig):
    default = False
    # Of htmx we use version 2 alone; its extensions import files the package does not have.
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "hx-*.js",
        "htm*-4*",
        "htmx-2.js",
    ]
