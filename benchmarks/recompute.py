"""Recompute of all areas: our arrays against the same values in plain Python loops.

    python benchmarks/recompute.py [--small]

Both start from the same stored figures (as many as ONS publishes: 41 ITL2 areas × 96 industries
and 179 ITL3 areas × 64 industries, 25 years, here with made-up numbers) in one SQLite database in
a temporary folder, and compute location quotient, share and growth of every industry. The two
results are compared before any time is printed. "With the rows to store" adds to our side what
the loops do not give: rows with the reason, quality, basis, method and release of each value.
The last lines time the whole recompute with its writing, onto nothing and with nothing to change.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
folder = tempfile.TemporaryDirectory(prefix="clusters-benchmark-")
os.environ["DATA_DIR"] = folder.name
os.environ["DATABASE_URL"] = ""
os.environ["REDIS_URL"] = ""
os.environ["LOG_LEVEL"] = "error"
os.environ["DJANGO_SETTINGS_MODULE"] = "clusters_portal.settings"

import django
import numpy as np

django.setup()

from django.core.management import call_command
from django.db import transaction

from regions.analysis.outcome import Outcome
from regions.analysis.profile import profile
from regions.models import Area, AreaFigure, Industry, MetricValue, Release, Source
from regions.queries.figures import FigureTable, load_table
from regions.services import metrics, stale
from regions.services.measurement import Measurement

FULL = {"ITL2": (41, 96), "ITL3": (179, 64)}
SMALL = {"ITL2": (10, 30), "ITL3": (20, 20)}
YEARS = range(1998, 2023)
Values = dict[tuple[str, int, int | None, int], float | None]
Result = TypeVar("Result")


def fill(sizes: dict[str, tuple[int, int]]) -> None:
    """Areas, industries (the first is the total) and figures for each level."""
    numbers = random.Random(2)
    source = Source.objects.create(slug="benchmark", name="Made-up figures")
    most = max(industries for _, industries in sizes.values())
    industries = [
        Industry.objects.create(
            code="TOTAL" if number == 0 else f"B{number:02d}",
            level="total" if number == 0 else "aggregate",
            title=f"Industry {number}",
            divisions=[f"{number:02d}"],
            source=source,
        )
        for number in range(most)
    ]
    region = Area.objects.create(
        code="TLX", edition="ITL2021", level="ITL1", name="Region", slug="region", source=source
    )
    for level, (area_count, industry_count) in sizes.items():
        release = Release.objects.create(source=source, label=level, level=level, edition="ITL2021")
        figures = []
        for number in range(area_count):
            name = f"{level}-{number}"
            area = Area.objects.create(
                code=name, edition="ITL2021", level=level, name=name, slug=name.lower(),
                parent=region, source=source,
            )  # fmt: skip
            for year in YEARS:
                parts = [numbers.uniform(1, 5000) for _ in range(industry_count - 1)]
                for industry, value in zip(industries, [sum(parts), *parts], strict=False):
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
        AreaFigure.objects.bulk_create(figures, batch_size=2000)


Figures = list[tuple[int, int, int, float]]


def read_rows() -> list[Figures]:
    return [
        list(
            AreaFigure.objects.filter(release=release)
            .order_by()
            .values_list("area_id", "industry_id", "year", "value")
        )
        for release in Release.objects.all()
    ]


def by_loops(releases: list[Figures], total: int) -> Values:
    """The values by dictionaries and loops, each total summed once."""
    found: Values = {}
    for rows in releases:
        figure = {(area, industry, year): value for area, industry, year, value in rows}
        everywhere: dict[tuple[int, int], float] = {}
        for _, industry, year, value in rows:
            key = industry, year
            everywhere[key] = everywhere.get(key, 0.0) + value
        for (area, industry, year), value in figure.items():
            if industry == total:
                continue
            here = figure[area, total, year]
            among = everywhere[industry, year] / everywhere[total, year]
            found["location-quotient", area, industry, year] = (value / here) / among
            found["share", area, industry, year] = 100 * value / here
            before = figure.get((area, industry, year - 5))
            if before is not None:
                found["growth", area, industry, year] = 100 * ((value / before) ** 0.2 - 1)
    return found


def by_arrays(tables: list[FigureTable], total: int) -> list[dict[str, Outcome]]:
    """The same values, each with the reason where it is undefined."""
    found = []
    for table in tables:
        totals = table.values[:, table.column[total], :]
        parts = np.delete(table.values, table.column[total], axis=1)
        found.append(profile(parts, totals, parts.sum(axis=0), totals.sum(axis=0), table.years))
    return found


def stored_form(area_ids: list[int]) -> Values:
    """All that the worker would store, from the database to rows, keyed as the loops' values."""
    measurement = Measurement()
    return {
        (metric, area, industry, year): value
        for area in area_ids
        for metric, industry, _, year, value, *_ in measurement.area_rows(area)
        if industry
    }


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def sweep() -> None:
    with transaction.atomic():
        stale.mark_everything_stale()
    swept = metrics.sweep(budget=math.inf)
    if swept.failed:
        sys.exit(f"{swept.failed} areas failed")


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def compare(what: str, loops: float, ours: float) -> None:
    print(f"{what:<24} loops {loops:6.2f} s   portal {ours:6.2f} s   ratio {loops / ours:5.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a few areas, for a quick look")
    sizes = SMALL if parser.parse_args().small else FULL
    call_command("migrate", verbosity=0)
    fill(sizes)
    total = Industry.objects.get(level="total").pk
    releases = list(Release.objects.values_list("id", flat=True))
    area_ids = list(Area.objects.exclude(level="ITL1").values_list("id", flat=True))
    read_loops, rows = timed(read_rows)
    loop_seconds, loops = timed(lambda: by_loops(rows, total))
    read_arrays, tables = timed(lambda: [load_table(one) for one in releases])
    array_seconds, _ = timed(lambda: by_arrays(tables, total))
    ours_seconds, ours = timed(lambda: stored_form(area_ids))
    differing = loops.keys() ^ ours.keys() or [
        key for key in loops if not same(loops[key], ours[key])
    ]
    if differing:
        sys.exit(f"{len(differing)} values differ, for example {next(iter(differing))}")
    print(f"{AreaFigure.objects.count():,} figures, {len(ours):,} values, equal to 1e-9")
    compare("computing alone", loop_seconds, array_seconds)
    compare("reading and computing", read_loops + loop_seconds, read_arrays + array_seconds)
    compare("with the rows to store", read_loops + loop_seconds, ours_seconds)
    print(f"recompute onto nothing, stored   {timed(sweep)[0]:6.1f} s")
    print(f"recompute with nothing to change {timed(sweep)[0]:6.1f} s")
    print(f"{MetricValue.objects.count():,} values stored")


if __name__ == "__main__":
    main()
