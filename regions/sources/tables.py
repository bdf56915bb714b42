"""Reads a delimited text file that came from outside: strict, and with the line of every fault."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from regions.sources.quality import Note

UTF8_BOM = b"\xef\xbb\xbf"
OTHER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a spreadsheet or zip"}
csv.field_size_limit(1_000_000)


class Unreadable(Exception):
    """The file cannot be read as what it should be; nothing in it can be trusted."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.note = Note(line, reason)


def decode(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a file, or Unreadable with the byte at which it stops being `encoding`."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    for mark, what in OTHER_MARKS.items():
        if data.startswith(mark):
            raise Unreadable(f"The file is {what}, not {encoding.upper()} text: save it as CSV.")
    body = data.removeprefix(UTF8_BOM)
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise Unreadable(f"There is no encoding “{encoding}”. Try utf-8 or cp1252.") from None
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable("The file is a web page, not a table. Was a download page saved instead?")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        position = error.start + len(data) - len(body)
        raise Unreadable(
            f"The file is not {encoding.upper()}: byte {position} is 0x{data[position]:02X}. "
            "Save it as UTF-8, or name its encoding: --encoding cp1252.",
            line=body.count(b"\n", 0, error.start) + 1,
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable("The file holds a zero byte: it is damaged or not text.", line)
    return text


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on; cells stripped, wholly blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(f"Not valid CSV ({error}).", line) from None
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield line, cells


def header_of(records: Iterator[tuple[int, list[str]]], expected: Sequence[str]) -> list[str]:
    """The header row, or Unreadable when a column that is expected is not in it."""
    line, found = next(records, (1, []))
    while found and not found[-1]:
        found = found[:-1]
    missing = [column for column in expected if column not in found]
    if missing:
        raise Unreadable(
            f"The header lacks {quoted(missing)}. Expected {quoted(expected)}; "
            f"found {quoted(found[:12])}{' …' if len(found) > 12 else ''}.",
            line,
        )
    twice = sorted({column for column in found if column and found.count(column) > 1})
    if twice:
        raise Unreadable(f"The header names {quoted(twice)} twice.", line)
    return found


def ragged(cells: Sequence[str], header: Sequence[str]) -> str:
    """Why a row does not fit its header, or nothing. Empty cells beyond the last column pass."""
    if len(cells) == len(header) or (len(cells) > len(header) and not any(cells[len(header) :])):
        return ""
    return f"{len(cells)} cells where the header has {len(header)}."


def quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words) or "nothing"
