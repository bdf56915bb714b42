"""Many new records at once, with a history row for each, sets included.

`bulk_create` passes by the signals that write history, and
simple_history's own bulk function leaves out many-to-many sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

Record = TypeVar("Record", bound=models.Model)
BATCH = 500


@transaction.atomic
def create_with_history(
    *,
    records: Sequence[Record],
    model: type[Record],
    reason: str,
    by: Any = None,
    sets: Mapping[str, Sequence[Sequence[int]]] | None = None,
) -> list[Record]:
    """Store `records` and their first history rows; returns them with their ids.

    `sets` gives, by the name of a many-to-many field, the ids to put in it for each
    record in turn. A field with a table of its own of further columns does not belong here.
    """
    if not records:
        return []
    created = bulk_create_with_history(
        list(records), model, batch_size=BATCH, default_change_reason=reason, default_user=by
    )
    history: Any = getattr(model, "history")  # noqa: B009
    first = dict(
        history.filter(history_type="+", id__in=[record.pk for record in created]).values_list(
            "id", "history_id"
        )
    )
    for name, ids in (sets or {}).items():
        _fill(model, name, created, ids, first)
    return created


def _fill(
    model: type[models.Model],
    name: str,
    created: Sequence[models.Model],
    ids: Sequence[Sequence[int]],
    first: Mapping[int, int],
) -> None:
    field: Any = model._meta.get_field(name)
    through = field.remote_field.through
    ours, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    rows = [
        through(**{ours: record.pk, theirs: other})
        for record, others in zip(created, ids, strict=True)
        for other in others
    ]
    rows = through.objects.bulk_create(rows, batch_size=BATCH)
    kept = model._meta.apps.get_model(
        model._meta.app_label, f"Historical{model._meta.object_name}_{name}"
    )
    kept._default_manager.bulk_create(
        [
            kept(
                history_id=first[getattr(row, ours)],
                id=row.pk,
                **{ours: getattr(row, ours), theirs: getattr(row, theirs)},
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def ids_ever_known(model: type[models.Model], *fields: str) -> dict[Any, int | None]:
    """The id of each record by what `fields` say now or ever said; None if it is deleted.

    A record that someone renamed is still found by its first name, and one that someone
    deleted is known to have been there: neither is loaded a second time.
    """
    history: Any = getattr(model, "history")  # noqa: B009
    alive = set(model._default_manager.values_list("pk", flat=True))
    known: dict[Any, int | None] = {}
    for rows in (history.order_by("history_id"), model._default_manager.all()):
        for pk, *key in rows.values_list("id", *fields):
            known[key[0] if len(key) == 1 else tuple(key)] = pk if pk in alive else None
    return known
