"""Learning providers: gaps filled in by UKPRN, new ones as drafts, a curator's text kept."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from regions.models import ImportRun, Organisation
from regions.sources.learning_providers import parse
from regions.sources.mojibake import broken, mended
from regions.sources.tables import Unreadable
from regions.tests.factories import make_area, make_organisation, make_source
from regions.tests.source_files import square

HEADER = "UKPRN,PROVIDER_NAME,VIEW_NAME,TOWN,POSTCODE,WEBSITE_URL,LONGITUDE,LATITUDE"
LEEDS = "10007795,UNIVERSITY OF LEEDS,,LEEDS,LS2 9JT,http://www.leeds.ac.uk/,-1.555,53.807"
OPEN = "10007773,OPEN UNIVERSITY(THE),Open University(The),Milton Keynes,MK7 6AA,,,"


def table(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


@pytest.fixture
def ingest(tmp_path, db):
    make_source("learning-providers")
    make_area("Yorkshire", code="TLE", boundary=square(-2, 53))

    def run(data, **options):
        path = tmp_path / "providers.csv"
        path.write_bytes(data)
        out = StringIO()
        try:
            call_command("ingest", "learning_providers", path, stdout=out, **options)
        except CommandError as error:
            out.write(str(error))
        return out.getvalue()

    return run


def test_a_new_university_comes_in_as_a_draft_with_its_region(ingest):
    ingest(table(LEEDS))

    leeds = Organisation.objects.get()
    assert (leeds.name, leeds.town, leeds.postcode_area) == ("University of Leeds", "Leeds", "LS")
    assert (leeds.kind, leeds.status, leeds.verified) == ("university", "draft", False)
    assert leeds.region.code == "TLE"
    assert leeds.history.get().history_change_reason == "Learning providers import"


def test_a_university_without_coordinates_is_loaded_without_a_point_and_named(ingest):
    printed = ingest(table(LEEDS, OPEN))

    assert "line 3: The list has no position for The Open University." in printed
    assert Organisation.objects.get(ukprn="10007773").lon is None
    assert ImportRun.objects.get().status == "loaded"


def test_an_existing_university_keeps_what_a_curator_wrote_and_gets_what_it_lacks(ingest):
    make_organisation(
        "Leeds, our way",
        kind="university",
        ukprn="10007795",
        town="Woodhouse",
        website="",
        lon=-1.56,
        lat=53.8,
        region=make_area("Elsewhere"),
    )

    ingest(table(LEEDS))

    leeds = Organisation.objects.get()
    assert (leeds.name, leeds.town, leeds.lon) == ("Leeds, our way", "Woodhouse", -1.56)
    assert leeds.website == "http://www.leeds.ac.uk/"
    assert leeds.region.name == "Elsewhere"
    assert leeds.history.count() == 2


def test_the_same_list_twice_changes_nothing_and_a_deleted_one_stays_away(ingest):
    ingest(table(LEEDS, OPEN))
    assert "Nothing new" in ingest(table(LEEDS, OPEN))

    Organisation.objects.get(ukprn="10007795").delete()

    assert "Nothing new" in ingest(table(LEEDS, OPEN))
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("123,A,A,Leeds,LS1,,,", "“123” is not a UKPRN"),
        (LEEDS, "UKPRN 10007795 is on line 2 already"),
        ("10007796,,,Leeds,LS1,,,", "has no name"),
        ("10007796,A,A,Leeds,LS1,,-1.5,north", "is not two numbers"),
        ("10007796,A,A,Leeds,LS1,,53.8,-1.5", "longitude and latitude swapped"),
        ("10007796,A,A,Leeds,LS1,,10,10", "outside the United Kingdom"),
        ("10007796,A,A,Leeds,LS1,,-1.5,", "is not two numbers"),
        ("10007796,A,A,Leeds", "4 cells where the header has 8"),
    ],
)
def test_a_faulty_row_refuses_the_list_with_its_line(ingest, row, reason):
    printed = ingest(table(LEEDS, row))

    assert "line 3: " in printed
    assert reason in printed
    assert not Organisation.objects.exists()


def test_a_wrong_header_and_a_wrong_encoding_are_refused():
    with pytest.raises(Unreadable, match="lacks “UKPRN”, “PROVIDER_NAME”"):
        parse(table(LEEDS, header="ID,NAME"))
    with pytest.raises(Unreadable, match="0xF4"):
        parse(table("10007796,A,Prifysgol Môn,X,LL1,,,").decode().encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CafÃ©", "Café"),
        ("Cooee¬¨¬®‚àö√ú", "Cooee®"),
        ("S‚àÜ√≠‚àö¬®on Diagnostics", "Sēon Diagnostics"),
        ("Coleg Môn", "Coleg Môn"),
        ("Entrée", "Entrée"),
        ("Ångström & Søn", "Ångström & Søn"),
    ],
)
def test_text_read_with_the_wrong_encoding_is_mended_and_other_text_left_alone(text, meant):
    assert mended(text) == meant
    assert not broken(meant)


@pytest.mark.data
def test_the_official_list_finds_the_universities_of_the_starter(shared_data, ingest):
    call_command("load_starter", verbosity=0)
    before = Organisation.objects.count()

    printed = ingest((shared_data / "universities" / "learning-providers-plus.csv").read_bytes())

    assert "166 rows read" in printed
    assert printed.count("The list has no position for") == 4
    run = ImportRun.objects.get(name="learning_providers")
    assert run.rows_unchanged >= 140
    assert Organisation.objects.count() - before == run.report["added"] < 20
