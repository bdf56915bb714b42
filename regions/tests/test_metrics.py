"""Values of areas and clusters from stored figures, by arithmetic anyone can repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction

from regions.models import Area, AreaFigure, Cluster, Industry, MetricSubject, MetricValue, Sector
from regions.services import metrics, stale
from regions.services.official_figures import set_figure
from regions.tests.factories import (
    make_area,
    make_cluster,
    make_figure,
    make_industry,
    make_release,
    make_sector,
    make_uk,
)

pytestmark = pytest.mark.django_db
YEARS = (2015, 2016, 2020, 2021)
# By area, by industry: the figure of 2015; each later year adds 2 to it.
FIGURES = {
    "TLX1": {"TOTAL": 100.0, "C": 40.0, "24": 12.0, "25": 8.0, "62": 10.0},
    "TLX2": {"TOTAL": 300.0, "C": 60.0, "24": 6.0, "25": 14.0, "62": 90.0},
}


def figure(area: str, code: str, year: int) -> float:
    return FIGURES[area][code] + 2 * YEARS.index(year)


@pytest.fixture
def industries() -> dict[str, Industry]:
    levels = {"TOTAL": "total", "C": "section"}
    divisions = {"C": ["24", "25", "26"], "TOTAL": ["24", "25", "26", "62"]}
    made = {
        code: make_industry(
            code,
            level=levels.get(code, "division"),
            title={"C": "Manufacturing"}.get(code, f"Industry {code}"),
            divisions=divisions.get(code, [code]),
        )
        for code in ("TOTAL", "C", "24", "25", "26", "62")
    }
    made["24.4"] = make_industry("24.4", level="group", parent=made["24"])
    return made


@pytest.fixture
def areas(industries: dict[str, Industry]) -> dict[str, Area]:
    """Two ITL2 areas of a region, with figures of two of their release's years each."""
    region = make_area("North")
    release = make_release("2024 release", level="ITL2")
    made = {}
    for code in FIGURES:
        made[code] = make_area(f"Area {code}", code=code, level="ITL2", parent=region)
        for industry in FIGURES[code]:
            for year in YEARS:
                make_figure(
                    made[code],
                    figure(code, industry, year),
                    industry=industries[industry],
                    year=year,
                    release=release,
                )
    return made


@pytest.fixture
def metals(industries: dict[str, Industry]) -> Sector:
    return make_sector("Metals", industries=[industries["24"], industries["25"]])


def recompute(*, areas: Sequence[Area] = (), clusters: Sequence[Cluster] = ()) -> metrics.Swept:
    with transaction.atomic():
        stale.mark_stale(
            area_ids=[one.pk for one in areas], cluster_ids=[one.pk for one in clusters]
        )
    return metrics.sweep(budget=60)


def value(metric: str, year: int = 2021, **where: object) -> MetricValue:
    where = {"sector": None} | where
    if "industry__code" not in where:
        where["industry"] = None
    return MetricValue.objects.get(metric=metric, year=year, **where)


# Areas.


def test_values_of_an_industry_are_value_over_total(areas: dict[str, Area]) -> None:
    recompute(areas=areas.values())
    for code, area in areas.items():
        for year in YEARS:
            here, total = figure(code, "24", year), figure(code, "TOTAL", year)
            everywhere = sum(figure(one, "24", year) for one in FIGURES)
            everything = sum(figure(one, "TOTAL", year) for one in FIGURES)
            found = value("location-quotient", year, area=area, industry__code="24")
            expected = (here / total) / (everywhere / everything)
            assert found.value == pytest.approx(expected, rel=1e-12)
            assert (found.quality, found.basis, found.reason) == ("good", "", "")
            assert value("share", year, area=area, industry__code="24").value == pytest.approx(
                100 * here / total, rel=1e-12
            )


def test_growth_is_stored_from_five_years_after_the_first(areas: dict[str, Area]) -> None:
    area = areas["TLX1"]
    recompute(areas=[area])
    stored = MetricValue.objects.filter(metric="growth", area=area, industry__code="24")
    assert sorted(stored.values_list("year", flat=True)) == [2020, 2021]
    expected = 100 * ((figure("TLX1", "24", 2021) / figure("TLX1", "24", 2016)) ** 0.2 - 1)
    assert stored.get(year=2021).value == pytest.approx(expected, rel=1e-12)


def test_values_of_a_sector_rest_on_the_sum_of_its_industries(
    areas: dict[str, Area], metals: Sector
) -> None:
    area = areas["TLX1"]
    recompute(areas=[area])
    gva = figure("TLX1", "24", 2021) + figure("TLX1", "25", 2021)
    found = value("gva", area=area, sector=metals)
    assert found.value == pytest.approx(gva)
    assert found.release.label == "2024 release"
    everywhere = sum(figure(one, code, 2021) for one in FIGURES for code in ("24", "25"))
    everything = sum(figure(one, "TOTAL", 2021) for one in FIGURES)
    expected = (gva / figure("TLX1", "TOTAL", 2021)) / (everywhere / everything)
    assert value("location-quotient", area=area, sector=metals).value == pytest.approx(expected)


