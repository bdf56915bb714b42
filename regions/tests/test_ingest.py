"""manage.py ingest: all or nothing, a record of every run, and nothing new from the same file."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from regions.models import Area, AreaFigure, ImportRun, MetricSubject, Release, Source
from regions.tests.factories import make_area, make_cluster
from regions.tests.source_files import GVA_ROWS, gva_csv, make_frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame():
    make_frame()


@pytest.fixture
def ingest(tmp_path):
    """Ingest bytes as a file; returns what was printed."""

    def run(data, name="ons_gva", file="table 2c 2024release.csv", **options):
        path = tmp_path / file
        path.write_bytes(data)
        out = StringIO()
        try:
            call_command("ingest", name, path, stdout=out, **options)
        except CommandError as error:
            out.write(str(error))
        return out.getvalue()

    return run


def figures():
    return {
        (one.area.code, one.industry.code, one.year): (one.pk, one.value, one.suppressed)
        for one in AreaFigure.objects.select_related("area", "industry")
    }


def test_a_table_becomes_the_current_release_of_its_level(frame, ingest):
    printed = ingest(gva_csv())

    release = Release.objects.get()
    assert (release.label, release.level, release.edition) == ("2024 release", "ITL2", "ITL2021")
    assert release.current
    assert len(release.checksum) == 64
    stored = figures()
    assert len(stored) == 12
    assert stored["TLC1", "TOTAL", 2021][1:] == (24211, False)
    assert stored["TLC2", "TOTAL", 2020][1:] == (None, True)
    run = ImportRun.objects.get()
    assert run.status == "loaded"
    assert (run.rows_read, run.rows_loaded, run.rows_repaired, run.rows_refused) == (6, 12, 2, 0)
    assert run.release == release
    assert "12 added, 0 changed, 0 unchanged, 0 removed" in printed
    assert "line 4 (and 1 more): “02-Mar” is the range 2-3" in printed


def test_new_figures_make_every_area_and_cluster_stale(frame, ingest):
    cluster = make_cluster()

    ingest(gva_csv())

    stale = MetricSubject.objects.stale()
    assert stale.filter(area__isnull=False).count() == Area.objects.count()
    assert stale.filter(cluster=cluster).exists()


def test_the_same_file_twice_changes_nothing(frame, ingest):
    ingest(gva_csv())
    before, release = figures(), Release.objects.values().get()
    MetricSubject.objects.all().delete()

    printed = ingest(gva_csv())

    assert "Nothing new: no record was changed" in printed
    assert figures() == before
    assert Release.objects.values().get() == release
    assert not MetricSubject.objects.exists()
    assert [run.status for run in ImportRun.objects.order_by("id")] == ["loaded", "unchanged"]


def test_a_corrected_file_of_the_same_release_changes_only_what_differs(frame, ingest):
    ingest(gva_csv())
    before = figures()
    rows = list(GVA_ROWS)
    rows[1] = rows[1].replace("3100", '"3,111"')

    printed = ingest(gva_csv(*rows))

    after = figures()
    assert "0 added, 1 changed, 11 unchanged, 0 removed" in printed
    assert after["TLC1", "C", 2021] == (before["TLC1", "C", 2021][0], 3111, False)
    assert {key for key in after if after[key] != before[key]} == {("TLC1", "C", 2021)}
    assert Release.objects.count() == 1


def test_figures_that_a_corrected_file_withdraws_are_gone(frame, ingest):
    ingest(gva_csv())

    printed = ingest(gva_csv(*(row for row in GVA_ROWS if "02-Mar" not in row)))

    assert "0 added, 0 changed, 8 unchanged, 4 removed" in printed
    assert not AreaFigure.objects.filter(industry__code="2-3").exists()


def test_a_later_release_takes_the_place_of_the_current_one_which_is_kept(frame, ingest):
    ingest(gva_csv())
    printed = ingest(gva_csv(), release="2025 release")

    labels = dict(Release.objects.values_list("label", "current"))
    assert labels == {"2024 release": False, "2025 release": True}
    assert AreaFigure.objects.count() == 24
    assert "“2024 release” is kept, no longer current" in printed


def test_an_earlier_release_does_not_push_out_the_current_one(frame, ingest):
    ingest(gva_csv())
    printed = ingest(gva_csv(), release="2023 release")

    assert Release.objects.get(current=True).label == "2024 release"
    assert "“2024 release” is later and stays current" in printed


def test_a_refused_file_leaves_no_trace_but_its_report(frame, ingest):
    ingest(gva_csv())
    before, stale = figures(), list(MetricSubject.objects.values("id", "wanted"))
    rows = list(GVA_ROWS)
    rows[0] = "TLC1,Tees Valley and Durham,Total,All industries,99,100"
    rows[4] = "TLC9,Nowhere,C (10-33),Manufacturing,4000,many"

    printed = ingest(gva_csv(*rows), release="2025 release")

    assert figures() == before
    assert Release.objects.count() == 1
    assert list(MetricSubject.objects.values("id", "wanted")) == stale
    run = ImportRun.objects.order_by("id").last()
    assert run.status == "refused"
    assert run.release is None
    assert [note["line"] for note in run.report["refusals"]] == [6, 6]
    assert "line 6: 2021: “many” is not a number." in printed
    assert "The file was refused; nothing of it was stored." in printed


@pytest.mark.parametrize(
    "data",
    [
        gva_csv(header="Area,Industry,2020,2021"),
        gva_csv().replace(b"Manufacturing", "Façonnage".encode("latin-1")),
        gva_csv(*GVA_ROWS, GVA_ROWS[0]),
        gva_csv("TLC3,Tees Valley,Total,All industries,1,2"),
        gva_csv(GVA_ROWS[0].replace("22,586", "many")),
        gva_csv(GVA_ROWS[0], "TLC1,Tees,C (10-33),Manufacturing,3"),
        b"",
    ],
    ids=["header", "encoding", "duplicate", "edition", "text", "ragged", "empty"],
)
def test_nothing_is_stored_of_a_damaged_file(frame, ingest, data):
    make_area("Tees Valley", code="TLC3", edition="ITL2025")

    ingest(data)

    assert not AreaFigure.objects.exists()
    assert not Release.objects.exists()
    assert not MetricSubject.objects.exists()
    assert ImportRun.objects.get().status == "refused"


def test_a_fault_in_the_middle_of_the_load_undoes_it_and_is_on_record(frame, ingest, monkeypatch):
    def fails():
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("regions.services.imports.mark_everything_stale", fails)

    with pytest.raises(RuntimeError):
        ingest(gva_csv())

    assert not AreaFigure.objects.exists()
    assert not Release.objects.exists()
    run = ImportRun.objects.get()
    assert run.status == "refused"
    assert "the disk is full" in run.report["refusals"][0]["reason"]


def test_without_a_release_in_its_name_the_file_is_refused_with_the_way_out(frame, ingest):
    printed = ingest(gva_csv(), file="figures.csv")

    assert "Add --release '2024 release'" in printed
    assert not AreaFigure.objects.exists()


def test_without_the_starter_the_file_is_refused_with_the_way_out(frame, ingest):
    Source.objects.filter(slug="ons-gva").delete()

    assert "manage.py load_starter" in ingest(gva_csv())


def test_the_command_lists_the_sources_when_none_is_named():
    out = StringIO()
    call_command("ingest", stdout=out)

    for name in ("ons_gva", "ons_boundaries", "learning_providers", "organisations", "sic_codes"):
        assert name in out.getvalue()


def test_an_unknown_source_and_a_missing_file_are_told_plainly(tmp_path):
    with pytest.raises(CommandError, match=r"no source “gva”. There are: ons_gva"):
        call_command("ingest", "gva")
    with pytest.raises(CommandError, match="XLSX"):
        call_command("ingest", "ons_gva")
    out = StringIO()
    with pytest.raises(CommandError, match="refused"):
        call_command("ingest", "ons_gva", tmp_path / "none.csv", stdout=out)
    assert "The file cannot be read: No such file or directory" in out.getvalue()


@pytest.mark.data
def test_the_official_tables_load_whole_and_quickly(shared_data, ingest):
    """Row counts of the real ITL1, ITL2 and ITL3 tables; the rate is printed, not asserted."""
    call_command("load_starter", verbosity=0)
    folder = shared_data / "metrics"
    expected = {
        "ons_gva_itl1_by_sic_current_prices_2023release.csv": "30,654 added, 0 changed, 2,730 un",
        "ons_gva_itl2_by_sic_current_prices_2024release.csv": "98,400 added",
        "ons_gva_itl3_by_sic_current_prices_2024release.csv": "286,400 added",
    }

    for file, what in expected.items():
        printed = ingest((folder / file).read_bytes(), file=file)
        assert what in printed
        assert "a second" in printed

    assert AreaFigure.objects.count() == 2730 + 30654 + 98400 + 286400
    current = set(Release.objects.filter(current=True).values_list("level", "label"))
    assert current == {("ITL1", "2023 release"), ("ITL2", "2024 release"), ("ITL3", "2024 release")}
    metals = AreaFigure.objects.get(
        area__code="TLE3", industry__code="24", year=2021, release__level="ITL2"
    )
    assert metals.value > 0
