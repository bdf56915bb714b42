"""What the admin pages of the register have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from regions.services.stale import mark_everything_stale
from regions.services.verification import confirm_verified


class Light:
    """Lists do not fetch polygons: `heavy` names the columns to leave in the database."""

    heavy: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset: models.QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        match = request.resolver_match
        if match and (match.url_name or "").endswith("_changelist"):
            return queryset.defer(*self.heavy)
        return queryset


class RegionShown:
    """A list shows the region by its name alone: level and edition are the same for all."""

    @admin.display(description="region", ordering="region__name")
    def region_name(self, record: Any) -> str:
        return record.region.name if record.region else ""


class HistoryAdmin(SimpleHistoryAdmin):
    """A record with its history to read. Old versions are shown, not put back: a return to
    one would pass by the rules of an edit."""

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "GET":
            raise PermissionDenied("History cannot be changed.")
        return super().history_form_view(request, object_id, version_id, extra_context)


class VerifiableAdmin(HistoryAdmin):
    """A record that rests on general knowledge until a curator confirms it."""

    actions: ClassVar[Any] = ("confirm_as_verified",)

    @admin.action(description="Confirm as verified", permissions=["change"])
    def confirm_as_verified(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        # Read now: a list filtered by "not verified" is empty once they are confirmed.
        chosen = list(queryset.values_list("pk", flat=True))
        confirmed = confirm_verified(
            records=self.model._meta.concrete_model.objects.filter(pk__in=chosen),
            by=request.user,
        )
        for record in confirmed:
            self.log_change(request, record, "Confirmed as verified.")
        already = len(set(chosen)) - len(confirmed)
        more = f" {already} had been already." if already else ""
        self.message_user(request, f"{len(confirmed)} confirmed as verified.{more}")


class LabelledInline(admin.StackedInline):
    """Rows as small forms: each control keeps its label, and the page its width."""

    extra = 0
    formfield_overrides: ClassVar[Any] = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}
    }


class StalesEverything:
    """A change here may alter any metric value: `grounds` names the fields that do.

    Rows of inlines count too, and so does deleting. The mark is set in the transaction of
    the change.
    """

    grounds: ClassVar[tuple[str, ...]] = ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        rows = any(formset.has_changed() for formset in formsets)
        if rows or (change and set(self.grounds) & set(form.changed_data)):
            mark_everything_stale()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)  # type: ignore[misc]
            mark_everything_stale()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        with transaction.atomic():
            super().delete_queryset(request, queryset)  # type: ignore[misc]
            mark_everything_stale()


class ReadOnly:
    """What the machine writes: to be read by those who may, changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def tell_refusals(request: HttpRequest, refused: list[str]) -> None:
    """One message for each record that an action could not change, the first ten by name."""
    for sentence in refused[:10]:
        messages.error(request, sentence)
    if len(refused) > 10:
        messages.error(request, f"And {len(refused) - 10} more.")
