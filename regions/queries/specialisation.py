"""What an area is specialised in: every industry or sector of one year, and the chart of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from regions.models import Area, AreaFigure, Industry, MetricValue, Sector
from regions.queries.evidence import Measured, measured, metric_values, sources_of
from regions.queries.scatter import Point, Scatter, quadrant, scatter

BY = {"industry": "Industries", "sector": "Sectors"}
# Rents that owner-occupiers would pay themselves: output on paper, not an industry of a place.
NOT_DRAWN = {"TOTAL", "68IMP"}
# Which of two codes for the same divisions is drawn: the most exact.
EXACTNESS = [level for level, _ in Industry.Level.choices]


@dataclass(frozen=True)
class SpecialisationRow:
    """One industry or sector in one area and year."""

    subject: Industry | Sector
    gva: float | None
    gva_reason: str
    lq: Measured | None
    share: Measured | None
    growth: Measured | None
    quadrant: str
    drawn: bool

    @property
    def code(self) -> str:
        return self.subject.code if isinstance(self.subject, Industry) else ""

    @property
    def name(self) -> str:
        return self.subject.title if isinstance(self.subject, Industry) else self.subject.name

    @property
    def sector(self) -> Sector | None:
        return self.subject if isinstance(self.subject, Sector) else None

    @property
    def basis(self) -> str:
        return next((m.basis for m in (self.lq, self.share, self.growth) if m and m.basis), "")


@dataclass(frozen=True)
class Specialisation:
    year: int
    by: str
    rows: tuple[SpecialisationRow, ...]
    chart: Scatter | None
    reference: Measured | None  # growth of the whole area
    sources: tuple[str, ...]

    @property
    def strongest(self) -> SpecialisationRow | None:
        """The row with the highest location quotient among those the chart draws."""
        return next((row for row in self.rows if row.drawn), None)


def years_of(area: Area) -> list[int]:
    """Years with a location quotient for the area, newest first."""
    rows = MetricValue.objects.filter(area=area, metric="location-quotient", value__isnull=False)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def specialisation(area: Area, year: int, by: str, whole: dict[str, Measured]) -> Specialisation:
    """The rows and the chart of an area in a year; `whole` holds the figures of all industries."""
    values = metric_values().filter(area=area, year=year).select_related(by, "release__source")
    values = values.filter(**{f"{by}__isnull": False})
    parts: dict[int, dict[str, Measured]] = {}
    subjects: dict[int, Industry | Sector] = {}
    for row in values:
        subject = getattr(row, by)
        subjects[subject.pk] = subject
        parts.setdefault(subject.pk, {})[row.metric] = measured(row)
    gva = _gva(area, year) if by == "industry" else {}
    drawn = _finest(subjects.values())
    reference = whole.get("growth")
    level = reference.value if reference and reference.value is not None else 0.0
    rows = [
        _row(subject, parts[key], gva.get(key), key in drawn, level)
        for key, subject in subjects.items()
        if getattr(subject, "code", "") != "TOTAL"
    ]
    rows.sort(key=lambda row: (-(row.lq.value if row.lq and row.lq.value else 0.0), row.name))
    return Specialisation(
        year=year,
        by=by,
        rows=tuple(rows),
        chart=scatter(_points(rows), reference=level),
        reference=reference,
        sources=sources_of(one for row in rows for one in (row.lq, row.share, row.growth)),
    )


def current_figures(area: Area) -> QuerySet[AreaFigure]:
    """Official GVA of an area from the release in use."""
    return AreaFigure.objects.filter(
        area=area, measure=AreaFigure.Measure.GVA_CURRENT, release__current=True
    )


def _gva(area: Area, year: int) -> dict[int, float | None]:
    rows = current_figures(area).filter(year=year).order_by()
    return dict(rows.values_list("industry_id", "value"))


def _row(
    subject: Industry | Sector,
    parts: dict[str, Measured],
    gva: float | None,
    drawn: bool,
    reference: float,
) -> SpecialisationRow:
    own = parts.get("gva")
    lq, growth = parts.get("location-quotient"), parts.get("growth")
    place = ""
    if lq and growth and lq.value is not None and growth.value is not None:
        place = quadrant(lq.value, growth.value, reference)
    return SpecialisationRow(
        subject=subject,
        gva=own.value if own else gva,
        gva_reason=own.reason if own else "Not published, or suppressed by the publisher.",
        lq=lq,
        share=parts.get("share"),
        growth=growth,
        quadrant=place,
        drawn=drawn and bool(place),
    )


def _finest(subjects: Iterable[Industry | Sector]) -> set[int]:
    """Keys of what the chart draws: an industry only where no narrower one is known.

    A section and its divisions side by side would show the same output twice.
    """
    best: dict[frozenset[str], Industry] = {}
    keys: set[int] = set()
    for subject in subjects:
        if isinstance(subject, Sector):
            keys.add(subject.pk)
        elif subject.code not in NOT_DRAWN:
            covers = frozenset(subject.divisions or [subject.code])
            other = best.get(covers)
            if other is None or _exactness(subject) > _exactness(other):
                best[covers] = subject
    for covers, industry in best.items():
        if not any(other < covers for other in best):
            keys.add(industry.pk)
    return keys


def _exactness(industry: Industry) -> int:
    return EXACTNESS.index(industry.level)


def _points(rows: Sequence[SpecialisationRow]) -> list[Point]:
    return [
        Point(row.name, row.lq.value, row.growth.value, row.gva or 0.0)
        for row in rows
        if row.drawn
        and row.lq
        and row.lq.value is not None
        and row.growth
        and row.growth.value is not None
    ]
