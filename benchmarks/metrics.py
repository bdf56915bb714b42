"""The whole canon on 380 areas × 600 industries × 10 years, beside the same in pandas.

Run from the repository: `python benchmarks/metrics.py`. It needs no database. pandas is
not a dependency of the portal: where it is absent that side is left out and the output
says so. Both sides run on one thread, each timing is the best of three in processor time
(so that a busy machine does not decide it), and both must give the same numbers.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
# The matrices are small: threads that wait for each other cost more than they gain, and
# pandas runs on one thread as well.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.metrics_cube import AREAS, INDUSTRIES, YEARS, Cube, make_cube
from regions.analysis import (
    agglomeration,
    complexity,
    growth,
    inequality,
    network,
    prize,
    productivity,
    quotients,
    relatedness,
    shift_share,
    specialisation,
    strength,
    uncertainty,
    variety,
)
from regions.analysis.catalogue import CANON
from regions.tests import plain_loops

try:
    from benchmarks.metrics_in_pandas import PANDAS
    from benchmarks.metrics_in_pandas import frames as pandas_frames
except ImportError:
    PANDAS, pandas_frames = None, None

GOAL_SECONDS, GOAL_RATIO = 5.0, 10.0


Step = Callable[[Cube, dict[str, Any]], Any]


def _lq(cube: Cube, held: dict[str, Any]) -> np.ndarray:
    held["lq"] = quotients.location_quotients(cube.jobs).values
    held["m"] = quotients.specialised_matrix(held["lq"])
    return held["lq"]


def _evidence(cube: Cube, held: dict[str, Any]) -> np.ndarray:
    """The latest year's evidence for all cells: earlier years are history and do not change."""
    effective = uncertainty.effective_sites(cube.jobs, cube.squares).values
    held["effective"] = effective
    return uncertainty.evidence(held["lq"][-1], cube.sites[-1], effective[-1]).lower.values


def _classes(cube: Cube, held: dict[str, Any]) -> np.ndarray:
    held["classes"] = strength.cluster_mapping(held["lq"], cube.jobs, cube.sites)
    return held["classes"].strong


def _together(cube: Cube, held: dict[str, Any]) -> np.ndarray:
    held["together"] = relatedness.co_occurrence(held["m"])
    held["near"] = relatedness.proximity(held["m"]).values
    return held["near"]


def _plants(measure: Callable[..., Any]) -> Step:
    return lambda cube, held: measure(cube.jobs, cube.squares.sum(axis=1), cube.jobs.sum(axis=2))


def _by_industry(measure: Callable[..., Any]) -> Step:
    """Areas come first in measures of spread: (areas, years, industries)."""
    return lambda cube, held: measure(np.moveaxis(cube.jobs, 1, 0))


def _against_all(measure: Callable[..., Any]) -> Step:
    def step(cube: Cube, held: dict[str, Any]) -> Any:
        every = cube.jobs.sum(axis=2)
        return [measure(one, all_jobs) for one, all_jobs in zip(cube.jobs, every, strict=True)]

    return step


def _cluster_index(cube: Cube, held: dict[str, Any]) -> Any:
    return agglomeration.litzenberger_sternberg(
        cube.jobs,
        cube.jobs.sum(axis=1, keepdims=True),
        cube.ground[:, None],
        cube.ground.sum(),
        cube.people[:, :, None],
        cube.people.sum(axis=1)[:, None, None],
        cube.sites,
        cube.sites.sum(axis=1, keepdims=True),
    )


def _shift(measure: Callable[..., Any]) -> Step:
    """Each year against the year before, all areas against the nation."""

    def step(cube: Cube, held: Any) -> Any:
        before, after = cube.jobs[:-1], cube.jobs[1:]
        return measure(
            before, after, before.sum(axis=1, keepdims=True), after.sum(axis=1, keepdims=True)
        )

    return step


