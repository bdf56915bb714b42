"""Text that was read with the wrong encoding once: `CafÃ©` for `Café`."""

from __future__ import annotations

import re

# What the bytes of UTF-8 look like in Windows-1252 and in the old Mac encoding.
LOOKS_BROKEN = re.compile(
    r"[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|‚[ÄÅÀ]|¬[®©¨†∞]|√[©®ü†]|\ufffd|‚àö"
)


def mended(text: str) -> str:
    """The text as it was meant, where wrong readings explain it; else the text as it is.

    A file that went through several hands may have been read wrongly more than once.
    """
    if not broken(text):
        return text
    for encoding in ("cp1252", "latin-1", "mac_roman"):
        better = _undone(text, encoding)
        if better != text and not broken(better) and better.isprintable():
            return better
    return text


def _undone(text: str, encoding: str) -> str:
    """Read again as UTF-8 what `encoding` made of it, as often as that works."""
    for _ in range(5):
        try:
            before, text = text, text.encode(encoding).decode("utf-8")
        except UnicodeError:
            break
        if text == before:
            break
    return text


def broken(text: str) -> bool:
    """Whether the text looks like one encoding read as another."""
    return LOOKS_BROKEN.search(text) is not None
