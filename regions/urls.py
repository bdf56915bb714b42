"""Public addresses of the cluster map."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "regions"
urlpatterns: list[URLPattern | URLResolver] = []
