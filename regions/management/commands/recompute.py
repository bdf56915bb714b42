"""`manage.py recompute`: have metrics computed again, by the workers or here."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from clusters_portal.health import CHECKS
from regions.models import Area, Cluster, MetricSubject
from regions.models.metric import MetricSubjectQuerySet
from regions.services import metrics, stale

POLL, PATIENCE = 0.3, 15  # seconds


class Command(BaseCommand):
    help = (
        "Mark metrics stale and wake a worker. Without a selection, only what is stale already "
        "is computed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every area and every cluster")
        parser.add_argument("--area", action="append", default=[], metavar="CODE")
        parser.add_argument("--cluster", action="append", default=[], metavar="SLUG")
        parser.add_argument(
            "--wait", action="store_true", help="show progress until the workers are done"
        )
        parser.add_argument(
            "--timeout", type=float, metavar="SECONDS", help="how long to wait (default: no limit)"
        )
        parser.add_argument(
            "--here", action="store_true", help="compute in this process, without a worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = mark(options)
        pending = chosen.stale().count()
        if options["here"]:
            self.watch(chosen, options["timeout"], here=True)
        elif options["wait"]:
            stale.nudge()
            self.watch(chosen, options["timeout"], here=False)
        else:
            stale.nudge()
            self.stdout.write(f"Waiting for a worker: {places(pending)}.")

    def watch(self, chosen: MetricSubjectQuerySet, timeout: float | None, *, here: bool) -> None:
        """Show progress until all of `chosen` is computed; say which ones failed."""
        began = time.monotonic()
        pending = chosen.stale().count()
        hinted = here
        with tqdm(total=pending, unit="place", disable=None, file=self.stderr) as bar:
            while left := chosen.stale().count():
                bar.update(max(pending - left - bar.n, 0))
                failed = chosen.stale().exclude(error="")
                if failed.count() == left:
                    raise CommandError(describe(failed))
                waited = time.monotonic() - began
                if timeout and waited > timeout:
                    raise CommandError(f"After {timeout:g} s still left: {places(left)}.")
                if here:
                    self.compute(chosen)
                    continue
                if waited > PATIENCE and not hinted:
                    hinted = self.hint()
                time.sleep(POLL)
            bar.update(max(pending - bar.n, 0))
        self.stdout.write(f"Computed: {places(pending)}.")

    def hint(self) -> bool:
        """Say so when nobody seems to be at work; True when there was something to say."""
        try:
            CHECKS["worker"]()
        except RuntimeError as error:
            self.stderr.write(
                f"Is a worker running ({error})? Hint: make run starts one; --here needs none."
            )
            return True
        return False

    def compute(self, chosen: MetricSubjectQuerySet) -> None:
        """Compute here for a moment; wait a little when others hold all that is left."""
        ids = list(chosen.stale().values_list("area_id", "cluster_id"))
        swept = metrics.sweep(
            budget=2,
            area_ids=[area for area, _ in ids if area],
            cluster_ids=[cluster for _, cluster in ids if cluster],
        )
        if not swept.computed:
            time.sleep(POLL)


@transaction.atomic
def mark(options: dict[str, Any]) -> MetricSubjectQuerySet:
    """Mark what the options choose, and return those subjects."""
    if options["all"]:
        stale.mark_everything_stale()
    if options["all"] or not (options["area"] or options["cluster"]):
        return MetricSubject.objects.all()
    areas = Area.objects.filter(code__in=options["area"])
    clusters = Cluster.objects.filter(slug__in=options["cluster"])
    unknown = {*options["area"]} - {area.code for area in areas}
    unknown |= {*options["cluster"]} - {cluster.slug for cluster in clusters}
    if unknown:
        raise CommandError(f"Unknown area code or cluster slug: {', '.join(sorted(unknown))}")
    area_ids, cluster_ids = [one.pk for one in areas], [one.pk for one in clusters]
    stale.mark_stale(area_ids=area_ids, cluster_ids=cluster_ids)
    return MetricSubject.objects.all().of(area_ids, cluster_ids)


def places(number: int) -> str:
    return "1 area or cluster" if number == 1 else f"{number:,} areas and clusters"


def describe(failed: MetricSubjectQuerySet) -> str:
    """The first failures, each with its error."""
    lines = [
        f"  {subject.area or subject.cluster}: {subject.error} (tried {subject.attempts} times)"
        for subject in failed.select_related("area", "cluster")[:5]
    ]
    title = f"Not computed, and to be tried again: {places(failed.count())}."
    return "\n".join([title, *lines])