def test_all_industries_together_have_growth_and_gva_but_no_quotient(
    areas: dict[str, Area],
) -> None:
    area = areas["TLX2"]
    recompute(areas=[area])
    assert value("gva", area=area).value == figure("TLX2", "TOTAL", 2021)
    alone = MetricValue.objects.filter(area=area, industry=None, sector=None)
    assert set(alone.values_list("metric", flat=True)) == {"gva", "growth"}


def test_a_sector_finer_than_the_figures_is_limited_and_says_on_what(
    areas: dict[str, Area], industries: dict[str, Industry]
) -> None:
    nuclear = make_sector("Nuclear", industries=[industries["26"]])
    recompute(areas=areas.values())
    found = value("share", area=areas["TLX1"], sector=nuclear)
    assert found.quality == "limited"
    assert found.basis == "Measured on all of manufacturing (section C)."
    expected = 100 * figure("TLX1", "C", 2021) / figure("TLX1", "TOTAL", 2021)
    assert found.value == pytest.approx(expected)


def test_a_sector_that_no_published_industry_holds_is_undefined(areas: dict[str, Area]) -> None:
    outside = make_sector("Outside", industries=[make_industry("99")])
    recompute(areas=areas.values())
    found = value("location-quotient", area=areas["TLX1"], sector=outside)
    assert found.value is None
    assert "too coarse" in found.reason


def test_a_withheld_figure_leaves_its_values_undefined_with_the_reason(
    areas: dict[str, Area],
) -> None:
    held = AreaFigure.objects.get(area=areas["TLX1"], industry__code="24", year=2021)
    AreaFigure.objects.filter(pk=held.pk).update(value=None, suppressed=True)
    recompute(areas=areas.values())
    found = value("share", area=areas["TLX1"], industry__code="24")
    assert (found.value, found.quality) == (None, "suppressed")
    assert "withholds" in found.reason
    # The other area's own figure is there, what it is compared with is not.
    other = value("location-quotient", area=areas["TLX2"], industry__code="24")
    assert other.value is None
    assert "total of all areas" in other.reason
    assert value("share", area=areas["TLX2"], industry__code="24").value is not None
    assert value("location-quotient", 2020, area=areas["TLX2"], industry__code="24").value


def test_the_row_of_the_united_kingdom_is_measured_but_compared_with_nothing(
    areas: dict[str, Area], industries: dict[str, Industry]
) -> None:
    north, uk = Area.objects.get(name="North"), make_uk()
    release = make_release("2023 release", level="ITL1")
    for area, total, metals in ((north, 400.0, 20.0), (uk, 5000.0, 500.0)):
        make_figure(area, total, industry=industries["TOTAL"], release=release)
        make_figure(area, metals, industry=industries["24"], release=release)
    recompute(areas=[north, uk])
    # Were the UK's row part of the whole, the quotient would not be 1.
    assert value("location-quotient", area=north, industry__code="24").value == pytest.approx(1)
    assert value("share", area=uk, industry__code="24").value == pytest.approx(10)
    assert not MetricValue.objects.filter(area=uk, metric="location-quotient").exists()


def test_only_the_current_release_counts(areas: dict[str, Area]) -> None:
    old = make_release("2023 release", level="ITL2", current=False)
    make_figure(areas["TLX1"], 1.0, year=1998, release=old)
    recompute(areas=areas.values())
    assert not MetricValue.objects.filter(year=1998).exists()


def test_an_area_without_figures_has_no_values_and_is_done() -> None:
    area = make_area()
    assert recompute(areas=[area]).computed == 1
    assert not MetricValue.objects.exists()
    assert not MetricSubject.objects.stale().exists()


# Clusters.


def test_a_cluster_adds_its_areas_up(areas: dict[str, Area], metals: Sector) -> None:
    cluster = make_cluster(sectors=[metals], areas=areas.values())
    recompute(clusters=[cluster])
    found = value("gva", cluster=cluster, sector=metals)
    expected = sum(figure(one, code, 2021) for one in FIGURES for code in ("24", "25"))
    assert found.value == pytest.approx(expected)
    assert (found.quality, found.basis) == ("good", "")
    assert value("location-quotient", cluster=cluster, sector=metals).value == pytest.approx(1)


