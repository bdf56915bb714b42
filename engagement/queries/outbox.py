"""E-mail that development keeps as files (Django's file backend) instead of sending it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from django.conf import settings
from django.utils import timezone

# The file backend ends each message with this line; one file holds one connection's messages.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"
NAME = re.compile(r"(?P<stem>[0-9]{8}-[0-9]{6}-[0-9]+)\.(?P<number>[1-9][0-9]{0,4})")
SHOWN_HEADERS = ("Subject", "From", "To", "Cc", "Reply-To", "Date", "Message-ID",
                 "List-Unsubscribe", "List-Unsubscribe-Post")  # fmt: skip


@dataclass(frozen=True)
class Attachment:
    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Mail:
    """One message. `name` is its place in the outbox: the file's stem and a number."""

    name: str
    sent: datetime
    subject: str
    to: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def outbox(*, most: int = 200) -> tuple[Mail, ...]:
    """The newest messages first."""
    files = [file for file in folder().glob("*.log") if _is_ours(file)]
    files.sort(key=lambda file: (file.stat().st_mtime, file.name))
    found: list[Mail] = []
    for file in reversed(files):
        found += reversed(_messages(file))
        if len(found) >= most:
            break
    return tuple(found[:most])


def mail(name: str) -> Mail | None:
    """The message of that name; None for any other word, a path among them."""
    parts = NAME.fullmatch(name)
    if parts is None:
        return None
    file = folder() / f"{parts['stem']}.log"
    if not _is_ours(file):
        return None
    messages = _messages(file)
    number = int(parts["number"])
    return messages[number - 1] if number <= len(messages) else None


def _is_ours(file: Path) -> bool:
    """A file of the outbox itself, and not a link to something elsewhere."""
    return file.is_file() and not file.is_symlink()


def _messages(file: Path) -> list[Mail]:
    pieces = [piece for piece in file.read_bytes().split(SEPARATOR) if piece.strip()]
    sent = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    return [_mail(f"{file.stem}.{n}", sent, piece) for n, piece in enumerate(pieces, 1)]


def _mail(name: str, sent: datetime, raw: bytes) -> Mail:
    message = message_from_bytes(raw.lstrip(), policy=policy.default)
    return Mail(
        name=name,
        sent=sent,
        subject=str(message["Subject"] or "(no subject)"),
        to=str(message["To"] or ""),
        headers=tuple((head, str(message[head])) for head in SHOWN_HEADERS if message[head]),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(
            Attachment(
                part.get_filename() or "(no name)",
                part.get_content_type(),
                len(cast(bytes, part.get_payload(decode=True)) or b""),
            )
            for part in message.iter_attachments()
        ),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):  # an unknown or a wrong character set
        return cast(bytes, part.get_payload(decode=True)).decode("utf-8", "replace")
