"""One entry of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from regions.analysis.registry import METRICS, Metric


@dataclass(frozen=True, kw_only=True)
class CanonMetric(Metric):
    """A metric with its inputs, its function, and its names in files of worked cases."""

    inputs: str
    function: Callable[..., Any]
    cases: tuple[str, ...] = ()


def stored(
    slug: str, *, inputs: str, function: Callable[..., Any], cases: tuple[str, ...] = ()
) -> CanonMetric:
    """The entry of a metric that the registry describes already."""
    return CanonMetric(**vars(METRICS[slug]), inputs=inputs, function=function, cases=cases)