def test_all_sectors_of_a_cluster_together_count_each_division_once(
    areas: dict[str, Area], metals: Sector, industries: dict[str, Industry]
) -> None:
    making = make_sector("Making", industries=[industries["C"]])
    software = make_sector("Software", industries=[industries["62"], industries["24"]])
    cluster = make_cluster(sectors=[metals, making, software], areas=[areas["TLX1"]])
    recompute(clusters=[cluster])
    expected = figure("TLX1", "C", 2021) + figure("TLX1", "62", 2021)
    assert value("gva", cluster=cluster).value == pytest.approx(expected)


def test_a_cluster_in_parts_of_an_area_is_measured_on_the_area_and_says_so(
    areas: dict[str, Area], metals: Sector
) -> None:
    town = make_area("Town", level="ITL3", parent=areas["TLX1"])
    make_area("Country", level="ITL3", parent=areas["TLX1"])
    cluster = make_cluster(sectors=[metals], areas=[town])
    recompute(clusters=[cluster])
    found = value("share", cluster=cluster, sector=metals)
    assert found.quality == "limited"
    assert found.basis == "Measured on Area TLX1, wider than the cluster."
    gva = figure("TLX1", "24", 2021) + figure("TLX1", "25", 2021)
    assert found.value == pytest.approx(100 * gva / figure("TLX1", "TOTAL", 2021))


def test_a_cluster_that_holds_every_part_of_an_area_is_that_area(
    areas: dict[str, Area], metals: Sector
) -> None:
    parts = [make_area(f"Part {n}", level="ITL3", parent=areas["TLX1"]) for n in range(2)]
    cluster = make_cluster(sectors=[metals], areas=parts)
    recompute(clusters=[cluster])
    assert value("share", cluster=cluster, sector=metals).quality == "good"


def test_a_cluster_without_areas_is_measured_on_its_region(
    areas: dict[str, Area], metals: Sector, industries: dict[str, Industry]
) -> None:
    north = Area.objects.get(name="North")
    release = make_release("2023 release", level="ITL1")
    for code, number in (("TOTAL", 400.0), ("24", 18.0), ("25", 22.0)):
        make_figure(north, number, industry=industries[code], release=release)
    cluster = make_cluster(sectors=[metals], region=north)
    recompute(clusters=[cluster])
    found = value("share", cluster=cluster, sector=metals)
    assert found.value == pytest.approx(10)
    assert found.basis == "Measured on North, wider than the cluster."


def test_wider_areas_are_taken_when_only_they_have_the_industry(
    areas: dict[str, Area], metals: Sector, industries: dict[str, Industry]
) -> None:
    """The finer table bundles manufacturing; the wider one has metals by themselves."""
    town = make_area("Town", level="ITL3", parent=areas["TLX1"])
    make_area("Country", level="ITL3", parent=areas["TLX1"])
    release = make_release("2024 release", level="ITL3")
    for code, number in (("TOTAL", 50.0), ("C", 20.0)):
        make_figure(town, number, industry=industries[code], release=release)
    making = make_sector("Making", industries=[industries["C"]])
    cluster = make_cluster(sectors=[metals, making], areas=[town])
    recompute(clusters=[cluster])
    assert value("share", cluster=cluster, sector=metals).release.level == "ITL2"
    own = value("share", cluster=cluster, sector=making)
    assert own.release.level == "ITL3"
    assert (own.value, own.quality) == (pytest.approx(40), "good")


def test_a_region_serves_only_when_nothing_finer_does(
    areas: dict[str, Area], industries: dict[str, Industry]
) -> None:
    north = Area.objects.get(name="North")
    release = make_release("2023 release", level="ITL1")
    for code in ("TOTAL", "26"):
        make_figure(north, 10.0, industry=industries[code], release=release)
    chips = make_sector("Chips", industries=[industries["26"]])
    cluster = make_cluster(sectors=[chips], areas=[areas["TLX1"]], region=north)
    recompute(clusters=[cluster])
    assert value("share", cluster=cluster, sector=chips).release.level == "ITL2"


# What is stored.


def state() -> list[tuple[object, ...]]:
    return sorted(MetricValue.objects.values_list("id", "value", "computed_at"))


def test_computing_again_changes_nothing(areas: dict[str, Area], metals: Sector) -> None:
    cluster = make_cluster(sectors=[metals], areas=areas.values())
    recompute(areas=areas.values(), clusters=[cluster])
    before = state()
    assert recompute(areas=areas.values(), clusters=[cluster]).computed == 3
    assert state() == before


def test_only_values_that_differ_are_written(areas: dict[str, Area]) -> None:
    area = areas["TLX1"]
    recompute(areas=[area])
    before = {pk: rest for pk, *rest in state()}
    AreaFigure.objects.filter(area=area, industry__code="62", year=2020).update(value=33.0)
    recompute(areas=[area])
    after = {pk: rest for pk, *rest in state()}
    changed = {pk for pk in before if before[pk] != after[pk]}
    assert before.keys() == after.keys()
    touched = MetricValue.objects.filter(pk__in=changed).values_list(
        "industry__code", "metric", "year"
    )
    assert set(touched) == {
        ("62", "location-quotient", 2020),
        ("62", "share", 2020),
        ("62", "growth", 2020),
    }


