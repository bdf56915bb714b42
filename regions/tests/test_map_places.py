"""Place search: towns, postcodes, areas, clusters, and what nobody can find."""

from __future__ import annotations

import pytest

from regions.models import Place
from regions.queries.places import Spot, find_places, fold, miles_between
from regions.tests.factories import make_area, make_cluster, make_source

pytestmark = pytest.mark.django_db


def town(name, lon, lat, population, region=None):
    return Place.objects.create(
        name=name, kind="town", code=f"{name}{lon}", lon=lon, lat=lat, population=population,
        region=region, source=make_source(),
    )  # fmt: skip


@pytest.fixture
def gazetteer():
    yorkshire = make_area("Yorkshire", short_name="Yorkshire")
    wales = make_area("Wales", lon=-3.8, lat=52.3)
    town("Sheffield", -1.47, 53.38, 550_000, yorkshire)
    town("King's Lynn", 0.4, 52.75, 46_000)
    town("Stoke-on-Trent", -2.18, 53.0, 250_000)
    town("Newport", -2.99, 51.59, 160_000, wales)
    town("Newport", -1.29, 50.7, 25_000, yorkshire)
    town("Newport Pagnell", -0.72, 52.09, 15_000)
    town("Ynys Môn", -4.3, 53.25, 1_000, wales)
    Place.objects.create(
        name="Sheffield", kind="postcode-area", code="S", lon=-1.47, lat=53.38, region=yorkshire,
        source=make_source(),
    )  # fmt: skip
    make_cluster("Sheffield steel", region=yorkshire)
    make_cluster("Sheffield draft", region=yorkshire, status="draft")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sheffield", "Sheffield"),
        ("  sHEFF ", "Sheffield"),
        ("kings lynn", "King's Lynn"),
        ("King’s Lynn", "King's Lynn"),
        ("stoke on trent", "Stoke-on-Trent"),
        ("Newport", "Newport"),
        ("newport, yorkshire", "Newport"),
        ("wales", "Wales"),
        ("Sheffield steel", "Sheffield steel"),
        ("ynys mon", "Ynys Môn"),
    ],
)
def test_the_place_meant_comes_first(gazetteer, typed, name):
    assert find_places(typed).best.name == name


@pytest.mark.parametrize("typed", ["S1 2HH", "s12hh", "S1", "S", "s10 2tn"])
def test_a_postcode_leads_to_its_area(gazetteer, typed):
    best = find_places(typed).best
    assert best.kind == "Postcode area"
    assert "Sheffield" in best.name


def test_a_postcode_of_no_area_is_told(gazetteer):
    search = find_places("QQ1 1AA")
    assert search.best is None
    assert "QQ" in search.message


def test_places_of_one_name_are_told_apart(gazetteer):
    search = find_places("Newport")
    assert search.best.label == "Newport, Wales"
    assert [spot.label for spot in search.others] == ["Newport, Yorkshire"]
    again = find_places(search.others[0].term)
    assert (again.best.lon, again.best.lat) == (-1.29, 50.7)


def test_the_term_of_a_suggestion_finds_the_same_place_again(gazetteer):
    for typed in ("she", "newp", "S1 2HH", "wales", "lynn"):
        for spot in find_places(typed).spots:
            again = find_places(spot.term).best
            assert (again.lon, again.lat) == (spot.lon, spot.lat), spot.term


@pytest.mark.parametrize(
    "typed",
    [
        "Atlantis",
        "'; DROP TABLE regions_place; --",
        "%",
        "_",
        "%%%%",
        "<script>",
        "\x00",
        "😀",
        "(",
        "\\",
    ],
)
def test_what_is_no_place_gets_a_sentence(gazetteer, typed):
    search = find_places(typed)
    assert search.best is None
    assert search.message.endswith(".")
    assert Place.objects.exists()


def test_an_overlong_text_is_refused_without_a_search(gazetteer, django_assert_num_queries):
    with django_assert_num_queries(0):
        search = find_places("a b" * 200_000)
    assert "longer than 100 characters" in search.message


def test_an_empty_text_says_what_to_type():
    assert "Type a town" in find_places("   ").message


def test_drafts_are_not_found(gazetteer):
    assert "Sheffield draft" not in [spot.name for spot in find_places("sheffield").spots]


def test_suggestions_come_as_json(client, gazetteer):
    answer = client.get("/map/places/", {"q": "newp"}).json()
    first = answer["results"][0]
    assert first["name"] == "Newport"
    assert first["detail"] == "Wales"
    assert first["term"] == "Newport, Wales"
    assert answer["message"] == ""
    assert client.get("/map/places/").json()["results"] == []
    assert client.get("/map/places/", {"q": "\x00"}).status_code == 200


def test_a_search_costs_few_queries_however_much_is_stored(
    gazetteer, django_assert_max_num_queries
):
    for number in range(400):
        town(f"Sheffield {number}", -1.4, 53.3, number)
    with django_assert_max_num_queries(4):
        assert find_places("she").best.name == "Sheffield"


def test_miles_are_great_circle_miles():
    london = Spot("London", "", "", -0.1278, 51.5074, "")
    assert miles_between(london, -3.1883, 55.9533) == pytest.approx(332, abs=1)  # to Edinburgh
    assert miles_between(london, -0.1278, 51.5074) == 0


def test_names_are_compared_without_accents_and_marks():
    assert fold("  Ynys-Môn's ") == "ynys mons"
