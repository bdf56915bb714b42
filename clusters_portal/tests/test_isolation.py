"""The suite keeps to itself: its own folder, its own names on a shared broker and cache."""

import os

from celery import current_app
from django.conf import settings


def test_settings_were_loaded_after_the_tests_own_environment_was_set() -> None:
    assert str(settings.DATA_DIR) == os.environ["DATA_DIR"]
    assert "clusters-portal-test-" in settings.DATA_DIR.name
    assert settings.CACHES["default"].get("KEY_PREFIX", "") != "clusters"


def test_tasks_are_sent_through_the_portals_own_application() -> None:
    assert current_app.main == "clusters_portal"
