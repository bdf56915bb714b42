"""The progress list, as a page and as an Atom feed."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from engagement.models import ProgressUpdate
from engagement.queries.progress import progress_list, with_parts


def progress(request: HttpRequest) -> HttpResponse:
    found = progress_list(dict(request.GET.lists()))
    return render(request, "engagement/progress.html", {"progress": found})


class ProgressFeed(Feed):
    """The newest thirty updates."""

    feed_type = Atom1Feed
    title = "Clusters Portal: progress and impact"
    subtitle = "What has happened in policy, funding, delivery and evidence on UK clusters."
    link = reverse_lazy("engagement:progress")
    language = "en-GB"
    most = 30

    def items(self) -> QuerySet[ProgressUpdate]:
        rows = ProgressUpdate.objects.published().order_by("-date", "-pk")
        return with_parts(rows)[: self.most]

    def item_title(self, item: ProgressUpdate) -> str:
        return item.title

    def item_description(self, item: ProgressUpdate) -> str:
        return f"{item.when}. {item.summary} Source: {item.source_name}."

    def item_link(self, item: ProgressUpdate) -> str:
        return item.get_absolute_url()

    def item_guid(self, item: ProgressUpdate) -> str:
        return f"urn:clusters-portal:progress:{item.slug}"

    def item_pubdate(self, item: ProgressUpdate) -> datetime:
        return timezone.make_aware(datetime.combine(item.date, time.min))

    def item_updateddate(self, item: ProgressUpdate) -> datetime:
        return item.updated

    def item_categories(self, item: ProgressUpdate) -> list[str]:
        return [item.get_kind_display(), *(region.name for region in item.regions.all())]
