"""Numbers as British readers write them."""

import pytest

from regions.queries.evidence import Measured
from regions.templatetags.figures import (
    cell,
    gbp_million,
    measured_figure,
    metric_text,
    number,
    signed,
)
from regions.templatetags.lists import count_of, first_sentence, host


def figure(metric="location-quotient", value=1.5, **fields):
    fields = {"year": 2021, "reason": "", "quality": "good", "basis": "", "release": "2024",
              "source": "ONS", "source_url": ""} | fields  # fmt: skip
    return Measured(metric=metric, value=value, **fields)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234, 0, "1,234"), (1234567.891, 1, "1,234,567.9"), (-0.44, 1, "−0.4"), (0, 0, "0"),
        (-0.04, 1, "0.0"), (None, 0, "–"), (2.5, 2, "2.50"),
    ],
)  # fmt: skip
def test_numbers(value, decimals, text):
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2300, "£2.3bn"), (85, "£85m"), (0.4, "£0.4m"), (9.94, "£9.9m"), (9.96, "£10m"),
        (999.4, "£999m"), (999.6, "£1.0bn"), (99_949, "£99.9bn"), (99_960, "£100bn"),
        (486_900, "£487bn"), (999_600, "£1.00tn"), (2_034_537, "£2.03tn"), (-1500, "−£1.5bn"),
        (0, "£0m"), (None, "–"),
    ],
)  # fmt: skip
def test_amounts(value, text):
    assert gbp_million(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2.14, "+2.1"), (-0.44, "−0.4"), (0.01, "0.0"), (-0.01, "0.0"), (None, "–")]
)
def test_changes_have_a_sign(value, text):
    assert signed(value) == text


def test_a_metric_is_rounded_as_its_definition_says():
    assert metric_text(figure(value=5.136)) == "5.14"
    assert metric_text(figure("share", 12.34)) == "12.3"
    assert metric_text(figure("growth", 3.0)) == "+3.0"
    assert metric_text(figure("gva", 29_500)) == "£29.5bn"
    assert metric_text(None) == "–"
    assert metric_text(figure(value=None, reason="No output.")) == "–"


def test_an_empty_cell_says_why_and_escapes_the_reason():
    html = cell(figure(value=None, reason="<b>No</b> output."))
    assert "–" in html
    assert "&lt;b&gt;No&lt;/b&gt; output." in html
    assert "Not computed yet." in cell(None)


def test_a_hero_figure_carries_all_it_rests_on():
    shown = measured_figure(
        figure("share", 12.34, basis="Measured on the whole of North West", low=11.0, high=13.0),
        "Share",
    )
    assert shown["value"] == "12.3"
    assert shown["unit"] == "% of GVA"
    assert shown["year"] == 2021
    assert shown["source_name"] == "ONS"
    assert shown["note"] == "Measured on the whole of North West."
    assert shown["interval"] == "11.0 to 13.0, 95% interval"
    assert measured_figure(None, "Share")["note"] == "This figure has not been computed yet."
    assert measured_figure(figure(value=None, reason="None."), "LQ")["note"] == "None."


def test_words_of_lists():
    assert [count_of(n, "cluster") for n in (0, 1, 1024)] == [
        "no clusters", "1 cluster", "1,024 clusters",
    ]  # fmt: skip
    assert count_of(2, "body", "bodies") == "2 bodies"
    assert first_sentence("One here. Two there.") == "One here."
    assert first_sentence("Only one.") == "Only one."
    assert host("https://www.amrc.co.uk/pages/about") == "amrc.co.uk"
