"""The GVA table: what is read, repaired, and refused, with the line of each."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.sources.ons_gva import Known, KnownArea, parse
from regions.sources.reference import FOLDER
from regions.sources.sic_labels import KnownIndustry, NoIndustry, read_label
from regions.sources.tables import Unreadable
from regions.tests.source_files import GVA_HEADER, GVA_ROWS, gva_csv

INDUSTRIES = {
    "TOTAL": KnownIndustry("All industries", ("01", "02", "03", "10", "11", "12", "33")),
    "A": KnownIndustry("Agriculture, forestry and fishing", ("01", "02", "03")),
    "C": KnownIndustry("Manufacturing", ("10", "11", "12", "33")),
    "CA": KnownIndustry("Manufacture of food, beverages and tobacco", ("10", "11", "12")),
    "CD-CE": KnownIndustry("Manufacture of coke and chemicals", ("19", "20")),
    "01": KnownIndustry("Crop and animal production", ("01",)),
    "2-3": KnownIndustry("Forestry and fishing", ("02", "03")),
    "11-12": KnownIndustry("Manufacture of beverages and tobacco products", ("11", "12")),
    "68IMP": KnownIndustry("Owner-occupiers' imputed rental", ("68",)),
    "A-E": KnownIndustry("Production sector", ("01", "39")),
}
KNOWN = Known(
    areas={
        "UK": KnownArea("United Kingdom", "UK", "ITL2021"),
        "TLC": KnownArea("North East", "ITL1", "ITL2021"),
        "TLC1": KnownArea("Tees Valley and Durham", "ITL2", "ITL2021"),
        "TLC2": KnownArea("Northumberland and Tyne and Wear", "ITL2", "ITL2021"),
    },
    industries=INDUSTRIES,
    elsewhere={"TLC3": (KnownArea("Tees Valley", "ITL2", "ITL2025"),)},
)


def read(*rows, header=GVA_HEADER):
    return parse(gva_csv(*rows, header=header), KNOWN)


def with_row(number, row):
    """The good table with row `number` (from 0) replaced; it stands on line number + 2."""
    rows = list(GVA_ROWS)
    rows[number] = row
    return read(*rows)


def refusals(parsed):
    return [(note.line, note.reason) for note in parsed.refusals]


def test_a_good_table_is_read_whole():
    parsed = read()

    assert parsed.refusals == []
    assert parsed.facts == {"years": (2020, 2021), "level": "ITL2"}
    values = {(one.area, one.industry): one.values for one in parsed.records}
    assert values["TLC1", "TOTAL"] == (22586, 24211)
    assert values["TLC2", "TOTAL"] == (None, 33001)  # [c]: withheld
    assert values["TLC1", "2-3"] == (10, -2)  # published output can be negative


def test_a_range_that_became_a_date_is_repaired_and_named():
    parsed = read()

    assert [note.line for note in parsed.repairs] == [4, 7]
    assert all("“02-Mar” is the range 2-3 made a date" in note.reason for note in parsed.repairs)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Total", "TOTAL"),
        ("A (1-3)", "A"),
        ("CA (10-12)", "CA"),
        ("CD-CE (19-20)", "CD-CE"),
        ("1", "01"),
        ("01", "01"),
        ("2-3", "2-3"),
        ("02-03", "2-3"),
        ("10-12", "CA"),
        ("68IMP", "68IMP"),
        ("A-E", "A-E"),
        ("02-Mar", "2-3"),
        ("2-Mar", "2-3"),
        ("Mar-02", "2-3"),
        ("03-Feb", "2-3"),
        ("2024-03-02", "2-3"),
        ("02/03/2024", "2-3"),
        ("11-Dec", "11-12"),
        ("10-Dec", "CA"),
        ("01-Mar", "A"),
    ],
)
def test_every_form_of_an_industry_label_is_understood(label, code):
    reading = read_label(label, "", INDUSTRIES)

    assert reading.code == code
    assert bool(reading.repair) == any(mark in label for mark in ("Mar", "Feb", "Dec", "2024"))


@pytest.mark.parametrize(
    ("label", "description", "reason"),
    [
        ("05-Jun", "", "5-6 is not a bundle"),
        ("02-Feb", "", "not a bundle"),
        ("02-Mar", "Manufacturing", "but “Manufacturing” is C"),
        ("44987", "", "is not an industry we know"),
        ("A (1-4)", "", "A covers divisions 1 to 3"),
        ("ZZ (1-3)", "", "no industry “ZZ”"),
        ("13-15", "", "not a bundle of divisions we know"),
        ("", "", "is empty"),
    ],
)
def test_a_label_that_could_mean_something_else_is_never_guessed(label, description, reason):
    with pytest.raises(NoIndustry, match=reason):
        read_label(label, description, INDUSTRIES)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("TLC3,Tees Valley,Total,All industries,1,2", "Tees Valley in ITL 2025, not an area of"),
        ("UKC1,Tees Valley,Total,All industries,1,2", "a code of NUTS (before 2021), not of ITL"),
        ("TLZZ,Nowhere,Total,All industries,1,2", "not an area of ITL 2021, nor of any other"),
        (",Nowhere,Total,All industries,1,2", "area code is empty"),
        ("TLC1,Tees,Total,All industries,1", "5 cells where the header has 6"),
        ("TLC1,Tees,Total,All industries,1,2,3", "7 cells where the header has 6"),
        ("TLC1,Tees,Total,All industries,1,lots", "2021: “lots” is not a number"),
        ("TLC1,Tees,Total,All industries,1,inf", "2021: “inf” is not a number"),
        ("TLC1,Tees,Total,All industries,1,NaN", "2021: “NaN” is not a number"),
        ('TLC1,Tees,Total,All industries,1,"1,23"', "2021: “1,23” is not a number"),
        ("TLC1,Tees,Total,All industries,1,1e5", "2021: “1e5” is not a number"),
        ("TLC1,Tees,Total,All industries,-,2", "2020: “-” may mean nothing or withheld"),
        ("TLC1,Tees,Total,All industries,,2", "2020: the cell is empty"),
        ("TLC1,Tees,99,Unknown,1,2", "“99” (Unknown) is not an industry"),
        ("TLC1,Tees,C (10-33),Manufacturing,1,2", "TLC1 × C is on line 3 already"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_refused_with_its_line(row, reason):
    number = 2 if "C (10-33)" in row else 0

    [(line, found)] = refusals(with_row(number, row))

    assert line == number + 2
    assert reason in found


def test_every_fault_of_a_file_is_reported_not_only_the_first():
    rows = ["TLC1,Tees,Total,All industries,x y,2", "TLZZ,Nowhere,5-9,Mining,1,2", *GVA_ROWS[2:]]

    assert [line for line, _ in refusals(read(*rows))] == [2, 3, 3]


def test_rows_that_are_no_area_are_left_out_by_name():
    more = [
        "UKX,United Kingdom less Extra-Regio,Total,All industries,1,2",
        "TLZ,Extra-Regio,Total,All industries,1,2",
        "TLB,England,Total,All industries,1,2",
    ]

    parsed = read(*GVA_ROWS, *more)

    assert parsed.refusals == []
    assert [name.split(" ")[0] for name in parsed.left_out] == ["UKX", "TLZ", "TLB"]
    assert parsed.read == 9
    assert len(parsed.records) == 6


def test_a_table_that_lacks_an_area_is_refused_because_every_share_would_be_wrong():
    [(line, reason)] = refusals(read(*GVA_ROWS[:3]))

    assert line == 0
    assert "1 of the 2 areas of ITL2, ITL 2021, have no rows: TLC2" in reason


def test_a_table_cut_off_in_the_middle_of_an_area_is_refused():
    [(line, reason)] = refusals(read(*GVA_ROWS[:5]))

    assert line == 5
    assert "“TLC2” has no row for 2-3" in reason


def test_a_table_of_two_levels_is_refused():
    rows = [row.replace("TLC1", "TLC") for row in GVA_ROWS[:3]]

    found = refusals(read(*GVA_ROWS, *rows))

    assert found[0] == (8, "“TLC” is of level ITL1 in a table of level ITL2.")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 0, "The file is empty"),
        (b" \n \n", 0, "The file is empty"),
        (gva_csv(header="Code,Region,Industry,Name,2020,2021"), 1, "Expected “ITL code” or"),
        (
            gva_csv(header="ITL code,Region name,SIC07 code,SIC07 description,2020,Total"),
            1,
            "found",
        ),
        (gva_csv(header="ITL code,Region name,SIC07 code,SIC07 description,2020,2020"), 1, "twice"),
        (gva_csv(header="ITL code,Region name,SIC07 code,SIC07 description"), 1, "found"),
        (gva_csv().decode("utf-8-sig").encode("utf-16"), 0, "is UTF-16"),
        (b"PK\x03\x04" + b"0" * 40, 0, "spreadsheet or zip"),
        (b"<!DOCTYPE html><html>", 0, "web page"),
        (gva_csv().replace(b"Tees", b"T\0es", 1), 2, "zero byte"),
        (gva_csv(GVA_ROWS[0], 'TLC1,"Tees,C (10-33),x,1,2'), 3, "Not valid CSV"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(data, line, reason):
    with pytest.raises(Unreadable, match=reason) as refused:
        parse(data, KNOWN)

    assert refused.value.note.line == line


def test_a_wrong_encoding_is_named_with_its_byte_and_line():
    data = gva_csv().replace(b"Manufacturing", "Façonnage".encode("latin-1"), 1)

    with pytest.raises(Unreadable, match=f"byte {data.index(0xE7)} is 0xE7") as refused:
        parse(data, KNOWN)

    assert refused.value.note.line == 3


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise_than_by_refusing(data):
    try:
        parsed = parse(gva_csv() + data, KNOWN)
    except Unreadable:
        return
    assert parsed.read >= 6
    assert len(parsed.records) + len({note.line for note in parsed.refusals}) > 0


@pytest.mark.data
def test_the_official_tables_hold_nothing_that_is_not_understood(shared_data):
    """The labels of all three levels, each read as an industry of the reference tables."""
    with (FOLDER / "industries.csv").open(encoding="utf-8", newline="") as file:
        known = {
            row["code"]: KnownIndustry(row["title"], tuple(row["divisions"].split(";")))
            for row in csv.DictReader(file)
        }
    for path in sorted((shared_data / "metrics").glob("ons_gva_itl[123]_by_sic*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            labels = {(row["SIC07 code"], row["SIC07 description"]) for row in csv.DictReader(file)}
        codes = {read_label(label, text.strip(), known).code for label, text in labels}
        assert len(codes) == len(labels), path.name
