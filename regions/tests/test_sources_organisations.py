"""Organisations from CSV and JSON: kinds, places, duplicates, drafts."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import ImportRun, Organisation
from regions.sources.organisations import parse
from regions.sources.tables import Unreadable
from regions.tests.factories import make_area, make_organisation, make_source
from regions.tests.source_files import square

HEADER = "id,name,kind,town,postcode,lon,lat,website,company_number,ukprn,supplier"
ACME = "acme,Acme,company,Leeds,LS1 4AP,-1.55,53.8,https://acme.example/,123456,,yes"


def table(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


def entry(**fields):
    return {
        "id": "a1",
        "name": "Acme",
        "description": "Somebody else's words",
        "location": {"lat": 53.8, "lon": -1.55, "postcode": "LS14AP"},
        "place_id": "p",
        "types": ["0"],
        "url": "https://acme.example/",
    } | fields


def document(*entries):
    kinds = {"0": "Company", "1": "Funder", "2": "Incubator / accelerator", "3": "University / RTO"}
    return json.dumps(
        {"org_types": kinds, "orgs": entries, "placesById": {"p": {"name": "Leeds"}}}
    ).encode()


@pytest.fixture
def ingest(tmp_path, db):
    make_source("imported-file")
    make_area("Yorkshire", code="TLE", boundary=square(-2, 53))

    def run(data, **options):
        path = tmp_path / "organisations"
        path.write_bytes(data)
        out = StringIO()
        try:
            call_command("ingest", "organisations", path, stdout=out, **options)
        except CommandError as error:
            out.write(str(error))
        return out.getvalue()

    return run


def test_a_csv_row_becomes_a_draft_with_its_region(ingest):
    ingest(table(ACME))

    acme = Organisation.objects.get()
    assert (acme.key, acme.name, acme.kind, acme.is_supplier) == ("acme", "Acme", "firm", True)
    assert (acme.company_number, acme.postcode_area, acme.town) == ("00123456", "LS", "Leeds")
    assert (acme.region.code, acme.status, acme.verified) == ("TLE", "draft", False)
    assert acme.history.count() == 1


def test_publish_publishes_only_what_lies_in_a_region(ingest):
    ingest(table(ACME, "far,Far,firm,Lerwick,ZE1,-1.14,60.15,,,,"), publish=True)

    assert dict(Organisation.objects.values_list("key", "status")) == {
        "acme": "published",
        "far": "draft",
    }


def test_a_point_just_off_the_shore_belongs_to_the_nearest_region(ingest):
    ingest(table("quay,Quay,firm,Goole,DN14,-0.9,53.5,,,,"))

    assert Organisation.objects.get().region.code == "TLE"


def test_json_entries_are_read_without_their_descriptions(ingest):
    ingest(
        document(
            entry(),
            entry(id="b", name="Leeds University", types=["3"], location={}),
            entry(id="c", name="The Turing Institute", types=["3"], location={}),
            entry(id="d", name="Fund", types=["1"], location={}),
        )
    )

    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert kinds == {
        "Acme": "firm",
        "Leeds University": "university",
        "The Turing Institute": "research",
        "Fund": "investor",
    }
    assert set(Organisation.objects.values_list("description", "town")) == {("", "Leeds")}


def test_a_plain_json_list_is_read_too(ingest):
    ingest(json.dumps([{"name": "Acme", "kind": "firm", "lon": -1.55, "lat": 53.8}]).encode())

    assert Organisation.objects.get().region.code == "TLE"


def test_the_same_file_twice_changes_nothing(ingest):
    ingest(document(entry(), entry(id="b", name="Other")))
    before = list(Organisation.objects.values())

    assert "Nothing new" in ingest(document(entry(), entry(id="b", name="Other")))
    assert list(Organisation.objects.values()) == before


def test_an_organisation_that_is_there_under_another_key_is_found_and_kept(ingest):
    ours = make_organisation("ACME", town="Holbeck", postcode_area="LS", website="")

    ingest(table(ACME))

    ours.refresh_from_db()
    assert Organisation.objects.count() == 1
    assert (ours.name, ours.town, ours.website) == ("ACME", "Holbeck", "https://acme.example/")


def test_one_that_was_deleted_stays_deleted(ingest):
    ingest(table(ACME))
    Organisation.objects.get().delete()

    printed = ingest(table(ACME))

    assert "1 were deleted here before: they stay deleted" in printed
    assert not Organisation.objects.exists()


def test_the_same_name_at_the_same_postcode_is_taken_once_and_named(ingest):
    printed = ingest(table(ACME, ACME.replace("acme,", "acme2,", 1).replace("123456", "")))

    assert "1 rows left out: “Acme”, which line 2 has already at the same postcode" in printed
    assert Organisation.objects.count() == 1


def test_a_damaged_name_is_mended_or_stays_a_draft(ingest):
    printed = ingest(
        table("a,CafÃ©,firm,Leeds,LS1,-1.5,53.8,,,,", "b,X√† ‚Äö√†√∂,firm,Leeds,LS2,-1.5,53.8,,,,"),
        publish=True,
    )

    assert "line 2: “CafÃ©” was read with the wrong encoding: “Café”." in printed
    assert "looks damaged; it stays a draft" in printed
    assert dict(Organisation.objects.values_list("key", "status")) == {
        "a": "published",
        "b": "draft",
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b,,firm,,,,,,,,", "has no name"),
        ("b,B,club,,,,,,,,", "“club” is no kind we know"),
        ("b,B,,,,,,,,,", "“” is no kind we know"),
        ("acme,B,firm,,,,,,,,", "The id “acme” is in line 2 already"),
        ("b,B,firm,,,,,,123456,,", "The company_number “00123456” is in line 2 already"),
        ("b,B,firm,,,x,53,,,,", "is not two numbers"),
        ("b,B,firm,,,53.8,-1.5,,,,", "longitude and latitude swapped"),
        ("b,B,firm,,,,,,12AB,,", "“12AB” is not a company number"),
        ("b,B,firm,,,,,,,10007795,", "only a university has a UKPRN"),
        ("b,B,university,,,,,,,123,", "“123” is not a UKPRN"),
        ("b,B,public,,,,,,,,yes", "only a firm can be a supplier"),
        ("b,B,firm,,,,,,,,perhaps", "neither yes nor no"),
        ("b,B,firm", "3 cells where the header has 11"),
        (f"b,{'B' * 201},firm,,,,,,,,", "longer than 200 characters"),
    ],
)
def test_a_faulty_row_refuses_the_file_with_its_line(ingest, row, reason):
    printed = ingest(table(ACME, row))

    assert "line 3: " in printed
    assert reason in printed
    assert not Organisation.objects.exists()
    assert ImportRun.objects.get().status == "refused"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (table(header="name,town"), "lacks “kind”"),
        (table(header="name,kind,turnover"), "“turnover”, which we do not know"),
        (table(header="name,kind,name"), "twice"),
        (b"[{", "Not valid JSON"),
        (b"{}", "holds no organisations"),
        (b"[]", "holds no organisations"),
        (table("a,Caf\u00e9,firm,,,,,,,,").decode().encode("latin-1"), "byte"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(data, reason):
    with pytest.raises(Unreadable, match=reason):
        parse(data)


def test_an_entry_that_is_no_object_is_refused_by_number(ingest):
    assert "entry 2: The entry is not an object." in ingest(document(entry(), 7))


@pytest.mark.data
def test_the_3280_organisations_load_in_a_few_queries(shared_data, ingest, db):
    call_command("load_starter", verbosity=0)
    data = (shared_data / "firms" / "nesta_waifinder_ai_orgs.json").read_bytes()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        printed = ingest(data)

    assert "3,280 rows read" in printed
    assert len(queries) < 200  # in batches, never one per organisation
    loaded = Organisation.objects.filter(source__slug="imported-file")
    assert loaded.count() > 3000
    assert set(loaded.values_list("status", "description")) == {("draft", "")}
    assert not loaded.filter(region__isnull=True).exists()
    assert "Nothing new" in ingest(data)
