"""Organisations of any kind, from a CSV or JSON file that staff have.

CSV columns (name and kind must be there, the others may): id, name, kind, town,
postcode, lon, lat, website, company_number, ukprn, supplier. JSON: a list of objects
with the same names, or {"orgs": [...]}, where `location` may hold lat, lon and
postcode, and `types` may be numbers explained in `org_types`. Descriptions are other
people's text and are not taken over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from regions.models import Organisation
from regions.sources.mojibake import broken, mended
from regions.sources.organisation_rows import Row, rows_of_file
from regions.sources.organisation_store import store
from regions.sources.points import point_fault, postcode_area
from regions.sources.quality import Loaded, Options, Parsed

Kind = Organisation.Kind
KINDS = {
    **{kind.value: kind for kind in Kind},
    "company": Kind.FIRM,
    "business": Kind.FIRM,
    "supplier": Kind.FIRM,
    "funder": Kind.INVESTOR,
    "incubator / accelerator": Kind.INVESTOR,
    "research organisation": Kind.RESEARCH,
    "rto": Kind.RESEARCH,
    "public body": Kind.PUBLIC,
    "cluster body": Kind.CLUSTER_BODY,
}
LIMITS = {"name": 200, "town": 80}


@dataclass(frozen=True)
class Entry:
    """One organisation as the file has it."""

    number: int
    key: str
    name: str
    kind: str
    is_supplier: bool
    town: str
    postcode_area: str
    website: str
    company_number: str | None
    ukprn: str | None
    lon: float | None
    lat: float | None
    doubtful: bool


def read(data: bytes, options: Options) -> Parsed[Entry]:
    return parse(data, options)


def parse(data: bytes, options: Options = Options()) -> Parsed[Entry]:  # noqa: B008
    """The organisations of a file. Raises Unreadable when it is no such file."""
    where, rows = rows_of_file(data, options.encoding)
    parsed: Parsed[Entry] = Parsed(unit="organisations", where=where)
    first = _Firsts(where)
    for row in options.progress(rows, "organisations"):
        parsed.read += 1
        faults = [row.fault] if row.fault else list(_faults(row))
        entry = None if faults else _entry(row, parsed)
        if entry and (again := first.again(entry)):
            faults = [again]
        for fault in faults:
            parsed.refuse(row.number, fault)
        if not entry or faults:
            continue
        if like := first.like(entry, row["postcode"]):
            parsed.left_out[like] += 1
        else:
            parsed.records.append(entry)
    return parsed


class _Firsts:
    """Where each organisation of a file was met first."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.keys: dict[tuple[str, str], int] = {}
        self.names: dict[tuple[str, str], int] = {}

    def again(self, entry: Entry) -> str:
        """Why the entry cannot stand beside an earlier one: an identity is there already."""
        for what, value in (
            ("id", entry.key),
            ("company_number", entry.company_number),
            ("ukprn", entry.ukprn),
        ):
            first = self.keys.setdefault((what, value), entry.number) if value else entry.number
            if first != entry.number:
                return f"The {what} “{value}” is in {self.where} {first} already."
        return ""

    def like(self, entry: Entry, postcode: str) -> str:
        """The earlier entry of the same name at the same postcode, if there is one."""
        same = (slugify(entry.name), postcode.replace(" ", "").upper())
        first = self.names.setdefault(same, entry.number)
        if first == entry.number:
            return ""
        return f"“{entry.name}”, which {self.where} {first} has already at the same postcode"


def _faults(row: Row) -> Iterable[str]:
    name = row["name"] or "The organisation"
    if not row["name"]:
        yield "The organisation has no name."
    for column, limit in LIMITS.items():
        if len(row[column]) > limit:
            yield f"{column} is longer than {limit} characters."
    if not _kind(row):
        yield f"{name}: “{row['kind']}” is no kind we know. It can be {', '.join(Kind.values)}."
    if fault := point_fault(row["lon"], row["lat"]):
        yield f"{name}: {fault}"
    if row["ukprn"] and not re.fullmatch(r"1\d{7}", row["ukprn"]):
        yield f"{name}: “{row['ukprn']}” is not a UKPRN."
    elif row["ukprn"] and _kind(row) != Kind.UNIVERSITY:
        yield f"{name}: only a university has a UKPRN."
    if row["company_number"] and not re.fullmatch(r"[A-Z0-9]{2}\d{6}", _company_number(row)):
        yield f"{name}: “{row['company_number']}” is not a company number."
    yield from (f"{name}: {fault}" for fault in _supplier_faults(row))


def _supplier_faults(row: Row) -> Iterable[str]:
    said = row["supplier"].lower()
    if said not in ("", "yes", "no"):
        yield f"supplier is “{row['supplier']}”, neither yes nor no."
    elif said == "yes" and _kind(row) not in ("", Kind.FIRM):
        yield "only a firm can be a supplier."


def _kind(row: Mapping[str, str]) -> str:
    """One of our kinds. What a file calls “University / RTO”, its name tells apart."""
    said = row["kind"].strip().lower()
    if said in ("university / rto", "university or rto"):
        named = re.search(r"universit|college|prifysgol", row["name"], re.IGNORECASE)
        return Kind.UNIVERSITY if named else Kind.RESEARCH
    return KINDS.get(said, "")


def _company_number(row: Mapping[str, str]) -> str:
    """With the zeros in front that spreadsheets drop."""
    number = row["company_number"].upper().replace(" ", "")
    return number.zfill(8) if number.isdigit() else number


def _entry(row: Row, parsed: Parsed[Entry]) -> Entry:
    name = mended(row["name"])
    if name != row["name"]:
        parsed.repair(row.number, f"“{row['name']}” was read with the wrong encoding: “{name}”.")
    if broken(name):
        parsed.doubt(row.number, f"The name “{name}” looks damaged; it stays a draft.")
    website = row["website"]
    if website and not re.match(r"https?://[\w.-]+\.\w", website):
        parsed.doubt(row.number, f"{name}: “{website}” is not a web address; left out.")
        website = ""
    return Entry(
        number=row.number,
        key=_key(row, name),
        name=name,
        kind=_kind(row),
        is_supplier=row["supplier"].lower() == "yes" or row["kind"].lower() == "supplier",
        town=mended(row["town"]),
        postcode_area=postcode_area(row["postcode"]),
        website=website[:500],
        company_number=_company_number(row) if row["company_number"] else None,
        ukprn=row["ukprn"] or None,
        lon=float(row["lon"]) if row["lon"] else None,
        lat=float(row["lat"]) if row["lat"] else None,
        doubtful=broken(name),
    )


def _key(row: Mapping[str, str], name: str) -> str:
    """The file's own id, else name and postcode: the same row has the same key next time."""
    if key := slugify(row["id"]):
        return key[:100]
    if key := slugify(f"{name} {row['postcode']}"):
        return key[:100]
    return hashlib.sha256(f"{name}|{row['postcode']}".encode()).hexdigest()[:40]


def load(parsed: Parsed[Entry], options: Options) -> Loaded:
    return store(parsed, options)
