"""Numbers as British readers write them, and figures with their unit, year and source."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from regions.analysis.registry import METRICS
from regions.queries.evidence import Measured

register = template.Library()

NONE = "–"
SHORT_TITLES = {"gva": "GVA", "share": "Share of GVA", "growth": "Growth, five years"}
UNITS = {
    "location-quotient": "ratio, 1 = all areas together",
    "gva": "current prices",
}


@register.filter
def number(value: float | int | None, decimals: int = 0) -> str:
    """1,234 or, with decimals, 1,234.5; a true minus sign; – for nothing."""
    if value is None or value == "":
        return NONE
    rounded = round(float(value), int(decimals))
    text = f"{abs(rounded):,.{int(decimals)}f}"
    return f"−{text}" if rounded < 0 else text


@register.filter
def gbp_million(value: float | None) -> str:
    """An amount given in GBP million, to two or three figures: £1.25tn, £2.3bn, £85m, £0.4m."""
    if value is None:
        return NONE
    size, sign = abs(float(value)), "−" if value < 0 else ""
    # The bounds lie where rounding carries over: 999.6 million is £1.0bn, never £1,000m.
    if size >= 999_500:
        return f"{sign}£{size / 1_000_000:,.2f}tn"
    if size >= 999.5:
        return f"{sign}£{size / 1000:,.{1 if size < 99_950 else 0}f}bn"
    return f"{sign}£{size:,.{1 if 0 < size < 9.95 else 0}f}m"


@register.filter
def signed(value: float | None, decimals: int = 1) -> str:
    """A change with its sign: +2.1, −0.4, 0.0."""
    if value is None:
        return NONE
    text = number(value, decimals)
    return f"+{text}" if round(float(value), int(decimals)) > 0 else text


def in_words(metric: str, value: float | None) -> tuple[str, str]:
    """A metric's value as text, and its unit: ("£2.3bn", "current prices")."""
    known = METRICS.get(metric)
    unit = UNITS.get(metric, known.unit if known else "")
    if value is None:
        return "", unit
    if metric == "gva":
        return gbp_million(value), unit
    decimals = known.decimals if known else 2
    return (signed if metric == "growth" else number)(value, decimals), unit


@register.filter
def metric_text(value: Measured | None) -> str:
    """The value of a measured figure as text, without unit; – where undefined."""
    if value is None:
        return NONE
    return in_words(value.metric, value.value)[0] or NONE


@register.filter
def metric_unit(metric: str) -> str:
    """The unit of a metric, by its slug."""
    return in_words(metric, None)[1]


@register.filter
def metric_title(metric: str) -> str:
    """The title of a metric, by its slug, as short as a column's head."""
    known = METRICS.get(metric)
    return SHORT_TITLES.get(metric) or (known.title if known else metric)


@register.simple_tag
def cell(
    value: Measured | None, reason: str = "Not computed yet.", decimals: int | None = None
) -> SafeString:
    """A table cell's text: the value, or – with the reason why there is none.

    `decimals` where a table is to be more exact than the metric's definition asks for.
    """
    if value is not None and value.value is not None:
        exact = metric_text(value) if decimals is None else number(value.value, decimals)
        return format_html("{}", exact)
    return undefined(value.reason if value is not None and value.reason else reason)


@register.simple_tag
def undefined(reason: str) -> SafeString:
    """– and, small beneath it, why."""
    return format_html(
        '<span aria-hidden="true">{}</span><span class="reason">{}</span>', NONE, reason
    )


@register.inclusion_tag("components/_figure.html")
def measured_figure(
    value: Measured | None, label: str, metric: str = "", missing: str = ""
) -> dict[str, Any]:
    """A hero number with year, source, quality and basis; the reason where there is none."""
    if value is None:
        note = missing or "This figure has not been computed yet."
        return {"label": label, "value": "", "note": note, "year": "", "source_name": ""}
    text, unit = in_words(value.metric, value.value)
    notes = [value.basis and f"{value.basis.rstrip('.')}.", value.reason]
    known = METRICS.get(value.metric)
    interval = ""
    if value.low is not None and value.high is not None:
        low, high = in_words(value.metric, value.low)[0], in_words(value.metric, value.high)[0]
        interval = f"{low} to {high}, 95% interval"
    return {
        "label": label,
        "value": text,
        "unit": unit,
        "year": value.year,
        "source_name": value.source,
        "source_url": value.source_url,
        "release": value.release,
        "method": known.plain if known else "",
        "interval": interval,
        "quality": value.quality,
        "note": " ".join(note for note in notes if note),
        "evidence_url": f"/methodology/#{value.metric}",
    }
