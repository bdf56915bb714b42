"""Every address of the portal starts here."""

from django.contrib import admin
from django.urls import include, path

from clusters_portal.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/", include("regions.api.urls")),
    path("", include("regions.urls")),
    path("", include("engagement.urls")),
]
