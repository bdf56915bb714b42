"""The campaign's home page: every section, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from engagement.models import Ask, Campaign, CampaignPoint, Claim, Contact, ProgressUpdate
from engagement.queries.playbook import Topic, topics
from engagement.queries.progress import ProgressList, progress_list
from regions.queries.dot_map import DotMap, cluster_dots
from regions.queries.numbers import Numbers, published_numbers

PROGRESS_SHOWN = 5


@dataclass(frozen=True)
class HomePage:
    """What the home page shows. Without a campaign, only the map, the numbers and the lists."""

    campaign: Campaign | None
    asks: tuple[Ask, ...]
    differences: tuple[CampaignPoint, ...]
    ingredients: tuple[CampaignPoint, ...]
    examples: tuple[CampaignPoint, ...]
    contacts: tuple[Contact, ...]
    claims: tuple[Claim, ...]
    unfound: tuple[Claim, ...]
    topics: tuple[Topic, ...]
    progress: ProgressList
    map: DotMap
    numbers: Numbers


def home_page(asked: Mapping[str, Sequence[str]]) -> HomePage:
    """Everything on the page; `asked` are the filters of its progress list."""
    campaign = Campaign.objects.current()
    points = list(campaign.points.all()) if campaign else []
    claims = list(Claim.objects.all())

    def of(kind: str) -> tuple[CampaignPoint, ...]:
        return tuple(point for point in points if point.kind == kind)

    return HomePage(
        campaign=campaign,
        asks=asks_of(campaign),
        differences=of(CampaignPoint.Kind.DIFFERENCE),
        ingredients=of(CampaignPoint.Kind.INGREDIENT),
        examples=of(CampaignPoint.Kind.EXAMPLE),
        contacts=tuple(campaign.contacts.all()) if campaign else (),
        claims=tuple(claim for claim in claims if claim.status in Claim.HEADLINE),
        unfound=tuple(claim for claim in claims if claim.status == Claim.Status.NOT_FOUND),
        topics=tuple(topic for topic in topics() if topic.articles),
        progress=progress_list(asked, page_size=PROGRESS_SHOWN),
        map=cluster_dots(),
        numbers=published_numbers(),
    )


def asks_of(campaign: Campaign | None) -> tuple[Ask, ...]:
    """The campaign's asks in order, each with `progress`, its count of published updates."""
    if campaign is None:
        return ()
    published = Q(updates__status=ProgressUpdate.Status.PUBLISHED)
    return tuple(campaign.asks.annotate(progress=Count("updates", filter=published)))