STEPS: dict[str, Step] = {
    "location-quotient": _lq,
    "share": lambda c, h: specialisation.share(c.jobs, c.jobs.sum(axis=2, keepdims=True)),
    "growth": lambda c, h: growth.compound_growth(np.moveaxis(c.gva, 0, -1), c.years),
    "standardised-location-quotient": lambda c, h: quotients.standardised_quotients(h["lq"]),
    "symmetric-location-quotient": lambda c, h: quotients.symmetric_quotients(h["lq"]),
    "krugman-index": lambda c, h: quotients.krugman_index(c.jobs),
    "hachman-index": lambda c, h: quotients.hachman(c.jobs),
    "herfindahl": lambda c, h: variety.herfindahl(c.jobs),
    "normalised-herfindahl": lambda c, h: variety.normalised_herfindahl(c.jobs),
    "equivalent-number": lambda c, h: variety.equivalent_number(c.jobs),
    "entropy": lambda c, h: variety.entropy(c.jobs),
    "related-variety": lambda c, h: variety.unrelated_and_related_variety(c.jobs, c.parent),
    "location-quotient-limits": _evidence,
    "cluster-class": _classes,
    "cluster-strength": lambda c, h: strength.strength(c.jobs, h["classes"].strong, c.traded),
    "percentile-rank": lambda c, h: strength.percentile_rank(h["lq"][-1]),
    "european-stars": lambda c, h: strength.european_stars(h["lq"], c.jobs),
    "robustness": lambda c, h: strength.robustness(h["lq"][-1], c.jobs[-1], c.sites[-1]),
    "gini": _by_industry(inequality.gini),
    "theil": _by_industry(inequality.theil),
    "hoover-index": _against_all(inequality.hoover_index),
    "hoover-gini": _against_all(inequality.hoover_gini),
    "locational-gini": lambda c, h: [inequality.locational_gini(one) for one in c.jobs],
    "gini-of-quotients": _against_all(inequality.gini_of_quotients),
    "ellison-glaeser": lambda c, h: agglomeration.ellison_glaeser(
        c.jobs, c.squares.sum(axis=1), c.jobs.sum(axis=2), c.fourths.sum(axis=1)
    ),
    "maurel-sedillot": _plants(agglomeration.maurel_sedillot),
    "coagglomeration": _plants(agglomeration.coagglomeration),
    "cluster-index": _cluster_index,
    "job-creation": lambda c, h: shift_share.job_creation(c.jobs[:-1], c.jobs[1:]),
    "shift-share-dunn": _shift(shift_share.dunn),
    "shift-share-esteban": _shift(shift_share.esteban),
    "gva-per-hour": lambda c, h: productivity.gva_per(c.gva.sum(axis=2), c.hours),
    "gap-closure": lambda c, h: productivity.gap_closure(c.gva.sum(axis=2), c.hours),
    "uplift-prize": lambda c, h: [
        prize.uplift(gva, lq, percent=1) for gva, lq in zip(c.gva, h["lq"], strict=True)
    ],
    "proximity": _together,
    "relatedness-association": lambda c, h: relatedness.association(h["together"]),
    "relatedness-cosine": lambda c, h: relatedness.cosine(h["together"]),
    "relatedness-jaccard": lambda c, h: relatedness.jaccard(h["together"]),
    "relatedness-probability": lambda c, h: relatedness.probability(h["together"]),
    "relatedness-density": lambda c, h: relatedness.relatedness_density(h["m"], h["near"]),
    "skill-relatedness": lambda c, h: relatedness.skill_relatedness(c.flows),
    "reflections": lambda c, h: [complexity.reflections(m) for m in h["m"]],
    "economic-complexity": lambda c, h: [complexity.complexity(m) for m in h["m"]],
    "economic-complexity-checked": lambda c, h: complexity.complexity_or_withheld(
        h["m"][-1], replicates=20
    ),
    "network": lambda c, h: network.summary(c.links, range(150)),
}
# Where one entry of the catalogue is computed on the way to another.
ON_THE_WAY = {
    "specialised": "location-quotient",
    "specialisation-coefficient": "krugman-index",
    "krugman-between": "krugman-index",
    "effective-sites": "location-quotient-limits",
    "poisson-limits": "location-quotient-limits",
    "false-discovery-rate": "location-quotient-limits",
    "expected-job-creation": "shift-share-dunn",
    "gap-to-whole": "gap-closure",
    "gap-to-best": "gap-closure",
    "gap-prize": "gap-closure",
    "complexity-by-reflections": "reflections",
    "network-density": "network",
    "reciprocity": "network",
    "brokers": "network",
    "modularity": "network",
    "clustering": "network",
    "isolates": "network",
}
NOT_TIMED = {"gva", "local-sourcing-share", "university-reach"}  # no computation on the cube


