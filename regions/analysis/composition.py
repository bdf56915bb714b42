"""What a sector is measured on: which published industries to add up for a set of SIC codes.

Published tables nest: C holds CA holds 10, and a coarse table may know neither 10 nor 11
but only 11-12. Each code is therefore seen as a set of atoms, the finest pieces that the
question needs to tell apart, and a sector becomes a choice of published industries that
do not overlap and hold all its atoms with as little else as can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

BUNDLES = {"total", "aggregate", "section", "division"}
# National accounts publish part of division 68 on its own: the rent that owner-occupiers would
# pay themselves. Their code 68 leaves it out, and every bundle that holds 68 holds it.
SPLIT_OFF = {"68": "68IMP"}


@dataclass(frozen=True)
class Node:
    """One node of the classification; `divisions` of a bundle, empty below division."""

    code: str
    level: str
    parent: str | None
    divisions: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Composition:
    """Industries to add up (`codes`, no two overlap) for the codes that were asked for.

    `wider` are those of `codes` that hold more than was asked; `missing` the asked codes
    that no published industry holds; `surplus` counts the divisions that came in unasked.
    """

    codes: tuple[str, ...]
    wider: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    surplus: int = 0

    @property
    def complete(self) -> bool:
        return bool(self.codes) and not self.missing

    @property
    def exact(self) -> bool:
        return self.complete and not self.wider


class Classification:
    """The industries by code, and what each covers."""

    def __init__(self, industries: Iterable[Node]) -> None:
        self.by_code = {industry.code: industry for industry in industries}

    def above(self, code: str) -> str:
        """The parent of a code below division; its division when no parent is recorded."""
        return self.by_code[code].parent or code[:2]

    def ancestors(self, code: str) -> Iterator[str]:
        """From a code below division up to its division."""
        seen = {code}
        while code in self.by_code and self.by_code[code].level not in BUNDLES:
            code = self.above(code)
            if code in seen:
                raise ValueError(f"industry {code} lies in itself")
            seen.add(code)
            yield code

    def divisions(self, code: str) -> set[str]:
        """The divisions that a code covers or lies in."""
        industry = self.by_code[code]
        if industry.level in BUNDLES:
            return set(industry.divisions or (code,))
        return {code[:2]}

    def atoms(self, codes: Collection[str]) -> dict[str, frozenset[str]]:
        """Each of `codes` as a set of atoms; two codes overlap where their atoms do."""
        fine = {code for code in codes if self.by_code[code].level not in BUNDLES}
        fine |= {above for code in list(fine) for above in self.ancestors(code)}
        parts: dict[str, set[str]] = {}
        for code in fine:
            if code in self.by_code and self.by_code[code].level not in BUNDLES:
                parts.setdefault(self.above(code), set()).add(code)

        def below(code: str) -> set[str]:
            """A division, or a code below one: its named parts, and what remains beside them.

            Something is always taken to remain: the classification at hand may not list
            every part, and a sum that silently lacks one is worse than a cautious word.
            """
            return {code}.union(*(below(part) for part in parts.get(code, ())))

        def cover(code: str) -> frozenset[str]:
            industry = self.by_code[code]
            if industry.level not in BUNDLES or code in SPLIT_OFF:
                return frozenset(below(code))
            if code in SPLIT_OFF.values():
                return frozenset({code})
            found: set[str] = set()
            for division in industry.divisions or (code,):
                found |= below(division)
                if division in SPLIT_OFF:
                    found.add(SPLIT_OFF[division])
            return frozenset(found)

        return {code: cover(code) for code in codes}


def compose(
    wanted: Collection[str], available: Collection[str], classification: Classification
) -> Composition:
    """Choose the available industries that measure `wanted`.

    1. For each atom that is wanted, the smallest available industry that holds it.
    2. Where two of those overlap, the larger stands for both; where neither holds the
       other, the smallest industry that holds both, or else the larger one alone.
    3. Where several together are exactly one published industry, that one (a published
       sum is better than a sum of rounded parts).
    The total of all industries is never taken for a sector.
    """
    known = {*wanted, *available}
    unknown = known - classification.by_code.keys()
    if unknown:
        raise ValueError(f"unknown industry codes: {', '.join(sorted(unknown))}")
    atoms = classification.atoms(known)
    asked = frozenset().union(*(atoms[code] for code in wanted))
    usable = sorted(
        (code for code in available if classification.by_code[code].level != "total"),
        key=lambda code: _preference(code, wanted, atoms, classification),
    )
    chosen = {
        holder
        for atom in asked
        if (holder := next((code for code in usable if atom in atoms[code]), None))
    }
    chosen = _disjoint(chosen, usable, atoms)
    chosen = _merged(chosen, usable, atoms, asked)
    held = frozenset().union(*(atoms[code] for code in chosen))
    measured = set().union(*(classification.divisions(code) for code in chosen))
    named = set().union(*(classification.divisions(code) for code in wanted))
    return Composition(
        codes=tuple(sorted(chosen)),
        wider=tuple(sorted(code for code in chosen if not atoms[code] <= asked)),
        missing=tuple(sorted(code for code in wanted if not atoms[code] <= held)),
        surplus=len(measured - named),
    )


def _preference(
    code: str,
    wanted: Collection[str],
    atoms: Mapping[str, frozenset[str]],
    classification: Classification,
) -> tuple[int, bool, bool, str]:
    """Smallest first; of equals, the code asked for, then SIC's own codes before bundles."""
    bundle = classification.by_code[code].level == "aggregate"
    return len(atoms[code]), code not in wanted, bundle, code


def _disjoint(chosen: set[str], usable: list[str], atoms: Mapping[str, frozenset[str]]) -> set[str]:
    """Replace overlapping industries until no two overlap (each round takes one away)."""
    chosen = set(chosen)
    while True:
        order = [code for code in usable if code in chosen]
        clash = next(
            (
                (small, large)
                for at, small in enumerate(order)
                for large in order[at + 1 :]
                if atoms[small] & atoms[large]
            ),
            None,
        )
        if clash is None:
            return chosen
        both = atoms[clash[0]] | atoms[clash[1]]
        holder = next((code for code in usable if both <= atoms[code]), clash[1])
        chosen = (chosen - set(clash)) | {holder}


def _merged(
    chosen: set[str],
    usable: list[str],
    atoms: Mapping[str, frozenset[str]],
    asked: frozenset[str],
) -> set[str]:
    chosen = set(chosen)
    for code in reversed(usable):
        parts = {part for part in chosen if atoms[part] <= atoms[code]}
        whole = frozenset().union(*(atoms[part] for part in parts))
        if len(parts) > 1 and whole == atoms[code] <= asked:
            chosen = (chosen - parts) | {code}
    return chosen


def basis_words(
    composition: Composition, classification: Classification, *, limit: int = 300
) -> str:
    """What was measured instead, for a reader; empty for an exact composition."""
    if not composition.wider:
        return ""
    verb = "Measured on" if len(composition.wider) == len(composition.codes) else "Includes"
    names = [_name(classification.by_code[code]) for code in composition.wider]
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        *first, last = names[:shown] + ([f"{rest} more"] if rest else [])
        listed = f"{', '.join(first)} and {last}" if first else last
        if len(text := f"{verb} all of {listed}.") <= limit:
            return text
    return f"{verb} wider industries: {', '.join(composition.wider)}"[: limit - 1] + "."


def _name(industry: Node) -> str:
    title = industry.title.strip() or "industry"
    title = title[0].lower() + title[1:]
    kind = f"section {industry.code}" if industry.level == "section" else industry.code
    return f"{title} ({kind})"
