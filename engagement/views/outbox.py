"""Development only: the e-mail this portal would have sent, readable in the browser."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.queries import outbox as mails


def outbox(request: HttpRequest) -> HttpResponse:
    _only_in_development()
    return render(request, "engagement/outbox.html", {"mails": mails.outbox()})


def outbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_development()
    mail = mails.mail(name)
    if mail is None:
        raise Http404("There is no such message in the outbox.")
    return render(request, "engagement/outbox_mail.html", {"mail": mail})


def _only_in_development() -> None:
    if not settings.DEVELOPMENT:
        raise Http404("The outbox exists in development only.")
