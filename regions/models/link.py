"""How two organisations are connected."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from regions.models.organisation import Organisation
from regions.models.provenance import Sourced


class Link(Sourced):
    """A directed tie: `from_organisation` supplies, researches with, was spun out of, or
    trains for `to_organisation`."""

    class Kind(models.TextChoices):
        SUPPLIES = "supplies", "supplies"
        RESEARCHES_WITH = "researches-with", "researches with"
        SPUN_OUT_OF = "spun-out-of", "was spun out of"
        TRAINS_FOR = "trains-for", "trains people for"

    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="links_out"
    )
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="links_in"
    )
    kind = models.CharField(max_length=15, choices=Kind)
    fact = models.TextField(help_text="The fact this rests on, in one sentence.")
    since = models.PositiveSmallIntegerField("year it began", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_organisation__name", "kind", "to_organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_organisation", "to_organisation", "kind"], name="link_once"
            ),
            models.CheckConstraint(
                name="link_not_to_itself",
                condition=~models.Q(from_organisation=models.F("to_organisation")),
                violation_error_message="An organisation cannot be linked to itself.",
            ),
            models.CheckConstraint(name="link_fact_present", condition=~models.Q(fact="")),
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation} {self.get_kind_display()} {self.to_organisation}"
