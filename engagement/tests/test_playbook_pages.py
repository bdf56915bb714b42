from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from engagement.models import User
from engagement.tests.factories import make_article
from regions.tests.factories import make_area, make_cluster

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_asks_one_question(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_article()
    with django_assert_num_queries(1):
        assert client.get("/playbook/").status_code == 200


@pytest.mark.parametrize("rows", [1, 8])
def test_an_article_asks_four_questions(client, django_assert_num_queries, rows):
    clusters = [make_cluster() for _ in range(rows)]
    article = make_article(clusters=clusters, regions=[make_area() for _ in range(rows)])
    for _ in range(rows):
        make_article()
    with django_assert_num_queries(4):
        assert client.get(article.get_absolute_url()).status_code == 200


def test_the_list_is_filtered_by_topic(client):
    make_article(title="On pipes", topic="net-zero")
    make_article(title="On skills", topic="future-of-work")
    every = client.get("/playbook/").content.decode()
    assert "On pipes" in every
    assert "On skills" in every
    some = client.get("/playbook/?topic=future-of-work").content.decode()
    assert "On skills" in some
    assert "On pipes" not in some
    assert 'href="/playbook/?topic=future-of-work" aria-current="page"' in some


@pytest.mark.parametrize("topic", ["weather", "<b>x</b>"])
def test_an_unknown_topic_is_told_and_all_articles_are_listed(client, topic):
    make_article(title="On pipes")
    response = client.get("/playbook/", {"topic": topic})
    assert response.status_code == 200
    page = response.content.decode()
    assert "so all articles are listed" in page
    assert "On pipes" in page
    assert "<b>x" not in page


def test_a_topic_without_articles_says_so_with_a_way_out(client):
    make_article(topic="net-zero")
    page = client.get("/playbook/?topic=future-of-work").content.decode()
    assert "No results found" in page
    assert "Show all topics" in page


def test_articles_of_one_day_stand_in_the_order_they_were_written(client):
    for title in ("First", "Second"):
        make_article(title=title, published_on=date(2026, 1, 1))
    make_article(title="Newer", published_on=date(2026, 2, 1))
    page = client.get("/playbook/").content.decode()
    assert page.index("Newer") < page.index(">First<") < page.index(">Second<")


def test_an_article_shows_text_contents_sources_and_what_it_relates_to(client):
    region = make_area("Far North")
    article = make_article(
        clusters=[make_cluster("Ore", region=region), make_cluster("Plan", status="draft")],
        regions=[region],
        reading_minutes=7,
    )
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<h2 id="s-first">First</h2>' in page
    assert '<a href="#s-second">Second</a>' in page
    assert "7 minute read" in page
    assert '<a href="https://example.org/source" rel="noopener external">A source</a>' in page
    assert '<a href="/clusters/ore/">Ore</a>' in page
    assert '<a href="/regions/far-north/">Far North</a>' in page
    assert ">Plan<" not in page
    assert page.count("<h1") == 1


def test_an_article_renders_no_html_of_its_writer(client):
    article = make_article(body="<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "draft"},
        {"status": "draft", "published_on": None},
        {"published_on": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_yet_is_404_for_visitors(client, hidden):
    article = make_article(**hidden)
    assert client.get(article.get_absolute_url()).status_code == 404
    assert article.title not in client.get("/playbook/").content.decode()
    assert article.title not in client.get("/").content.decode()


def test_an_unknown_article_is_404(client):
    assert client.get("/playbook/no-such-article/").status_code == 404


def staff(*permissions: str) -> User:
    user = User.objects.create_user("editor@portal.test", "a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_an_editor_sees_a_draft_as_a_preview_that_no_cache_keeps(client):
    article = make_article(status="draft")
    client.force_login(staff("view_article"))
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    assert "Preview" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_staff_who_may_not_edit_articles_see_no_draft(client):
    article = make_article(status="draft")
    client.force_login(staff())
    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_public_article_may_be_cached_and_does_not_read_the_session(client):
    response = client.get(make_article().get_absolute_url())
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
