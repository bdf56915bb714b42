"""Every value computed from the official files equals value over total, done in plain Python."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from django.db import transaction

from regions.analysis.profile import profile
from regions.models import MetricValue
from regions.services import metrics, stale
from regions.tests.gva_files import GvaFile, gva_file, store_release

pytestmark = pytest.mark.data
# South Yorkshire in 2021, by hand from the ITL2 file of the 2024 release.
BY_HAND = {"24": 4.017, "31": 3.071, "25": 2.876}
# South Yorkshire in 2022, as the data's first user publishes them (danolner.github.io,
# RegionalEconomicTools, "UK sectors: LQs & proportion plots") from the same release. There
# the whole is the sum of rounded industries, hence a difference of up to a hundredth.
PUBLISHED_2022 = {"24": 3.47, "31": 3.21, "25": 2.94, "22": 2.50, "23": 2.16, "P": 1.72}


def expected_quotients(file: GvaFile) -> dict[tuple[str, str, int], float]:
    """By area, industry and year; industries that no area has are left out."""
    found = {}
    for year in file.years:
        whole = sum(area["TOTAL"][year] for area in file.values.values())
        for code in file.nodes:
            everywhere = sum(area[code][year] for area in file.values.values())
            if code == "TOTAL" or everywhere <= 0:
                continue
            for name, area in file.values.items():
                here = area[code][year] / area["TOTAL"][year]
                found[name, code, year] = here / (everywhere / whole)
    return found


@pytest.mark.django_db
def test_stored_quotients_of_the_itl2_file_equal_value_over_total(shared_data: Path) -> None:
    file = gva_file(shared_data, "ITL2")
    release = store_release(file)
    with transaction.atomic():
        stale.mark_everything_stale()
    swept = metrics.sweep(budget=math.inf)
    assert swept.failed == 0
    stored = {
        (area, code, year): value
        for area, code, year, value in MetricValue.objects.filter(
            metric="location-quotient", area__level="ITL2", industry__isnull=False
        ).values_list("area__code", "industry__code", "year", "value")
    }
    expected = expected_quotients(file)
    assert len(expected) == 41 * 95 * 25
    assert stored.keys() == expected.keys()
    for key, number in expected.items():
        assert math.isclose(stored[key], number, rel_tol=1e-9, abs_tol=1e-9), key
    for code, number in BY_HAND.items():
        assert round(stored["TLE3", code, 2021], 3) == number
    for code, number in PUBLISHED_2022.items():
        assert stored["TLE3", code, 2022] == pytest.approx(number, abs=0.01)
    assert set(MetricValue.objects.values_list("release", flat=True)) == {release.pk}


@pytest.mark.parametrize("level", ["ITL1", "ITL3"])
def test_quotients_of_the_other_files_equal_value_over_total(shared_data: Path, level: str) -> None:
    file = gva_file(shared_data, level)
    codes = [code for code in file.nodes if code != "TOTAL"]
    local = np.array(
        [[list(area[code].values()) for code in codes] for area in file.values.values()]
    )
    total = np.array([list(area["TOTAL"].values()) for area in file.values.values()])
    found = profile(local, total, local.sum(axis=0), total.sum(axis=0), file.years)
    values = found["location-quotient"].values
    expected = expected_quotients(file)
    names, seen = list(file.values), 0
    for (name, code, year), number in expected.items():
        value = values[names.index(name), codes.index(code), file.years.index(year)]
        assert math.isclose(value, number, rel_tol=1e-9, abs_tol=1e-9), (name, code, year)
        seen += 1
    assert seen == np.isfinite(values).sum() > 100_000 * (level == "ITL3")
