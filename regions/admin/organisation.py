"""Organisations, with firms, suppliers and universities as entries of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from regions.admin.base import LabelledInline, Light, RegionShown, VerifiableAdmin, tell_refusals
from regions.admin.lock import HoldsRow, LockedForm
from regions.models import Firm, Membership, Organisation, Supplier, University


class OrganisationForm(LockedForm):
    lock_related = ("memberships",)

    def clean_ukprn(self) -> str | None:
        """Empty is null: two organisations without a number do not clash."""
        return self.cleaned_data["ukprn"] or None

    def clean_company_number(self) -> str | None:
        return self.cleaned_data["company_number"] or None


class MembershipsOfOrganisation(LabelledInline):
    model = Membership
    fk_name = "organisation"
    fields = (("cluster", "role"), "evidence", ("source", "source_url", "verified"))
    autocomplete_fields = ("cluster", "source")
    verbose_name = "cluster"
    verbose_name_plural = "Clusters it belongs to"
    classes = ("collapse",)


@admin.register(Organisation)
class OrganisationAdmin(RegionShown, Light, HoldsRow, VerifiableAdmin):
    form = OrganisationForm
    heavy = ("region__boundary",)
    list_display: ClassVar[Any] = (
        "name",
        "kind",
        "is_supplier",
        "town",
        "region_name",
        "status",
        "verified",
    )
    list_filter: ClassVar[Any] = (
        "kind", "is_supplier", "status", "verified", "region", "sectors", "source",
    )  # fmt: skip
    list_select_related = ("region",)
    search_fields = ("name", "key", "town", "=ukprn", "=company_number")
    autocomplete_fields = ("region", "sectors", "source")
    prepopulated_fields: ClassVar = {"key": ["name"]}
    readonly_fields = ("morton",)
    inlines = (MembershipsOfOrganisation,)
    actions: ClassVar[Any] = ("confirm_as_verified", "publish", "archive")
    # What a way in knows of its organisations already.
    fixed: ClassVar[dict[str, Any]] = {}
    fieldsets = (
        (None, {"fields": ("version", "name", "key", "kind", "is_supplier", "status")}),
        ("What it is", {"fields": ("description", "website", "founded", "sectors")}),
        (
            "Numbers",
            {
                "fields": ("ukprn", "company_number"),
                "description": "Company numbers have eight characters: keep the zeros in front.",
            },
        ),
        ("Place", {"fields": ("town", "postcode_area", "region", "lon", "lat", "morton")}),
        ("Evidence", {"fields": ("source", "source_url", "verified")}),
    )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if self.model is not Organisation:
            return redirect("admin:regions_organisation_history", object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if self.model is not Organisation:
            return redirect("admin:regions_organisation_simple_history", object_id, version_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._set_status(request, queryset, Organisation.Status.PUBLISHED)

    @admin.action(description="Archive", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._set_status(request, queryset, Organisation.Status.ARCHIVED)

    @transaction.atomic
    def _set_status(
        self, request: HttpRequest, queryset: models.QuerySet[Any], status: Organisation.Status
    ) -> None:
        records = Organisation.objects.filter(pk__in=queryset.values("pk")).exclude(status=status)
        changed, refused = 0, []
        for record in records.select_for_update(of=("self",)):
            record.status = status
            try:
                record.validate_constraints()
            except ValidationError as error:
                refused.append(f"{record}: {' '.join(error.messages)}")
                continue
            record._history_user = request.user
            record.save(update_fields=["status"])
            self.log_change(request, record, f"Status is now {status.label.lower()}.")
            changed += 1
        tell_refusals(request, refused)
        self.message_user(request, f"{changed} now {status.label.lower()}.")


class WayIn(OrganisationAdmin):
    """One kind of organisation: its kind is given, so the form does not ask for it."""

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*(super().get_exclude(request, obj) or ()), *self.fixed)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (title, {**options, "fields": [f for f in options["fields"] if f not in self.fixed]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        kw["form"] = type("WayInForm", (OrganisationForm,), {"fixed": self.fixed})
        return super().get_form(request, obj, change, **kw)


@admin.register(Firm)
class FirmAdmin(WayIn):
    fixed: ClassVar = {"kind": "firm"}
    list_display: ClassVar[Any] = (
        "name",
        "is_supplier",
        "town",
        "region_name",
        "status",
        "verified",
    )
    list_filter: ClassVar[Any] = ("is_supplier", "status", "verified", "region", "sectors")


@admin.register(Supplier)
class SupplierAdmin(WayIn):
    fixed: ClassVar = {"kind": "firm", "is_supplier": True}
    list_display: ClassVar[Any] = ("name", "town", "region_name", "status", "verified")
    list_filter: ClassVar[Any] = ("status", "verified", "region", "sectors")


@admin.register(University)
class UniversityAdmin(WayIn):
    fixed: ClassVar = {"kind": "university", "is_supplier": False}
    list_display: ClassVar[Any] = ("name", "ukprn", "town", "region_name", "status", "verified")
    list_filter: ClassVar[Any] = ("status", "verified", "region")
