"""Is the portal alive (/healthz), and can it do its work (/readyz)?"""

from __future__ import annotations

import time
from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_MAX_AGE = 60  # seconds; the scheduler asks for one every ten


def beat() -> None:
    """Store the worker's sign of life, in seconds since the epoch."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=None)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor


def _broker() -> str:
    with current_app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    return str(broker.transport.driver_type)


def _worker() -> str:
    seen = cache.get(HEARTBEAT_KEY)
    if seen is None:
        raise RuntimeError("no worker has reported yet")
    age = time.time() - float(seen)
    if age > HEARTBEAT_MAX_AGE:
        raise RuntimeError(f"last heartbeat {age:.0f} s ago")
    return f"heartbeat {age:.0f} s ago"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "broker": _broker,
    "worker": _worker,
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the web process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and worker are all there, else 503 naming what is not."""
    report: dict[str, dict[str, object]] = {}
    for name, check in CHECKS.items():
        try:
            report[name] = {"ok": True, "detail": check()}
        except RuntimeError as error:
            report[name] = {"ok": False, "detail": str(error)}
        except Exception as error:
            # A driver's message can quote an address or a user name: only its kind goes out.
            report[name] = {"ok": False, "detail": type(error).__name__}
    ready = all(part["ok"] for part in report.values())
    body = {"status": "ready" if ready else "not ready", "checks": report}
    return JsonResponse(body, status=200 if ready else 503)
