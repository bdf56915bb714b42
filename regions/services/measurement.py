"""Which values an area or a cluster has: figures in, rows for MetricValue out.

A Measurement reads the releases and definitions once and the figures of a release in one
query. It is as old as its first read: a worker makes a new one whenever something was
marked stale since (regions.services.metrics), so no value rests on figures that changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from regions.analysis.composition import Composition, basis_words, compose
from regions.analysis.growth import SPAN
from regions.analysis.outcome import WORDS, Numbers, Outcome, Reason
from regions.analysis.profile import profile
from regions.analysis.registry import METRICS
from regions.models import Area, MetricValue
from regions.queries import figures
from regions.queries.figures import FigureTable, LevelKey
from regions.services.ground import Ground, Places

OF_INDUSTRY = ("location-quotient", "share", "growth")
OF_SECTOR = ("location-quotient", "share", "growth", "gva")
OF_ALL = ("growth", "gva")
Quality = MetricValue.Quality
HELD, WITHHELD = int(Reason.SUPPRESSED), Quality.SUPPRESSED.value
BASIS_LIMIT = 300
Flags = npt.NDArray[np.bool_]


# A metric value of some subject, in the order of FIELDS: row[:KEY] identifies it, the rest is
# what it says. An area has some 10,000, so they are plain tuples that zip makes.
Row = tuple[Any, ...]
FIELDS = (
    "metric", "industry_id", "sector_id", "year",
    "value", "reason", "quality", "basis", "method_version", "release_id",
)  # fmt: skip
KEY, VALUE = 4, 4


class Part(NamedTuple):
    """What a value is about: an industry, a sector, or (neither) all of them."""

    industry_id: int | None
    sector_id: int | None
    basis: str = ""
    limited: bool = False


class Profiled(NamedTuple):
    """Outcomes of shape (…, parts, years) for some parts, by metric."""

    parts: list[Part]
    outcomes: dict[str, Outcome]
    years: list[int]
    release_id: int

    def rows(self, metrics: Iterable[str], index: int | None = None) -> Iterator[Row]:
        """The rows of the area at `index`, or of the only place there is."""
        at = () if index is None else (index,)
        for metric in metrics:
            outcome = self.outcomes[metric]
            first = bisect_left(self.years, self.years[0] + SPAN) if metric == "growth" else 0
            years, version = self.years[first:], METRICS[metric].version
            reasons = outcome.reasons[at][..., first:]
            undefined = np.asarray(reasons.any(axis=-1))
            series = zip(
                self.parts,
                outcome.values[at][..., first:].tolist(),
                reasons.tolist(),
                undefined.tolist(),
                strict=True,
            )
            for part, values, why, gaps in series:
                quality = Quality.LIMITED.value if part.limited else Quality.GOOD.value
                words: Iterator[str] = repeat("")
                qualities: Iterator[str] = repeat(quality)
                if gaps:
                    values = [
                        None if one else value for value, one in zip(values, why, strict=True)
                    ]
                    words = iter([WORDS[one] for one in why])
                    qualities = iter([WITHHELD if one == HELD else quality for one in why])
                yield from zip(
                    repeat(metric), repeat(part.industry_id), repeat(part.sector_id), years,
                    values, words, qualities, repeat(part.basis), repeat(version),
                    repeat(self.release_id),
                )  # fmt: skip


class Measurement:
    """Computes areas, and those clusters that it was given by `take`."""

    def __init__(self) -> None:
        self.clusters: dict[int, figures.ClusterPlan] = {}
        self.releases = figures.current_releases()
        self.codes = figures.industry_codes()
        self.sectors = figures.sector_codes()
        self.places = Places(figures.area_places())
        self._full: dict[int, FigureTable] = {}
        self._partial: dict[int, FigureTable] = {}
        self._profiles: dict[int, tuple[Profiled, Profiled]] = {}
        self._published: dict[int, tuple[set[int], frozenset[str]]] = {}
        self._compositions: dict[tuple[int, frozenset[str]], Composition] = {}

    def take(self, cluster_ids: Collection[int]) -> None:
        """Read the clusters to compute next; figures are then read for all of them together."""
        self.clusters = figures.cluster_plans(cluster_ids) if cluster_ids else {}
        self._partial.clear()
        self.__dict__.pop("_measures", None)

    # What there is to measure on.

    def published(self, release_id: int) -> tuple[set[int], frozenset[str]]:
        """The areas and the industry codes that a release has figures for."""
        if release_id not in self._published:
            areas = figures.published_areas(release_id)
            industries = figures.published_industries(release_id)
            codes = frozenset(self.codes.code_of[one] for one in industries)
            self._published[release_id] = areas, codes
        return self._published[release_id]

    def composition(self, release_id: int, codes: frozenset[str]) -> Composition:
        key = release_id, codes
        if key not in self._compositions:
            available = self.published(release_id)[1]
            self._compositions[key] = compose(codes, available, self.codes.classification)
        return self._compositions[key]

    def columns(self, table: FigureTable, composition: Composition) -> list[int]:
        return [table.column[self.codes.id_of[code]] for code in composition.codes]

    def total(self, table: FigureTable) -> Numbers:
        """The column of all industries; undefined throughout when the release has none."""
        column = table.column.get(self.codes.total_id or 0)
        if column is None:
            return np.full((len(table.area_ids), len(table.years)), np.nan)
        total: Numbers = table.values[:, column, :]
        return total

    def _total_hidden(self, table: FigureTable) -> Flags:
        column = table.column.get(self.codes.total_id or 0)
        if column is None:
            return np.zeros((len(table.area_ids), len(table.years)), dtype=bool)
        hidden: Flags = table.suppressed[:, column, :]
        return hidden

    # Areas.

    def area_rows(self, area_id: int) -> list[Row]:
        """All values of an area: none when no current release has figures for it."""
        place = self.places.by_id.get(area_id)
        release_id = self.releases.get(place.key) if place else None
        if release_id is None:
            return []
        if release_id not in self._profiles:
            self._full[release_id] = figures.load_table(release_id)
            self._profiles[release_id] = self._profile_areas(self._full[release_id])
        table = self._full[release_id]
        index = table.row.get(area_id)
        if index is None:
            return []
        activities, everything = self._profiles[release_id]
        compared = bool(table.reference[index])
        industries, sectors = _split(activities)
        rows = list(industries.rows(_without_quotient(OF_INDUSTRY, compared), index))
        rows += sectors.rows(_without_quotient(OF_SECTOR, compared), index)
        rows += everything.rows(OF_ALL, index)
        return rows

    def _profile_areas(self, table: FigureTable) -> tuple[Profiled, Profiled]:
        """Every industry and sector of every area in a release, and everything together."""
        parts, columns = [], []
        for industry_id, column in table.column.items():
            if industry_id != self.codes.total_id:
                parts.append(Part(industry_id, None))
                columns.append([column])
        for sector_id, codes in self.sectors.items():
            composition = self.composition(table.release_id, codes)
            words = basis_words(composition, self.codes.classification, limit=BASIS_LIMIT)
            parts.append(Part(None, sector_id, words, not composition.exact))
            columns.append(self.columns(table, composition) if composition.complete else [])
        local = _sums(table.values, columns)
        hidden = _any(table.suppressed, columns)
        everywhere = local[table.reference].sum(axis=0)
        total = self.total(table)
        total_hidden = self._total_hidden(table)
        outcomes = profile(
            local, total, everywhere, total[table.reference].sum(axis=0), table.years
        )
        _explain(outcomes, hidden, total_hidden[:, None, :], [not one for one in columns])
        alone = profile(
            total[:, None, :], total, total[table.reference].sum(axis=0)[None, :],
            total[table.reference].sum(axis=0), table.years,
        )  # fmt: skip
        _explain(alone, total_hidden[:, None, :], total_hidden[:, None, :], [False])
        return (
            Profiled(parts, outcomes, table.years, table.release_id),
            Profiled([Part(None, None)], alone, table.years, table.release_id),
        )

    # Clusters.

    def cluster_rows(self, cluster_id: int) -> list[Row]:
        """The values of each sector of a cluster, and of all of them together."""
        rows: list[Row] = []
        for sector_id, ground, composition in self._measures.get(cluster_id, []):
            rows += self._measure(sector_id, ground, composition).rows(OF_SECTOR)
        return rows

    @cached_property
    def _measures(self) -> dict[int, list[tuple[int | None, Ground, Composition]]]:
        """For every cluster, its sectors (None: together), each with where and on what."""
        found: dict[int, list[tuple[int | None, Ground, Composition]]] = {}
        for cluster in self.clusters.values():
            grounds = list(self.places.grounds(cluster, self._has_figures))
            targets: list[tuple[int | None, frozenset[str]]] = [
                (sector, self.sectors[sector])
                for sector in cluster.sector_ids
                if sector in self.sectors
            ]
            if targets:
                targets.append((None, frozenset().union(*(codes for _, codes in targets))))
            found[cluster.id] = [
                (sector, *self._best(grounds, codes)) for sector, codes in targets if grounds
            ]
        return found

    def _best(self, grounds: list[Ground], codes: frozenset[str]) -> tuple[Ground, Composition]:
        """The ground whose published industries come closest to the codes; of equals, the finest.

        A region (ITL1) is too wide to speak for a cluster: it serves when nothing finer does.
        """
        options = [(one, self.composition(self.releases[one.key], codes)) for one in grounds]

        def rank(option: tuple[Ground, Composition]) -> tuple[bool, bool, int]:
            ground, composition = option
            return not composition.complete, ground.key[0] == Area.Level.ITL1, composition.surplus

        return min(options, key=rank)

    def _has_figures(self, key: LevelKey, area_ids: set[int]) -> bool:
        release_id = self.releases.get(key)
        return release_id is not None and area_ids <= self.published(release_id)[0]

    def _table(self, release_id: int) -> FigureTable:
        """The figures of a release that this batch's clusters need."""
        if release_id in self._full:
            return self._full[release_id]
        if release_id not in self._partial:
            needed = {
                self.codes.id_of[code]
                for measures in self._measures.values()
                for _, ground, composition in measures
                if self.releases[ground.key] == release_id
                for code in composition.codes
            }
            needed.add(self.codes.total_id or 0)
            self._partial[release_id] = figures.load_table(release_id, needed)
        return self._partial[release_id]

    def _measure(self, sector_id: int | None, ground: Ground, composition: Composition) -> Profiled:
        table = self._table(self.releases[ground.key])
        rows = [table.row[one] for one in ground.area_ids]
        columns = [self.columns(table, composition) if composition.complete else []]
        local = _sums(table.values, columns)
        total = self.total(table)
        hidden = np.asarray(_any(table.suppressed, columns)[rows].any(axis=0))
        total_hidden = np.asarray(self._total_hidden(table)[rows].any(axis=0, keepdims=True))
        outcomes = profile(
            local[rows].sum(axis=0),
            total[rows].sum(axis=0),
            local[table.reference].sum(axis=0),
            total[table.reference].sum(axis=0),
            table.years,
        )
        _explain(outcomes, hidden, total_hidden, [not columns[0]])
        room = BASIS_LIMIT - len(ground.basis) - 1
        words = basis_words(composition, self.codes.classification, limit=room)
        basis = " ".join(part for part in (ground.basis, words) if part)
        limited = bool(ground.basis) or not composition.exact
        return Profiled(
            [Part(None, sector_id, basis, limited)], outcomes, table.years, table.release_id
        )


