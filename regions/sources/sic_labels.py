"""Reads the industry labels of published tables: `CA (10-12)`, `1`, `2-3`, `68IMP`, `02-Mar`.

Spreadsheets turn a range such as 2-3 into a date and write it back as 02-Mar. Such a
label is repaired only where it can mean one known bundle of divisions; it is never
dropped, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(NAMES, start=1)}
WITH_RANGE = re.compile(r"([A-Z]{1,2}(?:-[A-Z]{1,2})?)\s*\((\d{1,2})(?:-(\d{1,2}))?\)")
RANGE = re.compile(r"0?(\d{1,2})-0?(\d{1,2})")
DAY_MONTH = re.compile(r"(\d{1,2})[- /]([A-Za-z]{3})(?:[- /](?:\d{2}|\d{4}))?")
MONTH_DAY = re.compile(r"([A-Za-z]{3})[- /](\d{1,2})")
ISO_DATE = re.compile(r"\d{4}-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(?:\d{2}|\d{4})")


@dataclass(frozen=True)
class KnownIndustry:
    """What the register says of a code: its title and the two-digit divisions it covers."""

    title: str
    divisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The code that a label stands for, and the repair that was needed to see it."""

    code: str
    repair: str = ""


class NoIndustry(Exception):
    """The label stands for no industry that is known; the message says why."""


def read_label(label: str, description: str, known: Mapping[str, KnownIndustry]) -> Reading:
    """The industry a label means. Raises NoIndustry where it means none, or more than one."""
    if not label:
        raise NoIndustry("The industry code is empty.")
    if label.lower() in ("total", "all industries"):
        return Reading("TOTAL")
    if label in known:
        return Reading(label)
    if match := WITH_RANGE.fullmatch(label):
        return Reading(_with_range(label, match, known))
    if label.isdigit() and label.zfill(2) in known:
        return Reading(label.zfill(2))
    if match := RANGE.fullmatch(label):
        return Reading(_range(label, int(match[1]), int(match[2]), known))
    if pair := _date(label):
        return _repaired(label, description, pair, known)
    raise NoIndustry(f"“{label}” ({description or 'no description'}) is not an industry we know.")


def _with_range(label: str, match: re.Match[str], known: Mapping[str, KnownIndustry]) -> str:
    code, first, last = match[1], int(match[2]), int(match[3] or match[2])
    if code not in known:
        raise NoIndustry(f"“{label}”: there is no industry “{code}”.")
    covered = [int(division) for division in known[code].divisions]
    if covered and (covered[0], covered[-1]) != (first, last):
        raise NoIndustry(f"“{label}”, but {code} covers divisions {covered[0]} to {covered[-1]}.")
    return code


def _range(label: str, first: int, last: int, known: Mapping[str, KnownIndustry]) -> str:
    found = _bundle(first, last, known)
    if not found:
        raise NoIndustry(f"“{label}” is not a bundle of divisions we know.")
    return found


def _bundle(first: int, last: int, known: Mapping[str, KnownIndustry]) -> str:
    """The code of divisions `first` to `last`: by its name, else by what it covers."""
    if f"{first}-{last}" in known:
        return f"{first}-{last}"
    codes = [
        code
        for code, industry in known.items()
        if len(industry.divisions) > 1
        and (int(industry.divisions[0]), int(industry.divisions[-1])) == (first, last)
    ]
    return codes[0] if len(codes) == 1 else ""


def _date(label: str) -> tuple[int, int] | None:
    """The two numbers of a label that a spreadsheet has made into a date."""
    if (match := DAY_MONTH.fullmatch(label)) and match[2].lower() in MONTHS:
        return int(match[1]), MONTHS[match[2].lower()]
    if (match := MONTH_DAY.fullmatch(label)) and match[1].lower() in MONTHS:
        return MONTHS[match[1].lower()], int(match[2])
    if match := ISO_DATE.fullmatch(label) or UK_DATE.fullmatch(label):
        return int(match[1]), int(match[2])
    return None


def _repaired(
    label: str, description: str, pair: tuple[int, int], known: Mapping[str, KnownIndustry]
) -> Reading:
    """A range always rises, so the two numbers have one order whatever the spreadsheet's."""
    first, last = sorted(pair)
    code = _bundle(first, last, known) if first < last else ""
    if not code:
        raise NoIndustry(
            f"“{label}” is a date that a spreadsheet has put for a code; {first}-{last} is not "
            "a bundle of divisions we know."
        )
    titled = set(_titled(description, known))
    if titled and code not in titled:
        raise NoIndustry(
            f"“{label}” is a date that a spreadsheet has put for a code. It reads as "
            f"{first}-{last}, but “{description}” is {min(titled)}."
        )
    title = description or known[code].title
    return Reading(
        code, f"“{label}” is the range {first}-{last} made a date: read as {code} ({title})."
    )


def _titled(description: str, known: Mapping[str, KnownIndustry]) -> Iterator[str]:
    wanted = _plain(description)
    return (code for code, one in known.items() if wanted and _plain(one.title) == wanted)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))
