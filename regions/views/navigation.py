"""Where a page stands, and its own list of sections."""

from __future__ import annotations

from collections.abc import Iterable

HOME = {"label": "Home", "href": "/"}


def sections(known: Iterable[tuple[str, str, bool]]) -> list[dict[str, str]]:
    """A page's own navigation from (anchor, label, whether the page has it)."""
    return [{"href": f"#{anchor}", "label": label} for anchor, label, there in known if there]
