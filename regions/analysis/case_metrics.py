"""The metrics that worked cases name, each as a function of the case's input.

Names and conventions are those of the public table of metrics. The functions translate
JSON to arrays and back; what is computed lives in the modules they call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from regions.analysis import (
    agglomeration,
    complexity,
    inequality,
    network,
    productivity,
    quotients,
    relatedness,
    shift_share,
    uncertainty,
    variety,
)
from regions.analysis.outcome import Numbers, Outcome
from regions.analysis.specialisation import location_quotient

Input = Mapping[str, Any]
Result = Outcome | Numbers


class Malformed(ValueError):
    """The case cannot be run as it stands."""


def array(given: Input, name: str, *dimensions: int) -> Numbers:
    """The named input as floats with `null` as NaN; of one of `dimensions` if any are named."""
    if name not in given:
        raise Malformed(f"its input has no {name}")
    try:
        values = np.array(given[name], dtype=np.float64)
    except (TypeError, ValueError):
        raise Malformed(f"{name} is not a number or an even array of numbers") from None
    if np.isinf(values).any():
        raise Malformed(f"{name} holds an infinite number")
    if dimensions and values.ndim not in dimensions:
        raise Malformed(f"{name} has {values.ndim} dimensions")
    if 0 in values.shape:
        raise Malformed(f"{name} is empty")
    return values


def matrix(given: Input, name: str = "X") -> Numbers:
    return array(given, name, 2)


def vector(given: Input, name: str) -> Numbers:
    return array(given, name, 1)


def number(given: Input, name: str) -> float:
    return float(array(given, name, 0))


def presence(given: Input) -> Numbers:
    m = matrix(given, "M")
    if not np.isin(m, (0.0, 1.0)).all():
        raise Malformed("M holds other values than 0 and 1")
    return m


def _location_quotient(given: Input) -> Result:
    if "X" in given:
        return quotients.location_quotients(matrix(given))
    parts = (array(given, name) for name in ("e_ij", "e_j", "e_i", "e"))
    return location_quotient(*np.broadcast_arrays(*parts))


def _binary(given: Input) -> Result:
    lq = quotients.location_quotients(matrix(given)).values
    return quotients.specialised_matrix(lq, number(given, "threshold"))


def _krugman(given: Input) -> Result:
    if "X" in given:
        return quotients.krugman_index(matrix(given))
    return quotients.krugman_between(vector(given, "a"), vector(given, "b"))


def _hhi_summary(given: Input) -> Result:
    x = vector(given, "x")
    parts = variety.herfindahl, variety.normalised_herfindahl, variety.equivalent_number
    return np.array([part(x).values for part in parts])


def _hoover_gini(given: Input) -> Result:
    x = matrix(given) if "X" in given else vector(given, "x")
    return inequality.hoover_gini(x, vector(given, "ref"))


def _gini_of_lq(given: Input) -> Result:
    reference = "e_j" if "e_j" in given else "e_i"
    return inequality.gini_of_quotients(vector(given, "e_ij"), vector(given, reference))


def _ellison_glaeser(given: Input) -> Result:
    by_area, jobs = given.get("area_emp"), vector(given, "plant_emp")
    area = given.get("plant_area")
    if not isinstance(by_area, Mapping):
        raise Malformed("area_emp does not give the jobs of each area by name")
    if not isinstance(area, list) or len(area) != len(jobs):
        raise Malformed("plant_area does not name one area for each of plant_emp")
    held = agglomeration.cells(
        [str(one) for one in area], [0] * len(jobs), jobs.tolist(), areas=list(by_area)
    )
    area_jobs = vector({"area_emp": list(by_area.values())}, "area_emp")
    found = agglomeration.ellison_glaeser(held.jobs, held.squares, area_jobs, held.fourths)
    parts = found.gamma.values, found.raw.values, found.z.values, held.sites, found.plants.values
    return np.array([part[0] for part in parts])


def _plants(given: Input) -> tuple[Numbers, Numbers, Numbers]:
    """Jobs and Σe² of the industries asked for, and the jobs of each area in all industries."""
    rows = given.get("plants")
    if not isinstance(rows, list) or not rows:
        raise Malformed("its input has no plants")
    if not all(isinstance(row, list) and len(row) == 3 for row in rows):
        raise Malformed("plants is not a list of [area, industry, employees]")
    area, industry, sizes = zip(*rows, strict=True)
    jobs = vector({"employees": list(sizes)}, "employees")
    held = agglomeration.cells(area, industry, jobs.tolist())
    asked = given.get("industries", held.industries)
    unknown = [str(one) for one in asked if one not in held.industries]
    if unknown:
        raise Malformed(f"no plant is of industry {', '.join(unknown)}")
    chosen = [held.industries.index(one) for one in asked]
    return held.jobs[:, chosen], held.squares[chosen], held.jobs.sum(axis=1)


def _ellison_glaeser_by_industry(given: Input) -> Result:
    found = agglomeration.ellison_glaeser(*_plants(given))
    return np.stack([found.gamma.values, found.raw.values, found.plants.values], axis=1)


def _shift_share(given: Input) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    return (
        array(given, "e0", 1, 2),
        array(given, "e1", 1, 2),
        vector(given, "n0"),
        vector(given, "n1"),
    )


def _side_by_side(found: shift_share.ShiftShare) -> Result:
    parts = [found.growth, found.national, found.mix, found.regional]
    if found.allocation is not None:
        parts.append(found.allocation)
    return np.stack([part.values for part in parts], axis=-1)


def _litzenberger_sternberg(given: Input) -> Result:
    names = ("e_ij", "e_i", "a_j", "a", "p_j", "p", "b_ij", "b_i")
    return agglomeration.litzenberger_sternberg(*(array(given, name) for name in names))


def _from_together(measure: Callable[[Numbers], Numbers]) -> Callable[[Input], Result]:
    return lambda given: measure(relatedness.co_occurrence(presence(given)))


def _density_cosine_percent(given: Input) -> Result:
    m = presence(given)
    related = relatedness.cosine(relatedness.co_occurrence(m))
    return 100.0 * relatedness.relatedness_density(m, related).values


def _density(given: Input) -> Result:
    m, diagonal = presence(given), number(given, "diagonal")
    if diagonal not in (0.0, 1.0):
        raise Malformed("diagonal is neither 0 nor 1")
    related = relatedness.proximity(m, 1 if diagonal else 0).values
    return relatedness.relatedness_density(m, related)


def _network_summary(given: Input) -> Result:
    edges = given.get("edges")
    if not isinstance(edges, list) or not all(
        isinstance(edge, list) and len(edge) == 2 for edge in edges
    ):
        raise Malformed("edges is not a list of pairs")
    if not any(0 in edge for edge in edges):
        raise Malformed("no edge has node 0")
    return network.summary_figures([(a, b) for a, b in edges], 0)


def _poisson_limits(given: Input) -> Result:
    level = number(given, "level")
    if not 0 < level < 1:
        raise Malformed("level is not between 0 and 1")
    return np.stack(uncertainty.poisson_limits(array(given, "n"), level))


def _variety(given: Input) -> Result:
    parts = variety.unrelated_and_related_variety(matrix(given), given.get("parent") or [])
    return np.stack([part.values for part in parts])


def _skill_relatedness(given: Input) -> Result:
    flows = matrix(given, "F")
    if flows.shape[0] != flows.shape[1]:
        raise Malformed("F is not square")
    return relatedness.skill_relatedness(flows).values[np.triu_indices(len(flows), k=1)]


def _gap_closure(given: Input) -> Result:
    found = productivity.gap_closure(vector(given, "gva"), vector(given, "hours"))
    return np.array(found.totals())


METRICS: dict[str, Callable[[Input], Result]] = {
    "location_quotient": _location_quotient,
    "location_quotient_binary": _binary,
    "krugman_index": _krugman,
    "krugman_half": lambda given: quotients.krugman_half(matrix(given)),
    "hhi": lambda given: variety.herfindahl(matrix(given)),
    "hhi_summary": _hhi_summary,
    "shannon_entropy": lambda given: variety.entropy(matrix(given)),
    "hachman": lambda given: quotients.hachman(matrix(given)),
    "hoover_index": lambda given: inequality.hoover_index(
        array(given, "x", 1, 2), vector(given, "ref")
    ),
    "hoover_gini": _hoover_gini,
    "locational_gini": lambda given: inequality.locational_gini(matrix(given)),
    "gini_of_lq": _gini_of_lq,
    "gini": lambda given: inequality.gini(array(given, "y", 1, 2)),
    "theil": lambda given: inequality.theil(array(given, "y", 1, 2)),
    "ellison_glaeser": _ellison_glaeser,
    "ellison_glaeser_by_industry": _ellison_glaeser_by_industry,
    "maurel_sedillot_by_industry": lambda given: agglomeration.maurel_sedillot(*_plants(given)),
    "coagglomeration": lambda given: agglomeration.coagglomeration(*_plants(given)),
    "shift_share_dunn": lambda given: _side_by_side(shift_share.dunn(*_shift_share(given))),
    "shift_share_esteban": lambda given: _side_by_side(shift_share.esteban(*_shift_share(given))),
    "litzenberger_sternberg": _litzenberger_sternberg,
    "relatedness_association": _from_together(relatedness.association),
    "relatedness_cosine": _from_together(relatedness.cosine),
    "relatedness_jaccard": _from_together(relatedness.jaccard),
    "relatedness_probability": _from_together(relatedness.probability),
    "relatedness_density_cosine_percent": _density_cosine_percent,
    "proximity": lambda given: relatedness.proximity(presence(given)),
    "relatedness_density": _density,
    "reflections_areas": lambda given: complexity.reflections(presence(given))[0],
    "reflections_industries": lambda given: complexity.reflections(presence(given))[1],
    "eci": lambda given: complexity.complexity(presence(given)).areas,
    "pci": lambda given: complexity.complexity(presence(given)).industries,
    "eci_by_reflections": lambda given: complexity.eci_by_reflections(
        presence(given), int(number(given, "iterations"))
    ),
    "network_summary": _network_summary,
    "poisson_limits": _poisson_limits,
    "variety": _variety,
    "skill_relatedness": _skill_relatedness,
    "gap_closure": _gap_closure,
}
