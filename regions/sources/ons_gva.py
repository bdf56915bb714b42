"""Regional gross value added by industry (Office for National Statistics), as CSV.

Tables 1c, 2c and 3c of the release saved as CSV, one level each: an area's code and
name, an industry's code and description, then a column a year, in GBP million.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regions.models import Area, AreaFigure, Edition, Industry
from regions.sources.figures import Sheet, store_figures
from regions.sources.provenance import source_row
from regions.sources.quality import Loaded, Options, Parsed
from regions.sources.sic_labels import KnownIndustry, NoIndustry, read_label
from regions.sources.tables import Unreadable, decode, quoted, ragged, rows_of

SOURCE_SLUG = "ons-gva"
EDITION = Edition.ITL2021
AREA_COLUMNS = ("ITL code", "ITL region code")
NAME_COLUMNS = ("Region name", "ITL region name")
INDUSTRY_COLUMNS = ("SIC07 code", "SIC07 description")
# Rows that are no area of their own: sums of areas, and what belongs to none.
LEFT_OUT = {
    "TLB": "England, the sum of its regions",
    "TLZ": "Extra-Regio, activity that belongs to no region",
    "UKX": "United Kingdom less Extra-Regio",
}
SUPPRESSED = {"[c]", "[x]", "[u]", "[s]", "..", "c", "x", "s", "*", "confidential"}
NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


@dataclass(frozen=True)
class KnownArea:
    """A code that the register has, in this edition or only in others."""

    name: str
    level: str
    edition: str


@dataclass(frozen=True)
class Known:
    """What the register knows, for a pure parse to compare with."""

    areas: Mapping[str, KnownArea]
    industries: Mapping[str, KnownIndustry]
    elsewhere: Mapping[str, tuple[KnownArea, ...]]


@dataclass(frozen=True)
class Series:
    """One row of the table: an industry in an area, a value a year; None is suppressed."""

    line: int
    area: str
    industry: str
    values: tuple[float | None, ...]


def known() -> Known:
    """The areas and industries of the register as it is now."""
    areas: dict[str, KnownArea] = {}
    elsewhere: dict[str, tuple[KnownArea, ...]] = {}
    for code, name, level, edition in Area.objects.values_list("code", "name", "level", "edition"):
        area = KnownArea(name, level, edition)
        if edition == EDITION:
            areas[code] = area
        else:
            elsewhere[code] = (*elsewhere.get(code, ()), area)
    industries = {
        code: KnownIndustry(title, tuple(divisions))
        for code, title, divisions in Industry.objects.values_list("code", "title", "divisions")
    }
    return Known(areas, industries, elsewhere)


def read(data: bytes, options: Options) -> Parsed[Series]:
    return parse(data, known(), options)


def parse(data: bytes, known: Known, options: Options = Options()) -> Parsed[Series]:  # noqa: B008
    """The series of a table. Raises Unreadable when it is not such a table at all."""
    records = rows_of(decode(data, options.encoding))
    header, years = _header(records)
    parsed: Parsed[Series] = Parsed(unit="figures", facts={"years": years})
    seen: dict[tuple[str, str], int] = {}
    for line, cells in options.progress(list(records), "rows"):
        parsed.read += 1
        if reason := ragged(cells, header):
            parsed.refuse(line, reason)
            continue
        if cells[0] in LEFT_OUT:
            parsed.left_out[f"{cells[0]} ({LEFT_OUT[cells[0]]})"] += 1
            continue
        series = _series(line, cells, years, known, parsed)
        if series and (first := seen.setdefault((series.area, series.industry), line)) != line:
            parsed.refuse(line, f"{series.area} × {series.industry} is on line {first} already.")
        elif series:
            parsed.records.append(series)
    _check_whole(parsed, known)
    return parsed


def _header(records: object) -> tuple[list[str], tuple[int, ...]]:
    line, found = next(records, (1, []))  # type: ignore[call-overload]
    while found and not found[-1]:
        found = found[:-1]
    expected = (AREA_COLUMNS, NAME_COLUMNS, *((name,) for name in INDUSTRY_COLUMNS))
    fits = len(found) > len(expected) and all(
        column in names for column, names in zip(found, expected, strict=False)
    )
    years = found[len(expected) :]
    if not fits or not all(re.fullmatch(r"(19|20)\d\d", year) for year in years):
        wanted = ", ".join(" or ".join(f"“{name}”" for name in names) for names in expected)
        raise Unreadable(
            f"The header is not that of a GVA table. Expected {wanted}, then a column for each "
            f"year; found {quoted(found[:12])}{' …' if len(found) > 12 else ''}.",
            line,
        )
    if twice := [year for year, number in Counter(years).items() if number > 1]:
        raise Unreadable(f"The header names {quoted(twice)} twice.", line)
    return found, tuple(int(year) for year in years)


def _series(
    line: int, cells: Sequence[str], years: Sequence[int], known: Known, parsed: Parsed[Series]
) -> Series | None:
    """One row as a series, or None when the row is refused."""
    area, _, label, description, *texts = cells
    refused = len(parsed.refusals)
    if area not in known.areas:
        parsed.refuse(line, _unknown_area(area, known))
    code = ""
    try:
        reading = read_label(label, description, known.industries)
        code = reading.code
        if reading.repair:
            parsed.repair(line, reading.repair)
    except NoIndustry as error:
        parsed.refuse(line, str(error))
    values = []
    for year, text in zip(years, texts, strict=False):
        try:
            values.append(_value(text))
        except ValueError as error:
            parsed.refuse(line, f"{year}: {error}")
    if len(parsed.refusals) > refused:
        return None
    return Series(line, area, code, tuple(values))


def _unknown_area(code: str, known: Known) -> str:
    """Why a code is not accepted, with the edition it is of and the one that is expected."""
    ours = EDITION.label
    if not code:
        return "The area code is empty."
    if others := known.elsewhere.get(code):
        told = " and ".join(f"{one.name} in {Edition(one.edition).label}" for one in others)
        return f"“{code}” is {told}, not an area of {ours}: the editions do not mix."
    if re.fullmatch(r"UK[C-N]\w{0,2}", code):
        return f"“{code}” is a code of NUTS (before 2021), not of {ours}: the editions do not mix."
    return f"“{code}” is not an area of {ours}, nor of any other edition the portal has."


def _value(text: str) -> float | None:
    """The number in a cell; None where it is withheld. Negative output is published, and real."""
    if text.lower() in SUPPRESSED:
        return None
    if NUMBER.fullmatch(text):
        return float(text.replace(",", ""))
    if not text:
        raise ValueError("the cell is empty. Write 0 for nothing, [c] for withheld.")
    if text in ("-", "–"):
        raise ValueError(f"“{text}” may mean nothing or withheld. Write 0 or [c].")
    raise ValueError(f"“{text}” is not a number.")


def _check_whole(parsed: Parsed[Series], known: Known) -> None:
    """A table is of one level, has all of its areas, and the same industries for each."""
    if parsed.refusals:
        return
    industries: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    for series in parsed.records:
        industries.setdefault(series.area, set()).add(series.industry)
        lines.setdefault(series.area, series.line)
    levels = Counter(known.areas[code].level for code in industries if code != "UK")
    if not levels:
        parsed.refuse(0, "The table has no area but the United Kingdom." if lines else "No rows.")
        return
    level = levels.most_common(1)[0][0]
    parsed.facts["level"] = level
    for code, line in lines.items():
        if known.areas[code].level not in (level, "UK"):
            other = known.areas[code].level
            parsed.refuse(line, f"“{code}” is of level {other} in a table of level {level}.")
    whole = {code for code, area in known.areas.items() if area.level == level}
    if absent := sorted(whole - set(industries)):
        parsed.refuse(
            0,
            f"{len(absent)} of the {len(whole)} areas of {level}, {EDITION.label}, have no rows: "
            f"{', '.join(absent[:10])}{' …' if len(absent) > 10 else ''}. Is the file whole?",
        )
    everything = set().union(*industries.values())
    for code, its in industries.items():
        if lacking := sorted(everything - its):
            parsed.refuse(
                lines[code],
                f"“{code}” has no row for {', '.join(lacking[:10])}, which other areas have. "
                "Is the file whole?",
            )


def load(parsed: Parsed[Series], options: Options) -> Loaded:
    """Make the release's figures equal to the file's."""
    level = parsed.facts["level"]
    sheet = Sheet(
        source=source_row(SOURCE_SLUG),
        edition=EDITION,
        level=level,
        measure=AreaFigure.Measure.GVA_CURRENT,
    )
    areas = dict(Area.objects.filter(edition=EDITION).values_list("code", "id"))
    industries = dict(Industry.objects.values_list("code", "id"))
    years = parsed.facts["years"]
    rows = [
        (areas[series.area], industries[series.industry], year, value, value is None)
        for series in parsed.records
        for year, value in zip(years, series.values, strict=True)
    ]
    return store_figures(sheet, rows, options)
