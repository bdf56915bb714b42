"""manage.py fetch NAME: download a source's file from its publisher."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from regions.services.downloads import Download, NotFetched, address_of, describe, fetch
from regions.sources.registry import SOURCES, FeedFile


class Command(BaseCommand):
    help = (
        "Download the file of a source from its publisher's address into DATA_DIR/downloads. "
        "Another address: set FETCH_URL_NAME, e.g. FETCH_URL_ONS_GVA."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", help="The source, as `ingest` lists it.")
        parser.add_argument("--part", default="", help="One of its files only, e.g. itl2.")
        parser.add_argument("--to", type=Path, help="Save here instead of DATA_DIR/downloads.")

    def handle(self, *args: Any, **options: Any) -> None:
        source = SOURCES.get(options["name"])
        if source is None:
            raise CommandError(
                f"There is no source “{options['name']}”. There are: {', '.join(SOURCES)}."
            )
        parts = self._parts(source, options["part"])
        if options["to"] and len(parts) > 1:
            raise CommandError(f"Add --part ({', '.join(parts)}): --to names one file.")
        for part, documented in parts.items():
            self._fetch(source, part, documented, options["to"])
        self.stdout.write(source.fetched_note or f"Load it: manage.py ingest {source.name}")

    def _parts(self, source: FeedFile, part: str) -> dict[str, str]:
        if not source.addresses:
            raise CommandError(
                f"{source.name} has no publisher: name a file to manage.py ingest {source.name}."
            )
        if part and part not in source.addresses:
            raise CommandError(f"{source.name} has the parts {', '.join(source.addresses)}.")
        return {part: source.addresses[part]} if part else source.addresses

    def _fetch(self, source: FeedFile, part: str, documented: str, to: Path | None) -> None:
        address = address_of(source.name, part, documented)
        self.stdout.write(address)
        bar = tqdm(
            unit="B", unit_scale=True, unit_divisor=1000, leave=False,
            disable=not sys.stderr.isatty(),
        )  # fmt: skip

        def show(done: int, whole: int | None) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        try:
            download = fetch(
                name=source.name,
                part=part,
                address=address,
                suffix=source.suffix,
                to=to,
                progress=show,
            )
        except NotFetched as error:
            raise CommandError(str(error)) from None
        finally:
            bar.close()
        self._tell(download)

    def _tell(self, download: Download) -> None:
        what = "saved as" if download.new else "the same as before:"
        self.stdout.write(
            f"{describe(download.size)}, {what} {download.path}\nSHA-256 {download.checksum}"
        )
