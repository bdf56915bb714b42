"""What the steps of the starter load share: the tables, what exists already, what was added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from regions.models import Area, Edition, Industry, Source
from regions.sources.placing import RegionFinder
from regions.sources.reference import Problem, Row
from regions.sources.sic_tree import SicCode


@dataclass
class Loading:
    """One run of the starter load."""

    tables: dict[str, list[Row]]
    boundaries: dict[str, dict[str, Any]]
    sic_codes: list[SicCode]
    added: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    new_areas: list[int] = field(default_factory=list)
    new_clusters: list[int] = field(default_factory=list)

    def refuse(self, problem: Problem) -> None:
        self.problems.append(problem)

    def count(self, model: type[models.Model], number: int) -> None:
        if number:
            self.added[str(model._meta.verbose_name_plural)] += number

    def checked(self, row: Row, record: Any) -> bool:
        """Whether the record's own fields are valid; if not, the row is refused."""
        related = [one.name for one in record._meta.fields if one.is_relation]
        try:
            record.clean_fields(exclude=related)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self.refuse(row.problem(f"{name}: {message}"))
            return False
        return True

    # Ids by key. Each is read once, by the first step after the one that fills it.

    @cached_property
    def sources(self) -> dict[str, int]:
        return dict(Source.objects.values_list("slug", "id"))

    @cached_property
    def areas(self) -> dict[str, int]:
        return dict(Area.objects.filter(edition=Edition.ITL2021).values_list("code", "id"))

    @cached_property
    def industries(self) -> dict[str, int]:
        return dict(Industry.objects.values_list("code", "id"))

    @cached_property
    def regions(self) -> RegionFinder[str]:
        return RegionFinder(self.boundaries)

    def provenance(self, row: Row) -> dict[str, Any]:
        """The fields of `Sourced` as the row gives them."""
        return {
            "source_id": self.sources[row["source"]],
            "source_url": row["source_url"],
            "verified": row.flag("verified"),
        }


def point_of(row: Row) -> dict[str, float | None]:
    return {"lon": row.number("lon"), "lat": row.number("lat")}
