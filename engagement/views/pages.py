"""Standing pages: methodology, privacy, accessibility, contact."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.markdown import render as render_markdown
from engagement.queries import pages


def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page whose text staff keep; 404 while it does not exist."""
    page = pages.page(slug)
    if page is None:
        raise Http404("This page has not been written yet.")
    contacts = pages.contacts() if slug == "contact" else ()
    text = render_markdown(page.body)
    context = {"page": page, "text": text, "contacts": contacts}
    return render(request, "engagement/page.html", context)


def methodology(request: HttpRequest) -> HttpResponse:
    found = pages.methodology()
    text = render_markdown(found.intro.body) if found.intro else None
    return render(request, "engagement/methodology.html", {"methodology": found, "text": text})
