import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from clusters_portal.health import HEARTBEAT_KEY, HEARTBEAT_MAX_AGE
from clusters_portal.tasks import heartbeat


def test_healthz_answers_without_a_database(client):
    response = client.get(reverse("healthz"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_database_broker_and_worker_are_there(client):
    heartbeat()
    response = client.get(reverse("readyz"))
    assert response.status_code == 200, response.json()
    assert {name for name, part in response.json()["checks"].items() if part["ok"]} == {
        "database", "broker", "worker",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("seen", [None, HEARTBEAT_MAX_AGE + 60])
def test_readyz_names_a_worker_that_is_silent(client, seen):
    cache.delete(HEARTBEAT_KEY)
    if seen:
        cache.set(HEARTBEAT_KEY, time.time() - seen, timeout=None)
    response = client.get(reverse("readyz"))
    assert response.status_code == 503
    assert response.json()["checks"]["worker"]["ok"] is False
    assert response.json()["checks"]["database"]["ok"] is True


@pytest.mark.django_db
def test_readyz_names_a_broker_that_is_gone(client, settings):
    from celery import current_app

    former = current_app.conf.broker_url, current_app.conf.broker_transport_options
    current_app.conf.update(broker_url="redis://127.0.0.1:1/0", broker_transport_options={})
    current_app.amqp._producer_pool = None
    try:
        response = client.get(reverse("readyz"))
    finally:
        current_app.conf.update(broker_url=former[0], broker_transport_options=former[1])
    assert response.status_code == 503
    assert response.json()["checks"]["broker"]["ok"] is False
