"""Small aids for lists: plurals with the number, first sentences, one figure in a line."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template

from regions.queries.clusters import ClusterRow
from regions.templatetags.figures import metric_text, number

register = template.Library()


@register.simple_tag
def count_of(n: int, singular: str, plural: str = "") -> str:
    """1 cluster, 1,024 clusters, no clusters."""
    noun = singular if n == 1 else (plural or f"{singular}s")
    return f"{'no' if n == 0 else number(n)} {noun}"


@register.filter
def host(address: str) -> str:
    """The site of an address, without "www.": what a link to it is called."""
    return urlsplit(address).netloc.removeprefix("www.") or address


@register.filter
def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence."""
    head, stop, _ = text.partition(". ")
    return head + "." if stop else text


@register.filter
def lead_figure(row: ClusterRow) -> str:
    """The location quotient of a cluster's lead sector with year, source and quality."""
    if row.lead is None:
        return ""
    if row.lq is None:
        return "Location quotient: not computed yet"
    if row.lq.value is None:
        return f"Location quotient: {metric_text(row.lq)} ({row.lq.reason.rstrip('.')})"
    limited = ", limited" if row.lq.limited else ""
    what = f"Location quotient {metric_text(row.lq)} in {row.lead.label}"
    return f"{what} ({row.lq.year}{limited}). Source: {row.lq.source}"
