"""With real workers: killed, cut off from the broker, two at once, and told everything twice."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from regions.models import AreaFigure, Cluster, MetricSubject, MetricValue
from regions.services import stale
from regions.services.clusters import save_cluster
from regions.tests.conftest import Workplace
from regions.tests.factories import (
    make_area,
    make_cluster,
    make_industry,
    make_release,
    make_sector,
)

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]
START = 60  # seconds at most for a worker to begin, on a busy machine
CODES = [f"{number:02d}" for number in range(10, 34)]
YEARS = range(2012, 2022)
Key = tuple[str, str, str, int]


def number(area: int, industry: int, year: int) -> float:
    """Some figure that is different everywhere and never zero."""
    return 10.0 + (area * 37 + industry * 101 + year * 13) % 89 + area / 7


@pytest.fixture
def register(shared_database: str) -> Cluster:
    """40 areas with 24 industries and ten years, and a cluster on two of the areas."""
    industries = [make_industry(code) for code in CODES]
    total = make_industry("TOTAL", divisions=CODES)
    region, release = make_area(), make_release(level="ITL2")
    areas = [make_area(f"Area {n:02d}", level="ITL2", parent=region) for n in range(40)]
    figures = []
    for n, area in enumerate(areas):
        for year in YEARS:
            parts = [number(n, i, year) for i in range(len(CODES))]
            for industry, value in zip([*industries, total], [*parts, sum(parts)], strict=True):
                figures.append(
                    AreaFigure(
                        area=area,
                        industry=industry,
                        year=year,
                        measure="gva_current",
                        value=value,
                        release=release,
                    )
                )
    AreaFigure.objects.bulk_create(figures)
    steel = make_sector("Steel", industries=industries[14:16])
    return make_cluster("Steel City", sectors=[steel], areas=areas[:2])


def expected() -> dict[Key, float]:
    """The values of industries in all areas, by loops."""
    found: dict[Key, float] = {}
    figure = {
        (n, code, year): number(n, i, year)
        for n in range(40)
        for i, code in enumerate(CODES)
        for year in YEARS
    }
    for year in YEARS:
        totals = [sum(figure[n, code, year] for code in CODES) for n in range(40)]
        for code in CODES:
            everywhere = sum(figure[n, code, year] for n in range(40))
            for n in range(40):
                name, value = f"Area {n:02d}", figure[n, code, year]
                found[name, "share", code, year] = 100 * value / totals[n]
                found[name, "location-quotient", code, year] = (value / totals[n]) / (
                    everywhere / sum(totals)
                )
                if year - 5 in YEARS:
                    rate = (value / figure[n, code, year - 5]) ** 0.2 - 1
                    found[name, "growth", code, year] = 100 * rate
    return found


def check_every_value_is_there_once() -> None:
    rows = list(
        MetricValue.objects.filter(area__isnull=False, industry__isnull=False).values_list(
            "area__name", "metric", "industry__code", "year", "value"
        )
    )
    stored = {tuple(row[:4]): row[4] for row in rows}
    assert len(stored) == len(rows)
    assert stored == pytest.approx(expected(), rel=1e-9)


def all_done() -> bool:
    return not MetricSubject.objects.stale().exists()


def done() -> int:
    return MetricSubject.objects.exclude(computed_at=None).count()


def mark_everything() -> None:
    with transaction.atomic():
        stale.mark_everything_stale()


def test_a_worker_killed_in_the_middle_leaves_every_value_present_once(
    register: Cluster, workplace: Workplace
) -> None:
    mark_everything()
    first = workplace.worker()
    workplace.until(lambda: done() >= 1, START, every=0.005)
    workplace.kill(first)
    assert 0 < done() < MetricSubject.objects.count(), "not killed in the middle"
    workplace.worker()
    workplace.scheduler()
    workplace.until(all_done, START + 10 + 2)
    check_every_value_is_there_once()


def test_two_workers_told_everything_twice_store_every_value_once(
    register: Cluster, workplace: Workplace
) -> None:
    workers = [workplace.worker(), workplace.worker()]
    mark_everything()
    for _ in range(6):
        current_app.send_task("regions.sweep_stale_metrics", retry=False)
    # Marked again while both are at it.
    workplace.until(lambda: done() >= 1, START)
    for _ in range(2):
        mark_everything()
    workplace.until(all_done, START)
    assert all(worker.poll() is None for worker in workers)
    assert not MetricSubject.objects.exclude(error="").exists()
    check_every_value_is_there_once()


def test_an_edited_cluster_gets_its_new_value_by_the_nudge_alone(
    register: Cluster, workplace: Workplace
) -> None:
    workplace.worker()
    save_cluster(cluster=register, by=None)
    workplace.until(all_done, START)
    areas = list(register.areas.order_by("name"))
    # There is no scheduler here: only the nudge after each commit can have done it.
    for chosen in (areas[:1], areas[1:], areas):
        save_cluster(cluster=register, by=None, areas=chosen)
        expected_gva = gva_of_steel(len(chosen), chosen[0].name)
        workplace.until(lambda: stored_gva() == pytest.approx(expected_gva), START)  # noqa: B023 - used in the loop


def gva_of_steel(count: int, first: str) -> float:
    start = int(first.removeprefix("Area "))
    return sum(number(n, i, 2021) for n in range(start, start + count) for i in (14, 15))


def stored_gva() -> float | None:
    values = MetricValue.objects.filter(cluster__isnull=False, metric="gva", year=2021)
    return values.filter(sector__isnull=False).values_list("value", flat=True).first()


# The broker goes away, a cluster is edited, the broker comes back.


def test_an_edit_while_the_broker_folder_is_gone_is_computed_once_it_is_back(
    register: Cluster, workplace: Workplace
) -> None:
    if settings.REDIS_URL:
        pytest.skip("the broker of this run is Redis")
    workplace.supervised("worker")
    workplace.supervised("scheduler")
    save_cluster(cluster=register, by=None)
    workplace.until(all_done, START)
    with broker_folder_gone():
        # A task that was under way might still find the edit; a worker that ended cannot.
        workplace.until(lambda: "worker | ended" in workplace.log(0), START)
        save_cluster(cluster=register, by=None, areas=register.areas.order_by("name")[:1])
        time.sleep(2)
        assert not all_done()
    workplace.until(all_done, 60)
    assert stored_gva() == pytest.approx(gva_of_steel(1, "Area 00"))


@contextlib.contextmanager
def broker_folder_gone() -> Iterator[None]:
    """Nobody can read or write the messages, nor make the folder anew."""
    folder: Path = settings.DATA_DIR / "broker" / "messages"
    folder.rename(folder.with_name("away"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        folder.with_name("away").rename(folder)


@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs the redis-server program")
def test_an_edit_while_redis_is_down_is_computed_once_it_is_back(
    register: Cluster, workplace: Workplace, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    workplace.env["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    redis = run_redis(port, tmp_path)
    try:
        workplace.worker()
        workplace.scheduler()
        workplace.manage("recompute", f"--cluster={register.slug}")
        workplace.until(all_done, START)
        redis.terminate()
        redis.wait(10)
        register.areas.set(register.areas.order_by("name")[:1])
        # Another process, whose only broker is the one that is gone.
        workplace.manage("recompute", f"--cluster={register.slug}")
        assert not all_done()
        redis = run_redis(port, tmp_path)
        workplace.until(all_done, 60)
    finally:
        redis.kill()
        redis.wait(10)
    assert stored_gva() == pytest.approx(gva_of_steel(1, "Area 00"))


def run_redis(port: int, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
