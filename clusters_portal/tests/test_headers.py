"""What every page tells the browser, and that no page needs what the policy forbids."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clusters_portal.tests.people import client_of
from clusters_portal.tests.test_admin_access import addresses, first_pk, make_one_of_each

pytestmark = pytest.mark.django_db
# What a script may be that runs nothing.
DATA_TYPES = {"application/json", "application/ld+json"}
NOT_PUBLIC = ("admin/", "accounts/", "outbox/")


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.delete("throttle_anon_127.0.0.1")


class Forbidden(HTMLParser):
    """Collects what a strict policy would block, or what comes from another host."""

    def __init__(self, *, styles: bool) -> None:
        super().__init__()
        self.allow_style_attributes = styles
        self.found: list[str] = []
        self.nonce = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        scripted = tag == "script" and "src" not in told and told.get("type") not in DATA_TYPES
        if (scripted or tag == "style") and not told.get("nonce"):
            self.found.append(f"<{tag}> written into the page")
        if "style" in told and not self.allow_style_attributes:
            self.found.append(f"<{tag} style>")
        self.found += [f"<{tag} {name}>" for name in told if name.startswith("on")]
        if told.get("href", "").strip().lower().startswith("javascript:"):
            self.found.append(f"<{tag} href=javascript:>")
        fetched = {"script": "src", "img": "src", "iframe": "src", "source": "src"}.get(tag)
        if tag == "link" and told.get("rel") not in ("canonical", "alternate", "license"):
            fetched = "href"
        if fetched and re.match(r"^(https?:)?//", told.get(fetched, "")):
            self.found.append(f"<{tag}> from {told[fetched]}")


def checked(answer: Any, *, styles: bool = False) -> None:
    """The policy is there, is strict, and the page keeps to it."""
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    url = answer.request["PATH_INFO"]
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in policy["script-src"] + policy["style-src"], url
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert not re.search(r"https?:|\*", answer["Content-Security-Policy"]), url
    assert ("style-src-attr" in policy) == styles, url
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]
    if answer["Content-Type"].startswith("text/html"):
        parser = Forbidden(styles=styles)
        parser.feed(answer.content.decode())
        assert not parser.found, (url, parser.found)


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every address without parameters."""
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern).removeprefix("^").removesuffix("\\Z").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern) and not re.search(r"[<(\[\\]", route):
            yield route


def public_addresses() -> list[str]:
    return sorted(
        {f"/{route}" for route in patterns(get_resolver()) if not route.startswith(NOT_PUBLIC)}
    )


def test_every_public_page_keeps_to_a_strict_policy_and_sets_no_cookie(client: Client) -> None:
    make_one_of_each()
    seen = 0
    for url in public_addresses():
        answer = client.get(url, headers={"Accept": "text/html,*/*;q=0.8"})
        assert answer.status_code in (200, 301, 302, 404, 503), url
        checked(answer)
        assert not answer.cookies, url
        seen += answer.status_code == 200
    assert seen > 15


def test_the_page_of_each_record_keeps_to_it_too(client: Client) -> None:
    from django.apps import apps

    make_one_of_each()
    seen = 0
    for model in apps.get_models():
        for record in model._default_manager.all()[:2]:
            if model._meta.app_label in ("regions", "engagement") and hasattr(
                record, "get_absolute_url"
            ):
                answer = client.get(record.get_absolute_url())
                checked(answer)
                assert not answer.cookies
                seen += answer.status_code == 200
    assert seen


def test_errors_keep_to_it_too(client: Client) -> None:
    client.raise_request_exception = False
    for url in ("/no/such/page/", "/clusters/%00/", "/api/v1/nothing/", "/api/v1/?x=1"):
        answer = client.get(url)
        assert answer.status_code >= 400
        checked(answer)
        assert not answer.cookies


def test_account_pages_keep_to_it(client: Client) -> None:
    for url in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        answer = client.get(url)
        checked(answer)
        assert "no-store" in answer["Cache-Control"]


def test_admin_pages_keep_to_it_but_for_style_attributes() -> None:
    make_one_of_each()
    client = client_of("administrator")
    checked(client.get("/admin/"), styles=True)
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name or ""
        for url in addresses(app, name, first_pk(app, name)).values():
            answer = client.get(url, follow=True)
            checked(answer, styles=True)
            assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
            assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]


def test_a_nonce_is_never_used_twice(client: Client) -> None:
    policies = {client.get("/accounts/login/")["Content-Security-Policy"] for _ in range(3)}
    nonces = {re.search(r"nonce-([^']+)", policy) and policy for policy in policies}
    assert len(nonces) in (1, 3)  # none on the page, or a new one each time
    if any("nonce-" in policy for policy in policies):
        assert len(policies) == 3


def production(tmp_path: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "SECRET_KEY": "not-a-real-key-but-long-and-varied-0123456789-abcdefghij",
        "ALLOWED_HOSTS": "clusters.example.org",
        "DATA_DIR": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        env=environment, capture_output=True, text=True, cwd=settings.BASE_DIR,
    )  # fmt: skip


def test_the_deployment_check_finds_nothing_in_production(tmp_path: Path) -> None:
    done = production(tmp_path, "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_sends_cookies_by_https_alone(tmp_path: Path) -> None:
    ask = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    )
    done = production(tmp_path, "shell", "-v0", "-c", ask)
    assert done.stdout.split() == ["True", "True", "True", "True", "False"], done.stderr
