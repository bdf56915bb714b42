"""The playbook: list and article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from engagement.markdown import render as render_markdown
from engagement.queries.playbook import article as find_article
from engagement.queries.playbook import playbook as find_playbook
from engagement.queries.playbook import read_next


def playbook(request: HttpRequest) -> HttpResponse:
    found = find_playbook(request.GET.get("topic", "").strip())
    return render(request, "engagement/playbook.html", {"playbook": found})


def article(request: HttpRequest, slug: str) -> HttpResponse:
    """A published article; staff who may edit it also see it before that, marked as a preview."""
    found = find_article(slug)
    if found is None:
        raise Http404("There is no article at this address.")
    preview = not found.is_public
    # The user is asked for only here: reading the session would keep a public page from caches.
    if preview and not request.user.has_perm("engagement.view_article"):
        raise Http404("There is no article at this address.")
    text = render_markdown(found.body)
    response = render(
        request,
        "engagement/article.html",
        {
            "article": found,
            "text": text,
            "preview": preview,
            "read_next": read_next(found),
            "breadcrumbs": [
                {"label": "Home", "href": reverse("engagement:home")},
                {"label": "Playbook", "href": reverse("engagement:playbook")},
                {"label": found.title},
            ],
        },
    )
    if preview:
        patch_cache_control(response, no_store=True)
    return response
