import itertools

from hypothesis import given
from hypothesis import strategies as st

from regions.models.position import (
    MORTON_ZOOM,
    UK_BOUNDS,
    bbox_ranges,
    morton_key,
    tile_of,
    tile_range,
)

uk_lon = st.floats(UK_BOUNDS[0], UK_BOUNDS[2])
uk_lat = st.floats(UK_BOUNDS[1], UK_BOUNDS[3])


@given(uk_lon, uk_lat, st.integers(0, MORTON_ZOOM))
def test_a_key_lies_in_the_range_of_every_tile_that_holds_the_point(lon, lat, zoom):
    low, high = tile_range(zoom, *tile_of(lon, lat, zoom))
    assert low <= morton_key(lon, lat) < high


@given(uk_lon, uk_lat, uk_lon, uk_lat, uk_lon, uk_lat)
def test_a_box_is_covered_by_few_sorted_ranges(lon, lat, a, b, c, d):
    west, east, south, north = min(a, c), max(a, c), min(b, d), max(b, d)
    ranges = bbox_ranges(west, south, east, north)
    assert 1 <= len(ranges) <= 16
    assert all(low < high for low, high in ranges)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(ranges))
    if west <= lon <= east and south <= lat <= north:
        assert any(low <= morton_key(lon, lat) < high for low, high in ranges)
