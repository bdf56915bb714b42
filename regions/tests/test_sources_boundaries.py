"""Boundaries from GeoJSON: repaired and counted, of one edition, or refused by feature."""

from __future__ import annotations

import json
from io import StringIO

import pytest
import shapely
from django.core.management import CommandError, call_command
from shapely.geometry import shape

from regions.models import Area, ImportRun
from regions.sources import ons_boundaries
from regions.sources.ons_boundaries import parse
from regions.sources.tables import Unreadable
from regions.tests.factories import make_area, make_source
from regions.tests.source_files import BOW_TIE, feature, geojson, square

NORTH_EAST = feature("TLC", "North East (England)", square(-3, 54))
WALES = feature("TLL", "Wales", square(-5, 52))


@pytest.fixture
def ingest(tmp_path, db):
    make_source("ons-boundaries")

    def run(data, file="areas.geojson"):
        path = tmp_path / file
        path.write_bytes(data)
        out = StringIO()
        try:
            call_command("ingest", "ons_boundaries", path, stdout=out)
        except CommandError as error:
            out.write(str(error))
        return out.getvalue()

    return run


def test_the_properties_tell_level_and_edition(ingest):
    ingest(geojson(NORTH_EAST, WALES))

    area = Area.objects.get(code="TLC")
    assert (area.edition, area.level, area.kind) == ("ITL2025", "ITL1", "region")
    assert Area.objects.get(code="TLL").kind == "nation"
    assert shape(area.boundary).equals(shape(square(-3, 54)))
    assert shape(area.boundary).contains(shapely.Point(area.lon, area.lat))
    assert area.morton is not None


def test_areas_of_another_edition_are_not_touched_and_keep_their_slug(ingest):
    ours = make_area("Wales", code="TLL", kind="nation", lon=-3.7, lat=52.3)
    before = Area.objects.filter(pk=ours.pk).values().get()

    ingest(geojson(WALES))

    assert Area.objects.filter(pk=ours.pk).values().get() == before
    assert Area.objects.get(code="TLL", edition="ITL2025").slug == "wales-itl-2025"


def test_an_invalid_polygon_is_mended_and_counted_by_name(ingest):
    printed = ingest(geojson(feature("TLC", "North East", BOW_TIE)))

    assert "feature 1: TLC North East: self-intersection, mended" in printed
    assert shape(Area.objects.get(code="TLC").boundary).is_valid
    assert ImportRun.objects.get().rows_repaired == 1


def test_an_itl2_file_before_its_itl1_file_is_refused_with_the_way_out(ingest):
    tees = feature("TLC3", "Tees Valley", square(-2, 54), prefix="ITL225")

    assert "ingest the ITL1 file first" in ingest(geojson(tees))
    assert not Area.objects.exists()

    ingest(geojson(NORTH_EAST))
    ingest(geojson(tees))
    assert Area.objects.get(code="TLC3").parent.code == "TLC"


def test_the_same_file_twice_changes_nothing(ingest):
    ingest(geojson(NORTH_EAST, WALES))
    before = list(Area.objects.values())

    assert "Nothing new" in ingest(geojson(NORTH_EAST, WALES))
    assert list(Area.objects.values()) == before


def test_a_new_outline_replaces_the_old_and_leaves_name_and_point(ingest):
    ingest(geojson(NORTH_EAST))
    Area.objects.update(name="Our name", lon=-2.2, lat=54.2)

    ingest(geojson(feature("TLC", "North East (England)", square(-3, 54, 1.5))))

    area = Area.objects.get()
    assert shape(area.boundary).area == pytest.approx(2.25)
    assert (area.name, area.lon) == ("Our name", -2.2)


