"""Text search over the register: every word must be found somewhere, in any case."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

MOST_WORDS = 8
CLUSTER_TEXT = ("name", "summary", "region__name", "region__short_name")
CLUSTER_RELATED = (("sectors", "name"), ("areas", "name"))
ORGANISATION_TEXT = ("name", "description", "town", "region__name", "region__short_name")
ORGANISATION_RELATED = (("sectors", "name"),)


def words_of(text: str) -> list[str]:
    """The words of a query, at most eight; commas and spaces part them."""
    return text.replace(",", " ").split()[:MOST_WORDS]


def matching(
    rows: QuerySet[Any], text: str, fields: tuple[str, ...], related: tuple[tuple[str, str], ...]
) -> QuerySet[Any]:
    """Rows in which each word of `text` occurs in one of the fields, or in a related record.

    Related records are compared by sub-query, so no row comes twice and counts stay right.
    """
    model: type[Model] = rows.model
    for word in words_of(text):
        found = reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields))
        for relation, field in related:
            ids = model._default_manager.filter(**{f"{relation}__{field}__icontains": word})
            found |= Q(pk__in=ids.values("pk"))
        rows = rows.filter(found)
    return rows
