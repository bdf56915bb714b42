"""Computes what is stale and stores it, so that every value is present once whatever happens."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from regions.models import MetricSubject, MetricValue
from regions.services.measurement import FIELDS, KEY, VALUE, Measurement, Row
from regions.services.stale import Claim, claim_stale, fail, finish, give_back, marks, nudge, renew

log = logging.getLogger(__name__)
CLAIM_AT_ONCE = 32
SAME = 1e-12  # relative: what the order of a floating-point sum may change
INSERT_AT_ONCE, DELETE_AT_ONCE = 400, 5000


@dataclass
class Swept:
    """What one sweep did; `more` when stale subjects are left that a worker could take."""

    computed: int = 0
    failed: int = 0
    more: bool = False


def sweep(
    *,
    budget: float,
    area_ids: Collection[int] | None = None,
    cluster_ids: Collection[int] | None = None,
) -> Swept:
    """Compute stale subjects until none is free or `budget` seconds are spent, then nudge on.

    Only those of `area_ids` and `cluster_ids` when given. Safe to run twice and by any
    number of workers at once.
    """
    swept = Swept()
    deadline = time.monotonic() + budget
    fresh = Freshness()
    while time.monotonic() < deadline:
        claims = claim_stale(limit=CLAIM_AT_ONCE, area_ids=area_ids, cluster_ids=cluster_ids)
        if not claims:
            return swept
        left = compute(claims, swept, fresh, deadline=deadline)
        give_back(left)
    swept.more = MetricSubject.objects.stale().free().exists()
    if swept.more:
        nudge()
    return swept


class Freshness:
    """Keeps a Measurement for as long as it is certainly not out of date.

    Whatever changes figures or definitions marks something stale in the same transaction.
    So a Measurement that was begun after the marks were read, and found with the same marks
    after a claim, has seen every change that the claim has to answer.
    """

    def __init__(self) -> None:
        self._marks: list[tuple[int, int]] = []
        self._measurement: Measurement | None = None

    def measurement(self) -> Measurement:
        """Call it after the claim."""
        now = marks()
        if self._measurement is None or now != self._marks:
            self._marks, self._measurement = now, Measurement()
        return self._measurement


def compute(
    claims: list[Claim], swept: Swept, fresh: Freshness, *, deadline: float = math.inf
) -> list[Claim]:
    """Compute and store each claim; returns those it did not get to before the deadline.

    A claim that fails is recorded with its error and waits; the others go on.
    """
    try:
        measurement = fresh.measurement()
        measurement.take([claim.cluster_id for claim in claims if claim.cluster_id])
    except Exception as error:
        for claim in claims:
            _record_failure(claim, error, swept)
        return []
    renewed = time.monotonic()
    for at, claim in enumerate(claims):
        now = time.monotonic()
        if now >= deadline and at:
            return claims[at:]
        if now - renewed > settings.METRIC_LEASE_SECONDS / 3:
            renew(claims[at:])
            renewed = now
        try:
            if store(claim, rows_of(measurement, claim)):
                swept.computed += 1
            else:
                log.info("Claim on metric subject %s ran out before the result.", claim.subject_id)
        except Exception as error:
            _record_failure(claim, error, swept)
    return []


def rows_of(measurement: Measurement, claim: Claim) -> list[Row]:
    if claim.area_id:
        return measurement.area_rows(claim.area_id)
    return measurement.cluster_rows(claim.cluster_id or 0)


def _record_failure(claim: Claim, error: Exception, swept: Swept) -> None:
    log.error("Metrics of subject %s failed.", claim.subject_id, exc_info=error)
    swept.failed += 1
    fail(claim, f"{type(error).__name__}: {error}")


def store(claim: Claim, rows: Iterable[Row]) -> bool:
    """Make `rows` the subject's values in one transaction; False when the claim ran out.

    Only differences are written: a value that is still the same keeps its row and the time
    it was computed at.
    """
    with transaction.atomic():
        if not finish(claim):
            return False
        wanted = {row[:KEY]: row for row in rows}
        gone, changed = [], []
        for pk, *stored in _values_of(claim).values_list("id", *FIELDS).iterator(5000):
            row = wanted.pop(tuple(stored[:KEY]), None)
            if row is None:
                gone.append(pk)
            elif not _same(row, tuple(stored)):
                changed.append((pk, row))
        now = timezone.now()
        for at in range(0, len(gone), DELETE_AT_ONCE):
            MetricValue.objects.filter(id__in=gone[at : at + DELETE_AT_ONCE]).delete()
        _update(changed, now)
        _insert(claim, list(wanted.values()), now)
    return True


def _values_of(claim: Claim) -> Any:
    if claim.area_id:
        return MetricValue.objects.filter(area_id=claim.area_id).order_by()
    return MetricValue.objects.filter(cluster_id=claim.cluster_id or 0).order_by()


def _same(row: Row, stored: Row) -> bool:
    if row == stored:
        return True
    mine, theirs = row[VALUE], stored[VALUE]
    return (
        row[VALUE + 1 :] == stored[VALUE + 1 :]
        and None not in (mine, theirs)
        and math.isclose(mine, theirs, rel_tol=SAME)
    )


# An area has some 10,000 values. bulk_create takes 0.2 ms for each (objects, then SQL for at
# most 60 rows on SQLite); one statement for 400 plain tuples takes 0.025 ms.


def _insert(claim: Claim, rows: list[Row], now: datetime) -> None:
    columns = ["area_id", "cluster_id", *FIELDS, "computed_at"]
    quoted = ", ".join(connection.ops.quote_name(one) for one in columns)
    table = connection.ops.quote_name(MetricValue._meta.db_table)
    one_row = f"({', '.join(['%s'] * len(columns))})"
    when = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        for at in range(0, len(rows), INSERT_AT_ONCE):
            page = rows[at : at + INSERT_AT_ONCE]
            parameters: list[Any] = []
            for row in page:
                parameters += (claim.area_id, claim.cluster_id, *row, when)
            places = ", ".join([one_row] * len(page))
            # Names come from the model; every value is a parameter.
            cursor.execute(f"INSERT INTO {table} ({quoted}) VALUES {places}", parameters)  # noqa: S608


def _update(changed: list[tuple[int, Row]], now: datetime) -> None:
    columns = [*FIELDS[KEY:], "computed_at"]
    assignments = ", ".join(f"{connection.ops.quote_name(one)} = %s" for one in columns)
    table = connection.ops.quote_name(MetricValue._meta.db_table)
    when = connection.ops.adapt_datetimefield_value(now)
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET {assignments} WHERE id = %s",  # noqa: S608
                [(*row[KEY:], when, pk) for pk, row in changed],
            )