def test_local_authorities_have_no_parent_and_lower_case_properties_are_read(ingest):
    leeds = {"lad24cd": "E08000035", "lad24nm": "Leeds"}
    ingest(geojson({"type": "Feature", "properties": leeds, "geometry": square(-2, 53.5)}))

    area = Area.objects.get()
    assert (area.edition, area.level, area.parent) == ("LAD2024", "LAD", None)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (feature("TLC", "", square(-3, 54)), "TLC has no name"),
        (feature("", "North East", square(-3, 54)), "has no code"),
        (feature("TLL", "Wales", square(-3, 54)), "TLL is feature 1 already"),
        (feature("TLC1", "Tees", square(-3, 54)), "is not a code of level ITL1"),
        (feature("TLC", "NE", None), "the geometry is nothing, not a polygon"),
        (feature("TLC", "NE", {"type": "Point", "coordinates": [-2, 54]}), "is Point, not a"),
        (feature("TLC", "NE", {"type": "Polygon", "coordinates": []}), "polygon is empty"),
        (feature("TLC", "NE", {"type": "Polygon", "coordinates": [[1, 2]]}), "damaged"),
        (feature("TLC", "NE", square(417317, 575393, 900)), "projected (417317, 575393)"),
        (feature("TLC", "NE", square(54, -3)), "lon and lat swapped"),
    ],
)
def test_a_damaged_feature_refuses_the_file_and_is_named_by_number(ingest, damaged, reason):
    printed = ingest(geojson(WALES, damaged))

    assert f"feature 2: {reason}" in printed or ("feature 2" in printed and reason in printed)
    assert not Area.objects.exists()
    assert ImportRun.objects.get().status == "refused"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "Not valid JSON"),
        (b"[]", "no FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "no features"),
        (b'{"error": {"code": 400}}', "no FeatureCollection"),
        (geojson(WALES, exceededTransferLimit=True), "cut the answer short"),
        (geojson(WALES, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}), "27700"),
        (geojson(feature("TLC", "NE", square(-3, 54), prefix="ITL199")), "No property tells"),
        (geojson({"type": "Feature", "properties": None, "geometry": None}), "No property tells"),
        ("Ynys Môn".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_geojson_is_refused_as_a_whole(data, reason):
    with pytest.raises(Unreadable, match=reason):
        parse(data)


def test_a_file_far_too_fine_is_simplified_and_neighbours_still_meet(monkeypatch):
    monkeypatch.setattr(ons_boundaries, "MOST_POINTS", 100)
    border = [[-2 + 0.0001 * (step % 2), 53 + step * 0.0005] for step in range(400)]
    north = border[-1][1]
    west = [*border, [-3, north], [-3, 53], border[0]]
    east = [*border, [-1, north], [-1, 53], border[0]]
    shapes = [{"type": "Polygon", "coordinates": [ring]} for ring in (west, east)]

    left, right = parse(
        geojson(feature("TLC", "Left", shapes[0]), feature("TLD", "Right", shapes[1]))
    ).records

    assert len(json.dumps(left.geometry)) < 1000
    both = shapely.union(shape(left.geometry), shape(right.geometry))
    assert both.geom_type == "Polygon"
    assert shape(left.geometry).intersection(shape(right.geometry)).area == pytest.approx(0)


@pytest.mark.data
def test_the_official_files_load_in_order_with_their_invalid_polygons_counted(shared_data, ingest):
    expected = {
        "itl1_2025.geojson": (12, 5),
        "itl2_2025.geojson": (46, 10),
        "itl3_2025.geojson": (182, 21),
        "lad_dec2024.geojson": (361, 27),
    }
    for name, (areas, repaired) in expected.items():
        ingest((shared_data / "boundaries" / name).read_bytes(), file=name)
        run = ImportRun.objects.order_by("id").last()
        assert (run.status, run.rows_loaded, run.rows_repaired) == ("loaded", areas, repaired)

    outlines = [shape(boundary) for boundary in Area.objects.values_list("boundary", flat=True)]
    assert all(outline.is_valid and not outline.is_empty for outline in outlines)
    itl3 = Area.objects.filter(level="ITL3").select_related("parent")
    assert all(area.parent.code == area.code[:4] for area in itl3)
