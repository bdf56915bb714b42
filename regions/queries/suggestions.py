"""Close names: what a mistyped or outdated address may have meant."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.urls import reverse

from regions.models import Area, Cluster, Sector

SHOWN = 5
CLOSE_ENOUGH = 0.5


@dataclass(frozen=True)
class Suggestion:
    url: str
    label: str


def close_to(wanted: str, kind: str) -> tuple[Suggestion, ...]:
    """Records of a kind ("cluster", "area" or "sector") whose slug or name is like `wanted`."""
    rows = {
        "cluster": Cluster.objects.published(),
        "area": Area.objects.all(),
        "sector": Sector.objects.all(),
    }[kind]
    view = {"cluster": "cluster", "area": "region", "sector": "sector"}[kind]
    asked = _plain(wanted[:120])
    scored = []
    for slug, name in rows.order_by().values_list("slug", "name"):
        score = max(_likeness(asked, _plain(slug)), _likeness(asked, _plain(name)))
        if score >= CLOSE_ENOUGH:
            scored.append((-score, name, slug))
    return tuple(
        Suggestion(reverse(f"regions:{view}", args=[slug]), name)
        for _, name, slug in sorted(scored)[:SHOWN]
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").replace("_", " ").split())


def _likeness(asked: str, known: str) -> float:
    """How alike two texts are, 0 to 1; whole words in common count as well as spelling."""
    spelling = SequenceMatcher(None, asked, known).ratio()
    words, theirs = set(asked.split()), set(known.split())
    common = len(words & theirs) / len(words) if words else 0.0
    return max(spelling, common * 0.9)
