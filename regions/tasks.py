"""Background work of the regions: each task calls one service and is safe to run twice."""

from celery import shared_task

from regions.services import metrics

SWEEP_SECONDS = 20


@shared_task(name="regions.sweep_stale_metrics")
def sweep_stale_metrics() -> None:
    """Compute what is stale for a while; what is left then is the next task's."""
    metrics.sweep(budget=SWEEP_SECONDS)
