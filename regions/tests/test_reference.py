"""Every row of the reference tables that ship with the project."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import shapely
from shapely.geometry import shape

from regions.models import Cluster, Industry, Link, Membership, Organisation, Sector
from regions.models.position import UK_BOUNDS
from regions.sources import reference
from regions.sources.placing import RegionFinder
from regions.sources.reference import FIGURES, FOLDER, ORGANISATION_FILES, TABLES
from regions.sources.sic_tree import package_titles, sic_tree

REGIONS = {"TLC", "TLD", "TLE", "TLF", "TLG", "TLH", "TLI", "TLJ", "TLK", "TLL", "TLM", "TLN"}
SECTIONS = set("ABCDEFGHIJKLMNOPQRST")


@pytest.fixture(scope="module")
def tables():
    """read_tables itself refuses unknown codes, duplicates, ragged rows and missing sources."""
    return reference.read_tables(
        FOLDER, known_industries=[code.code for code in sic_tree(package_titles())]
    )


@pytest.fixture(scope="module")
def boundaries():
    return reference.read_boundaries(FOLDER)


@pytest.fixture(scope="module")
def organisations(tables):
    return [row for name in ORGANISATION_FILES for row in tables[name]]


def where(rows):
    return [f"{row.file}:{row.line}" for row in rows]


def test_every_table_is_there_and_has_rows(tables):
    assert [name for name, rows in tables.items() if not rows] == []


def test_the_tables_are_as_large_as_promised(tables, organisations):
    clusters = tables["clusters.csv"]
    assert len(clusters) >= 50
    assert {row["region"] for row in clusters} == REGIONS
    assert 150 <= len(tables["universities.csv"]) <= 180
    assert len(tables["organisations.csv"]) >= 200
    assert len(tables["links.csv"]) >= 120
    assert len(tables["postcode_areas.csv"]) == 124


def test_files_are_plain_utf8_with_rows_in_the_order_of_their_key(tables):
    for name, rows in tables.items():
        data = (FOLDER / name).read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), name
        assert b"\r" not in data, name
        assert data.endswith(b"\n"), name
        keys = [tuple(row[column] for column in TABLES[name].key.split(",")) for row in rows]
        assert keys == sorted(keys), name


def test_every_row_names_its_source_and_only_a_checked_row_is_verified(tables):
    for name, rows in tables.items():
        if name == "sources.csv":
            continue
        assert where(row for row in rows if not row["source"]) == []
        guesses = [
            row
            for row in rows
            if row["source"] == "general-knowledge" and row.get("verified") == "yes"
        ]
        assert where(guesses) == []


def test_addresses_are_web_addresses(tables):
    columns = ("source_url", "website", "url")
    wrong = [
        row
        for rows in tables.values()
        for row in rows
        for column in columns
        if row.get(column) and not re.match(r"https?://[\w.-]+\.\w+", row[column])
    ]
    assert where(wrong) == []


def test_each_point_lies_in_the_region_its_row_names_or_that_is_the_nearest(tables, boundaries):
    finder = RegionFinder(boundaries)
    parents = {row["code"]: row["parent"] for row in tables["areas.csv"]}

    def region_of(code):
        while code and code not in REGIONS:
            code = parents[code]
        return code

    placed = [
        (row, row.get("region") or (region_of(row["code"]) if name == "areas.csv" else ""))
        for name, rows in tables.items()
        if "lon" in TABLES[name].columns.split(",")
        for row in rows
    ]
    placed = [(row, region) for row, region in placed if region]
    found = finder.locate([(row.number("lon"), row.number("lat")) for row, _ in placed])
    wrong = [
        f"{row.file}:{row.line} says {region}, lies in {there}"
        for (row, region), there in zip(placed, found, strict=True)
        if there != region
    ]
    assert wrong == []


def test_each_point_lies_in_the_united_kingdom(tables):
    west, south, east, north = UK_BOUNDS
    outside = [
        row
        for name, rows in tables.items()
        if "lon" in TABLES[name].columns.split(",")
        for row in rows
        if not (west <= row.number("lon") <= east and south <= row.number("lat") <= north)
    ]
    assert where(outside) == []


def test_no_organisation_is_there_twice(organisations):
    for column in ("key", "name", "ukprn"):
        values = [row.get(column).strip().lower() for row in organisations if row.get(column)]
        assert [value for value, count in Counter(values).items() if count > 1] == [], column


def test_keys_and_slugs_are_short_and_plain(tables):
    plain = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    wrong = [
        row
        for name, rows in tables.items()
        for row in rows
        for column in ("slug", "key")
        if row.get(column)
        and name != "areas.csv"
        and not (plain.fullmatch(row[column]) and len(row[column]) <= 60)
    ]
    assert where(wrong) == []


def test_choices_are_those_of_the_models(tables):
    allowed = [
        ("clusters.csv", "stage", Cluster.Stage.values),
        ("clusters.csv", "origin", ["declared", "curated"]),
        ("organisations.csv", "kind", Organisation.Kind.values),
        ("cluster_bodies.csv", "kind", [Organisation.Kind.CLUSTER_BODY]),
        ("memberships.csv", "role", Membership.Role.values),
        ("links.csv", "kind", Link.Kind.values),
        ("sectors.csv", "family", Sector.Family.values),
        ("industries.csv", "level", ["total", "aggregate", "section", "division"]),
    ]
    wrong = [
        row for name, column, values in allowed for row in tables[name] if row[column] not in values
    ]
    assert where(wrong) == []


def sentences(text):
    return re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", text.strip())


def test_each_cluster_says_in_two_sentences_what_it_is(tables):
    wrong = [
        row
        for row in tables["clusters.csv"]
        if len(sentences(row["summary"])) != 2 or not row["summary"].endswith(".")
    ]
    assert where(wrong) == []


def test_a_clusters_areas_lie_in_its_region_or_next_to_it(tables):
    parents = {row["code"]: row["parent"] for row in tables["areas.csv"]}
    for row in tables["clusters.csv"]:
        regions = list(row.several("areas"))
        while any(code not in REGIONS for code in regions):
            regions = [code if code in REGIONS else parents[code] for code in regions]
        assert row["region"] in regions, f"clusters.csv:{row.line}"


def test_a_clusters_body_is_a_cluster_body(tables):
    bodies = {row["key"] for row in tables["cluster_bodies.csv"]} | {""}
    assert where(row for row in tables["clusters.csv"] if row["body"] not in bodies) == []


def test_a_members_role_fits_what_it_is(tables, organisations):
    kinds = {
        row["key"]: "university" if row.file == "universities.csv" else row["kind"]
        for row in organisations
    }
    fits = {
        "anchor": set(Organisation.Kind.values) - {"cluster_body"},
        "firm": {"firm"},
        "supplier": {"firm"},
        "university": {"university"},
        "research": {"research", "university", "public"},
        "public": {"public", "research"},
        "investor": {"investor", "public", "firm"},
        "body": {"cluster_body", "public", "research"},
    }
    wrong = [
        row
        for row in tables["memberships.csv"]
        if kinds[row["organisation"]] not in fits[row["role"]]
    ]
    assert where(wrong) == []


def test_links_run_the_way_their_kind_says(tables, organisations):
    kinds = {
        row["key"]: "university" if row.file == "universities.csv" else row["kind"]
        for row in organisations
    }
    for row in tables["links.csv"]:
        start, end = row["from_organisation"], row["to_organisation"]
        assert start != end, f"links.csv:{row.line}"
        if row["kind"] == "spun-out-of":
            assert kinds[end] in {"university", "research", "public", "firm"}, row.line
            assert kinds[start] in {"firm", "research"}, row.line
        if row["kind"] == "supplies":
            assert kinds[start] != "cluster_body", row.line
        if row["kind"] == "trains-for":
            assert kinds[start] in {"university", "research", "public"}, row.line


def test_every_sector_is_made_of_industries(tables):
    made = {row["sector"] for row in tables["sector_industries.csv"]}
    assert {row["slug"] for row in tables["sectors.csv"]} == made
    families = Counter(row["family"] for row in tables["sectors.csv"])
    assert families["industrial-strategy"] == 8


def test_industries_cover_the_divisions_they_say(tables):
    rows = {row["code"]: row for row in tables["industries.csv"]}
    divisions = {code for code, row in rows.items() if row["level"] == "division"}
    assert len(divisions) == 88
    in_sections = [
        division
        for row in rows.values()
        if row["level"] == "section"
        for division in row.several("divisions")
    ]
    assert sorted(in_sections) == sorted(divisions)
    for code, row in rows.items():
        assert set(row.several("divisions")) <= divisions, code
        if row["level"] == "division":
            assert code in rows[row["parent"]].several("divisions")
        elif row["parent"]:
            whole = set(rows[row["parent"]].several("divisions"))
            assert set(row.several("divisions")) <= whole, code
    assert all(
        len(row["title"]) <= Industry._meta.get_field("title").max_length for row in rows.values()
    )


def test_the_areas_are_the_edition_of_2021_in_full(tables):
    levels = Counter(row["level"] for row in tables["areas.csv"])
    assert levels == {"UK": 1, "ITL1": 12, "ITL2": 41, "ITL3": 179}
    for row in tables["areas.csv"]:
        assert row["edition"] == "ITL2021", row.line
        if row["level"] in ("ITL2", "ITL3"):
            assert row["parent"] == row["code"][:-1], row.line
        assert bool(row["description"]) == (row["level"] == "ITL1"), row.line


def test_the_boundaries_are_twelve_valid_polygons_in_80_kilobytes(boundaries):
    assert (FOLDER / reference.BOUNDARIES).stat().st_size <= 80 * 1024
    assert set(boundaries) == REGIONS
    shapes = [shape(geometry) for geometry in boundaries.values()]
    assert all(one.is_valid and not one.is_empty for one in shapes)
    both = shapely.union_all(shapes).area
    assert sum(one.area for one in shapes) == pytest.approx(both, rel=0.002)  # no overlaps


def test_the_headline_figures_are_complete_and_add_up(tables):
    rows = tables[FIGURES]
    years = [str(year) for year in range(2012, 2022)]
    table = {(row["area"], row["industry"]): [float(row[year]) for year in years] for row in rows}
    assert set(table) == {
        (area, industry) for area in {*REGIONS, "UK"} for industry in {*SECTIONS, "TOTAL"}
    }
    assert sum(len(values) for values in table.values()) == 13 * 21 * 10
    for area in {*REGIONS, "UK"}:
        for position in range(len(years)):
            parts = sum(table[area, section][position] for section in SECTIONS)
            # Each published figure is rounded to a million.
            assert parts == pytest.approx(table[area, "TOTAL"][position], abs=len(SECTIONS))
    for position in range(len(years)):
        regions = sum(table[region, "TOTAL"][position] for region in REGIONS)
        assert regions <= table["UK", "TOTAL"][position] + len(REGIONS)  # the UK has extra-regio
