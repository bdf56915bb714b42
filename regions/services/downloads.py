"""Fetches a source's file from the publisher, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

SIZE_LIMIT = 200 * 1024 * 1024
SILENCE = 30.0  # seconds without a byte
WHOLE = 900.0  # seconds for the whole file
CHUNK = 256 * 1024
AGENT = f"ClustersPortal/{settings.PORTAL_VERSION}"


class NotFetched(Exception):
    """The file did not come; the message says why. Nothing was kept of it."""


@dataclass(frozen=True)
class Download:
    """A file that was fetched: where it is, and whether it differs from the one before."""

    path: Path
    address: str
    checksum: str
    size: int
    new: bool


@dataclass(frozen=True)
class Limits:
    size: int = SIZE_LIMIT
    silence: float = SILENCE
    whole: float = WHOLE


def address_of(name: str, part: str, documented: str) -> str:
    """The publisher's address, or the operator's own (FETCH_URL_NAME, FETCH_URL_NAME_PART)."""
    overrides = settings.FETCH_URL_OVERRIDES
    exact = overrides.get(f"{name}_{part}") if part else None
    return str(exact or overrides.get(name) or documented)


def newest(name: str, part: str, suffix: str) -> Path | None:
    """The file of a source that was fetched last, if any was."""
    pattern = re.compile(re.escape(_stem(name, part)) + r"-\d{8}T\d{6}" + re.escape(suffix))
    files = [path for path in _folder().iterdir() if pattern.fullmatch(path.name)]
    return max(files, key=lambda path: path.name, default=None)


def fetch(
    *,
    name: str,
    part: str,
    address: str,
    suffix: str,
    to: Path | None = None,
    limits: Limits = Limits(),
    progress: Callable[[int, int | None], None] = lambda done, whole: None,
) -> Download:
    """Download `address` into DATA_DIR/downloads, or to the file `to`.

    The file appears under its name only when it is whole; a .sha256 stands beside it.
    Where it is the same as the newest one, that one is kept. Raises NotFetched.
    """
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    target = to or _folder() / f"{_stem(name, part)}-{now}{suffix}"
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        checksum, size = _download(address, unfinished, suffix, limits, progress)
        before = None if to else newest(name, part, suffix)
        if before and _checksum(before) == checksum:
            return Download(before, address, checksum, size, new=False)
        os.replace(unfinished, target)
        target.with_name(f"{target.name}.sha256").write_text(f"{checksum}  {target.name}\n")
        return Download(target, address, checksum, size, new=True)
    except HTTPError as error:
        raise NotFetched(f"{address} answered {error.code} {error.reason}.") from None
    except URLError as error:
        raise NotFetched(f"{address} cannot be reached: {error.reason}.") from None
    except TimeoutError:
        raise NotFetched(f"{address} was silent for {limits.silence:g} seconds.") from None
    except (HTTPException, OSError) as error:
        raise NotFetched(f"{address}: {type(error).__name__}: {error}.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _stem(name: str, part: str) -> str:
    return f"{name}-{part}" if part else name


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _CarefulRedirects(HTTPRedirectHandler):
    """Follows a redirect to https, or within the same host; nowhere else."""

    max_redirections = 5

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        if not same and there.scheme != "https":
            raise NotFetched(f"{req.full_url} sends us to {newurl}, which is not https.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download(
    address: str,
    path: Path,
    suffix: str,
    limits: Limits,
    progress: Callable[[int, int | None], None],
) -> tuple[str, int]:
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotFetched(f"“{address}” is not a web address.")
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    request = Request(address, headers=headers)  # noqa: S310 - the scheme is checked above
    with build_opener(_CarefulRedirects).open(request, timeout=limits.silence) as answer:
        declared = _declared(answer, address, limits)
        _refuse_page(answer.headers.get_content_type() == "text/html", address, suffix)
        with path.open("wb") as file:
            checksum, size = _copy(answer, file, address, suffix, declared, limits, progress)
            file.flush()
            os.fsync(file.fileno())
    if declared is not None and size != declared:
        raise NotFetched(f"{address} broke off after {size:,} of {declared:,} bytes.")
    if not size:
        raise NotFetched(f"{address} gave an empty file.")
    return checksum, size


def _declared(answer: HTTPResponse, address: str, limits: Limits) -> int | None:
    text = answer.headers.get("Content-Length", "")
    declared = int(text) if text.isdigit() else None
    if declared is not None and declared > limits.size:
        raise NotFetched(_too_large(address, limits))
    return declared


def _copy(
    answer: HTTPResponse,
    file: IO[bytes],
    address: str,
    suffix: str,
    declared: int | None,
    limits: Limits,
    progress: Callable[[int, int | None], None],
) -> tuple[str, int]:
    digest, size, start = hashlib.sha256(), 0, time.monotonic()
    while chunk := answer.read1(CHUNK):
        if not size:
            page = chunk.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
            _refuse_page(page, address, suffix)
        size += len(chunk)
        if size > limits.size:
            raise NotFetched(_too_large(address, limits))
        if time.monotonic() - start > limits.whole:
            raise NotFetched(f"{address} took longer than {limits.whole:g} seconds.")
        digest.update(chunk)
        file.write(chunk)
        progress(size, declared)
    return digest.hexdigest(), size


def _refuse_page(is_page: bool, address: str, suffix: str) -> None:
    if is_page and suffix not in (".html", ""):
        raise NotFetched(
            f"{address} gave a web page where a {suffix} file is due. Has the address changed?"
        )


def _too_large(address: str, limits: Limits) -> str:
    return f"{address} is larger than {limits.size / 1e6:,.0f} MB, which is the most we fetch."


def describe(size: Any) -> str:
    """A size in the unit a reader would use."""
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
