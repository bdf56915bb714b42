"""The worked cases, and that check_metrics finds what is wrong with a case."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from regions.analysis.case_metrics import METRICS
from regions.analysis.cases import cases_in, check

OWN = Path(__file__).parent / "data" / "canon_cases.json"
SHARED = Path(os.environ.get("SHARED_DATA", Path(settings.BASE_DIR).parent / "shared" / "data"))

GOOD = {
    "id": "good",
    "metric": "hhi",
    "input": {"X": [[1, 1], [0, 0]]},
    "expected": [0.5, None],
    "tolerance": 1e-12,
}
PLANT = {"plant_emp": [1], "plant_area": ["a"], "area_emp": {"a": 1}}


def problems(path):
    return [
        f"{one.name}: {one.problem}"
        for one in check(cases_in(json.loads(path.read_text())))
        if one.problem
    ]


def test_every_own_case_passes():
    assert problems(OWN) == []


def test_every_metric_of_the_table_has_a_case_of_its_own():
    named = {case["metric"] for case in json.loads(OWN.read_text())["cases"]}
    assert named == METRICS.keys()


@pytest.mark.data
def test_every_reference_case_passes():
    path = SHARED / "reference_cases.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    assert problems(path) == []


@pytest.mark.data
def test_every_name_in_the_table_of_conventions_is_known():
    path = SHARED / "METRICS.md"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    named = set()
    for line in path.read_text().splitlines():
        if line.startswith("| `"):
            words = [word for word in line.split("|")[1].split("`") if word.strip(" ·")]
            stem = words[0].rsplit("_", 1)[0]
            named |= {stem + word if word.startswith("_") else word for word in words}
    assert len(named) >= 37
    assert named <= METRICS.keys()


def verdict(**changes):
    (found,) = check([{**GOOD, **changes}])
    return found


def test_a_case_that_agrees_passes():
    assert verdict().passed


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"metric": "hhhi"}, "unknown metric 'hhhi'"),
        ({"metric": ["hhi"]}, "TypeError"),
        ({"input": {}}, "malformed: its input has no X"),
        ({"input": [1]}, "malformed: its input is not an object"),
        ({"input": {"X": [[1, 2], [3]]}}, "malformed: X is not a number or an even array"),
        ({"input": {"X": [["a"]]}}, "malformed: X is not a number"),
        ({"input": {"X": [1, 2]}}, "malformed: X has 1 dimensions"),
        ({"input": {"X": [[]]}}, "malformed: X is empty"),
        ({"expected": [0.5, 0.0]}, "at [1] null, expected 0"),
        ({"expected": [0.5]}, "gives 2 numbers where 1 numbers is expected"),
        ({"expected": ["x", 0]}, "malformed: its expected value"),
        ({"expected": [0.5 + 1e-9, None]}, "at [0] 0.5, expected 0.500000001"),
        ({"expected": [None, None]}, "at [0] 0.5, expected null"),
        ({"tolerance": None}, "malformed: its tolerance"),
        ({"tolerance": -1}, "malformed: its tolerance"),
        ({"tolerance": float("nan")}, "malformed: its tolerance"),
    ],
)
def test_what_is_wrong_with_a_case_is_told(changes, told):
    found = verdict(**changes)
    assert found.name == "good"
    assert told in found.problem


@pytest.mark.parametrize("key", ["metric", "input", "expected", "tolerance", "id"])
def test_a_case_without_a_part_fails_by_name(key):
    case = {name: value for name, value in GOOD.items() if name != key}
    (found,) = check([case])
    assert found.name == ("case 1" if key == "id" else "good")
    assert f"it has no {key}" in found.problem


def test_a_case_that_is_no_object_fails_and_the_next_still_runs():
    first, second = check(["nonsense", GOOD])
    assert (first.name, first.problem) == ("case 1", "is not an object")
    assert second.passed


@pytest.mark.parametrize(
    ("metric", "given", "told"),
    [
        ("proximity", {"M": [[0.5]]}, "other values than 0 and 1"),
        ("relatedness_density", {"M": [[1]], "diagonal": 2}, "neither 0 nor 1"),
        ("poisson_limits", {"n": [1], "level": 95}, "not between 0 and 1"),
        ("network_summary", {"edges": [[1, 2]]}, "no edge has node 0"),
        ("network_summary", {"edges": [[1, 2, 3]]}, "not a list of pairs"),
        ("ellison_glaeser", {**PLANT, "plant_area": ["b"]}, "not listed: b"),
        ("ellison_glaeser", {**PLANT, "plant_area": []}, "plant_area"),
        ("ellison_glaeser", {**PLANT, "area_emp": [1]}, "area_emp does not give"),
        ("coagglomeration", {"plants": [["a", "x", 1]], "industries": ["y"]}, "industry y"),
        ("coagglomeration", {"plants": [["a", 1]]}, "not a list of"),
        ("skill_relatedness", {"F": [[1, 2]]}, "not square"),
        ("variety", {"X": [[1, 2]], "parent": [0]}, "1 parents are given for 2"),
    ],
)
def test_an_input_that_does_not_fit_its_metric_fails_by_name(metric, given, told):
    found = verdict(metric=metric, input=given, expected=0)
    assert told in found.problem


def test_a_source_that_writes_zero_for_zero_over_zero_may_expect_it():
    case = {"metric": "location_quotient", "input": {"X": [[1, 1], [0, 0]]}}
    zeros = {"expected": [[1, 1], [0, 0]]}
    assert verdict(**case, **zeros, source="EconGeo").passed
    assert not verdict(**case, **zeros, source="hand-worked").passed
    assert verdict(**case, expected=[[1, 1], [None, None]], source="EconGeo").passed


def run(path, capsys):
    code = 0
    try:
        call_command("check_metrics", str(path))
    except SystemExit as stopped:
        code = stopped.code
    return code, capsys.readouterr().out


def test_the_command_prints_each_failure_and_the_count_and_exits_with_one(tmp_path, capsys):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [GOOD, {**GOOD, "id": "odd", "metric": "other"}, 3]}))
    code, out = run(path, capsys)
    assert code == 1
    assert out.splitlines() == [
        "FAILED odd: unknown metric 'other'",
        "FAILED case 3: is not an object",
        "1 passed, 2 failed",
    ]


def test_the_command_exits_with_nothing_when_all_pass(capsys):
    code, out = run(OWN, capsys)
    assert code == 0
    assert out.strip().endswith("passed, 0 failed")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cases": {}}', "\x00"])
def test_a_file_without_cases_is_refused(text, tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(text)
    with pytest.raises(CommandError, match="is not a file of cases"):
        call_command("check_metrics", str(path))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_metrics", str(tmp_path / "none.json"))
