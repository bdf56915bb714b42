"""The API's front door, its description for machines and for people, and its dead ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from regions.api.filters import ALWAYS, refuse_unknown
from regions.api.openapi import PROBLEMS
from regions.api.reference import sections
from regions.api.resource import Negotiation
from regions.api.throttling import ByAddress

RESOURCES = {
    "areas": "The UK, its regions and nations, and the ITL areas within them",
    "industries": "SIC 2007 codes",
    "sectors": "Sectors, each a set of industries",
    "clusters": "Published clusters",
    "organisations": "Firms, suppliers, universities and other organisations",
    "memberships": "Who belongs to which cluster, on what evidence",
    "links": "How organisations are connected",
    "sources": "Where facts and figures come from",
    "releases": "Each edition of a source",
    "figures": "Official figures, as published",
    "metrics": "What each metric means, with its formula",
    "metric-values": "Computed values with unit, release and quality",
}
PLACES = ("areas", "clusters", "organisations")


class ApiRoot(APIView):
    """The index: JSON for machines, a page for browsers."""

    renderer_classes = [JSONRenderer, TemplateHTMLRenderer]
    content_negotiation_class = Negotiation

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        refuse_unknown(request, ALWAYS)
        rows = [
            {
                "name": name,
                "what": what,
                "url": reverse(f"api:{name}-list", request=request),
                "formats": ["json"]
                + (["csv"] if name != "metrics" else [])
                + (["geojson"] if name in PLACES else []),
            }
            for name, what in RESOURCES.items()
        ]
        links = {
            "schema": reverse("api:schema", request=request),
            "docs": reverse("api:docs", request=request),
        }
        if request.accepted_renderer.format == "html":
            requests, seconds = ByAddress().parse_rate(ByAddress().get_rate())
            page = {"resources": rows, "requests": requests, "seconds": seconds, **links}
            return Response(page, template_name="regions/api_root.html")
        return Response({"resources": {row["name"]: row for row in rows}, **links})


class ApiSchema(SpectacularAPIView):
    """The OpenAPI 3.1 description."""


class ApiDocs(APIView):
    """The description as a page to read, rendered here: it needs no script."""

    renderer_classes = [TemplateHTMLRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        page = {"sections": sections(), "problems": PROBLEMS}
        return Response(page, template_name="regions/api_docs.html")


class NoSuchAddress(APIView):
    """Any other address under /api/: a problem detail, not the site's 404 page."""

    content_negotiation_class = Negotiation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with_slash = f"{request.path_info}/"
        if request.method in ("GET", "HEAD") and not request.path_info.endswith("/"):
            try:
                found = resolve(with_slash)
            except Resolver404:
                found = None
            if found and found.url_name != "no-such-address":
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(with_slash + (f"?{query}" if query else ""))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound("There is nothing at this address. The index of the API is at /api/v1/.")
