import pytest
from django.contrib.admin import site
from django.urls import reverse

from engagement.admin.content import ArticleForm, SourcesField
from engagement.models import (
    Article,
    Ask,
    Campaign,
    CampaignPoint,
    Claim,
    Contact,
    Page,
    ProgressUpdate,
    User,
)
from engagement.tests.factories import (
    make_article,
    make_ask,
    make_campaign,
    make_claim,
    make_contact,
    make_page,
    make_point,
    make_update,
)

pytestmark = pytest.mark.django_db
MODELS = [Article, Ask, Campaign, CampaignPoint, Claim, Contact, Page, ProgressUpdate]


@pytest.fixture
def editor(client):
    user = User.objects.create_superuser("editor@portal.test", "a long password")
    client.force_login(user)
    return user


@pytest.fixture
def content():
    campaign = make_campaign()
    make_ask(campaign)
    make_point(campaign)
    make_contact(campaign)
    make_claim()
    make_article()
    make_update()
    make_page("privacy")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_each_kind_of_text_is_listed_searched_edited_and_has_its_history(
    client, editor, content, model
):
    record = model.objects.get()
    name = f"admin:engagement_{model._meta.model_name}"
    addresses = [
        reverse(f"{name}_changelist"),
        reverse(f"{name}_changelist") + "?q=a",
        reverse(f"{name}_change", args=[record.pk]),
        reverse(f"{name}_history", args=[record.pk]),
    ]
    if model is not Page:
        addresses.append(reverse(f"{name}_add"))
    for address in addresses:
        assert client.get(address).status_code == 200, address


def form(article: Article, **changes) -> dict:
    data = {
        name: getattr(article, name)
        for name in (
            "title",
            "slug",
            "topic",
            "summary",
            "status",
            "published_on",
            "author",
            "body",
        )
    }
    data |= {"reading_minutes": "3", "sources": "A source | https://example.org/source"}
    return data | changes


def test_an_editor_changes_an_article_and_the_history_names_the_editor(client, editor):
    article = make_article()
    address = reverse("admin:engagement_article_change", args=[article.pk])
    response = client.post(address, form(article, title="A better title"))
    assert response.status_code == 302, response.content.decode()[-3000:]
    article.refresh_from_db()
    assert article.title == "A better title"
    assert article.sources == [{"name": "A source", "url": "https://example.org/source"}]
    assert article.history.first().history_user == editor


def test_reading_time_is_counted_where_none_is_given():
    article = make_article()
    data = form(article, reading_minutes="", body="word " * 1000)
    bound = ArticleForm(data, instance=article)
    assert bound.is_valid(), bound.errors
    assert bound.save().reading_minutes == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sources": "| https://example.org"}, "sources"),
        ({"sources": "A | not an address"}, "sources"),
        ({"sources": "A | javascript:alert(1)"}, "sources"),
        ({"published_on": "yesterday"}, "published_on"),
        ({"topic": "weather"}, "topic"),
        ({"reading_minutes": "-1"}, "reading_minutes"),
        ({"published_on": ""}, "__all__"),
    ],
)
def test_a_mistake_in_the_form_is_named_at_its_field_and_stores_nothing(changes, field):
    article = make_article()
    bound = ArticleForm(form(article, **changes), instance=article)
    assert not bound.is_valid()
    assert field in bound.errors
    article.refresh_from_db()
    assert article.published_on is not None


def test_sources_are_edited_as_lines_and_come_back_the_same():
    field = SourcesField(required=False)
    sources = [{"name": "A", "url": "https://example.org/a"}, {"name": "B"}]
    assert field.clean(field.prepare_value(sources)) == sources
    assert field.clean("\n  \n") == []
    assert not field.has_changed(sources, field.prepare_value(sources))
    assert field.has_changed(sources, "A")


def test_standing_pages_are_edited_but_neither_added_nor_renamed(client, editor):
    page = make_page("privacy")
    assert client.get(reverse("admin:engagement_page_add")).status_code == 403
    address = reverse("admin:engagement_page_change", args=[page.pk])
    data = {"slug": "secrecy", "title": "P", "summary": "S", "body": "B", "reviewed": "2026-11-22"}
    response = client.post(address, data)
    assert "cannot be changed" in response.content.decode()
    page.refresh_from_db()
    assert page.slug == "privacy"


def test_every_model_of_the_campaign_is_in_the_admin():
    registered = {model for model in site._registry if model._meta.app_label == "engagement"}
    assert set(MODELS) <= registered


def test_the_preview_of_a_draft_opens_from_the_admin(client, editor):
    article = make_article(status="draft")
    page = client.get(
        reverse("admin:engagement_article_change", args=[article.pk])
    ).content.decode()
    assert "View on site" in page
    assert client.get(article.get_absolute_url()).status_code == 200
