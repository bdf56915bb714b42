"""Checks worked cases: is what this package computes what a published implementation did?

A case is {id, metric, input, expected, tolerance}, with source, note and others for people.
`null` stands for an undefined value, and the tolerance is absolute, element by element.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from regions.analysis.case_metrics import METRICS, Malformed
from regions.analysis.outcome import Numbers, Outcome

SHOWN = 3  # differences told per case
# A source whose own code turns an undefined 0/0 into 0: its cases may expect 0 for null.
ZERO_FOR_UNDEFINED = {"location_quotient": "EconGeo"}
# Several figures for each of several areas or industries: the table of conventions and its
# worked cases differ in which comes first, so a case may lay them out either way.
EITHER_LAYOUT = {"variety", "ellison_glaeser_by_industry"}


@dataclass(frozen=True)
class Verdict:
    """What became of one case; `problem` is empty when it passed."""

    name: str
    problem: str = ""

    @property
    def passed(self) -> bool:
        return not self.problem


def cases_in(document: object) -> list[object]:
    """The list of cases of a parsed file: under "cases", or the file itself."""
    found = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(found, list):
        raise Malformed('the file is neither a list of cases nor has one under "cases"')
    if not found:
        raise Malformed("the file holds no cases")
    return found


def check(cases: Iterable[object]) -> list[Verdict]:
    """One verdict per case, in order; nothing that a case holds stops the next one."""
    return [_verdict(case, position) for position, case in enumerate(cases, start=1)]


def _verdict(case: object, position: int) -> Verdict:
    name = f"case {position}"
    if not isinstance(case, dict):
        return Verdict(name, "is not an object")
    name = f"{case.get('id') or name}"
    try:
        return Verdict(name, _problem(case))
    except Malformed as error:
        return Verdict(name, f"malformed: {error}")
    except Exception as error:
        return Verdict(name, f"could not be computed: {type(error).__name__}: {error}")


def _problem(case: dict[str, Any]) -> str:
    missing = [key for key in ("id", "metric", "input", "expected", "tolerance") if key not in case]
    if missing:
        raise Malformed(f"it has no {', '.join(missing)}")
    if case["metric"] not in METRICS:
        return f"unknown metric {case['metric']!r}"
    if not isinstance(case["input"], dict):
        raise Malformed("its input is not an object")
    tolerance = case["tolerance"]
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not tolerance >= 0:
        raise Malformed("its tolerance is not a number of at least 0")
    try:
        expected = np.array(case["expected"], dtype=np.float64)
    except (TypeError, ValueError):
        raise Malformed("its expected value is not a number or an even array of them") from None
    result = METRICS[case["metric"]](case["input"])
    found = np.asarray(result.values if isinstance(result, Outcome) else result)
    zeros = ZERO_FOR_UNDEFINED.get(case["metric"])
    lenient = bool(zeros and zeros in str(case.get("source", "")))
    problem = _difference(found, expected, float(tolerance), lenient)
    if problem and case["metric"] in EITHER_LAYOUT:
        turned = _difference(found.T, expected, float(tolerance), lenient)
        return problem if turned else ""
    return problem


def _difference(
    found: Numbers, expected: Numbers, tolerance: float, zero_for_undefined: bool
) -> str:
    if found.shape != expected.shape:
        return f"gives {_shape(found)} where {_shape(expected)} is expected"
    undefined, null = np.isnan(found), np.isnan(expected)
    if zero_for_undefined:
        null = null | (undefined & (expected == 0))
    with np.errstate(invalid="ignore"):
        apart = ~(np.abs(found - expected) <= tolerance)
    wrong = np.argwhere(np.where(undefined | null, undefined != null, apart))
    told = [
        f"{_place(index)}{_number(found[tuple(index)])}, expected {_number(expected[tuple(index)])}"
        for index in wrong[:SHOWN]
    ]
    if len(wrong) > SHOWN:
        told.append(f"and {len(wrong) - SHOWN} more")
    return "; ".join(told)


def _shape(values: Numbers) -> str:
    return " × ".join(map(str, values.shape)) + " numbers" if values.ndim else "one number"


def _place(index: Numbers) -> str:
    return f"at [{', '.join(str(int(at)) for at in index)}] " if len(index) else ""


def _number(value: float) -> str:
    return "null" if np.isnan(value) else f"{value:.12g}"
