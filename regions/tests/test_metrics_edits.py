"""Edits by people: what they may do, and what they mark stale."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from regions.models import Cluster, MetricSubject
from regions.services.clusters import move_cluster, save_cluster
from regions.services.official_figures import set_figure
from regions.tests.factories import make_area, make_cluster, make_figure, make_release, make_sector

User = get_user_model()
pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Any:
    return User.objects.create_user(email="curator@example.org", password="a long passphrase")


def stale_clusters() -> list[int]:
    return list(
        MetricSubject.objects.stale().exclude(cluster=None).values_list("cluster", flat=True)
    )


def stale_areas_newest_first() -> list[int]:
    subjects = MetricSubject.objects.stale().exclude(area=None).order_by("-marked_at")
    return list(subjects.values_list("area", flat=True))


def test_saving_a_cluster_marks_it_stale_and_tells_who_did_it(curator: Any) -> None:
    cluster = make_cluster()
    cluster.name = "Steel City"
    save_cluster(cluster=cluster, by=curator)
    cluster.refresh_from_db()
    assert (cluster.name, cluster.updated_by) == ("Steel City", curator)
    assert cluster.history.first().history_user == curator
    assert stale_clusters() == [cluster.pk]


def test_areas_and_sectors_are_stored_with_the_cluster_in_their_order(curator: Any) -> None:
    cluster, area = make_cluster(sectors=[make_sector("Old")]), make_area()
    sectors = [make_sector("Zinc"), make_sector("Acids")]
    save_cluster(cluster=cluster, by=curator, areas=[area], sectors=sectors)
    assert list(cluster.areas.all()) == [area]
    stored = cluster.cluster_sectors.order_by("order").values_list("sector__name", flat=True)
    assert list(stored) == ["Zinc", "Acids"]


def test_a_cluster_that_breaks_a_rule_is_refused_and_not_marked(curator: Any) -> None:
    cluster = make_cluster()
    cluster.lon = cluster.lat = None
    with pytest.raises(ValidationError, match="needs a point"):
        save_cluster(cluster=cluster, by=curator)
    assert Cluster.objects.get(pk=cluster.pk).lon is not None
    assert stale_clusters() == []


@pytest.mark.parametrize("start", Cluster.Status.values)
@pytest.mark.parametrize("to", Cluster.Status.values)
def test_a_cluster_moves_only_as_the_table_allows(start: str, to: str, curator: Any) -> None:
    cluster = make_cluster(status=start)
    if to in Cluster.MOVES[start]:
        move_cluster(cluster=cluster, to=to, by=curator)
        assert Cluster.objects.get(pk=cluster.pk).status == to
        assert cluster.history.first().history_user == curator
        assert stale_clusters() == [cluster.pk]
        return
    with pytest.raises(ValidationError) as refusal:
        move_cluster(cluster=cluster, to=to, by=curator)
    names = dict(Cluster.Status.choices)
    assert f"from {names[start].lower()} to {names[to].lower()}" in refusal.value.messages[0]
    assert cluster.status == Cluster.objects.get(pk=cluster.pk).status == start
    assert stale_clusters() == []


def test_a_move_starts_from_the_stored_status_not_from_a_page_opened_earlier(
    curator: Any,
) -> None:
    cluster = make_cluster(status="review")
    Cluster.objects.filter(pk=cluster.pk).update(status="archived")
    with pytest.raises(ValidationError, match="from archived to published"):
        move_cluster(cluster=cluster, to="published", by=curator)


def test_a_cluster_without_a_point_cannot_be_published(curator: Any) -> None:
    cluster = make_cluster(status="review", lon=None, lat=None)
    with pytest.raises(ValidationError, match="needs a point"):
        move_cluster(cluster=cluster, to="published", by=curator)
    assert cluster.status == "review"


def test_a_corrected_figure_marks_its_own_area_to_be_computed_first(curator: Any) -> None:
    figures = [make_figure() for _ in range(3)]
    elsewhere = make_area()
    cluster = make_cluster()
    set_figure(figure=figures[1], value=123.0, by=curator)
    figures[1].refresh_from_db()
    assert (figures[1].value, figures[1].suppressed) == (123.0, False)
    order = stale_areas_newest_first()
    assert order[0] == figures[1].area_id
    assert set(order) == {figure.area_id for figure in figures}
    assert elsewhere.pk not in order
    assert stale_clusters() == [cluster.pk]


def test_a_figure_can_be_withheld(curator: Any) -> None:
    figure = make_figure()
    set_figure(figure=figure, value=None, by=curator)
    figure.refresh_from_db()
    assert (figure.value, figure.suppressed) == (None, True)


def test_a_figure_of_an_old_release_marks_nothing(curator: Any) -> None:
    figure = make_figure(release=make_release("2020 release", current=False))
    set_figure(figure=figure, value=1.0, by=curator)
    assert not MetricSubject.objects.exists()


def test_a_move_is_kept_in_the_history_with_what_is_stored_now() -> None:
    cluster = make_cluster()
    Cluster.objects.filter(pk=cluster.pk).update(summary="Changed. Since.")
    to = Cluster.MOVES[cluster.status][0]
    move_cluster(cluster=cluster, to=to, by=None)
    kept = cluster.history.first()
    assert (kept.status, kept.summary) == (to, "Changed. Since.")
