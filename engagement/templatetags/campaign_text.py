"""Filters for the campaign's texts."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString

from engagement.markdown import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """HTML of a Markdown text."""
    return render(text).html


@register.filter
def site_of(address: str) -> str:
    """The host of an address without www: where a link leads."""
    return urlsplit(address).netloc.removeprefix("www.")