def test_values_that_no_longer_exist_are_removed(areas: dict[str, Area], metals: Sector) -> None:
    recompute(areas=areas.values())
    metals_values = MetricValue.objects.filter(sector=metals)
    assert metals_values.exists()
    metals.parts.all().delete()
    AreaFigure.objects.filter(year=2015).delete()
    recompute(areas=areas.values())
    assert not metals_values.exists()
    assert not MetricValue.objects.filter(year=2015).exists()


def test_a_worker_whose_claim_ran_out_writes_nothing(areas: dict[str, Area]) -> None:
    with transaction.atomic():
        stale.mark_stale(area_ids=[areas["TLX1"].pk])
    (claim,) = stale.claim_stale(limit=1)
    MetricSubject.objects.update(lease="someone else")
    swept = metrics.Swept()
    metrics.compute([claim], swept, metrics.Freshness())
    assert (swept.computed, swept.failed) == (0, 0)
    assert not MetricValue.objects.exists()


def test_a_subject_that_fails_does_not_block_the_others(
    areas: dict[str, Area], industries: dict[str, Industry]
) -> None:
    Industry.objects.filter(code="24.4").update(parent=industries["24.4"])
    broken = make_sector("Broken", industries=[industries["24.4"]])
    bad = make_cluster(sectors=[broken], areas=[areas["TLX1"]])
    # A sector that cannot be composed breaks what is measured on it, and says where.
    swept = recompute(clusters=[bad])
    assert (swept.computed, swept.failed) == (0, 1)
    failed = MetricSubject.objects.get(cluster=bad)
    assert "lies in itself" in failed.error
    assert failed.attempts == 1
    lonely = make_area()
    assert recompute(areas=[lonely]).computed == 1


def test_a_sweep_stops_at_its_budget_and_frees_the_rest(areas: dict[str, Area]) -> None:
    with transaction.atomic():
        stale.mark_stale(area_ids=[one.pk for one in areas.values()])
    swept = metrics.Swept()
    claims = stale.claim_stale(limit=9)
    left = metrics.compute(claims, swept, metrics.Freshness(), deadline=0.0)
    assert (swept.computed, len(left)) == (1, 1)
    stale.give_back(left)
    assert MetricSubject.objects.stale().free().count() == 1


def test_what_a_worker_has_read_is_read_again_after_any_mark(areas: dict[str, Area]) -> None:
    fresh = metrics.Freshness()
    first = fresh.measurement()
    assert fresh.measurement() is first
    with transaction.atomic():
        stale.mark_stale(area_ids=[areas["TLX1"].pk])
    second = fresh.measurement()
    assert second is not first
    assert fresh.measurement() is second


def test_a_figure_changed_during_a_sweep_is_in_the_values_it_leaves(
    areas: dict[str, Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first area is stored with the old figure, and then the figure changes."""
    held = AreaFigure.objects.get(area=areas["TLX1"], industry__code="24", year=2021)
    stored: list[int | None] = []
    real = metrics.store

    def store_and_change(claim: stale.Claim, rows: Any) -> bool:
        kept = real(claim, rows)
        stored.append(claim.area_id)
        if len(stored) == 1:
            set_figure(figure=held, value=50.0, by=None)
        return kept

    monkeypatch.setattr(metrics, "CLAIM_AT_ONCE", 1)
    monkeypatch.setattr(metrics, "store", store_and_change)
    recompute(areas=areas.values())
    assert len(stored) >= 3
    everywhere = 50.0 + figure("TLX2", "24", 2021)
    everything = sum(figure(one, "TOTAL", 2021) for one in FIGURES)
    for code, here in (("TLX1", 50.0), ("TLX2", figure("TLX2", "24", 2021))):
        expected = (here / figure(code, "TOTAL", 2021)) / (everywhere / everything)
        found = value("location-quotient", area=areas[code], industry__code="24")
        assert found.value == pytest.approx(expected)


@pytest.mark.parametrize("number", [1, 6])
def test_a_batch_of_clusters_reads_in_a_fixed_number_of_queries(
    areas: dict[str, Area],
    metals: Sector,
    number: int,
    django_assert_num_queries,
) -> None:
    clusters = [make_cluster(sectors=[metals], areas=areas.values()) for _ in range(number)]
    with django_assert_num_queries(12):
        measurement = metrics.Measurement()
        measurement.take([one.pk for one in clusters])
        assert all(measurement.cluster_rows(one.pk) for one in clusters)
