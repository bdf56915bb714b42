"""The worker's sign of life."""

from celery import shared_task

from clusters_portal.health import beat


@shared_task(name="clusters_portal.heartbeat")
def heartbeat() -> None:
    """Note that a worker is running tasks now; /readyz reads it."""
    beat()
