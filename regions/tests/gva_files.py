"""The official GVA files as plain numbers and as records, for tests of what is computed on them.

The loader here is for tests alone and knows these files; `manage.py ingest` is the real one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from regions.analysis.composition import Node
from regions.models import Area, AreaFigure, Industry, Release
from regions.tests.factories import make_source, make_uk

FILES = {
    "ITL1": "ons_gva_itl1_by_sic_current_prices_2023release.csv",
    "ITL2": "ons_gva_itl2_by_sic_current_prices_2024release.csv",
    "ITL3": "ons_gva_itl3_by_sic_current_prices_2024release.csv",
}
DAMAGED = {"02-Mar": "2-3", "11-Dec": "11-12"}  # ranges that a spreadsheet took for dates
NOT_DIVISIONS = {"04", "34", "40", "44", "48", "54", "57", "67", "76", "83", "89"}
SECTION_STARTS = {
    "01": "A", "05": "B", "10": "C", "35": "D", "36": "E", "41": "F", "45": "G", "49": "H",
    "55": "I", "58": "J", "64": "K", "68": "L", "69": "M", "77": "N", "84": "O", "85": "P",
    "86": "Q", "90": "R", "94": "S", "97": "T", "99": "U",
}  # fmt: skip


def divisions_between(first: str, last: str) -> tuple[str, ...]:
    every = (f"{number:02d}" for number in range(int(first), int(last) + 1))
    return tuple(one for one in every if one not in NOT_DIVISIONS)


def node(label: str, title: str) -> Node:
    """The industry behind a label of the files: `C (10-33)`, `11-Dec`, `24`, `68IMP`."""
    label = DAMAGED.get(label, label)
    code, _, inside = label.partition(" (")
    if code == "Total":
        return Node("TOTAL", "total", None, divisions_between("1", "99"), title)
    if code in ("A-E", "G-T"):
        ends = ("1", "39") if code == "A-E" else ("45", "98")
        return Node(code, "aggregate", None, divisions_between(*ends), title)
    if code == "68IMP":
        return Node(code, "aggregate", "L", ("68",), title)
    first, _, last = (inside.rstrip(")") or code).partition("-")
    divisions = divisions_between(first, last or first)
    if code.isdigit():
        return Node(f"{int(code):02d}", "division", section_of(divisions[0]), divisions, title)
    level = "section" if len(code) == 1 else "aggregate"
    return Node(code, level, None, divisions, title)


def section_of(division: str) -> str:
    return SECTION_STARTS[max(start for start in SECTION_STARTS if start <= division)]


@dataclass(frozen=True)
class GvaFile:
    """One file: `values[area][industry][year]`, and what its codes mean."""

    level: str
    path: Path

    @cached_property
    def rows(self) -> list[list[str]]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return [row for row in csv.reader(file) if len(row) > 4]

    @cached_property
    def years(self) -> list[int]:
        return [int(year) for year in self.rows[0][4:] if year]

    @cached_property
    def values(self) -> dict[str, dict[str, dict[int, float]]]:
        found: dict[str, dict[str, dict[int, float]]] = {}
        for area, _, label, _, *cells in self.rows[1:]:
            if self.is_area(area):
                numbers = [float(cell.replace(",", "")) for cell in cells[: len(self.years)]]
                by_year = dict(zip(self.years, numbers, strict=True))
                found.setdefault(area, {})[node(label, "").code] = by_year
        return found

    def is_area(self, code: str) -> bool:
        """Of the file's own level: not the UK, England, or what belongs to no region."""
        return len(code) == 2 + int(self.level[-1]) and code not in ("TLB", "UKX", "TLZ")

    @cached_property
    def names(self) -> dict[str, str]:
        return {row[0]: row[1] for row in self.rows[1:] if self.is_area(row[0])}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        labels = {row[2]: row[3] for row in self.rows[1:]}
        return {one.code: one for one in (node(*label) for label in labels.items())}


def gva_file(folder: Path, level: str) -> GvaFile:
    return GvaFile(level, folder / "metrics" / FILES[level])


def store_release(file: GvaFile, label: str = "test release") -> Release:
    """Store the file's areas (with parents made as needed), industries and figures."""
    source = make_source("ons-gva")
    release = Release.objects.create(
        source=source, label=label, level=file.level, edition="ITL2021"
    )
    areas = {code: store_area(code, name) for code, name in file.names.items()}
    industries = {code: store_industry(one) for code, one in file.nodes.items()}
    AreaFigure.objects.bulk_create(figures(file, release, areas, industries), batch_size=2000)
    return release


def figures(
    file: GvaFile, release: Release, areas: dict[str, Area], industries: dict[str, Industry]
) -> Iterator[AreaFigure]:
    for area, by_industry in file.values.items():
        for industry, by_year in by_industry.items():
            for year, value in by_year.items():
                yield AreaFigure(
                    area=areas[area],
                    industry=industries[industry],
                    year=year,
                    measure="gva_current",
                    value=value,
                    release=release,
                )


def store_area(code: str, name: str = "") -> Area:
    """An area by its ITL code, which says its level and holds its parent's."""
    parent = make_uk() if len(code) == 3 else store_area(code[:-1])
    fields = {
        "level": f"ITL{len(code) - 2}",
        "name": name or f"Area {code}",
        "slug": f"area-{code.lower()}",
        "parent": parent,
        "source": make_source(),
    }
    area, made = Area.objects.get_or_create(code=code, edition="ITL2021", defaults=fields)
    if name and not made and area.name != name:
        area.name = name
        area.save(update_fields=["name"])
    return area


def store_industry(one: Node) -> Industry:
    fields = {
        "level": one.level,
        "title": one.title or f"Industry {one.code}",
        "divisions": list(one.divisions),
        "source": make_source(),
    }
    return Industry.objects.get_or_create(code=one.code, defaults=fields)[0]
