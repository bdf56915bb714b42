"""Loads the campaign's starter content once.

Only what is missing is written. A text that an editor has changed, renamed or deleted is
left as it is, also when a later version of the portal brings more texts: its history tells
that it was there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify

from engagement.models import (
    Article,
    Ask,
    Campaign,
    CampaignPoint,
    Claim,
    Contact,
    Page,
    ProgressUpdate,
)
from engagement.services.content import (
    FOLDER,
    Content,
    ContentRefused,
    Text,
    checksum,
    read_content,
    words,
)
from regions.models import Area, Cluster, ImportRun

NAME = "campaign"
# Part of the checksum: raise it when this code would load the same files differently.
METHOD = "1"
REASON = "Starter content"


@dataclass(frozen=True)
class Outcome:
    """What a run did: records added by kind, and references left out for want of the record."""

    added: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return any(self.added.values())


def load_content(*, folder: Path = FOLDER) -> Outcome:
    """Load what is missing of the content in `folder`, in one transaction.

    Does nothing when the very same files were loaded before. Raises ContentRefused, with
    the file and the reason, and then stores nothing.
    """
    digest = checksum(folder, METHOD)
    if ImportRun.objects.filter(
        name=NAME, checksum=digest, status__in=("loaded", "unchanged")
    ).exists():
        return Outcome()
    content = read_content(folder)
    if not Area.objects.regions().exists():
        raise ContentRefused(
            "The texts refer to regions and clusters, and none are loaded. "
            "Hint: manage.py load_starter first."
        )
    started = timezone.now()
    with transaction.atomic():
        loading = _Loading(content)
        loading.run()
        outcome = Outcome(dict(loading.added), tuple(loading.missing))
        ImportRun.objects.create(
            name=NAME,
            file_name=folder.name,
            checksum=digest,
            status="loaded" if outcome.changed else "unchanged",
            rows_loaded=sum(outcome.added.values()),
            report={"added": outcome.added, "missing": list(outcome.missing)},
            started=started,
            finished=timezone.now(),
        )
    return outcome


class _Loading:
    """One run: the content, and what was added or found missing."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.added: Counter[str] = Counter()
        self.missing: list[str] = []

    def run(self) -> None:
        campaign = self._campaign()
        if campaign is not None:
            self._asks(campaign)
            self._points(campaign)
            self._contact(campaign)
        self._claims()
        self._progress()
        self._articles()
        self._pages()

    @cached_property
    def regions(self) -> dict[str, int]:
        return dict(Area.objects.regions().values_list("code", "pk"))

    @cached_property
    def clusters(self) -> dict[str, int]:
        return dict(Cluster.objects.values_list("slug", "pk"))

    def _new(self, model: type[models.Model], key: str, values: list[str]) -> set[str]:
        """Of `values` of the field `key`, those that no record has or ever had."""
        history: Any = getattr(model, "history")  # noqa: B009
        known = set(model._default_manager.values_list(key, flat=True))
        known |= set(history.values_list(key, flat=True))
        return set(values) - known

    def _add(self, record: Any, **sets: list[int]) -> None:
        """Check one record, store it, fill its many-to-many fields."""
        try:
            record.full_clean()
        except ValidationError as error:
            name = getattr(record, "slug", record)
            raise ContentRefused(f"{name}: {'; '.join(error.messages)}") from None
        record._change_reason = REASON
        record.save()
        for name, ids in sets.items():
            if ids:
                getattr(record, name).set(ids)
        self.added[str(record._meta.verbose_name_plural)] += 1

    def _ids(self, known: dict[str, int], keys: list[str], of: str) -> list[int]:
        if missing := [key for key in keys if key not in known]:
            self.missing.append(f"{of}: {', '.join(missing)}")
        return [known[key] for key in keys if key in known]

    def _campaign(self) -> Campaign | None:
        """The campaign of the file, made if it never was; None if an editor deleted it."""
        text = self.content.campaign
        head = text["campaign"]
        if self._new(Campaign, "slug", [head["slug"]]):
            self._add(
                Campaign(
                    **{name: value.strip() for name, value in head.items()},
                    current=not Campaign.objects.filter(current=True).exists(),
                    prize_heading=text["prize"]["heading"],
                    prize_text=text["prize"]["text"].strip(),
                    differences_heading=text["differences"]["heading"],
                    differences_text=text["differences"]["note"].strip(),
                    ingredients_heading=text["ingredients"]["heading"],
                    ingredients_text=text["ingredients"]["text"].strip(),
                    examples_heading=text["learn"]["heading"],
                    examples_text=text["learn"]["text"].strip(),
                    join_heading=text["join"]["heading"],
                    join_text=text["join"]["text"].strip(),
                    voice_heading=text["have_your_say"]["heading"],
                    voice_text=text["have_your_say"]["text"].strip(),
                    contact_heading=text["contact"]["heading"],
                )
            )
        return Campaign.objects.filter(slug=head["slug"]).first()

    def _asks(self, campaign: Campaign) -> None:
        rows = self.content.campaign["asks"]
        new = self._new(Ask, "slug", [row["slug"] for row in rows])
        for row in rows:
            if row["slug"] in new:
                self._add(Ask(campaign=campaign, **row | {"text": row["text"].strip()}))

    def _points(self, campaign: Campaign) -> None:
        text = self.content.campaign
        parts = (
            (CampaignPoint.Kind.DIFFERENCE, text["differences"]["items"]),
            (CampaignPoint.Kind.INGREDIENT, text["ingredients"]["items"]),
            (CampaignPoint.Kind.EXAMPLE, text["learn"]["examples"]),
        )
        for kind, rows in parts:
            points = [_point(campaign, kind, n, row) for n, row in enumerate(rows, 1)]
            new = self._new(CampaignPoint, "slug", [point.slug for point in points])
            for point in points:
                if point.slug in new:
                    self._add(point)

    def _contact(self, campaign: Campaign) -> None:
        row = self.content.campaign["contact"]
        if self._new(Contact, "name", [row["name"]]):
            self._add(
                Contact(
                    campaign=campaign,
                    name=row["name"],
                    role=row["role"],
                    text=row["text"].strip(),
                )
            )

    def _claims(self) -> None:
        rows = self.content.claims
        new = self._new(Claim, "slug", [row["slug"] for row in rows])
        for order, row in enumerate(rows, 1):
            if row["slug"] in new:
                self._add(Claim(order=order, **row))

    def _progress(self) -> None:
        rows = self.content.progress
        new = self._new(ProgressUpdate, "slug", [row["slug"] for row in rows])
        asks = dict(Ask.objects.values_list("slug", "pk"))
        for row in rows:
            if row["slug"] not in new:
                continue
            sets = {name: row[name] for name in ("asks", "regions", "clusters")}
            fields = {name: value for name, value in row.items() if name not in sets}
            self._add(
                ProgressUpdate(status=ProgressUpdate.Status.PUBLISHED, **fields),
                asks=self._ids(asks, sets["asks"], row["slug"]),
                regions=self._ids(self.regions, sets["regions"], row["slug"]),
                clusters=self._ids(self.clusters, sets["clusters"], row["slug"]),
            )

    def _articles(self) -> None:
        new = self._new(Article, "slug", [text.meta["slug"] for text in self.content.articles])
        for text in self.content.articles:
            if text.meta["slug"] in new:
                self._add(
                    _article(text),
                    clusters=self._ids(self.clusters, words(text.meta["clusters"]), text.file),
                    regions=self._ids(self.regions, words(text.meta["regions"]), text.file),
                )

    def _pages(self) -> None:
        new = self._new(Page, "slug", [text.meta["slug"] for text in self.content.pages])
        for text in self.content.pages:
            if text.meta["slug"] in new:
                self._add(Page(**text.meta, body=text.body))


def _point(campaign: Campaign, kind: str, order: int, row: dict[str, Any]) -> CampaignPoint:
    heading = row.get("heading") or row["name"]
    return CampaignPoint(
        campaign=campaign,
        kind=kind,
        slug=row.get("slug") or slugify(heading),
        order=row.get("order", order),
        heading=heading,
        text=row["text"].strip(),
        question=row.get("question", ""),
        country=row.get("country", ""),
        website=row.get("website", ""),
        source_name=row.get("source_name", ""),
        source_url=row.get("source_url", ""),
        verified=row.get("verified", False),
    )


def _article(text: Text) -> Article:
    meta = text.meta
    return Article(
        slug=meta["slug"],
        status=Article.Status.PUBLISHED,
        published_on=meta["published"],
        topic=meta["topic"],
        title=meta["title"],
        summary=meta["summary"],
        body=text.body,
        author=meta["author_role"],
        reading_minutes=meta["reading_minutes"],
        sources=meta["sources"],
    )
