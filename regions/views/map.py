"""The explorer at /map/: one page for list, table and map, and the layers behind it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from regions.models import Cluster
from regions.queries.facets import Counted
from regions.queries.map import KINDS, Found, found, map_facets, still_map
from regions.queries.map_layers import (
    cluster_layer,
    link_layer,
    organisation_layer,
    region_layer,
    town_layer,
)
from regions.queries.map_selected import selected_cluster
from regions.queries.places import find_places
from regions.views.map_state import (
    BASE_LAYER,
    LAYERS,
    VIEWS,
    MapState,
    no_cluster,
    selection_from,
    state_from,
)

BOUNDARIES_MAX_AGE = 3600


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """The page; with the header HX-Request only its filters and results."""
    state = state_from(request.GET)
    places = find_places(state.place) if state.place else None
    near = places.best if places else None
    shown = found(state.selection, layers=state.layers, page=state.page, near=near)
    selected = selected_cluster(state.cluster) if state.cluster else None
    problems = list(state.problems)
    if state.cluster and selected is None:
        problems.append(no_cluster(state.cluster))
    if places and not near:
        problems.append(places.message)
    if shown.page and state.page > shown.page.paginator.num_pages:
        last = shown.page.paginator.num_pages
        problems.append(f"There is no page {state.page}, so this is the last of {last}.")
    clear_url = reverse("regions:map") + ("?view=table" if state.view == "table" else "")
    context: dict[str, Any] = {
        "page_title": "Map of the UK’s clusters",
        "page_description": "The UK’s business clusters on one map, with their firms, suppliers, "
        "universities and links, by region, sector and stage; the same rows as a list and a table.",
        "clear_url": clear_url,
        "state": state,
        "problems": problems,
        "places": places,
        "near": near,
        "found": shown,
        "page_obj": shown.page,
        "selected": selected,
        "groups": [_group(facet) for facet in map_facets(state.selection)],
        "layers": [(value, label, value in state.layers) for value, label in LAYERS.items()],
        "base_layer": BASE_LAYER,
        "views": VIEWS,
        "kinds": KINDS,
        "stages": Cluster.Stage.choices,
        "summary": summary(shown, state),
    }
    fragment = bool(request.headers.get("HX-Request"))
    if not fragment:
        context["picture"] = still_map(shown.clusters) if state.view == "map" else None
        context["chosen_regions"] = state.selection.values["region"]
    template = "regions/_map_fragment.html" if fragment else "regions/map.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _group(facet: Counted) -> dict[str, Any]:
    """A filter as the rail shows it: long ones stay closed until something in them is ticked."""
    short = facet.name in ("stage", "kind")
    return {
        "facet": facet,
        "open": short or bool(facet.error) or any(option.selected for option in facet.options),
        "what": "organisations" if facet.name == "kind" else "clusters",
        "symbols": facet.name if short else "",
    }


def summary(shown: Found, state: MapState) -> str:
    """How many were found, in one sentence: the heading of the list, also read aloud."""
    parts = []
    if "clusters" in state.layers:
        n = len(shown.clusters)
        parts.append("1 cluster" if n == 1 else f"{n:,} clusters")
    if "organisations" in state.layers:
        n = shown.organisation_count
        parts.append("1 organisation" if n == 1 else f"{n:,} organisations")
    return " and ".join(parts) or "No layer is chosen"


def _geojson(collection: dict[str, Any], *, max_age: int | None = None) -> HttpResponse:
    """A layer as application/geo+json with an ETag of its content.

    The ETag is set here: compression pads at random, so one made of the
    compressed bytes would never be the same twice.
    """
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/geo+json")
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    if max_age is not None:
        patch_cache_control(response, public=True, max_age=max_age, stale_while_revalidate=max_age)
    return response


@gzip_page
@require_safe
def regions_geojson(request: HttpRequest) -> HttpResponse:
    return _geojson(region_layer(), max_age=BOUNDARIES_MAX_AGE)


@gzip_page
@require_safe
def towns_geojson(request: HttpRequest) -> HttpResponse:
    return _geojson(town_layer(), max_age=BOUNDARIES_MAX_AGE)


@gzip_page
@require_safe
def clusters_geojson(request: HttpRequest) -> HttpResponse:
    return _geojson(cluster_layer(selection_from(request.GET)))


@gzip_page
@require_safe
def organisations_geojson(request: HttpRequest) -> HttpResponse:
    return _geojson(organisation_layer(selection_from(request.GET)))


@gzip_page
@require_safe
def links_geojson(request: HttpRequest) -> HttpResponse:
    """What connects the members of `?cluster=`; 404 where no such cluster is published."""
    slug = state_from(request.GET).cluster
    layer = link_layer(slug) if slug else None
    if layer is None:
        message = no_cluster(slug) if slug else "Name a cluster: ?cluster=…"
        return JsonResponse({"detail": message}, status=404)
    return _geojson(layer)


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Suggestions for the place box: what fits `?q=` so far, best first."""
    search = find_places(request.GET.get("q", ""))
    return JsonResponse(
        {
            "results": [
                {
                    "name": spot.name,
                    "kind": spot.kind,
                    "detail": spot.detail,
                    "term": spot.term,
                    "lon": spot.lon,
                    "lat": spot.lat,
                    "cluster": spot.cluster,
                }
                for spot in search.spots
            ],
            "message": search.message,
        }
    )
