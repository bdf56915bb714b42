"""What figures rest on, and what became of a record: the material of every "source" control."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from regions.analysis.registry import METRICS
from regions.models import Cluster, MetricValue, Organisation, Release

HISTORY_SHOWN = 20
# Bookkeeping that says nothing about the record itself, and who did it.
NOT_SHOWN = {"id", "updated", "updated_by", "created", "morton", "key"}


@dataclass(frozen=True)
class Measured:
    """One metric value with what it was derived from. `value` is None with a `reason`."""

    metric: str
    value: float | None
    year: int
    reason: str
    quality: str
    basis: str
    release: str
    source: str
    source_url: str
    low: float | None = None
    high: float | None = None

    @property
    def title(self) -> str:
        known = METRICS.get(self.metric)
        return known.title if known else self.metric.replace("-", " ").capitalize()

    @property
    def limited(self) -> bool:
        return self.quality == MetricValue.Quality.LIMITED


def metric_values() -> QuerySet[MetricValue]:
    """Metric values with their release and source in the same query."""
    return MetricValue.objects.select_related("release__source")


def measured(row: MetricValue) -> Measured:
    """The display shape of a metric value read by `metric_values()`."""
    return Measured(
        metric=row.metric,
        value=row.value,
        year=row.year,
        reason=row.reason,
        quality=row.quality,
        basis=row.basis,
        release=row.release.label,
        source=row.release.source.name,
        source_url=row.release.source.url,
        low=row.low,
        high=row.high,
    )


def newest(rows: Iterable[MetricValue]) -> dict[str, Measured]:
    """The newest value of each metric, by its slug; one that is defined is preferred."""
    best: dict[str, MetricValue] = {}
    for row in rows:
        known = best.get(row.metric)
        if known is None or (row.value is not None, row.year) > (
            known.value is not None,
            known.year,
        ):
            best[row.metric] = row
    return {metric: measured(row) for metric, row in best.items()}


def sources_of(values: Iterable[Measured | None]) -> tuple[str, ...]:
    """Each source and release behind some values, once: the note under a table."""
    names = {f"{one.source}, {one.release}": None for one in values if one is not None}
    return tuple(names)


def cite(release: Release) -> str:
    """A release in words, as under a table of official figures."""
    return f"{release.source.name}, {release.label}"


@dataclass(frozen=True)
class Change:
    """One entry of a record's history: when, and which fields. Never who."""

    when: datetime
    what: str


def _field_names(model: type[Any]) -> dict[str, str]:
    return {
        field.attname: str(field.verbose_name)
        for field in model._meta.concrete_fields
        if field.name not in NOT_SHOWN
    }


def history_of(record: Cluster | Organisation) -> tuple[Change, ...]:
    """The newest changes of a record, newest first. Two queries, however long the history."""
    model = type(record)
    names = _field_names(model)
    rows = list(record.history.order_by("-history_date", "-history_id")[: HISTORY_SHOWN + 1])
    many = _many_to_many(rows)
    changes = []
    for new, old in zip(rows, [*rows[1:], None], strict=True):
        if new.history_type == "+":
            changes.append(Change(new.history_date, "Record added"))
        elif old is not None:
            fields = [
                label for name, label in names.items() if getattr(new, name) != getattr(old, name)
            ]
            fields += [
                label
                for label, sets in many.items()
                if sets.get(new.history_id, set()) != sets.get(old.history_id, set())
            ]
            if fields:
                changes.append(Change(new.history_date, "Changed: " + ", ".join(sorted(fields))))
    return tuple(changes[:HISTORY_SHOWN])


def _many_to_many(rows: list[Any]) -> dict[str, dict[int, set[int]]]:
    """Of each many-to-many field (one query each): the related ids at each entry of history."""
    if not rows:
        return {}
    ids = [row.history_id for row in rows]
    found: dict[str, dict[int, set[int]]] = {}
    for field in type(rows[0])._history_m2m_fields:
        through = getattr(rows[0], field.name).model
        related = field.m2m_reverse_name()
        sets: dict[int, set[int]] = {}
        for history_id, other in through.objects.filter(history_id__in=ids).values_list(
            "history_id", related
        ):
            sets.setdefault(history_id, set()).add(other)
        found[str(field.verbose_name)] = sets
    return found
