"""Fills in an admin form as a browser would: with what the page holds, changed here and there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client


def filled(page: HttpResponse) -> dict[str, Any]:
    """Everything the form of a page would send unchanged."""
    context: Any = page.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False or bound.field.disabled:
                continue
            if isinstance(value, list | tuple):
                value = [getattr(one, "pk", one) for one in value]
            data[bound.html_name] = "on" if value is True else value
    return data


def send(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open the page, change fields, send it; `__` in a name stands for the dash of inlines."""
    page = client.get(url)
    assert page.status_code == 200, url
    named = {name.replace("__", "-"): value for name, value in changes.items()}
    data = {**filled(page), **named}
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def errors(answer: HttpResponse) -> str:
    """All error sentences of a form that was refused."""
    assert answer.status_code == 200
    context: Any = answer.context
    return " ".join(str(one) for group in context["errors"] for one in group)
