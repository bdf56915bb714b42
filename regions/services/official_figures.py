"""Corrections of a single official figure by a curator; releases come in by `ingest`."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

from regions.models import Area, AreaFigure, Cluster
from regions.services.stale import mark_stale

log = logging.getLogger(__name__)


@transaction.atomic
def set_figure(*, figure: AreaFigure, value: float | None, by: Any) -> AreaFigure:
    """Store a figure's value (None: withheld by the publisher) and mark what rests on it.

    In a current release that is every area of it, since each is compared with all of them,
    and every cluster. The figure's own area is marked last, and so computed first.
    """
    before = figure.value
    figure.value = value
    figure.suppressed = value is None
    figure.full_clean()
    figure.save(update_fields=["value", "suppressed"])
    # The account by its number: a log is no place for an e-mail address.
    who = getattr(by, "pk", None)
    log.info("Figure %s (%s): %s became %s, by account %s.", figure.pk, figure, before, value, who)
    if figure.release.current:
        areas = Area.objects.filter(figures__release_id=figure.release_id).distinct()
        # All of them in one go, so that two corrections at once wait instead of blocking each
        # other; then its own once more, which makes that mark the newest.
        mark_stale(
            area_ids=list(areas.values_list("id", flat=True)),
            cluster_ids=list(Cluster.objects.values_list("id", flat=True)),
        )
        mark_stale(area_ids=[figure.area_id])
    return figure
