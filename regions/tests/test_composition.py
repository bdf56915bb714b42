"""What a sector is measured on, against the nesting of the published tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.analysis.composition import (
    Classification,
    Composition,
    Node,
    basis_words,
    compose,
)
from regions.tests.gva_files import divisions_between, gva_file, node, section_of

# The industries of the ITL3 and of the ITL2 table for manufacturing, energy and real estate.
SHARED = {"Total": "All industries", "A-E": "Production sector", "C (10-33)": "Manufacturing",
          "CA (10-12)": "Food, drink and tobacco", "CH (24-25)": "Metals",
          "L (68)": "Real estate activities", "68IMP": "Imputed rental",
          "68": "Real estate, excluding imputed rental"}  # fmt: skip
ITL2 = SHARED | {"10": "Food", "11-Dec": "Drink and tobacco", "24": "Basic metals",
                 "25": "Fabricated metals", "CI (26)": "Electronics", "D (35)": "Energy",
                 "E (36-39)": "Water and waste"}  # fmt: skip
ITL3 = SHARED | {"DE (35-39)": "Energy, water and waste", "CI-CJ (26-27)": "Electrics"}
FINE = {
    "24.4": "24", "24.46": "24.4", "26.1": "26", "26.11": "26.1", "35.11": "35", "68.2": "68",
}  # fmt: skip


def nodes(labels: dict[str, str]) -> list[Node]:
    return [node(label, title) for label, title in labels.items()]


def classification() -> Classification:
    divisions = [
        Node(code, "division", section_of(code), (code,), f"Division {code}")
        for code in divisions_between("1", "99")
    ]
    fine = [Node(code, "group", parent) for code, parent in FINE.items()]
    return Classification([*divisions, *nodes(ITL3), *nodes(ITL2), *fine])


def on(table: dict[str, str], *wanted: str) -> Composition:
    return compose(wanted, {one.code for one in nodes(table)}, classification())


def test_a_published_industry_is_taken_as_it_is() -> None:
    assert on(ITL2, "24") == Composition(("24",))
    assert on(ITL2, "C") == Composition(("C",))


def test_parts_that_cover_it_completely_are_added_up() -> None:
    parts = {code: title for code, title in ITL2.items() if code != "CH (24-25)"}
    assert on(parts, "24", "25") == Composition(("24", "25"))


def test_a_published_sum_is_preferred_to_its_rounded_parts() -> None:
    assert on(ITL2, "24", "25") == Composition(("CH",))
    assert on(ITL2, "10", "11", "12") == Composition(("CA",))


def test_a_bundle_of_one_division_is_that_division() -> None:
    assert on(ITL2, "26").exact
    assert on(ITL2, "26").codes == ("CI",)


def test_without_parts_the_nearest_wider_industry_is_taken() -> None:
    assert on(ITL3, "24") == Composition(("CH",), wider=("CH",), surplus=1)
    assert on(ITL3, "26") == Composition(("CI-CJ",), wider=("CI-CJ",), surplus=1)


def test_incomplete_parts_do_not_stand_for_the_whole() -> None:
    table = {"C (10-33)": "Manufacturing", "24": "Basic metals"}
    assert on(table, "24", "25") == Composition(("C",), wider=("C",), surplus=22)


def test_a_code_below_division_is_measured_on_its_division() -> None:
    assert on(ITL2, "24.46") == Composition(("24",), wider=("24",))
    assert on(ITL2, "24.46").surplus == 0


def test_a_division_and_a_part_of_it_are_counted_once() -> None:
    assert on(ITL2, "24", "24.46") == Composition(("24",))
    assert on(ITL2, "C", "24", "24.46", "10") == Composition(("C",))


def test_two_codes_with_one_wider_industry_are_counted_once() -> None:
    assert on(ITL3, "24", "25") == Composition(("CH",))
    assert on(ITL3, "35.11", "38") == Composition(("DE",), wider=("DE",), surplus=3)


def test_a_finer_published_code_is_used_where_there_is_one() -> None:
    known = classification()
    assert compose(["24.46"], ["24", "24.46"], known) == Composition(("24.46",))
    both = compose(["24.46", "25"], ["24.46", "24", "25", "C"], known)
    assert both == Composition(("24.46", "25"))


def test_imputed_rental_is_a_part_of_real_estate_beside_division_68() -> None:
    assert on(ITL2, "68") == Composition(("68",))
    assert on(ITL2, "L") == Composition(("L",))
    assert on(ITL2, "68IMP", "68") == Composition(("L",))
    assert on(ITL2, "68.2") == Composition(("68",), wider=("68",))
    assert on({"L (68)": "Real estate"}, "68") == Composition(("L",), wider=("L",))


def test_what_no_published_industry_holds_is_missing() -> None:
    assert on(ITL2, "62") == Composition((), missing=("62",))
    assert not on(ITL2, "24", "62").complete


def test_the_total_never_stands_for_a_sector() -> None:
    assert on({"Total": "All industries"}, "24").missing == ("24",)


def test_crossing_bundles_give_way_to_one_that_holds_both() -> None:
    crossing = [
        Node("X", "aggregate", None, ("24", "25")),
        Node("Y", "aggregate", None, ("25", "26")),
        Node("Z", "aggregate", None, ("24", "25", "26", "27")),
    ]
    known = Classification([*classification().by_code.values(), *crossing])
    found = compose(["24", "26"], ["X", "Y", "Z"], known)
    assert found == Composition(("Z",), wider=("Z",), surplus=2)
    without = compose(["24", "26"], ["X", "Y"], known)
    assert len(without.codes) == 1
    assert without.missing


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(ValueError, match="24X"):
        on(ITL2, "24X")


def test_an_industry_that_lies_in_itself_is_refused() -> None:
    loop = Classification([Node("26.1", "group", "26.11"), Node("26.11", "class", "26.1")])
    with pytest.raises(ValueError, match="lies in itself"):
        compose(["26.1"], [], loop)


def test_the_words_name_what_was_measured_instead() -> None:
    known = classification()
    assert basis_words(on(ITL2, "24"), known) == ""
    assert basis_words(on({"C (10-33)": "Manufacturing"}, "24"), known) == (
        "Measured on all of manufacturing (section C)."
    )
    assert basis_words(on(ITL3, "24", "68"), known) == "Includes all of metals (CH)."
    assert basis_words(on(ITL3, "24", "26"), known) == (
        "Measured on all of metals (CH) and electrics (CI-CJ)."
    )


def test_long_words_are_cut_at_an_industry() -> None:
    found = on(ITL3, "24", "26", "35", "10")
    words = basis_words(found, classification(), limit=75)
    assert words == "Measured on all of food, drink and tobacco (CA), metals (CH) and 2 more."
    assert len(basis_words(found, classification(), limit=40)) <= 40


# Any family of bundles, nested or crossing, and any question.
DIVISIONS = [f"{number:02d}" for number in range(10, 20)]
BUNDLES = st.lists(
    st.sets(st.sampled_from(DIVISIONS), min_size=1, max_size=6), min_size=1, max_size=12
)
QUESTIONS = st.sets(st.sampled_from([*DIVISIONS, "10.1", "10.11", "14.2"]), min_size=1, max_size=6)


@given(BUNDLES, QUESTIONS)
def test_no_division_is_ever_counted_twice(bundles: list[set[str]], wanted: set[str]) -> None:
    divisions = [Node(code, "division", None, (code,)) for code in DIVISIONS]
    fine = [
        Node("10.1", "group", "10"),
        Node("10.11", "class", "10.1"),
        Node("14.2", "group", "14"),
    ]
    offered = [
        Node(f"B{number}", "aggregate", None, tuple(sorted(one)))
        for number, one in enumerate(bundles)
    ]
    known = Classification([*divisions, *fine, *offered])
    found = compose(wanted, [one.code for one in offered], known)
    counted = [division for code in found.codes for division in known.by_code[code].divisions]
    assert len(counted) == len(set(counted))
    needed = {code[:2] for code in wanted}
    assert found.complete == (needed <= set(counted))
    assert found.surplus == len(set(counted) - needed)
    if found.exact:
        assert set(counted) == needed


@pytest.mark.data
@pytest.mark.parametrize("level", ["ITL1", "ITL2", "ITL3"])
def test_the_parts_of_each_official_bundle_add_up_to_it(shared_data: Path, level: str) -> None:
    """Each bundle of a table, composed without itself, gives the published figure again."""
    file = gva_file(shared_data, level)
    known = Classification([*classification().by_code.values(), *file.nodes.values()])
    year = file.years[-1]
    checked = 0
    for bundle in file.nodes.values():
        others = file.nodes.keys() - {bundle.code}
        wanted = [*bundle.divisions, *(["68IMP"] if "68" in bundle.divisions else [])]
        found = compose(wanted, others, known)
        if bundle.code in ("68", "68IMP") or not found.exact:
            continue
        checked += 1
        for area, figures in file.values.items():
            # Each published figure is rounded to a million.
            slack = 0.5 * (len(found.codes) + 1)
            parts = sum(figures[code][year] for code in found.codes)
            assert abs(parts - figures[bundle.code][year]) <= slack, (area, bundle.code)
    assert checked >= 10