def best_of(run: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Processor seconds of the fastest of several runs, and what it gave."""
    seconds, result = float("inf"), None
    for _ in range(times):
        start = time.process_time()
        result = run()
        seconds = min(seconds, time.process_time() - start)
    return seconds, result


def whole_canon(cube: Cube) -> dict[str, np.ndarray]:
    """Seconds by the clock and of processor time for each step of one pass, in order."""
    held: dict[str, Any] = {}
    taken = {}
    for name, step in STEPS.items():
        start = np.array([time.perf_counter(), time.process_time()])
        step(cube, held)
        taken[name] = np.array([time.perf_counter(), time.process_time()]) - start
    return taken


def peak_megabytes(run: Callable[[], Any]) -> float:
    """Memory that a run allocates at its peak, beyond what was there before."""
    tracemalloc.start()
    run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def compare_with_pandas(cube: Cube) -> tuple[list[float], float]:
    held: dict[str, Any] = {}
    _lq(cube, held)
    frames = pandas_frames(cube)
    print(f"\n{'the same metric':32}{'portal':>10}{'pandas':>10}{'ratio':>9}{'peak memory':>18}")
    ratios, sums = [], np.zeros(2)
    for name, (ours, theirs) in PANDAS.items():
        mine, a = best_of(lambda ours=ours: ours(cube, held))
        other, b = best_of(lambda theirs=theirs: theirs(frames))
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-9, err_msg=name)
        memory = [
            peak_megabytes(lambda ours=ours: ours(cube, held)),
            peak_megabytes(lambda theirs=theirs: theirs(frames)),
        ]
        ratios.append(other / mine)
        sums += mine, other
        print(
            f"{name:32}{mine * 1e3:8.1f}ms{other * 1e3:8.0f}ms{other / mine:7.1f}×"
            f"{memory[0]:9.0f} /{memory[1]:4.0f} MB"
        )
    return ratios, sums[1] / sums[0]


def compare_with_loops(cube: Cube) -> None:
    """The latest year in plain loops, cell by cell, industry by industry, as EconGeo goes."""
    jobs = cube.jobs[-1]
    rows = jobs.tolist()
    print(f"\n{'one year in plain loops':32}{'portal':>10}{'loops':>10}{'ratio':>9}")
    for name, ours, theirs in (
        ("location-quotient", quotients.location_quotients, plain_loops.location_quotient),
        ("krugman-index", quotients.krugman_index, plain_loops.krugman_index),
        ("entropy", variety.entropy, plain_loops.entropy),
        ("locational-gini", inequality.locational_gini, plain_loops.locational_gini),
    ):
        mine, a = best_of(lambda ours=ours: ours(jobs).values)
        other, b = best_of(lambda theirs=theirs: theirs(rows), times=1)
        np.testing.assert_allclose(a, np.array(b, dtype=float), rtol=1e-6, atol=1e-9)
        print(f"{name:32}{mine * 1e3:8.1f}ms{other * 1e3:8.0f}ms{other / mine:7.1f}×")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--areas", type=int, default=AREAS)
    options.add_argument("--industries", type=int, default=INDUSTRIES)
    options.add_argument("--years", type=int, default=YEARS)
    chosen = options.parse_args()
    uncovered = CANON.keys() - STEPS.keys() - ON_THE_WAY.keys() - NOT_TIMED
    if uncovered:
        print(f"Not in this benchmark: {', '.join(sorted(uncovered))}")
        return 1
    cube = make_cube(chosen.areas, chosen.industries, chosen.years)
    print(
        f"{chosen.areas} areas × {chosen.industries} industries × {chosen.years} years, "
        f"{int(cube.sites[-1].sum()):,} sites in the last, {os.cpu_count()} cores"
    )
    whole_canon(cube)  # warm caches and thread pools
    passes = [whole_canon(cube) for _ in range(3)]
    taken = {name: np.min([one[name] for one in passes], axis=0) for name in STEPS}
    print(f"  {'metric, all years':34}{'clock':>9}{'processor':>12}")
    for name, (clock, processor) in sorted(taken.items(), key=lambda item: -item[1][1]):
        print(f"  {name:34}{clock * 1e3:6.0f} ms{processor * 1e3:9.0f} ms")
    total, processor = np.min([sum(one.values()) for one in passes], axis=0)
    print(
        f"whole canon in one pass: {processor:.2f} s of one processor (goal: at most "
        f"{GOAL_SECONDS:.0f} s), {total:.2f} s by the clock"
    )
    print(f"peak memory of the canon: {peak_megabytes(lambda: whole_canon(cube)):,.0f} MB")
    kept = processor <= GOAL_SECONDS
    if PANDAS is None:
        print("pandas is not installed, so nothing is compared with it: pip install pandas")
    else:
        ratios, of_sums = compare_with_pandas(cube)
        middle = float(np.median(ratios))
        print(
            f"median ratio {middle:.1f}× (goal: at least {GOAL_RATIO:.0f}×), "
            f"all together {of_sums:.1f}×"
        )
        kept = kept and middle >= GOAL_RATIO
    compare_with_loops(cube)
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak resident memory of this process: {highest:,.0f} MB")
    print("goals met" if kept else "a goal was missed")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
