from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from engagement.tests.factories import make_article
from regions.tests.factories import make_area, make_cluster, make_organisation, make_sector

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(response) -> set[str]:
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return {place.text.removeprefix("http://testserver") for place in root.iter(f"{MAP}loc")}


def every_address(client) -> set[str]:
    parts = addresses(client.get("/sitemap.xml"))
    return set().union(*(addresses(client.get(part)) for part in parts))


def test_robots_are_kept_from_private_pages_and_led_to_the_site_map(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Disallow: /outbox/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_the_site_map_names_what_is_public_and_nothing_else(client):
    region = make_area("Far North")
    make_cluster("Ore", region=region, sectors=[make_sector("Mining")])
    make_cluster("Secret", region=region, status="draft")
    shown = make_organisation(region=region)
    hidden = make_organisation(region=region, status="draft")
    make_article(slug="shown")
    make_article(slug="draft", status="draft")
    make_article(slug="later", published_on=timezone.localdate() + timedelta(days=2))
    found = every_address(client)
    assert {
        "/", "/map/", "/clusters/", "/clusters/ore/", "/regions/far-north/", "/sectors/mining/",
        f"/organisations/{shown.pk}/", "/playbook/", "/playbook/shown/", "/progress/",
        "/methodology/",
    } <= found  # fmt: skip
    assert "/clusters/secret/" not in found
    assert f"/organisations/{hidden.pk}/" not in found
    assert "/playbook/draft/" not in found
    assert "/playbook/later/" not in found
    assert not any(path.startswith(("/admin", "/outbox", "/accounts")) for path in found)


def test_an_unknown_part_of_the_site_map_is_404(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404
