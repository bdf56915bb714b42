"""manage.py ingest NAME [FILE]: read a file of a source, check it, load it or refuse it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from regions.models import ImportRun
from regions.services.downloads import newest
from regions.services.imports import ingest
from regions.sources.quality import Options
from regions.sources.registry import SOURCES, FeedFile

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Read a file of a source and load it, all or nothing. Without NAME: list the sources. "
        "Without FILE: the newest file that `fetch` brought."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", nargs="?", help="The source, as `ingest` lists it.")
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument(
            "--release", default="", help="The release the file is of, e.g. '2024 release'."
        )
        parser.add_argument(
            "--encoding", default="utf-8", help="The file's encoding if it is not UTF-8: cp1252."
        )
        parser.add_argument(
            "--publish", action="store_true", help="Publish new organisations at once."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"]:
            self._list()
            return
        source = SOURCES.get(options["name"])
        if source is None:
            raise CommandError(
                f"There is no source “{options['name']}”. There are: {', '.join(SOURCES)}."
            )
        choices = Options(
            release=options["release"],
            encoding=options["encoding"],
            publish=options["publish"],
            progress=self._progress,
        )
        files = [options["file"]] if options["file"] else self._newest(source)
        refused = [file for file in files if not self._ingest(source, file, choices)]
        if refused:
            raise CommandError("The file was refused; nothing of it was stored.")

    def _list(self) -> None:
        for source in SOURCES.values():
            self.stdout.write(f"{source.name:<20} {source.title}")
            if source.page:
                self.stdout.write(f"{'':<20} {source.page}")
        self.stdout.write("\nmanage.py fetch NAME      download from the publisher")
        self.stdout.write("manage.py ingest NAME FILE   load a file")

    def _newest(self, source: FeedFile) -> list[Path | None]:
        found = [newest(source.name, part, source.suffix) for part in source.addresses]
        files: list[Path | None] = [file for file in found if file]
        if files and source.ingests_what_it_fetches:
            return files
        if source.without_file:
            return [None]
        hint = source.fetched_note or f"Try: manage.py fetch {source.name}"
        if not source.addresses:
            hint = f"Name one: manage.py ingest {source.name} FILE"
        raise CommandError(f"There is no fetched file of {source.name}. {hint}")

    def _ingest(self, source: FeedFile, file: Path | None, choices: Options) -> bool:
        self.stdout.write(f"{source.name}: {file.name if file else 'from its package'}")
        start = time.perf_counter()
        run = ingest(source=source, file=file, options=choices)
        self._report(run, time.perf_counter() - start)
        return run.status != ImportRun.Status.REFUSED

    def _progress(self, rows: Iterable[Any], unit: str) -> Iterable[Any]:
        quiet = not sys.stderr.isatty()
        return tqdm(rows, unit=f" {unit}", leave=False, disable=quiet)

    def _report(self, run: ImportRun, seconds: float) -> None:
        report, unit = run.report, run.report["unit"]
        handled = run.rows_loaded + run.rows_unchanged
        self.stdout.write(f"{run.rows_read:>9,} rows read")
        if run.status != ImportRun.Status.REFUSED:
            rate = f"{handled / seconds:,.0f} a second" if seconds else ""
            self.stdout.write(
                f"{handled:>9,} {unit}: {report['added']:,} added, {report['changed']:,} changed, "
                f"{run.rows_unchanged:,} unchanged, {report['removed']:,} removed "
                f"({seconds:.1f} s, {rate})"
            )
        self._notes("repaired", run.rows_repaired, report, "repairs")
        for what, rows in report["left_out"].items():
            self.stdout.write(f"{rows:>9,} rows left out: {what}")
        for note in report["notes"]:
            self.stdout.write(f"          {note}")
        self._notes("doubtful, loaded as they stand", len(report["doubts"]), report, "doubts")
        self._notes("refused", run.rows_refused, report, "refusals")
        if run.status == ImportRun.Status.UNCHANGED:
            self.stdout.write(self.style.SUCCESS("Nothing new: no record was changed."))
        elif run.status == ImportRun.Status.LOADED:
            where = f" as {run.release}" if run.release else ""
            self.stdout.write(self.style.SUCCESS(f"Loaded{where}."))

    def _notes(self, what: str, number: int, report: dict[str, Any], key: str) -> None:
        if not number:
            return
        notes = report[key]
        self.stdout.write(f"{number:>9,} {what}")
        for note in notes[:SHOWN]:
            where = f"{report['where']} {note['line']}" if note["line"] else "the file"
            more = f" (and {note['rows'] - 1:,} more)" if note["rows"] > 1 else ""
            self.stdout.write(f"          {where}{more}: {note['reason']}")
        if len(notes) > SHOWN:
            self.stdout.write(f"          … and {len(notes) - SHOWN} more, in the import run")
