"""The queue of stale subjects: who may compute what, and what happens when it goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from regions.models import Area, MetricSubject
from regions.services import stale
from regions.services.stale import claim_stale, fail, finish, give_back, mark_stale, renew
from regions.tests.factories import make_area, make_cluster

pytestmark = pytest.mark.django_db


@pytest.fixture
def area() -> Area:
    return marked(make_area())


def marked(area: Area) -> Area:
    with transaction.atomic():
        mark_stale(area_ids=[area.pk])
    return area


def subject(area: Area) -> MetricSubject:
    return MetricSubject.objects.get(area=area)


def expire() -> None:
    MetricSubject.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_a_mark_outside_a_transaction_is_refused() -> None:
    area = make_area()
    with pytest.raises(RuntimeError, match="transaction"):
        mark_stale(area_ids=[area.pk])


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[bool] = []
    monkeypatch.setattr(stale, "nudge", lambda: nudged.append(True))
    area = make_area()
    with transaction.atomic():
        mark_stale(area_ids=[area.pk])
        transaction.set_rollback(True)
    assert not MetricSubject.objects.exists()
    assert not nudged
    marked(area)
    assert nudged == [True]


def test_marking_twice_counts_twice_in_one_row(area: Area) -> None:
    wanted = subject(area).wanted
    marked(area)
    assert subject(area).wanted == wanted + 1


def test_a_claimed_subject_is_not_claimed_again(area: Area) -> None:
    assert [claim.area_id for claim in claim_stale(limit=5)] == [area.pk]
    assert claim_stale(limit=5) == []


def test_claims_are_limited_and_take_the_newest_mark_first() -> None:
    areas = [marked(make_area()) for _ in range(4)]
    marked(areas[1])
    assert [claim.area_id for claim in claim_stale(limit=2)] == [areas[1].pk, areas[3].pk]
    assert [claim.area_id for claim in claim_stale(limit=9)] == [areas[2].pk, areas[0].pk]


def test_claims_can_be_kept_to_some_subjects(area: Area) -> None:
    cluster = make_cluster()
    with transaction.atomic():
        mark_stale(cluster_ids=[cluster.pk])
    assert [claim.cluster_id for claim in claim_stale(limit=5, cluster_ids=[cluster.pk])] == [
        cluster.pk
    ]
    assert claim_stale(limit=5, area_ids=[0]) == []


def test_a_finished_subject_is_no_longer_stale(area: Area) -> None:
    (claim,) = claim_stale(limit=1)
    assert finish(claim)
    assert not MetricSubject.objects.stale().exists()
    assert subject(area).lease == ""
    assert subject(area).computed_at


def test_a_mark_during_the_computation_is_not_lost(area: Area) -> None:
    (claim,) = claim_stale(limit=1)
    marked(area)
    assert claim_stale(limit=1) == []
    assert finish(claim)
    (again,) = claim_stale(limit=1)
    assert again.wanted == claim.wanted + 1


def test_when_a_worker_dies_its_claim_runs_out(area: Area) -> None:
    claim_stale(limit=1)
    expire()
    assert [claim.area_id for claim in claim_stale(limit=1)] == [area.pk]


def test_a_worker_whose_claim_ran_out_may_not_finish(area: Area) -> None:
    (late,) = claim_stale(limit=1)
    expire()
    assert not finish(late)
    (other,) = claim_stale(limit=1)
    assert not finish(late)
    assert finish(other)
    assert not finish(other)


def test_a_late_worker_neither_renews_nor_frees_the_claim_of_another(area: Area) -> None:
    (late,) = claim_stale(limit=1)
    expire()
    (other,) = claim_stale(limit=1)
    until = subject(area).lease_until
    renew([late])
    give_back([late])
    fail(late, "too late")
    assert subject(area).lease == other.lease
    assert subject(area).lease_until == until
    assert subject(area).error == ""


def test_a_renewed_claim_lasts_longer(area: Area) -> None:
    (claim,) = claim_stale(limit=1)
    until = subject(area).lease_until
    renew([claim])
    assert subject(area).lease_until > until


def test_what_is_given_back_can_be_claimed_at_once(area: Area) -> None:
    give_back(claim_stale(limit=1))
    assert len(claim_stale(limit=1)) == 1


def test_a_failure_is_recorded_and_waits_longer_each_time(area: Area) -> None:
    waits = []
    for _ in range(3):
        (claim,) = claim_stale(limit=1)
        before = timezone.now()
        fail(claim, "ValueError: no such code")
        assert claim_stale(limit=1) == []
        waits.append(round((subject(area).lease_until - before).total_seconds()))
        expire()
    assert waits == [10, 20, 40]
    assert subject(area).attempts == 3
    assert subject(area).error == "ValueError: no such code"


def test_the_wait_after_failures_never_exceeds_an_hour(area: Area) -> None:
    MetricSubject.objects.update(attempts=5000)
    (claim,) = claim_stale(limit=1)
    fail(claim, "still broken")
    assert subject(area).lease_until <= timezone.now() + timedelta(hours=1)


def test_a_new_mark_ends_the_wait_and_clears_the_error(area: Area) -> None:
    (claim,) = claim_stale(limit=1)
    fail(claim, "broken")
    marked(area)
    assert subject(area).error == ""
    assert subject(area).attempts == 0
    assert len(claim_stale(limit=1)) == 1


def test_a_mark_during_a_failing_computation_is_tried_at_once(area: Area) -> None:
    (claim,) = claim_stale(limit=1)
    marked(area)
    fail(claim, "broken by what was just mended")
    assert len(claim_stale(limit=1)) == 1


def test_success_clears_the_record_of_failures(area: Area) -> None:
    (claim,) = claim_stale(limit=1)
    fail(claim, "broken")
    expire()
    (claim,) = claim_stale(limit=1)
    assert finish(claim)
    assert (subject(area).attempts, subject(area).error) == (0, "")


def test_claiming_takes_the_same_queries_however_many(django_assert_num_queries) -> None:
    for _ in range(3):
        marked(make_area())
    with django_assert_num_queries(5):  # savepoint, select, update, release, read
        assert len(claim_stale(limit=9)) == 3
