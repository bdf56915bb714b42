"""UK higher-education providers with UKPRN, town and position (learning-provider.data.ac.uk).

Fills in what the register lacks of the universities it has, by UKPRN, and adds those
it lacks as drafts. What a curator has written stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regions.models import Organisation
from regions.services.history import create_with_history, ids_ever_known
from regions.sources.mojibake import mended
from regions.sources.naming import free_slug
from regions.sources.organisation_store import fill_in
from regions.sources.points import point_fault, postcode_area, region_finder, regions_of
from regions.sources.provenance import source_row
from regions.sources.quality import Loaded, Options, Parsed
from regions.sources.tables import decode, header_of, ragged, rows_of

SOURCE_SLUG = "learning-providers"
PAGE = "https://learning-provider.data.ac.uk/"
COLUMNS = (
    "UKPRN", "PROVIDER_NAME", "VIEW_NAME", "TOWN", "POSTCODE", "WEBSITE_URL", "LONGITUDE",
    "LATITUDE",
)  # fmt: skip
SMALL_WORDS = {"and", "at", "for", "in", "of", "on", "the", "upon"}
REASON = "Learning providers import"


@dataclass(frozen=True)
class Provider:
    """One provider as the list has it."""

    line: int
    ukprn: str
    name: str
    town: str
    postcode_area: str
    website: str
    lon: float | None
    lat: float | None


def read(data: bytes, options: Options) -> Parsed[Provider]:
    return parse(data, options)


def parse(data: bytes, options: Options = Options()) -> Parsed[Provider]:  # noqa: B008
    """The providers of the list. Raises Unreadable when it is not that list."""
    records = rows_of(decode(data, options.encoding))
    header = header_of(records, COLUMNS)
    parsed: Parsed[Provider] = Parsed(unit="universities")
    seen: dict[str, int] = {}
    for line, cells in options.progress(list(records), "rows"):
        parsed.read += 1
        if reason := ragged(cells, header):
            parsed.refuse(line, reason)
            continue
        row = dict(zip(header, cells, strict=False))
        if reason := _fault(row, seen):
            parsed.refuse(line, reason)
            continue
        seen[row["UKPRN"]] = line
        parsed.records.append(_provider(line, row, parsed))
    return parsed


def _fault(row: Mapping[str, str], seen: Mapping[str, int]) -> str:
    ukprn = row["UKPRN"]
    if not re.fullmatch(r"1\d{7}", ukprn):
        return f"“{ukprn}” is not a UKPRN (eight digits, the first of them 1)."
    if ukprn in seen:
        return f"UKPRN {ukprn} is on line {seen[ukprn]} already."
    if not (row["VIEW_NAME"] or row["PROVIDER_NAME"]):
        return f"UKPRN {ukprn} has no name."
    return point_fault(row["LONGITUDE"], row["LATITUDE"])


def _provider(line: int, row: Mapping[str, str], parsed: Parsed[Provider]) -> Provider:
    raw = row["VIEW_NAME"] or row["PROVIDER_NAME"]
    name = mended(raw)
    if name != raw:
        parsed.repair(line, f"“{raw}” was read with the wrong encoding once: it is “{name}”.")
    plain = _article_first(_from_capitals(name))
    website = row["WEBSITE_URL"] if re.match(r"https?://", row["WEBSITE_URL"]) else ""
    if not row["LONGITUDE"]:
        parsed.doubt(line, f"The list has no position for {plain}.")
    return Provider(
        line,
        row["UKPRN"],
        plain,
        _from_capitals(mended(row["TOWN"])),
        postcode_area(row["POSTCODE"]),
        website,
        float(row["LONGITUDE"]) if row["LONGITUDE"] else None,
        float(row["LATITUDE"]) if row["LATITUDE"] else None,
    )


def _from_capitals(text: str) -> str:
    """UNIVERSITY OF BATH as University of Bath; mixed case is left as it is."""
    if text != text.upper():
        return text
    words = re.sub(r"[A-Z]+('[A-Z]+)?", lambda match: match[0].capitalize(), text).split(" ")
    return " ".join(
        word.lower() if number and word.lower() in SMALL_WORDS else word
        for number, word in enumerate(words)
    )


def _article_first(name: str) -> str:
    """Open University(The) as The Open University."""
    match = re.fullmatch(r"(.+?)\s*\(The\)", name, re.IGNORECASE)
    return f"The {match[1]}" if match else name


def load(parsed: Parsed[Provider], options: Options) -> Loaded:
    """Add the universities that are new; fill in what is empty in those that are there."""
    source = source_row(SOURCE_SLUG)
    known = {one.ukprn: one for one in Organisation.objects.filter(ukprn__isnull=False)}
    places = dict(
        zip(
            (provider.ukprn for provider in parsed.records),
            regions_of(region_finder(), [(one.lon, one.lat) for one in parsed.records]),
            strict=True,
        )
    )
    taken = set(Organisation.objects.values_list("key", flat=True))
    ever = ids_ever_known(Organisation, "ukprn")
    new, changed, unchanged = [], 0, 0
    for provider in parsed.records:
        facts = _facts(provider, places[provider.ukprn])
        university = known.get(provider.ukprn)
        if university is None and provider.ukprn in ever:
            unchanged += 1  # someone has deleted it, or taken its UKPRN away
        elif university is None:
            key = free_slug(provider.name, taken, provider.ukprn, length=60)
            taken.add(key)
            region = facts["region_id"]
            status = (
                Organisation.Status.PUBLISHED
                if options.publish and region
                else Organisation.Status.DRAFT
            )
            new.append(
                Organisation(
                    key=key,
                    name=provider.name,
                    kind=Organisation.Kind.UNIVERSITY,
                    ukprn=provider.ukprn,
                    status=status,
                    source=source,
                    source_url=PAGE,
                    **facts,
                )
            )
        elif fill_in(university, facts, REASON):
            changed += 1
        else:
            unchanged += 1
    create_with_history(records=new, model=Organisation, reason=REASON, by=options.by)
    return Loaded(added=len(new), changed=changed, unchanged=unchanged)


def _facts(provider: Provider, region: int | None) -> dict[str, Any]:
    return {
        "lon": provider.lon,
        "lat": provider.lat,
        "town": provider.town[:80],
        "postcode_area": provider.postcode_area,
        "website": provider.website,
        "region_id": region,
    }
