"""The codes of SIC 2007 below division, from a list of five-digit codes.

Reads the lookup with columns SIC_5DIGIT_CODE … SIC_3DIGIT_NAME (which names the
groups too) and Companies House's condensed list; without a file, the uk-sic-codes
package. Sections, divisions and bundles are the starter's own and are not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regions.models import Industry
from regions.sources.provenance import source_row
from regions.sources.quality import Loaded, Note, Options, Parsed, Refused
from regions.sources.sic_tree import (
    NOT_SIC,
    TITLE_LENGTH,
    SicCode,
    group_of,
    package_titles,
    sic_tree,
    valid,
)
from regions.sources.tables import Unreadable, decode, header_of, quoted, ragged, rows_of

SOURCE_SLUG = "ons-sic-2007"


@dataclass(frozen=True)
class Layout:
    """Which columns of a layout hold what; `group` may be empty."""

    code: str
    title: str
    group: str = ""


LAYOUTS = (
    Layout("SIC_5DIGIT_CODE", "SIC_5DIGIT_NAME", "SIC_3DIGIT_NAME"),
    Layout("SIC Code", "Description"),
)


def read(data: bytes, options: Options) -> Parsed[SicCode]:
    return parse(data, options)


def from_package(options: Options) -> Parsed[SicCode]:
    titles = package_titles()
    parsed: Parsed[SicCode] = Parsed(unit="codes", read=len(titles), records=sic_tree(titles))
    parsed.facts["named"] = set()
    return parsed


def parse(data: bytes, options: Options = Options()) -> Parsed[SicCode]:  # noqa: B008
    """The codes of a list. Raises Unreadable when it has neither layout."""
    text = decode(data, options.encoding)
    layout = _layout(text)
    records = rows_of(text)
    header = header_of(records, [name for name in vars(layout).values() if name])
    parsed: Parsed[SicCode] = Parsed(unit="codes")
    titles: dict[str, str] = {}
    lines: dict[str, int] = {}
    groups: dict[str, str] = {}
    known = package_titles()
    for line, cells in options.progress(list(records), "rows"):
        parsed.read += 1
        if reason := ragged(cells, header):
            parsed.refuse(line, reason)
            continue
        row = dict(zip(header, cells, strict=False))
        code, title = row[layout.code].zfill(5), _title(row[layout.title])
        if reason := _fault(code, title, lines):
            parsed.refuse(line, reason)
        elif code in NOT_SIC or code not in known:
            parsed.left_out[f"{code} ({title}) is not a code of SIC 2007"] += 1
        else:
            titles[code], lines[code] = title, line
            if layout.group:
                groups[group_of(code)] = _title(row[layout.group])[:TITLE_LENGTH]
    parsed.records = sic_tree(titles, groups)
    parsed.facts["named"] = set(groups)
    return parsed


def _layout(text: str) -> Layout:
    line, found = next(rows_of(text), (1, []))
    for layout in LAYOUTS:
        if {layout.code, layout.title} <= set(found):
            return layout
    wanted = " or ".join(quoted([layout.code, layout.title]) for layout in LAYOUTS)
    raise Unreadable(f"Expected the columns {wanted}; found {quoted(found[:12])}.", line)


def _title(text: str) -> str:
    """`01110 : Growing of cereals` as Growing of cereals."""
    before, colon, after = text.partition(" : ")
    return after.strip() if colon and before.strip().isdigit() else text


def _fault(code: str, title: str, lines: Mapping[str, int]) -> str:
    if not valid(code):
        return f"“{code}” is not a code of five digits."
    if not title:
        return f"{code} has no description."
    if code in lines:
        return f"{code} is on line {lines[code]} already."
    return ""


def load(parsed: Parsed[SicCode], options: Options) -> Loaded:
    """Add the codes that are new; give the others the title that the list has for them.

    A group or class that the list does not name itself keeps the title it has.
    """
    source = source_row(SOURCE_SLUG)
    known = {industry.code: industry for industry in Industry.objects.all()}
    added, changed, unchanged = 0, 0, 0
    for level in ("group", "class", "subclass"):
        new = []
        for code in (code for code in parsed.records if code.level == level):
            industry = known.get(code.code)
            own = level == "subclass" or code.code in parsed.facts["named"]
            if industry is None:
                if code.parent not in known:
                    raise Refused(
                        [Note(0, f"Division {code.parent} is not there: manage.py load_starter")]
                    )
                new.append(
                    Industry(
                        code=code.code,
                        level=level,
                        title=code.title,
                        parent=known[code.parent],
                        source=source,
                    )
                )
            elif own and industry.title != code.title:
                industry.title = code.title
                industry.save(update_fields=["title"])
                changed += 1
            else:
                unchanged += 1
        known |= {industry.code: industry for industry in Industry.objects.bulk_create(new)}
        added += len(new)
    return Loaded(added=added, changed=changed, unchanged=unchanged)
