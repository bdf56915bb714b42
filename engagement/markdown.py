"""Markdown to HTML for texts that staff write: no raw HTML, no images, no script addresses."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

WORDS_A_MINUTE = 220
ALLOWED_ADDRESS = re.compile(r"^(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A second-level heading: an entry of the list of contents."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Rendered:
    html: SafeString
    contents: tuple[Heading, ...]


def reading_minutes(text: str) -> int:
    """Whole minutes that the text takes at an easy pace; at least one."""
    return max(1, math.ceil(len(text.split()) / WORDS_A_MINUTE))


@lru_cache(maxsize=128)
def render(text: str) -> Rendered:
    """HTML of a Markdown text (CommonMark and tables), and its second-level headings.

    Raw HTML is shown as text; a link to anything but the web, e-mail or this portal stays text.
    """
    parser = _parser()
    tokens = parser.parse(text)
    contents = _anchor_headings(tokens)
    _name_tables(tokens)
    # Safe: the parser escapes every text and attribute, and raw HTML is off.
    html = mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308
    return Rendered(html, contents)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    parser.disable("image")  # a picture would be a request to somebody else's server
    parser.validateLink = lambda url: bool(ALLOWED_ADDRESS.match(url))  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _link_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if re.match(r"https?://", str(token.attrGet("href") or ""), re.IGNORECASE):
        token.attrSet("rel", "noopener external")
    return str(self.renderToken(tokens, index, options, env))


def _table_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A table scrolls sideways in its own frame, which the keyboard can reach."""
    name = escape(str(tokens[index].meta.get("name", "Table")))
    return f'<div class="table-scroll" role="region" aria-label="{name}" tabindex="0"><table>\n'


def _table_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _text_of(token: Token) -> str:
    parts = token.children or []
    return "".join(part.content for part in parts if part.type in ("text", "code_inline"))


def _anchor_headings(tokens: list[Token]) -> tuple[Heading, ...]:
    """Give each heading an id of its own; the page has its one h1 already, so # counts as ##."""
    contents: list[Heading] = []
    taken: set[str] = set()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_close" and opening.tag == "h1":
            opening.tag = "h2"
        if opening.type != "heading_open":
            continue
        text = _text_of(inline)
        # The prefix keeps them apart from the ids that templates write.
        stem = f"s-{slugify(text) or 'section'}"
        anchor, number = stem, 2
        while anchor in taken:
            anchor, number = f"{stem}-{number}", number + 1
        taken.add(anchor)
        opening.tag = "h2" if opening.tag == "h1" else opening.tag
        opening.attrSet("id", anchor)
        if opening.tag == "h2":
            contents.append(Heading(anchor, text))
    return tuple(contents)


def _name_tables(tokens: list[Token]) -> None:
    """Call each table by its column heads, so that its scrolling frame has a name."""
    table: Token | None = None
    heads: list[str] = []
    for token, inline in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "table_open":
            table, heads = token, []
        elif token.type == "th_open" and inline is not None:
            heads.append(_text_of(inline))
        elif token.type == "thead_close" and table is not None:
            table.meta["name"] = "Table: " + ", ".join(head for head in heads if head)
