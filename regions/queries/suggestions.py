"""Close names: what a mistyped or outdated address may have meant."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.urls import reverse

from regions.models import Area, Cluster, Sector

SHOWN = 5
MOST_WORDS = 8  # each is compared with every word of every name
CLOSE_ENOUGH = 0.45  # one word of two, with a slip in it
SAME_WORD = 0.75
SAME_TEXT = 0.6  # below, two texts of the same length are alike by chance


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
    asked = " ".join(_plain(wanted[:120]).split()[:MOST_WORDS])
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
    """How alike two texts are, 0 to 1: as a whole, or word by word in any order."""
    words, theirs = asked.split(), known.split()
    if not words or not theirs:
        return 0.0
    best = [max(_spelling(word, other) for other in theirs) for word in words]
    by_word = sum(score for score in best if score >= SAME_WORD) / len(words)
    whole = _spelling(asked, known)
    return max(whole if whole >= SAME_TEXT else 0.0, by_word)


def _spelling(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
