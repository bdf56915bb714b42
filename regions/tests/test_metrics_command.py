"""manage.py recompute."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from regions.models import Area, Industry, MetricSubject, MetricValue
from regions.services import stale
from regions.tests.factories import (
    make_cluster,
    make_figure,
    make_industry,
    make_sector,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area() -> Area:
    return make_figure().area


def recompute(*arguments: str) -> str:
    out = StringIO()
    call_command("recompute", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_here_computes_without_a_worker(area: Area) -> None:
    assert "Computed: 1 area or cluster." in recompute("--area", area.code, "--here")
    assert MetricValue.objects.get(area=area, metric="gva").value == 100
    assert not MetricSubject.objects.stale().exists()


def test_only_what_was_chosen_is_computed_here(area: Area) -> None:
    cluster = make_cluster()
    recompute("--area", area.code)
    recompute("--cluster", cluster.slug, "--here")
    assert MetricSubject.objects.stale().get().area == area


def test_all_marks_every_area_and_cluster(area: Area) -> None:
    make_cluster(region=area)
    recompute("--all", "--here")
    assert MetricSubject.objects.count() == Area.objects.count() + 1


def test_without_a_selection_what_is_stale_already_is_left_to_a_worker(area: Area) -> None:
    with transaction.atomic():
        stale.mark_stale(area_ids=[area.pk])
    assert "Waiting for a worker: 1 area or cluster." in recompute()
    assert MetricSubject.objects.stale().count() == 1


def test_unknown_names_are_refused_and_nothing_is_marked(area: Area) -> None:
    with pytest.raises(CommandError, match="TLZ99, nowhere"):
        recompute("--area", area.code, "--area", "TLZ99", "--cluster", "nowhere")
    assert not MetricSubject.objects.exists()


def test_waiting_ends_with_an_error_after_the_timeout(area: Area) -> None:
    with pytest.raises(CommandError, match=r"After 0\.1 s still left: 1 area or"):
        recompute("--area", area.code, "--wait", "--timeout=0.1")


def test_a_failure_ends_the_command_and_is_named(area: Area) -> None:
    looped = make_industry("24.4", level="group")
    Industry.objects.filter(pk=looped.pk).update(parent=looped)
    cluster = make_cluster("Loop", sectors=[make_sector(industries=[looped])], areas=[area])
    with pytest.raises(CommandError, match=r"Loop: ValueError: industry 24\.4 lies in itself"):
        recompute("--cluster", cluster.slug, "--here")
