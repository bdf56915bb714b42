import pytest

from regions.queries.dot_map import WIDTH, cluster_dots
from regions.queries.numbers import published_numbers
from regions.tests.factories import make_area, make_cluster

pytestmark = pytest.mark.django_db


def box(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("rows", [1, 6])
def test_the_map_asks_two_questions(django_assert_num_queries, rows):
    for _ in range(rows):
        make_cluster(region=make_area(boundary=box(-2, 53, -1, 54)))
    with django_assert_num_queries(2):
        found = cluster_dots()
        assert len(found.dots) == len(found.shapes) == rows
        assert [shape.area.label for shape in found.shapes]


def test_north_is_up_and_east_is_right_and_all_of_it_in_the_frame():
    region = make_area(boundary=box(-6, 50, 1, 59))
    make_cluster("North", region=region, lon=-4.0, lat=58.0)
    make_cluster("South", region=region, lon=-4.0, lat=51.0)
    make_cluster("East", region=region, lon=0.5, lat=51.0)
    found = cluster_dots()
    dots = {dot.cluster.name: dot for dot in found.dots}
    assert dots["North"].y < dots["South"].y == dots["East"].y
    assert dots["North"].x == dots["South"].x < dots["East"].x
    for dot in found.dots:
        assert 0 < dot.x < found.width == WIDTH
        assert 0 < dot.y < found.height
    # Nine degrees of latitude are drawn longer than seven of longitude, as they are.
    assert found.height > found.width * 1.5


def test_a_region_counts_its_published_clusters():
    region = make_area(boundary=box(-2, 53, -1, 54))
    make_cluster(region=region)
    make_cluster(region=region, status="draft")
    empty = make_area()
    counts = {shape.area.pk: shape.clusters for shape in cluster_dots().shapes}
    assert counts == {region.pk: 1, empty.pk: 0}


def test_islands_too_small_to_see_are_left_out_but_never_the_largest_part():
    speck = box(-1.5, 55, -1.499, 55.001)["coordinates"]
    land = box(-2, 53, -1, 54)["coordinates"]
    make_area("A land", boundary={"type": "MultiPolygon", "coordinates": [land, speck]})
    make_area("B speck", boundary={"type": "MultiPolygon", "coordinates": [speck]})
    one, other = cluster_dots().shapes
    assert one.path.count("M") == 1
    assert other.path.count("M") == 1


def test_without_boundaries_there_is_no_outline_but_every_region_is_named():
    make_area("Far North")
    found = cluster_dots()
    assert not found.has_outline
    assert [shape.area.name for shape in found.shapes] == ["Far North"]


def test_an_empty_portal_counts_nothing(django_assert_num_queries):
    with django_assert_num_queries(3):
        numbers = published_numbers()
    assert numbers.clusters == numbers.organisations == numbers.links == numbers.firms == 0
