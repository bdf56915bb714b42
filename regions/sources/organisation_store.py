"""Writes imported organisations: new ones as drafts, and gaps in those that are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from regions.models import Organisation
from regions.services.history import create_with_history, ids_ever_known
from regions.sources.points import region_finder, regions_of
from regions.sources.provenance import source_row
from regions.sources.quality import Loaded, Options, Parsed

if TYPE_CHECKING:
    from regions.sources.organisations import Entry

SOURCE_SLUG = "imported-file"
REASON = "Organisations import"


def store(parsed: Parsed[Entry], options: Options) -> Loaded:
    """Add the organisations that are new; fill in what is empty in the others.

    An organisation is the same by key, company number, UKPRN, or name and postcode area.
    """
    source = source_row(SOURCE_SLUG)
    known, ever = _Register(Organisation.objects.all()), ids_ever_known(Organisation, "key")
    regions = regions_of(region_finder(), [(one.lon, one.lat) for one in parsed.records])
    new, changed, unchanged, unplaced, deleted = [], 0, 0, 0, 0
    for entry, region in zip(parsed.records, regions, strict=True):
        unplaced += region is None
        facts = _facts(entry, region)
        existing = known.find(entry)
        if existing is None and entry.key in ever:
            deleted += 1
        elif existing is None:
            ready = options.publish and region is not None and not entry.doubtful
            record = Organisation(
                key=entry.key,
                name=entry.name,
                kind=entry.kind,
                is_supplier=entry.is_supplier,
                ukprn=entry.ukprn,
                status=Organisation.Status.PUBLISHED if ready else Organisation.Status.DRAFT,
                source=source,
                **facts,
            )
            new.append(record)
        elif fill_in(existing, facts, REASON):
            changed += 1
        else:
            unchanged += 1
    create_with_history(records=new, model=Organisation, reason=REASON, by=options.by)
    notes = [f"{unplaced:,} lie in no region: they stay drafts."] if unplaced else []
    notes += [f"{deleted:,} were deleted here before: they stay deleted."] if deleted else []
    return Loaded(
        added=len(new), changed=changed, unchanged=unchanged + deleted, notes=tuple(notes)
    )


class _Register:
    """The organisations that are there, by each thing that tells one from another."""

    def __init__(self, organisations: Any) -> None:
        self.by: dict[tuple[str, ...], Organisation] = {}
        for one in organisations:
            self.by[("key", one.key)] = one
            if one.company_number:
                self.by[("number", one.company_number)] = one
            if one.ukprn:
                self.by[("ukprn", one.ukprn)] = one
            if one.postcode_area:
                self.by[("name", slugify(one.name), one.postcode_area)] = one

    def find(self, entry: Entry) -> Organisation | None:
        signs: list[tuple[str, ...]] = [
            ("key", entry.key),
            ("number", entry.company_number or ""),
            ("ukprn", entry.ukprn or ""),
        ]
        if entry.postcode_area:
            signs.append(("name", slugify(entry.name), entry.postcode_area))
        return next((self.by[sign] for sign in signs if sign in self.by), None)


def _facts(entry: Entry, region: int | None) -> dict[str, Any]:
    return {
        "lon": entry.lon,
        "lat": entry.lat,
        "town": entry.town,
        "postcode_area": entry.postcode_area,
        "website": entry.website,
        "company_number": entry.company_number,
        "region_id": region,
    }


def fill_in(existing: Organisation, facts: Mapping[str, Any], reason: str) -> bool:
    """Set what is empty and nothing else; says whether there was anything to set."""
    empty = [
        name
        for name, fact in facts.items()
        if fact not in (None, "") and getattr(existing, name) in (None, "")
    ]
    for name in empty:
        setattr(existing, name, facts[name])
    if empty:
        existing._change_reason = reason  # type: ignore[attr-defined]
        fields = [name.removesuffix("_id") for name in empty]
        existing.save(update_fields=[*fields, "morton"])
    return bool(empty)
