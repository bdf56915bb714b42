import pytest

from engagement.markdown import reading_minutes, render


def html(text: str) -> str:
    return str(render(text).html)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "Text <img src=x onerror=alert(1)> text",
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src=https://example.org></iframe>",
    ],
)
def test_html_is_shown_as_it_was_typed(text):
    shown = html(text)
    for tag in ("<script", "<img", "<a ", "<iframe"):
        assert tag not in shown
    assert "&lt;" in shown


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "\\\\evil.example",
        " javascript:alert(1)",
    ],
)
def test_a_link_that_is_not_to_the_web_stays_text(address):
    shown = html(f"[words]({address}) and <{address}>")
    assert "<a" not in shown


def test_a_link_by_reference_is_checked_as_well():
    assert "<a" not in html("[words][x]\n\n[x]: javascript:alert(1)\n")


def test_links_elsewhere_are_marked_and_links_within_are_not():
    assert 'rel="noopener external"' in html("[out](https://example.org/a)")
    assert html("[in](/map/)").strip() == '<p><a href="/map/">in</a></p>'
    assert "<a" in html("[here](#s-first)")
    assert "<a" in html("[mail](mailto:a@example.org)")


def test_quotes_in_a_link_cannot_leave_the_attribute():
    shown = html('[x](https://example.org/"onmouseover="alert(1) "a\\"b")')
    assert '"onmouseover' not in shown
    assert 'title="a&quot;b"' in shown


def test_a_picture_makes_no_request():
    shown = html("![alt](https://example.org/pixel.png)")
    assert "<img" not in shown
    assert "src=" not in shown


def test_headings_get_anchors_of_their_own_and_make_the_contents():
    rendered = render("## Why?\n\n### Detail\n\n## Why?\n\n## `code` here\n")
    assert [heading.anchor for heading in rendered.contents] == ["s-why", "s-why-2", "s-code-here"]
    assert rendered.contents[2].text == "code here"
    assert '<h2 id="s-why-2">' in rendered.html
    assert '<h3 id="s-detail">' in rendered.html


def test_a_first_level_heading_becomes_a_second_for_the_page_has_its_own():
    assert "<h1" not in html("# Title\n\nText")
    assert "</h1" not in html("# Title\n\nText")
    assert "<h2" in html("# Title\n\nText")


def test_a_heading_without_letters_still_gets_an_anchor():
    assert render("## …\n\n## !\n").contents[1].anchor == "s-section-2"


def test_a_table_scrolls_in_a_frame_that_the_keyboard_reaches():
    shown = html('| A | B "x" |\n|---|---|\n| 1 | 2 |\n')
    assert '<div class="table-scroll" role="region" aria-label="Table: A, B &quot;x&quot;"' in shown
    assert shown.count("<div") == shown.count("</div>") == 1
    assert "<td>1</td>" in shown


def test_reading_time_is_whole_minutes_and_never_nought():
    assert reading_minutes("") == 1
    assert reading_minutes("word " * 220) == 1
    assert reading_minutes("word " * 221) == 2
