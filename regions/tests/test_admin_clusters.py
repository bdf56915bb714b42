"""Editing clusters in the admin: metrics follow, no edit is lost, states move by the table."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from regions.models import Cluster, MetricSubject
from regions.tests import factories as make
from regions.tests.admin_forms import errors, filled, send

pytestmark = pytest.mark.django_db
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-2.0, 53.0], [-1.0, 53.0], [-1.0, 54.0], [-2.0, 54.0], [-2.0, 53.0]]],
}


def sign_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.create_superuser(f"{name.lower()}@example.org", None)
    person.name = name
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def anna() -> Client:
    return sign_in("Anna")


@pytest.fixture
def cluster() -> Cluster:
    return make.make_cluster("Peaks", sectors=[make.make_sector("Steel")])


def url_of(cluster: Cluster) -> str:
    return f"/admin/regions/cluster/{cluster.pk}/change/"


def wanted(cluster: Cluster) -> int:
    subject = MetricSubject.objects.filter(cluster=cluster).first()
    return subject.wanted if subject else 0


# --- Saving ------------------------------------------------------------------------------------


def test_an_edit_is_stored_with_who_did_it_and_marks_the_metrics_stale(
    anna: Client, cluster: Cluster
) -> None:
    answer = send(anna, url_of(cluster), summary="Steel is made here. And cutlery.")
    assert answer.status_code == 302
    cluster.refresh_from_db()
    assert cluster.summary == "Steel is made here. And cutlery."
    assert str(cluster.updated_by) == "Anna"
    assert str(cluster.history.first().history_user) == "Anna"
    assert wanted(cluster) > 0


def test_new_areas_and_sectors_mark_the_metrics_stale_after_they_are_stored(
    anna: Client, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    area, sector = make.make_area(), make.make_sector("Cutlery")
    seen: list[Any] = []

    def mark(*, cluster_ids: list[int]) -> None:
        seen.append((cluster.areas.count(), cluster.sectors.count(), cluster_ids))

    monkeypatch.setattr("regions.admin.cluster.mark_stale", mark)
    answer = send(
        anna, url_of(cluster), areas=[area.pk], cluster_sectors__1__sector=sector.pk,
        cluster_sectors__1__order=1, cluster_sectors__TOTAL_FORMS=2,
    )  # fmt: skip
    assert answer.status_code == 302
    assert seen == [(1, 2, [cluster.pk])]


def test_when_the_mark_cannot_be_set_the_edit_is_not_stored_either(
    anna: Client, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr("regions.admin.cluster.mark_stale", fail)
    with pytest.raises(RuntimeError):
        send(anna, url_of(cluster), summary="Lost. Entirely.")
    cluster.refresh_from_db()
    assert "Lost" not in cluster.summary
    assert wanted(cluster) == 0


def test_a_new_cluster_starts_as_a_draft_and_queues_its_metrics(anna: Client) -> None:
    region, source = make.make_area(), make.make_source()
    answer = send(
        anna, "/admin/regions/cluster/add/", name="Tees", slug="tees", summary="New. Steel.",
        stage="emerging", origin="curated", region=region.pk, source=source.pk, status="published",
    )  # fmt: skip
    assert answer.status_code == 302
    cluster = Cluster.objects.get(slug="tees")
    assert cluster.status == "draft"  # what is posted for the status is not read
    assert wanted(cluster) > 0


def test_a_published_cluster_cannot_lose_its_point(anna: Client, cluster: Cluster) -> None:
    answer = send(anna, url_of(cluster), lon="", lat="")
    assert "A published cluster needs a point on the map." in errors(answer)


def test_swapped_coordinates_are_refused_at_their_fields(anna: Client, cluster: Cluster) -> None:
    answer = send(anna, url_of(cluster), lon="53.4", lat="-1.5")
    assert set(answer.context["adminform"].form.errors) == {"lon", "lat"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{not json", "This is not JSON"),
        ('{"type": "Point", "coordinates": [-1, 53]}', "This is a Point, not a Polygon"),
        ('{"a": 1}', "This is not GeoJSON"),
        ("[1, 2]", "This is not GeoJSON"),
        ('{"type": "Polygon", "coordinates": "here"}', "The coordinates cannot be read"),
        ('{"type": "Polygon", "coordinates": [[[1, 2]]]}', "The coordinates cannot be read"),
        (
            '{"type": "Polygon", "coordinates": [[[-2, 53], [-1, 54], [-1, 53], [-2, 54], '
            "[-2, 53]]]}",
            "The polygon is not valid: Self-intersection",
        ),
        (
            '{"type": "Polygon", "coordinates": [[[53, -2], [53, -1], [54, -1], [53, -2]]]}',
            "outside the United Kingdom",
        ),
    ],
)
def test_a_footprint_that_cannot_be_used_is_refused_and_kept_as_typed(
    anna: Client, cluster: Cluster, text: str, sentence: str
) -> None:
    answer = send(anna, url_of(cluster), footprint=text)
    form = answer.context["adminform"].form
    assert list(form.errors) == ["footprint"]
    assert sentence in form.errors["footprint"][0]
    assert form["footprint"].value() == text


def test_a_footprint_may_come_as_a_feature(anna: Client, cluster: Cluster) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    assert send(anna, url_of(cluster), footprint=json.dumps(feature)).status_code == 302
    cluster.refresh_from_db()
    assert cluster.footprint == SQUARE


def test_too_many_members_for_a_form_are_a_link_instead(anna: Client, cluster: Cluster) -> None:
    for _ in range(61):
        make.make_membership(cluster, make.make_organisation(region=cluster.region))
    page = anna.get(url_of(cluster))
    assert "61 in the list of memberships" in page.content.decode()
    assert "memberships-0-role" not in page.content.decode()
    assert send(anna, url_of(cluster), summary="Still saved. Yes.").status_code == 302
    assert cluster.memberships.count() == 61


# --- Two people at once ------------------------------------------------------------------------


def test_an_edit_of_another_is_not_overwritten_in_silence(anna: Client, cluster: Cluster) -> None:
    ben = sign_in("Ben")
    hers, his = filled(anna.get(url_of(cluster))), filled(ben.get(url_of(cluster)))
    assert ben.post(url_of(cluster), {**his, "summary": "Ben's words. Two."}).status_code == 302

    answer = anna.post(url_of(cluster), {**hers, "description": "Anna's long text."})
    told = errors(answer)
    assert "Ben (at " in told
    assert "changed this record while you had it open" in told
    assert "Summary is now: Ben's words. Two." in told.replace("&#x27;", "'")
    form = answer.context["adminform"].form
    assert form["description"].value() == "Anna's long text."  # what she typed is kept
    cluster.refresh_from_db()
    assert cluster.summary == "Ben's words. Two."
    assert cluster.description == ""

    # Told of the change, she decides: the form now carries the new version.
    again = {**filled(answer), "summary": "Ben's words. Two."}
    assert anna.post(url_of(cluster), again).status_code == 302
    cluster.refresh_from_db()
    assert (cluster.summary, cluster.description) == ("Ben's words. Two.", "Anna's long text.")


def test_a_member_changed_by_another_counts_as_a_change(anna: Client, cluster: Cluster) -> None:
    member = make.make_membership(cluster)
    hers = filled(anna.get(url_of(cluster)))
    member.evidence = "Another fact."
    member.save()
    told = errors(anna.post(url_of(cluster), hers))
    assert "Membership “" in told
    assert "was changed" in told


def test_a_form_without_its_version_is_refused(anna: Client, cluster: Cluster) -> None:
    for version in ("", "nonsense", "[]"):
        data = {**filled(anna.get(url_of(cluster))), "version": version}
        assert "changed this record" in errors(anna.post(url_of(cluster), data))


def test_saving_twice_in_a_row_is_no_conflict(anna: Client, cluster: Cluster) -> None:
    for words in ("One. Two.", "Three. Four."):
        assert send(anna, url_of(cluster), summary=words).status_code == 302


# --- States ------------------------------------------------------------------------------------


def test_the_page_offers_just_the_moves_the_table_allows(anna: Client) -> None:
    for status, moves in Cluster.MOVES.items():
        cluster = make.make_cluster(status=status)
        page = anna.get(url_of(cluster)).content.decode()
        offered = {to for to in Cluster.Status.values if f'name="_move" value="{to}"' in page}
        assert offered == set(moves)


def test_a_button_saves_and_moves(anna: Client) -> None:
    cluster = make.make_cluster(status="review")
    answer = send(anna, url_of(cluster), summary="Ready. Now.", _move="published")
    assert answer["Location"] == url_of(cluster)
    cluster.refresh_from_db()
    assert (cluster.status, cluster.summary) == ("published", "Ready. Now.")
    record = cluster.history.first()
    assert (record.status, str(record.history_user)) == ("published", "Anna")


def test_a_move_the_table_does_not_know_is_refused_with_the_edit_kept(anna: Client) -> None:
    cluster = make.make_cluster(status="draft")
    for to in ("published", "nonsense"):
        answer = send(anna, url_of(cluster), summary="Kept. Yes.", _move=to)
        page = anna.get(answer["Location"]).content.decode()
        assert "The status stays as it was" in page
    cluster.refresh_from_db()
    assert (cluster.status, cluster.summary) == ("draft", "Kept. Yes.")


def test_a_cluster_without_a_point_cannot_be_published(anna: Client) -> None:
    cluster = make.make_cluster(status="review", lon=None, lat=None)
    answer = send(anna, url_of(cluster), _move="published")
    page = anna.get(answer["Location"]).content.decode()
    assert "A published cluster needs a point on the map." in page
    cluster.refresh_from_db()
    assert cluster.status == "review"


def test_an_action_moves_those_it_can_and_names_the_others(anna: Client) -> None:
    ready = make.make_cluster("Ready", status="review")
    draft = make.make_cluster("Draft one", status="draft")
    page = anna.post(
        "/admin/regions/cluster/",
        {"action": "to_published", "_selected_action": [ready.pk, draft.pk]},
        follow=True,
    ).content.decode()
    assert "1 now published." in page
    assert "Draft one: A cluster cannot go from draft to published" in page
    ready.refresh_from_db()
    draft.refresh_from_db()
    assert (ready.status, draft.status) == ("published", "draft")
    assert wanted(ready) > 0


def test_confirming_is_kept_in_the_history_with_who(anna: Client, cluster: Cluster) -> None:
    sure = make.make_cluster(verified=True)
    page = anna.post(
        "/admin/regions/cluster/",
        {"action": "confirm_as_verified", "_selected_action": [cluster.pk, sure.pk]},
        follow=True,
    ).content.decode()
    assert "1 confirmed as verified. 1 had been already." in page
    cluster.refresh_from_db()
    assert cluster.verified
    assert str(cluster.updated_by) == "Anna"
    record = cluster.history.first()
    assert (str(record.history_user), record.history_change_reason) == (
        "Anna",
        "Confirmed as verified",
    )
    shown = anna.get(f"/admin/regions/cluster/{cluster.pk}/history/").content.decode()
    assert "Confirmed as verified" in shown
    assert sure.history.count() == 1


def test_history_is_read_and_not_put_back(anna: Client, cluster: Cluster) -> None:
    send(anna, url_of(cluster), summary="Changed. Since.")
    first = cluster.history.last()
    url = f"/admin/regions/cluster/{cluster.pk}/history/{first.pk}/"
    assert anna.get(url).status_code == 200
    assert anna.post(url, {"summary": first.summary}).status_code == 403
    shown = anna.get(f"/admin/regions/cluster/{cluster.pk}/history/").content.decode()
    assert "Changed. Since." in shown
