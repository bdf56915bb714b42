"""What a source says of a file: what was read, repaired, refused and left out, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from regions.models import Release

Record = TypeVar("Record")
SHOWN = 500  # different notes kept in a report; the counts are always of all


@dataclass(frozen=True)
class Note:
    """A repair or a refusal: where, and what or why. Line 0 is the file as a whole."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


@dataclass
class Parsed(Generic[Record]):
    """A file's rows as records, and all that there is to say of the others."""

    unit: str = "records"
    where: str = "line"  # what a note's number counts: lines, features, entries
    read: int = 0
    records: list[Record] = field(default_factory=list)
    repairs: list[Note] = field(default_factory=list)
    refusals: list[Note] = field(default_factory=list)
    doubts: list[Note] = field(default_factory=list)  # loaded as they stand, for someone to look at
    left_out: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Any] = field(default_factory=dict)

    def refuse(self, line: int, reason: str) -> None:
        self.refusals.append(Note(line, reason))

    def doubt(self, line: int, reason: str) -> None:
        self.doubts.append(Note(line, reason))

    def repair(self, line: int, reason: str) -> None:
        self.repairs.append(Note(line, reason))


@dataclass(frozen=True)
class Options:
    """What the person who starts an import says of it."""

    file_name: str = ""
    checksum: str = ""
    release: str = ""
    encoding: str = "utf-8"
    publish: bool = False
    by: Any = None
    progress: Callable[[Iterable[Any], str], Iterable[Any]] = lambda rows, _: rows


@dataclass(frozen=True)
class Loaded:
    """What the database has after the load that it had not before."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    release: Release | None = None
    notes: tuple[str, ...] = ()
    stale_areas: tuple[int, ...] = ()
    stale_clusters: tuple[int, ...] = ()
    everything_stale: bool = False

    @property
    def nothing_new(self) -> bool:
        return not (self.added or self.changed or self.removed)


class Refused(Exception):
    """The file is not loaded, as a whole, for these reasons."""

    def __init__(self, refusals: list[Note]) -> None:
        self.refusals = refusals
        super().__init__("\n".join(str(note) for note in refusals[:20]))


def grouped(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Notes with the same reason as one: the first line, how many, and the reason."""
    first: dict[str, int] = {}
    number: Counter[str] = Counter()
    for note in notes:
        first.setdefault(note.reason, note.line)
        number[note.reason] += 1
    return [
        {"line": first[reason], "rows": number[reason], "reason": reason}
        for reason in list(first)[:SHOWN]
    ]
