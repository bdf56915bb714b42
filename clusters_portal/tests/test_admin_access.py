"""Who may open what in the admin: every address, every kind of person."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters_portal.tests.people import client_of
from engagement.models import (
    Article,
    Campaign,
    CampaignPoint,
    Claim,
    Contact,
    Page,
    ProgressUpdate,
    User,
)
from regions.models import Cluster, ImportRun, MetricSubject, Place
from regions.tests import factories as make
from regions.tests.api_samples import make_sample

pytestmark = pytest.mark.django_db
READ_ONLY = {"metricvalue", "metricsubject", "importrun"}
SUPERUSERS_ONLY = {"user", "group", "authenticator"}


def entries() -> list[tuple[str, str]]:
    """Application and model of every entry of the admin."""
    return sorted((one._meta.app_label, one._meta.model_name) for one in admin.site._registry)


def make_one_of_each(number: int = 1) -> None:
    sample = make_sample()
    make.make_organisation(is_supplier=True)
    MetricSubject.objects.create(cluster=sample.cluster)
    Place.objects.create(name="Ely", kind="town", code=str(number), source=sample.cluster.source,
                         region=sample.region)  # fmt: skip
    make_content(number)
    ImportRun.objects.create(
        name="ons_gva", status="refused", finished=timezone.now(), rows_refused=2,
        report={"refusals": [{"line": 7, "rows": 2, "reason": "No such area: <b>TLX</b>"}],
                "notes": ["Read as UTF-8."], "unit": "figures"},
    )  # fmt: skip


def make_content(number: int = 1) -> None:
    """One of each of the campaign's texts."""
    word = f"text-{number}"
    campaign = Campaign.objects.create(slug=word, name=word, slogan="Grow", lead="Lead")
    ask = campaign.asks.create(slug=word, title="Invest", summary="More.", text="Much more.")
    CampaignPoint.objects.create(campaign=campaign, kind="difference", slug=word, heading="Jobs",
                                 text="More of them.")  # fmt: skip
    Contact.objects.create(campaign=campaign, name="A Person", role="Head of clusters")
    Article.objects.create(slug=word, topic="net-zero", title=word, summary="S", body="Text",
                           reading_minutes=1)  # fmt: skip
    Page.objects.create(slug=word, title=word, summary="S", body="Text", reviewed="2026-01-01")
    Claim.objects.create(slug=word, figure="£1bn", value=1, unit="GBP billion", title="One",
                         what_is_known="Little.", status="not-found",
                         reviewed="2026-01-01")  # fmt: skip
    update = ProgressUpdate.objects.create(slug=word, date="2026-01-01", kind="policy",
                                           title="News", summary="It happened.")  # fmt: skip
    update.asks.add(ask)


def addresses(app: str, model: str, pk: Any) -> dict[str, str]:
    name = f"admin:{app}_{model}"
    return {
        "changelist": reverse(f"{name}_changelist"),
        "add": reverse(f"{name}_add"),
        "change": reverse(f"{name}_change", args=[pk]),
        "delete": reverse(f"{name}_delete", args=[pk]),
        "history": reverse(f"{name}_history", args=[pk]),
    }


def first_pk(app: str, model: str) -> Any:
    record = apps.get_model(app, model)._default_manager.first()
    return record.pk if record else 1


def test_nobody_without_an_account_sees_any_admin_page() -> None:
    make_one_of_each()
    client = client_of("anonymous")
    for app, model in entries():
        for url in addresses(app, model, first_pk(app, model)).values():
            answer = client.get(url, follow=True)
            assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next="), url


def test_an_account_that_is_not_staff_sees_no_admin_page() -> None:
    make_one_of_each()
    client = client_of("member")
    for app, model in entries():
        for url in addresses(app, model, first_pk(app, model)).values():
            assert client.get(url, follow=True).status_code == 403, url


@pytest.mark.parametrize("role", ["curator", "editor"])
def test_each_group_works_on_its_own_half_and_deletes_nothing(role: str) -> None:
    make_one_of_each()
    client = client_of(role)
    own = {"curator": "regions", "editor": "engagement"}[role]
    for app, model in entries():
        mine = app == own and model not in SUPERUSERS_ONLY
        written = mine and model not in READ_ONLY
        pk = first_pk(app, model)
        urls = addresses(app, model, pk)
        expected = {"changelist": mine, "add": written and model != "areafigure"}
        for name, allowed in expected.items():
            assert client.get(urls[name]).status_code == (200 if allowed else 403), urls[name]
        # A record that does not exist sends one back to the index, as Django does.
        assert client.get(urls["change"], follow=True).status_code in (
            (200,) if mine else (200, 403)
        )
        assert client.post(urls["delete"], {"post": "yes"}).status_code in (302, 403)
        assert first_pk(app, model) == pk


