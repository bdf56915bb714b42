"""The Clusters Portal: settings, task queue, addresses and health of the whole house."""

from clusters_portal.celery import app as celery_app

__all__ = ["celery_app"]
