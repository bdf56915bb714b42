"""Brings an outside file in: read, check, load in one transaction, and keep a record of it.

A file with a single refused row changes nothing. What was read, repaired and refused
is kept in an ImportRun either way: it is written outside the transaction of the data.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from regions.models import ImportRun
from regions.services.locks import one_import_at_a_time
from regions.services.stale import mark_everything_stale, mark_stale
from regions.sources.quality import Loaded, Note, Options, Parsed, Refused, grouped
from regions.sources.registry import FeedFile
from regions.sources.tables import Unreadable

SIZE_LIMIT = 200 * 1024 * 1024


def ingest(*, source: FeedFile, file: Path | None, options: Options, by: Any = None) -> ImportRun:
    """Import one file of a source; returns the run, with status loaded, unchanged or refused.

    Without a file, the source's own rows are taken, where it has any.
    """
    run = ImportRun.objects.create(
        name=source.name, file_name=file.name[:255] if file else "", by=by
    )
    parsed: Parsed[Any] = Parsed()
    try:
        data = _bytes(file)
        run.checksum = hashlib.sha256(data).hexdigest() if file else ""
        options = replace(options, file_name=run.file_name, checksum=run.checksum, by=by)
        parsed = _read(source, file, data, options)
        if parsed.refusals:
            raise Refused(parsed.refusals)
        loaded = _load(source, parsed, options)
    except (Refused, Unreadable) as error:
        parsed.refusals = error.refusals if isinstance(error, Refused) else [error.note]
        return _finish(run, parsed, ImportRun.Status.REFUSED)
    except BaseException as error:
        parsed.refusals = [Note(0, f"The import stopped: {type(error).__name__}: {error}")]
        _finish(run, parsed, ImportRun.Status.REFUSED)
        raise
    status = ImportRun.Status.UNCHANGED if loaded.nothing_new else ImportRun.Status.LOADED
    return _finish(run, parsed, status, loaded)


def _bytes(file: Path | None) -> bytes:
    if file is None:
        return b""
    try:
        size = file.stat().st_size
        if size > SIZE_LIMIT:
            raise Unreadable(f"The file has {size / 1e6:,.0f} MB; more than 200 MB are not read.")
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file cannot be read: {error.strerror}.") from None


def _read(source: FeedFile, file: Path | None, data: bytes, options: Options) -> Parsed[Any]:
    if file is not None:
        return source.read(data, options)
    if source.without_file is None:
        raise Unreadable("Name a file: this source has none of its own.")
    return source.without_file(options)


def _load(source: FeedFile, parsed: Parsed[Any], options: Options) -> Loaded:
    """All or nothing: the rows, the release and the stale marks are stored together."""
    with transaction.atomic():
        one_import_at_a_time()
        loaded = source.load(parsed, options)
        if loaded.everything_stale:
            mark_everything_stale()
        else:
            mark_stale(area_ids=loaded.stale_areas, cluster_ids=loaded.stale_clusters)
    return loaded


def _finish(
    run: ImportRun,
    parsed: Parsed[Any],
    status: ImportRun.Status,
    loaded: Loaded = Loaded(),  # noqa: B008 - frozen
) -> ImportRun:
    run.status = status
    run.release = loaded.release
    run.rows_read = parsed.read
    run.rows_loaded = loaded.added + loaded.changed
    run.rows_unchanged = loaded.unchanged
    run.rows_repaired = len(parsed.repairs)
    run.rows_refused = len(parsed.refusals)
    run.finished = timezone.now()
    run.report = {
        "unit": parsed.unit,
        "where": parsed.where,
        "added": loaded.added,
        "changed": loaded.changed,
        "removed": loaded.removed,
        "repairs": grouped(parsed.repairs),
        "refusals": grouped(parsed.refusals),
        "doubts": grouped(parsed.doubts),
        "left_out": dict(parsed.left_out),
        "notes": list(loaded.notes),
    }
    run.save()
    return run
