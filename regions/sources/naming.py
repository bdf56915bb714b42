"""Slugs and keys for records that come from outside."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.text import slugify


def free_slug(name: str, taken: Collection[str], *more: str, length: int = 110) -> str:
    """A slug of `name` that is not taken, with as many of `more` behind it as that needs."""
    slug = slugify(name)[:length].strip("-") or "unnamed"
    for word in more:
        if slug not in taken:
            return slug
        tail = "-" + slugify(word)
        slug = slug[: length - len(tail)].strip("-") + tail
    number, base = 2, slug
    while slug in taken:
        slug = f"{base[: length - 6]}-{number}"
        number += 1
    return slug
