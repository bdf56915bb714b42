"""No edit overwrites another in silence: a form knows the record it was opened on.

The form carries, hidden, a short hash of every field and of every row that hangs on the
record. When it comes back and a hash differs, somebody changed that field meanwhile: the
form is refused once, says what changed, keeps what was typed and carries the new hashes,
so that saving again is a decision.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator

from regions.admin.forms import WholeForm

# Set by the machine with every save.
IGNORED = {"updated", "updated_by", "created", "morton"}


def _hash(value: Any) -> str:
    text = json.dumps(value, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def fingerprint(record: models.Model, related: tuple[str, ...] = ()) -> dict[str, str]:
    """A short hash for each field, each set, and each row of the `related` tables."""
    opts = record._meta
    prints = {
        one.name: _hash(one.value_from_object(record))
        for one in opts.concrete_fields
        if one.name not in IGNORED
    }
    for many in opts.many_to_many:
        through: Any = many.remote_field.through
        if through._meta.auto_created:
            ids = getattr(record, many.name).order_by("pk").values_list("pk", flat=True)
            prints[many.name] = _hash(list(ids))
    for name in related:
        for row in getattr(record, name).all():
            prints[f"{name}:{row.pk}"] = _hash(
                [one.value_from_object(row) for one in row._meta.concrete_fields]
            )
    return prints


class LockedForm(WholeForm):
    """A model form that refuses to overwrite what changed since it was opened."""

    lock_related: tuple[str, ...] = ()
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["version"] = json.dumps(fingerprint(self.instance, self.lock_related))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and "version" in self.fields:
            self._refuse_if_changed()
        return cleaned

    def _refuse_if_changed(self) -> None:
        stored = type(self.instance)._base_manager.get(pk=self.instance.pk)
        now = fingerprint(stored, self.lock_related)
        name = self.add_prefix("version")
        try:
            then = json.loads(self.data.get(name, ""))
        except json.JSONDecodeError:
            then = None
        if then == now:
            return
        changes = self._changes(stored, then, now) if isinstance(then, dict) else []
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[name] = json.dumps(now)
        self.data = data
        raise ValidationError(
            [
                f"{self._who(stored)} changed this record while you had it open. Nothing is "
                "overwritten: what you typed is still below. Compare it with the change, then "
                "save again to keep yours.",
                *changes,
            ],
            code="stale",
        )

    def _who(self, stored: Any) -> str:
        last = stored.history.select_related("history_user").first()
        if last is None or last.history_user is None:
            return "Somebody"
        return f"{last.history_user} (at {timezone.localtime(last.history_date):%H:%M})"

    def _changes(self, stored: Any, then: dict[str, str], now: dict[str, str]) -> list[str]:
        told: list[str] = []
        for name in sorted({*then, *now}):
            if then.get(name) == now.get(name):
                continue
            table, _, key = name.partition(":")
            if key:
                told.append(self._row_change(stored, table, key, then, now))
            else:
                field = stored._meta.get_field(name)
                told.append(
                    f"{str(field.verbose_name).capitalize()} is now: {_text(stored, field)}"
                )
        return told

    def _row_change(
        self, stored: Any, table: str, key: str, then: dict[str, str], now: dict[str, str]
    ) -> str:
        name = f"{table}:{key}"
        rows = getattr(stored, table)
        label = str(rows.model._meta.verbose_name).capitalize()
        if name not in now:
            return f"{label} number {key} was removed."
        row = rows.get(pk=key)
        return f"{label} “{row}” was {'changed' if name in then else 'added'}."


class HoldsRow:
    """Holds the row from the reading until the edit is stored: two saves come one by one."""

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        if request.method == "POST":
            _lock_row(self.model, object_id)  # type: ignore[attr-defined]  # a ModelAdmin's
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]


def _lock_row(model: type[models.Model], object_id: str) -> None:
    try:
        list(model._base_manager.select_for_update().filter(pk=object_id).values_list("pk"))
    except (ValueError, ValidationError):
        return  # not a number: the admin itself says that there is no such record


def _text(record: Any, field: Any) -> str:
    if field.many_to_many:
        return ", ".join(str(one) for one in getattr(record, field.name).all()) or "none"
    display = getattr(record, f"get_{field.name}_display", None)
    value = display() if display else getattr(record, field.name)
    if isinstance(value, dict):
        return "another shape"
    return Truncator("empty" if value in (None, "") else str(value)).chars(300)
