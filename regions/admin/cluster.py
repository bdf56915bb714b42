"""Clusters: edited under a lock, moved between states by buttons, metrics kept in step."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from regions.admin.base import LabelledInline, Light, RegionShown, VerifiableAdmin, tell_refusals
from regions.admin.lock import HoldsRow, LockedForm
from regions.admin.polygons import PolygonField
from regions.models import Cluster, ClusterSector, Membership
from regions.services.clusters import move_cluster, save_cluster
from regions.services.stale import mark_stale

# More rows than this and a form of them is too long to use, or to send.
MOST_MEMBERS = 60
MOVE_LABELS = {
    Cluster.Status.DRAFT: "Back to draft",
    Cluster.Status.REVIEW: "Send to review",
    Cluster.Status.PUBLISHED: "Publish",
    Cluster.Status.ARCHIVED: "Archive",
}


class ClusterForm(LockedForm):
    lock_related = ("cluster_sectors", "memberships")
    footprint = PolygonField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "vLargeTextField"}),
        help_text="GeoJSON of one Polygon or MultiPolygon, WGS 84.",
    )


class SectorsOfCluster(LabelledInline):
    model = ClusterSector
    fields = (("sector", "order"),)
    autocomplete_fields = ("sector",)
    verbose_name = "sector"
    verbose_name_plural = "Sectors: the first is what the cluster is known for"


class MembersOfCluster(LabelledInline):
    model = Membership
    fields = (("organisation", "role"), "evidence", ("source", "source_url", "verified"))
    autocomplete_fields = ("organisation", "source")
    verbose_name = "member"
    verbose_name_plural = "Members"
    classes = ("collapse",)


@admin.register(Cluster)
class ClusterAdmin(RegionShown, Light, HoldsRow, VerifiableAdmin):
    form = ClusterForm
    heavy = ("footprint", "region__boundary")
    list_display: ClassVar[Any] = (
        "name",
        "region_name",
        "stage",
        "status",
        "origin",
        "verified",
        "updated",
    )
    list_filter: ClassVar[Any] = (
        "status",
        "stage",
        "origin",
        "verified",
        "region",
        "sectors",
        "source",
    )
    list_select_related = ("region",)
    search_fields = ("name", "slug", "summary")
    autocomplete_fields = ("region", "body", "areas", "source")
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    readonly_fields = ("status", "members", "morton", "created", "updated", "updated_by")
    inlines = (SectorsOfCluster, MembersOfCluster)
    actions: ClassVar[Any] = (
        "confirm_as_verified",
        "to_review",
        "to_published",
        "to_draft",
        "to_archived",
    )
    fieldsets = (
        (None, {"fields": ("version", "name", "slug", "status", "summary", "description")}),
        ("What kind", {"fields": ("stage", "origin", "founded", "website", "body", "members")}),
        (
            "Place",
            {
                "fields": ("region", "areas", "lon", "lat", "morton", "footprint"),
                "description": "The figures of a cluster are measured on its areas. A published "
                "cluster needs a point.",
            },
        ),
        ("Evidence", {"fields": ("source", "source_url", "verified")}),
        ("Last change", {"fields": ("created", "updated", "updated_by")}),
    )

    # -- Saving ---------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_cluster(cluster=obj, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Areas and sectors are stored after the cluster: the mark covers them too."""
        super().save_related(request, form, formsets, change)
        mark_stale(cluster_ids=[form.instance.pk])

    # -- Members --------------------------------------------------------------------------

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        inlines = super().get_inline_instances(request, obj)
        if obj is not None and obj.memberships.count() > MOST_MEMBERS:
            return [one for one in inlines if not isinstance(one, MembersOfCluster)]
        return inlines

    @admin.display(description="Members")
    def members(self, cluster: Cluster) -> str:
        if not cluster.pk:
            return "Add them below, or once the cluster is saved."
        number = cluster.memberships.count()
        url = f"{reverse('admin:regions_membership_changelist')}?cluster__id__exact={cluster.pk}"
        return format_html('<a href="{}">{} in the list of memberships</a>', url, number)

    # -- Moving between states ------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        cluster = context.get("original")
        if cluster and self.has_change_permission(request, cluster) and not context["is_popup"]:
            moves = Cluster.MOVES[cluster.status]
            context["moves"] = [(to, MOVE_LABELS[Cluster.Status(to)]) for to in moves]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        to = request.POST.get("_move")
        if to is None:
            return super().response_change(request, obj)
        if problem := self._move(request, obj, to):
            messages.error(
                request, f"Your changes are saved. The status stays as it was: {problem}"
            )
        else:
            messages.success(request, f"Saved. “{obj}” is now {obj.get_status_display().lower()}.")
        return HttpResponseRedirect(request.get_full_path())

    def _move(self, request: HttpRequest, cluster: Cluster, to: str) -> str:
        """Move a cluster; returns why it could not be moved, or nothing."""
        try:
            with transaction.atomic():
                move_cluster(cluster=cluster, to=to, by=request.user)
        except ValidationError as error:
            return " ".join(error.messages)
        self.log_change(request, cluster, f"Status is now {cluster.get_status_display().lower()}.")
        return ""

    def _move_all(self, request: HttpRequest, queryset: models.QuerySet[Any], to: str) -> None:
        clusters = list(queryset)
        problems = {cluster: self._move(request, cluster, to) for cluster in clusters}
        refused = [f"{cluster}: {problem}" for cluster, problem in problems.items() if problem]
        tell_refusals(request, refused)
        label = Cluster.Status(to).label.lower()
        self.message_user(request, f"{len(clusters) - len(refused)} now {label}.")

    @admin.action(description="Send to review", permissions=["change"])
    def to_review(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move_all(request, queryset, Cluster.Status.REVIEW)

    @admin.action(description="Publish", permissions=["change"])
    def to_published(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move_all(request, queryset, Cluster.Status.PUBLISHED)

    @admin.action(description="Back to draft", permissions=["change"])
    def to_draft(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move_all(request, queryset, Cluster.Status.DRAFT)

    @admin.action(description="Archive", permissions=["change"])
    def to_archived(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move_all(request, queryset, Cluster.Status.ARCHIVED)
