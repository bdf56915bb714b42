"""Stores the figures of one published table as a release, and says which release is current."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from regions.models import AreaFigure, Release, Source
from regions.sources.merge import merge
from regions.sources.quality import Loaded, Note, Options, Refused

# area id, industry id, year, value, suppressed
Figure = tuple[int, int, int, float | None, bool]


@dataclass(frozen=True)
class Sheet:
    """What a table's figures are of."""

    source: Source
    edition: str
    level: str
    measure: str


def store_figures(sheet: Sheet, figures: Sequence[Figure], options: Options) -> Loaded:
    """Make the figures of the release equal to `figures`; everything is stale if one changed.

    A release that is new becomes the current one of its level, unless a later one is there.
    """
    label = _label(options)
    release, new = Release.objects.get_or_create(
        source=sheet.source,
        label=label,
        level=sheet.level,
        edition=sheet.edition,
        defaults={
            "checksum": options.checksum,
            "licence": sheet.source.licence,
            "current": False,
        },
    )
    notes = _make_current(release) if new else ()
    merged = merge(
        AreaFigure,
        [(area, industry, year, value, hidden) for area, industry, year, value, hidden in figures],
        key=("area", "industry", "year"),
        values=("value", "suppressed"),
        scope={"release": release.pk, "measure": sheet.measure},
    )
    loaded = Loaded(
        added=merged.added,
        changed=merged.changed,
        removed=merged.removed,
        unchanged=merged.unchanged,
        release=release,
        notes=notes,
        everything_stale=bool(merged.added or merged.changed or merged.removed),
    )
    if not new and not loaded.nothing_new:
        release.checksum, release.retrieved = options.checksum, datetime.now(UTC)
        release.save(update_fields=["checksum", "retrieved"])
    return loaded


def _label(options: Options) -> str:
    """The release's name: as given, else from the file's name (…2024release… → 2024 release)."""
    if options.release:
        return options.release.strip()
    if match := re.search(r"((?:19|20)\d\d)[\s_-]*release", options.file_name, re.IGNORECASE):
        return f"{match[1]} release"
    raise Refused(
        [Note(0, "The file's name does not say which release it is. Add --release '2024 release'.")]
    )


def _make_current(release: Release) -> tuple[str, ...]:
    """Put the release in the place of the current one, unless its label is of an earlier year."""
    others = Release.objects.filter(
        source=release.source, level=release.level, edition=release.edition, current=True
    ).exclude(pk=release.pk)
    former = others.first()
    if former and former.label > release.label:
        return (f"Kept as not current: “{former.label}” is later and stays current.",)
    others.update(current=False)
    release.current = True
    release.save(update_fields=["current"])
    return (f"“{former.label}” is kept, no longer current.",) if former else ()
