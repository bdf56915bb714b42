"""A made-up cube of the size of the country: sites, jobs and GVA by area, industry and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

AREAS, INDUSTRIES, YEARS = 380, 600, 10


@dataclass(frozen=True)
class Cube:
    """n, Σe, Σe², Σe⁴ and ΣGVA, each (years, areas, industries), and what goes beside it."""

    sites: np.ndarray
    jobs: np.ndarray
    squares: np.ndarray
    fourths: np.ndarray
    gva: np.ndarray
    hours: np.ndarray  # (years, areas)
    ground: np.ndarray  # (areas,)
    people: np.ndarray  # (years, areas)
    parent: list[int]
    traded: np.ndarray
    flows: np.ndarray
    links: list[tuple[int, int]]
    years: list[int]


def make_cube(areas: int, industries: int, years: int, seed: int = 1) -> Cube:
    """Sites by area and industry with specialisation in them, sizes as unequal as firms'."""
    random = np.random.default_rng(seed)
    able = random.random((areas, 1)) * random.random((1, industries)) * 3
    mean = random.lognormal(0.5, 1.2, (areas, industries)) * able
    shape = (years, areas, industries)
    sites = random.poisson(mean * np.linspace(1, 1.2, years)[:, None, None]).astype(float)
    size = random.lognormal(2.2, 0.6, shape)
    jobs = np.round(sites * size)
    spread = 1 + random.random(shape) * 2
    squares = np.where(sites > 0, np.minimum(jobs**2, jobs**2 / np.maximum(sites, 1) * spread), 0)
    return Cube(
        sites=sites,
        jobs=jobs,
        squares=squares,
        fourths=squares**2 / np.maximum(sites, 1),
        gva=jobs * random.lognormal(3.5, 0.3, shape) / 1000,
        hours=jobs.sum(axis=-1) * 1.6,
        ground=random.lognormal(5, 1, areas),
        people=jobs.sum(axis=-1) * random.uniform(1.8, 2.4, (years, areas)),
        parent=[at // 8 for at in range(industries)],
        traded=random.random(industries) < 0.4,
        flows=random.poisson(20, (industries, industries)).astype(float),
        links=[tuple(pair) for pair in random.integers(0, 150, (400, 2)).tolist()],
        years=list(range(2015, 2015 + years)),
    )
