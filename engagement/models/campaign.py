"""The campaign: its case, what it asks for, how clusters work, and whom to write to."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

SOURCE_WHOLE = "Give the source's name with its address."


def source_has_name() -> models.Q:
    """An address without a name is no source a reader could judge."""
    return models.Q(source_url="") | ~models.Q(source_name="")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def current(self) -> Campaign | None:
        """The campaign the home page shows, or None before any is loaded."""
        return self.filter(current=True).first()


class Campaign(models.Model):
    """One campaign with the texts of its home page. At most one is the current one."""

    slug = models.SlugField(max_length=60, unique=True)
    current = models.BooleanField(
        default=False, help_text="Shown on the home page. Only one campaign can be."
    )
    name = models.CharField(max_length=120)
    slogan = models.CharField(max_length=120, help_text="The headline of the home page.")
    lead = models.TextField(help_text="Two or three sentences under the headline.")
    definition_heading = models.CharField(max_length=120)
    definition = models.TextField()
    case_heading = models.CharField(max_length=120)
    case = models.TextField()
    prize_heading = models.CharField(max_length=120)
    prize_text = models.TextField()
    differences_heading = models.CharField(max_length=120)
    differences_text = models.TextField(blank=True)
    ingredients_heading = models.CharField(max_length=120)
    ingredients_text = models.TextField(blank=True)
    examples_heading = models.CharField("heading of “learn from others”", max_length=120)
    examples_text = models.TextField("text of “learn from others”", blank=True)
    join_heading = models.CharField(max_length=120)
    join_text = models.TextField()
    voice_heading = models.CharField("heading of “have your say”", max_length=120)
    voice_text = models.TextField("text of “have your say”")
    contact_heading = models.CharField(max_length=120)
    updated = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-current", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["current"],
                condition=models.Q(current=True),
                name="campaign_one_current",
                violation_error_message="Another campaign is the current one: unset it first.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("engagement:home")


class Ask(models.Model):
    """Something the campaign asks of government, investors or institutions."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="asks")
    slug = models.SlugField(max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, help_text="One sentence.")
    text = models.TextField()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "title"]
        constraints = [
            models.CheckConstraint(name="ask_summary_present", condition=~models.Q(summary=""))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('engagement:home')}#ask-{self.slug}"


class CampaignPoint(models.Model):
    """A short text of the home page: how clusters help, an ingredient, or a place abroad."""

    class Kind(models.TextChoices):
        DIFFERENCE = "difference", "How clusters make a difference"
        INGREDIENT = "ingredient", "Ingredient of a world-class cluster"
        EXAMPLE = "example", "Example to learn from"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(max_length=120)
    text = models.TextField()
    question = models.CharField(
        max_length=200, blank=True, help_text="Of an ingredient: what to ask a cluster about it."
    )
    country = models.CharField(max_length=80, blank=True, help_text="Of an example.")
    website = models.URLField(max_length=500, blank=True, help_text="Of an example.")
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField("source page", max_length=500, blank=True)
    verified = models.BooleanField(
        default=False, help_text="The source page was read and says what the text says."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "order", "heading"]
        verbose_name = "point of the campaign"
        verbose_name_plural = "points of the campaign"
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="campaignpoint_once"),
            models.CheckConstraint(
                name="campaignpoint_source_named",
                condition=source_has_name(),
                violation_error_message=SOURCE_WHOLE,
            ),
            models.CheckConstraint(
                name="campaignpoint_example_has_country_and_source",
                condition=~models.Q(kind="example")
                | (~models.Q(country="") & ~models.Q(source_name="")),
                violation_error_message="An example needs its country and a source.",
            ),
            models.CheckConstraint(
                name="campaignpoint_verified_has_source",
                condition=models.Q(verified=False) | ~models.Q(source_name=""),
                violation_error_message="Only a text with a source can be verified.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class Contact(models.Model):
    """A named person of the campaign. No private address is ever shown."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="contacts")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="contact_once"),
            models.CheckConstraint(name="contact_role_present", condition=~models.Q(role="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"