def _without_quotient(metrics: tuple[str, ...], compared: bool) -> tuple[str, ...]:
    """An area outside the comparison (the UK's own row) has no quotient."""
    return metrics if compared else tuple(one for one in metrics if one != "location-quotient")


def _sums(values: Numbers, columns: list[list[int]]) -> Numbers:
    """(areas, industries, years) to (areas, parts, years): the sum of each part's columns."""
    if not columns:
        return np.empty((values.shape[0], 0, values.shape[2]))
    parts = [
        values[:, one, :].sum(axis=1) if one else np.full(values[:, 0, :].shape, np.nan)
        for one in columns
    ]
    return np.stack(parts, axis=1)


def _any(flags: Flags, columns: list[list[int]]) -> Flags:
    if not columns:
        return np.empty((flags.shape[0], 0, flags.shape[2]), dtype=bool)
    return np.stack([flags[:, one, :].any(axis=1) for one in columns], axis=1)


def _explain(
    outcomes: dict[str, Outcome], hidden: Flags, total_hidden: Flags, coarse: list[bool]
) -> None:
    """Tell what is withheld and what is too coarse from what was never published."""
    for metric, outcome in outcomes.items():
        withheld = hidden if metric in ("growth", "gva") else hidden | total_hidden
        outcomes[metric] = outcome.because(withheld, Reason.SUPPRESSED).because(
            np.array(coarse, dtype=bool)[:, None], Reason.TOO_COARSE
        )


def _split(profiled: Profiled) -> tuple[Profiled, Profiled]:
    """Industries and sectors apart; the industries come first."""
    at = sum(part.industry_id is not None for part in profiled.parts)
    return tuple(  # type: ignore[return-value]
        profiled._replace(
            parts=profiled.parts[where],
            outcomes={
                metric: Outcome(outcome.values[..., where, :], outcome.reasons[..., where, :])
                for metric, outcome in profiled.outcomes.items()
            },
        )
        for where in (slice(None, at), slice(at, None))
    )
