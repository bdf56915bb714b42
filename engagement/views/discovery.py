"""What search engines ask for: robots.txt and the site map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from engagement.models import Article
from regions.models import Area, Cluster, Organisation, Sector

STANDING = (
    "engagement:home", "regions:map", "regions:clusters", "regions:regions", "regions:sectors",
    "regions:organisations", "engagement:playbook", "engagement:progress",
    "engagement:methodology", "engagement:privacy", "engagement:accessibility",
    "engagement:contact",
)  # fmt: skip
PRIVATE = ("/admin/", "/accounts/", "/outbox/")


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class StandingPages(Sitemap):
    def items(self) -> Sequence[str]:
        return STANDING

    def location(self, item: str) -> str:
        return reverse(item)


class Articles(Sitemap):
    def items(self) -> QuerySet[Article]:
        return Article.objects.published().only("slug", "updated")

    def lastmod(self, item: Article) -> datetime:
        return item.updated


class Clusters(Sitemap):
    def items(self) -> QuerySet[Cluster]:
        return Cluster.objects.published().only("slug", "updated")

    def lastmod(self, item: Cluster) -> datetime:
        return item.updated


class Regions(Sitemap):
    def items(self) -> QuerySet[Area]:
        return Area.objects.regions().only("slug")

    def location(self, item: Area) -> str:
        return reverse("regions:region", args=[item.slug])


class Sectors(Sitemap):
    def items(self) -> QuerySet[Sector]:
        return Sector.objects.only("slug")

    def location(self, item: Sector) -> str:
        return reverse("regions:sector", args=[item.slug])


class Organisations(Sitemap):
    def items(self) -> QuerySet[Organisation]:
        return Organisation.objects.published().order_by("pk").only("pk")


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": StandingPages,
    "articles": Articles,
    "clusters": Clusters,
    "regions": Regions,
    "sectors": Sectors,
    "organisations": Organisations,
}
