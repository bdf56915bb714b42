"""Standing pages, and what the methodology page shows besides its text."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from engagement.models import Campaign, Contact, Page
from regions.analysis.registry import METRICS, Metric
from regions.models import Release, Source


@dataclass(frozen=True)
class Methodology:
    """The introduction staff write, the metrics as the code defines them, the sources."""

    intro: Page | None
    metrics: tuple[Metric, ...]
    sources: tuple[Source, ...]


def page(slug: str) -> Page | None:
    return Page.objects.filter(slug=slug).first()


def methodology() -> Methodology:
    """Three queries: the text, the sources, their releases."""
    releases = Release.objects.order_by("-current", "-retrieved", "label")
    sources = Source.objects.prefetch_related(Prefetch("releases", releases))
    return Methodology(page("methodology-intro"), tuple(METRICS.values()), tuple(sources))


def contacts() -> tuple[Contact, ...]:
    """The named contacts of the current campaign."""
    campaign = Campaign.objects.current()
    return tuple(campaign.contacts.all()) if campaign else ()