def test_a_curator_cannot_delete_by_an_action_either() -> None:
    make_one_of_each()
    cluster = Cluster.objects.get()
    client_of("curator").post(
        "/admin/regions/cluster/",
        {"action": "delete_selected", "_selected_action": [cluster.pk], "post": "yes"},
    )
    assert Cluster.objects.filter(pk=cluster.pk).exists()


def test_an_administrator_opens_every_page() -> None:
    make_one_of_each()
    client = client_of("administrator")
    for app, model in entries():
        urls = addresses(app, model, first_pk(app, model))
        for url in (urls["changelist"], f"{urls['changelist']}?q=a", urls["change"]):
            assert client.get(url, follow=True).status_code == 200, url
        if apps.get_model(app, model)._default_manager.exists():
            assert client.get(urls["history"], follow=True).status_code == 200, urls["history"]
        closed = model in READ_ONLY | {"areafigure", "authenticator"}
        assert client.get(urls["add"]).status_code == (403 if closed else 200), urls["add"]


def test_a_changelist_takes_as_many_queries_for_many_rows_as_for_one() -> None:
    client = client_of("administrator")
    urls = {
        reverse(f"admin:{app}_{model}_changelist"): 0
        for app, model in entries()
        if app in ("regions", "engagement")
    }
    make_one_of_each()
    for url in urls:
        client.get(url)  # content types and the like are cached by the first
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        urls[url] = len(queries)
    for number in (2, 3, 4):
        make_one_of_each(number)
    for url, before in urls.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert len(queries) == before <= 16, (url, [query["sql"] for query in queries])


def test_lists_leave_polygons_in_the_database() -> None:
    client = client_of("administrator")
    make_one_of_each()
    for model in ("area", "cluster", "organisation", "metricvalue", "areafigure", "place"):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"admin:regions_{model}_changelist"))
        rows = [one["sql"] for one in queries if "LIMIT" in one["sql"] and "ORDER BY" in one["sql"]]
        for sql in rows:
            if "boundary" in sql and "regions_area" in sql and "DISTINCT" not in sql:
                # The filter's twelve regions come whole; the rows themselves do not.
                assert f'FROM "regions_{model}"' not in sql
            assert '"footprint"' not in sql


def test_a_quality_report_is_read_as_tables_with_its_text_escaped() -> None:
    make_one_of_each()
    run = ImportRun.objects.get()
    page = (
        client_of("curator")
        .get(reverse("admin:regions_importrun_change", args=[run.pk]))
        .content.decode()
    )
    assert "<caption>Refusals</caption>" in page
    assert "No such area: &lt;b&gt;TLX&lt;/b&gt;" in page
    assert "Read as UTF-8." in page


def test_staff_without_a_second_factor_are_told_on_every_page() -> None:
    client = client_of("curator")
    for url in ("/admin/", "/admin/regions/cluster/"):
        assert "Your account has no second factor." in client.get(url).content.decode()


def test_staff_with_a_second_factor_are_left_in_peace() -> None:
    client = client_of("curator")
    TOTP.activate(User.objects.get(), generate_totp_secret())
    assert "no second factor" not in client.get("/admin/").content.decode()


def test_a_second_factors_secret_is_shown_to_nobody() -> None:
    client = client_of("administrator")
    TOTP.activate(User.objects.get(), "JBSWY3DPEHPK3PXP")
    stored = Authenticator.objects.get()
    for url in addresses("mfa", "authenticator", stored.pk).values():
        page = client.get(url).content.decode()
        assert "JBSWY3DPEHPK3PXP" not in page
        assert str(stored.data.get("secret")) not in page


def test_autocomplete_finds_only_for_those_who_may_see() -> None:
    make_sample()
    url = reverse("admin:autocomplete") + "?" + "&".join(
        ("app_label=regions", "model_name=membership", "field_name=organisation", "term=org")
    )  # fmt: skip
    assert len(client_of("curator").get(url).json()["results"]) == 2
    assert client_of("editor").get(url).status_code == 403
    assert Client().get(url).status_code == 302
