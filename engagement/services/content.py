"""Reads the starter content of engagement/reference: one TOML file, two tables, Markdown texts.

Reading checks form (columns, dates, known words) and names file and line of each fault;
what the texts refer to in the database is the business of `starter.py`.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engagement.models import Claim

FOLDER = Path(__file__).resolve().parent.parent / "reference"
FENCE = "+++"
CLAIM_COLUMNS = (
    "slug", "figure", "value", "unit", "title", "statement", "what_is_known", "publisher",
    "source_name", "source_url", "dated", "status", "reviewed",
)  # fmt: skip
PROGRESS_COLUMNS = (
    "slug", "date", "precision", "kind", "title", "summary", "asks", "regions", "clusters",
    "source_name", "source_url", "verified",
)  # fmt: skip
CLAIM_STATUS = {label.lower(): value for value, label in Claim.Status.choices}


class ContentRefused(Exception):
    """A file of the starter content cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Text:
    """A Markdown file: what stands between the fences, and the text below them."""

    file: str
    meta: dict[str, Any]
    body: str


@dataclass(frozen=True)
class Content:
    """Everything in the folder, read and checked for form."""

    campaign: dict[str, Any]
    claims: list[dict[str, Any]]
    progress: list[dict[str, Any]]
    articles: list[Text]
    pages: list[Text]


def files_of(folder: Path) -> list[Path]:
    """Every file of the starter content, in a fixed order."""
    return sorted(
        file for pattern in ("*.toml", "*.csv", "*/*.md") for file in folder.glob(pattern)
    )


def checksum(folder: Path, method: str) -> str:
    """SHA-256 over the names and bytes of the files, and `method`."""
    digest = hashlib.sha256(method.encode())
    for file in files_of(folder):
        digest.update(f"\n{file.relative_to(folder)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def read_content(folder: Path = FOLDER) -> Content:
    """Read the folder. Raises ContentRefused for the first file that cannot be used."""
    return Content(
        campaign=_toml(folder / "campaign.toml"),
        claims=[_claim(row, where) for where, row in _table(folder / "claims.csv", CLAIM_COLUMNS)],
        progress=[
            _update(row, where) for where, row in _table(folder / "progress.csv", PROGRESS_COLUMNS)
        ],
        articles=[read_text(file) for file in sorted(folder.glob("articles/*.md"))],
        pages=[read_text(file) for file in sorted(folder.glob("pages/*.md"))],
    )


def read_text(file: Path) -> Text:
    """A Markdown file with TOML between two lines of +++ at its head."""
    parts = file.read_text(encoding="utf-8").split(FENCE, 2)
    if len(parts) != 3 or parts[0].strip() or not parts[2].strip():
        raise ContentRefused(f"{file.name}: it does not start with TOML between two lines of +++.")
    _, head, body = parts
    try:
        meta = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise ContentRefused(f"{file.name}: {error}") from None
    for name in ("published", "reviewed"):
        if name in meta:
            meta[name] = _date(meta[name], f"{file.name}, {name}")
    return Text(file.name, meta, body.strip() + "\n")


def words(cell: str) -> list[str]:
    """A cell that holds a list: parts between semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentRefused(f"{file.name}: {error}") from None


def _table(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with the words that say where it stands."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != columns:
            raise ContentRefused(f"{file.name}, line 1: the columns must be {', '.join(columns)}.")
        for row in reader:
            where = f"{file.name}, line {reader.line_num}"
            if None in row or None in row.values():
                raise ContentRefused(f"{where}: it does not have {len(columns)} cells.")
            yield where, row


def _claim(row: dict[str, Any], where: str) -> dict[str, Any]:
    status = CLAIM_STATUS.get(row["status"].lower())
    if status is None:
        raise ContentRefused(f"{where}: {row['status']!r} is not a status of a claim.")
    return row | {"status": status, "reviewed": _date(row["reviewed"], where)}


def _update(row: dict[str, Any], where: str) -> dict[str, Any]:
    if row["verified"] not in ("yes", "no"):
        raise ContentRefused(f"{where}: verified is yes or no, not {row['verified']!r}.")
    lists = {name: words(row[name]) for name in ("asks", "regions", "clusters")}
    return row | lists | {
        "date": _date(row["date"], where),
        "verified": row["verified"] == "yes",
    }  # fmt: skip


def _date(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContentRefused(f"{where}: {text!r} is not a date such as 2026-11-22.") from None
