"""Public addresses of the campaign."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from engagement.views.home import home
from engagement.views.outbox import outbox, outbox_mail
from engagement.views.pages import methodology, standing_page
from engagement.views.playbook import article, playbook
from engagement.views.progress import ProgressFeed, progress

app_name = "engagement"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("playbook/", playbook, name="playbook"),
    path("playbook/<slug:slug>/", article, name="article"),
    path("progress/", progress, name="progress"),
    path("progress/feed.xml", ProgressFeed(), name="progress-feed"),
    path("methodology/", methodology, name="methodology"),
    path("privacy/", standing_page, {"slug": "privacy"}, name="privacy"),
    path("accessibility/", standing_page, {"slug": "accessibility"}, name="accessibility"),
    path("contact/", standing_page, {"slug": "contact"}, name="contact"),
    path("outbox/", outbox, name="outbox"),
    path("outbox/<str:name>/", outbox_mail, name="outbox-mail"),
]
