"""Where a cluster is measured: on areas that have figures, as near to its own as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from regions.models import Area
from regions.queries.figures import AreaPlace, ClusterPlan, LevelKey

FINENESS: dict[str, int] = {
    level: order
    for order, level in enumerate(
        (Area.Level.LAD, Area.Level.ITL3, Area.Level.ITL2, Area.Level.ITL1, Area.Level.UK)
    )
}


@dataclass(frozen=True)
class Ground:
    """Areas of one level and edition, and in words how they differ from the cluster's own."""

    key: LevelKey
    area_ids: tuple[int, ...]
    basis: str = ""


class Places:
    """All areas, with the way up from each."""

    def __init__(self, places: dict[int, AreaPlace]) -> None:
        self.by_id = places

    @cached_property
    def children(self) -> dict[int | None, set[int]]:
        found: dict[int | None, set[int]] = {}
        for place in self.by_id.values():
            found.setdefault(place.parent_id, set()).add(place.id)
        return found

    def grounds(
        self, cluster: ClusterPlan, has_figures: Callable[[LevelKey, set[int]], bool]
    ) -> Iterator[Ground]:
        """The cluster's areas, then their parents and so on up to the region, where all of
        them share a level and have figures. A parent all of whose parts are the cluster's
        is no wider than the cluster."""
        here = set(cluster.area_ids)
        inside = set(here) if cluster.has_areas else set()
        while here:
            keys = {self.by_id[one].key for one in here}
            if len(keys) == 1 and has_figures(key := keys.pop(), here):
                wider = sorted(self.by_id[one].name for one in here - inside)
                yield Ground(key, tuple(sorted(here)), _words(wider))
            here = self._one_step_up(here, inside)

    def _one_step_up(self, here: set[int], inside: set[int]) -> set[int]:
        """The parents of the finest areas, with the others; nothing above the regions."""
        finest = min(FINENESS[self.by_id[one].level] for one in here)
        if finest >= FINENESS[Area.Level.ITL1]:
            return set()
        rising = {one for one in here if FINENESS[self.by_id[one].level] == finest}
        parents = {parent for one in rising if (parent := self.by_id[one].parent_id)}
        inside |= {parent for parent in parents if self.children[parent] <= inside}
        return (here - rising) | parents


def _words(wider: list[str]) -> str:
    if not wider:
        return ""
    rest = f" and {len(wider) - 3} more" if len(wider) > 3 else ""
    return f"Measured on {', '.join(wider[:3])}{rest}, wider than the cluster."
