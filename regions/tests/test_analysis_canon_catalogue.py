"""Every metric can be explained: the catalogue is whole and agrees with the registry."""

from __future__ import annotations

import inspect

import pytest

from regions.analysis import (
    agglomeration,
    complexity,
    inequality,
    network,
    prize,
    productivity,
    quotients,
    relatedness,
    shift_share,
    strength,
    uncertainty,
    variety,
)
from regions.analysis.case_metrics import METRICS as CASE_METRICS
from regions.analysis.catalogue import CANON
from regions.analysis.registry import METRICS

MODULES = (agglomeration, complexity, inequality, network, prize, productivity, quotients,
           relatedness, shift_share, strength, uncertainty, variety)  # fmt: skip
# Steps on the way to a metric, and several metrics at once.
STEPS = {
    "cells", "co_occurrence", "communities", "location_quotients", "quantiles_of_present",
    "rank_from_highest", "stability", "summary", "summary_figures", "undirected", "uplift_grid",
}  # fmt: skip


@pytest.mark.parametrize("metric", CANON.values(), ids=CANON)
def test_every_entry_explains_itself(metric):
    for name in ("slug", "title", "unit", "plain", "formula", "formula_source", "edge_cases",
                 "inputs"):  # fmt: skip
        assert getattr(metric, name).strip(), name
    assert metric.plain.endswith(".")
    assert metric.function.__doc__


def test_slugs_and_titles_are_used_once():
    assert len({metric.title for metric in CANON.values()}) == len(CANON)


def test_what_is_stored_is_described_alike():
    for slug, metric in METRICS.items():
        assert {name: getattr(CANON[slug], name) for name in vars(metric)} == vars(metric)


def test_every_public_function_is_in_the_catalogue():
    listed = {metric.function for metric in CANON.values()}
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                assert function in listed or name in STEPS, f"{module.__name__}.{name}"


def test_every_case_name_belongs_to_an_entry():
    assert {name for metric in CANON.values() for name in metric.cases} == CASE_METRICS.keys()
