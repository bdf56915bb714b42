"""manage.py load_starter: loads once, in full or not at all, and never over a curator's work."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from regions.models import (
    Area,
    AreaFigure,
    Cluster,
    ImportRun,
    Industry,
    Membership,
    MetricSubject,
    Organisation,
    Place,
    Release,
    Sector,
    University,
)
from regions.services.starter import load_starter
from regions.sources import reference
from regions.sources.reference import ReferenceRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """A copy of the tables that a test may damage."""
    return Path(shutil.copytree(reference.FOLDER, tmp_path / "reference"))


def edit(folder, name, change):
    path = folder / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def with_row(row):
    return lambda text: text.rstrip("\n") + "\n" + row + "\n"


def counts():
    models = (Area, Industry, Sector, Organisation, Cluster, Membership, Place, AreaFigure)
    return [model.objects.count() for model in models]


def test_the_starter_fills_an_empty_database_and_marks_its_metrics_stale():
    outcome = load_starter()

    assert outcome.changed
    assert Area.objects.filter(level="ITL1").count() == 12
    assert all(Area.objects.filter(level="ITL1").values_list("boundary", flat=True))
    assert Cluster.objects.published().count() >= 50
    assert University.objects.published().count() >= 155
    release = Release.objects.get()
    assert (release.label, release.level, release.edition) == ("2023 release", "ITL1", "ITL2021")
    assert release.current
    assert release.figures.count() == 13 * 21 * 10
    assert MetricSubject.objects.stale().filter(area__isnull=False).count() == Area.objects.count()
    assert (
        MetricSubject.objects.stale().filter(cluster__isnull=False).count()
        == Cluster.objects.count()
    )


def test_a_cluster_comes_with_its_areas_and_its_sectors_in_order_and_a_history_of_both():
    load_starter()
    row = next(
        row
        for row in reference.read_tables(
            reference.FOLDER, known_industries=Industry.objects.values_list("code", flat=True)
        )["clusters.csv"]
        if len(row.several("sectors")) > 1 and len(row.several("areas")) > 1
    )

    cluster = Cluster.objects.get(slug=row["slug"])
    in_order = cluster.cluster_sectors.values_list("sector__slug", flat=True)
    assert list(in_order) == row.several("sectors")
    assert {area.code for area in cluster.areas.all()} == set(row.several("areas"))
    assert cluster.verified == (row["verified"] == "yes")
    first = cluster.history.get()
    assert {kept.area for kept in first.areas.all()} == set(cluster.areas.all())
    assert first.history_change_reason == "Starter data"


def test_every_industry_below_division_has_the_parent_its_code_says():
    load_starter()

    assert Industry.objects.get(code="24100").parent.code == "24.10"
    assert Industry.objects.get(code="24.10").parent.code == "24.1"
    assert Industry.objects.get(code="24.1").parent.code == "24"
    assert Industry.objects.get(code="24").parent.code == "C"
    below = Industry.objects.filter(level__in=["group", "class", "subclass"])
    assert not below.filter(parent__isnull=True).exists()
    assert not Industry.objects.filter(code="99999").exists()  # a Companies House code, not SIC


def test_towns_outside_the_country_are_not_places():
    load_starter()

    assert Place.objects.filter(name="Leeds", kind="town").get().region.code == "TLE"
    assert not Place.objects.filter(name__in=["Akrotiri", "Dhekelia"]).exists()


def test_a_second_load_changes_nothing_and_asks_next_to_nothing(django_assert_max_num_queries):
    load_starter()
    before, stale = counts(), list(MetricSubject.objects.values_list("id", "wanted"))

    with django_assert_max_num_queries(5):
        assert not load_starter().changed

    assert counts() == before
    assert list(MetricSubject.objects.values_list("id", "wanted")) == stale
    assert ImportRun.objects.count() == 1


def test_a_later_version_of_the_tables_adds_its_rows_and_keeps_what_curators_did(folder):
    load_starter(folder=folder)
    edited, renamed, deleted = Cluster.objects.order_by("slug")[:3]
    edited.summary, edited.stage = "A curator wrote this.", "emerging"
    edited.save()
    renamed.slug = "a-better-slug"
    renamed.save()
    deleted.delete()
    gone = Organisation.objects.filter(kind="university").first()
    gone.delete()
    edit(
        folder,
        "sources.csv",
        with_row("a-new-source,A new source,Somebody,,,,"),
    )
    before = counts()

    outcome = load_starter(folder=folder)

    assert outcome.added == {"sources": 1}
    assert counts() == before
    edited.refresh_from_db()
    assert (edited.summary, edited.stage) == ("A curator wrote this.", "emerging")
    assert not Cluster.objects.filter(name=deleted.name).exists()
    assert not Organisation.objects.filter(key=gone.key).exists()


def line_count(folder, name):
    return (folder / name).read_text("utf-8").rstrip("\n").count("\n") + 2


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("sectors.csv", "space,Space again,,cluster,no,,general-knowledge,", "there twice"),
        ("sectors.csv", "new,New,,cluster,perhaps,,general-knowledge,", "neither yes nor no"),
        ("sectors.csv", "new,New,,cluster,no,,no-such-source,", "not in sources.csv"),
        ("sectors.csv", "new,New,,a-family,no,,general-knowledge,", "not a valid choice"),
        ("sectors.csv", "new,New,,cluster,no", "5 cells where the header has 8"),
        ("sector_industries.csv", "space,99.99,,ons-sic-2007,", "no industry “99.99”"),
        ("postcode_areas.csv", "ZZ,Nowhere,east,54,TLE,geonames,", "not a number"),
        ("postcode_areas.csv", "ZZ,Nowhere,54,-1.5,TLE,geonames,", "less than or equal to"),
        ("postcode_areas.csv", "ZZ,Nowhere,-1.5,54,TLZ,geonames,", "no area “TLZ”"),
    ],
)
def test_a_faulty_row_stops_the_whole_load_and_says_where(folder, name, row, reason):
    line = line_count(folder, name)
    edit(folder, name, with_row(row))

    with pytest.raises(ReferenceRefused) as refused:
        load_starter(folder=folder)

    problems = [problem for problem in refused.value.problems if problem.line == line]
    assert any(reason in problem.reason and problem.file == name for problem in problems)
    assert not any(counts())
    assert not ImportRun.objects.exists()


def test_an_invalid_boundary_stops_the_load(folder):
    bow_tie = "[[[0,50],[1,51],[1,50],[0,51],[0,50]]]"
    feature = (
        '{"type":"Feature","properties":{"code":"TLC","name":"North East"},'
        f'"geometry":{{"type":"Polygon","coordinates":{bow_tie}}}}}'
    )
    (folder / reference.BOUNDARIES).write_text(
        f'{{"type":"FeatureCollection","features":[{feature}]}}', "utf-8"
    )

    with pytest.raises(ReferenceRefused, match="Self-intersection"):
        load_starter(folder=folder)


def test_the_command_says_what_it_loaded_and_then_that_nothing_changed():
    first, second = StringIO(), StringIO()
    call_command("load_starter", stdout=first)
    call_command("load_starter", stdout=second)

    assert "Starter data loaded." in first.getvalue()
    assert "areas" in first.getvalue()
    assert "already loaded; nothing changed" in second.getvalue()


def test_the_command_refuses_with_file_line_and_reason(folder):
    edit(folder, "sectors.csv", lambda _: "from,to\n")

    with pytest.raises(CommandError, match=r"sectors\.csv, line 1: The header lacks “slug”"):
        call_command("load_starter", folder=folder)
