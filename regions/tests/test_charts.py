"""The geometry of the inline charts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.queries.charts import bar_chart, line_chart, nice_ticks, plain, sparkline
from regions.queries.network import Member, network
from regions.queries.scatter import FRAME, Point, quadrant, scatter

numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(numbers, numbers)
def test_ticks_are_few_and_span_the_data(a, b):
    low, high = min(a, b), max(a, b)
    ticks = nice_ticks(low, high)
    slack = (ticks[-1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 9


def test_ticks_fall_on_round_numbers():
    assert nice_ticks(0, 10) == [0, 2.5, 5, 7.5, 10]
    assert nice_ticks(0, 4.2) == [0, 2, 4, 6]
    with pytest.raises(ValueError, match="finite"):
        nice_ticks(0, math.inf)


def test_numbers_have_no_tail_and_a_true_minus():
    assert [plain(one) for one in (1500, 0.25, -2.0, 0.0, -0.0)] == [
        "1,500",
        "0.25",
        "−2",
        "0",
        "0",
    ]


def test_a_line_runs_left_to_right_and_lifts_the_pen_at_a_gap():
    chart = line_chart([(2018, 1.0), (2019, None), (2020, 3.0), (2021, 2.0)])
    assert chart.path.count("M") == 2
    assert chart.path.count("L") == 1
    assert [dot.x for dot in chart.dots] == [0, 66.7, 100]
    assert chart.dots[1].y < chart.dots[2].y < chart.dots[0].y  # more is higher up
    assert chart.x_ticks[-1].label == "2021"


def test_a_line_of_nothing_is_no_chart():
    assert line_chart([(2020, None), (2021, None)]) is None
    assert line_chart([]) is None
    assert line_chart([(2021, 0.0)]) is not None


def test_a_sparkline_needs_two_values_and_says_its_ends():
    assert sparkline([(2020, 1.0), (2021, None)]) is None
    assert (
        sparkline([(2019, 1.0), (2020, None), (2021, 2.5)]).label == "From 1 in 2019 to 2.5 in 2021"
    )


def test_bars_are_as_long_as_their_values():
    chart = bar_chart([("A", 4.0, "4", "", False), ("B", 1.0, "1", "", True)], reference=2.0)
    assert [bar.width for bar in chart.bars] == [100, 25]
    assert chart.reference == 50
    assert bar_chart([]) is None
    assert bar_chart([("Zero", 0.0, "0", "", False)]).bars[0].width > 0


@given(st.floats(0, 50), st.floats(-50, 50), st.floats(0, 1e5))
def test_every_bubble_lies_in_the_frame(lq, growth, size):
    chart = scatter([Point("One", lq, growth, size), Point("Two", 1.2, 3.0, 10.0)], reference=3.0)
    for bubble in chart.bubbles:
        assert FRAME.left <= bubble.x <= FRAME.right
        assert FRAME.top <= bubble.y <= FRAME.bottom


def test_bubbles_stand_where_their_quadrant_is():
    points = [Point("Strong", 4, 8, 5), Point("Risky", 3, 1, 5), Point("Small", 0.4, 1, 5),
              Point("Rising", 0.5, 9, 5)]  # fmt: skip
    chart = scatter(points, reference=3.0)
    for bubble in chart.bubbles:
        right, up = bubble.x > chart.one, bubble.y < chart.reference
        expected = {(True, True): "strength", (True, False): "risk", (False, True): "opportunity",
                    (False, False): "emerging"}  # fmt: skip
        assert bubble.quadrant == expected[right, up]
    assert quadrant(1.0, 3.0, 3.0) == "strength"


def test_what_lies_beyond_the_scale_is_drawn_at_its_edge_and_counted():
    chart = scatter([Point("Wild", 2, 80, 1), Point("Calm", 1, 2, 1)], reference=2.0)
    assert chart.clipped == 1
    assert min(bubble.y for bubble in chart.bubbles) == FRAME.top


def test_labels_do_not_overlap():
    points = [Point(f"Industry number {n}", 1 + n / 40, 3 + n / 40, 10) for n in range(30)]
    labels = scatter(points, reference=3.0).labels
    boxes = []
    for label in labels:
        width = 7.1 * len(label.text)
        left = {"start": label.x, "end": label.x - width, "middle": label.x - width / 2}
        boxes.append((left[label.anchor], label.y - 12, left[label.anchor] + width, label.y + 3))
    assert labels
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def member(key, role, name=""):
    return Member(key, name or f"Member {key}", role, f"/organisations/{key}/")


def test_the_network_puts_suppliers_firms_and_universities_side_by_side():
    found = network(
        [member(1, "university"), member(2, "firm"), member(3, "supplier"), member(4, "investor")],
        [(3, 2, "supplies", "3 supplies 2"), (2, 1, "researches-with", "2 with 1"),
         (4, 2, "supplies", "4 supplies 2")],
    )  # fmt: skip
    places = {node.href: node for node in found.nodes}
    supplier, firm, school = (places[f"/organisations/{key}/"] for key in (3, 2, 1))
    assert supplier.x < firm.x < school.x
    assert places["/organisations/4/"].x == school.x
    assert len(found.edges) == 3
    assert all(node.y + found.box_height <= found.frame.height for node in found.nodes)


def test_members_without_a_link_are_not_drawn_and_none_at_all_is_no_diagram():
    people = [member(1, "firm"), member(2, "firm"), member(3, "firm")]
    found = network(people, [(1, 2, "supplies", "1 supplies 2"), (1, 99, "supplies", "away")])
    assert len(found.nodes) == 2
    assert len(found.edges) == 1
    assert network(people, [(1, 99, "supplies", "away")]) is None


def test_a_link_over_a_column_runs_between_its_boxes_and_never_behind_one():
    found = network(
        [member(1, "university"), member(2, "firm"), member(3, "supplier")],
        [(3, 1, "spun-out-of", "3 out of 1"), (3, 2, "supplies", "3 supplies 2")],
    )
    firm = next(node for node in found.nodes if node.href == "/organisations/2/")
    over = next(edge for edge in found.edges if edge.kind == "spun-out-of")
    lane = float(over.path.split("H")[0].rsplit(" ", 1)[1])
    assert not firm.y <= lane <= firm.y + found.box_height


@pytest.mark.parametrize(("values", "below"), [((1.2, 1.1, 1.05), True), ((0.7, 0.8, 0.9), False)])
def test_the_label_of_a_reference_stands_where_the_line_is_not(values, below):
    chart = line_chart(list(zip((2019, 2020, 2021), values, strict=True)), reference=1.0)
    assert (chart.label_dy > 0) is below
