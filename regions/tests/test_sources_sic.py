"""SIC codes from the package and from the two published layouts."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from regions.models import ImportRun, Industry
from regions.sources.sic_codes import parse
from regions.sources.sic_tree import NOT_SIC, package_titles, sic_tree
from regions.sources.tables import Unreadable
from regions.tests.factories import make_industry, make_source

CONDENSED = "SIC Code,Description"
LOOKUP = "SIC_5DIGIT_CODE,SIC_5DIGIT_NAME,SIC_3DIGIT_NAME"


def table(header, *rows):
    return "\n".join([header, *rows, ""]).encode()


@pytest.fixture
def ingest(tmp_path, db):
    make_source("ons-sic-2007")
    section = make_industry("C", level="section")
    for division in {code[:2] for code in package_titles()}:
        make_industry(division, level="division", parent=section)

    def run(data=None, **options):
        out = StringIO()
        arguments = []
        if data is not None:
            path = tmp_path / "sic.csv"
            path.write_bytes(data)
            arguments = [path]
        try:
            call_command("ingest", "sic_codes", *arguments, stdout=out, **options)
        except CommandError as error:
            out.write(str(error))
        return out.getvalue()

    return run


def test_each_code_has_the_parent_that_its_digits_say():
    codes = {code.code: code for code in sic_tree(package_titles())}

    assert codes["30300"].parent == "30.30"
    assert codes["30.30"].parent == "30.3"
    assert codes["30.3"].parent == "30"
    assert codes["30.3"].title == codes["30300"].title
    assert all(len(code.title) <= 200 for code in codes.values())
    assert not set(NOT_SIC) & set(codes)


def test_without_a_file_the_codes_of_the_package_are_loaded_once(ingest):
    printed = ingest()

    assert "from its package" in printed
    assert Industry.objects.get(code="26110").parent.parent.parent.code == "26"
    assert "Nothing new" in ingest()


def test_the_condensed_list_is_read_and_its_additions_left_out(ingest):
    printed = ingest(table(CONDENSED, "1110,Growing of cereals", "99999,Dormant Company"))

    assert Industry.objects.get(code="01110").title == "Growing of cereals"
    assert "99999 (Dormant Company) is not a code of SIC 2007" in printed


def test_the_lookup_names_groups_and_a_list_without_them_keeps_those_names(ingest):
    ingest(table(LOOKUP, "01110,01110 : Growing of cereals,011 : Growing of non-perennial crops"))
    ingest(table(CONDENSED, "01110,Cereals"))

    assert Industry.objects.get(code="01.1").title == "Growing of non-perennial crops"
    assert Industry.objects.get(code="01110").title == "Cereals"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x,Growing", "“0000x” is not a code of five digits"),
        ("01120,", "01120 has no description"),
        ("01110,Again", "01110 is on line 2 already"),
        ("01120", "1 cells where the header has 2"),
    ],
)
def test_a_faulty_row_refuses_the_list_with_its_line(ingest, row, reason):
    printed = ingest(table(CONDENSED, "01110,Growing of cereals", row))

    assert f"line 3: {reason}" in printed
    assert not Industry.objects.filter(level="subclass").exists()
    assert ImportRun.objects.get().status == "refused"


def test_a_wrong_header_is_refused():
    with pytest.raises(Unreadable, match="found “Code”, “Name”"):
        parse(table("Code,Name", "01110,Growing"))


@pytest.mark.data
def test_the_published_lookup_needs_its_encoding_named(shared_data, ingest):
    data = (shared_data / "lookups" / "sic2007_5digit_lookup.csv").read_bytes()

    assert "line 172: The file is not UTF-8: byte 33531 is 0xC6" in ingest(data)
    assert "--encoding cp1252" in ingest(data)

    printed = ingest(data, encoding="cp1252")

    assert "729 rows read" in printed
    assert "01000 (DEFRA/Scottish Executive Agricultural Data) is not a code" in printed
    assert Industry.objects.get(code="01.1").title == "Growing of non-perennial crops"
