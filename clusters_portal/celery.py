"""The Celery application: a broker that only wakes workers.

The database is the queue of record (docs/decisions.md, "Work that cannot be
lost"): losing any message here costs seconds, never a result. So tasks keep no
results, and publishing gives up at once when the broker is gone.
"""

import os

from celery import Celery
from celery.signals import worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusters_portal.settings")

app = Celery("clusters_portal")


def _transport_options() -> dict[str, object]:
    """Redis: short timeouts and a key prefix. Files: folders under DATA_DIR, polled often."""
    if settings.REDIS_URL:
        return {
            "global_keyprefix": f"{settings.CACHES['default']['KEY_PREFIX']}:",
            "socket_connect_timeout": 2,
            "socket_timeout": 10,
            # Longer than the longest task, or Redis hands a running task to a second worker.
            "visibility_timeout": 3600,
        }
    folder = settings.DATA_DIR / "broker"
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
        # Kombu polls once a second by default: two tasks a second at best.
        "polling_interval": 0.05,
    }


app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=_transport_options(),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=2,
    task_publish_retry=False,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=1800,
    task_default_queue="clusters",
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    timezone=settings.TIME_ZONE,
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
    beat_schedule={
        "heartbeat": {
            "task": "clusters_portal.heartbeat",
            "schedule": 10.0,
            "options": {"expires": 30},
        },
        "sweep-stale-metrics": {
            "task": "regions.sweep_stale_metrics",
            "schedule": 10.0,
            "options": {"expires": 30},
        },
    },
)
if not settings.REDIS_URL:
    for name in ("messages", "control"):
        (settings.DATA_DIR / "broker" / name).mkdir(parents=True, exist_ok=True)
app.autodiscover_tasks()


@worker_ready.connect
def _report_for_work(**kwargs: object) -> None:
    """A first sign of life at once, so that /readyz need not wait for the scheduler's."""
    from clusters_portal.health import beat

    beat()
