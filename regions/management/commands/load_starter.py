"""manage.py load_starter: the project's own tables, loaded once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regions.services.starter import load_starter
from regions.sources.reference import FOLDER, ReferenceRefused

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Load the starter data of regions/reference: regions, industries, sectors, clusters, "
        "organisations and headline figures. Loads only what is missing; run it as often as "
        "you like. A record that someone has edited, renamed or deleted is left as it is."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=FOLDER,
            help="Another folder of tables with the same names (default: regions/reference).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = load_starter(folder=options["folder"])
        except ReferenceRefused as refused:
            lines = [f"  {problem}" for problem in refused.problems[:SHOWN]]
            if more := len(refused.problems) - SHOWN:
                lines += [f"  … and {more} more"] if more > 0 else []
            raise CommandError("Nothing was loaded.\n" + "\n".join(lines)) from None
        if not options["verbosity"]:
            return
        if not outcome.changed:
            self.stdout.write("The starter data is already loaded; nothing changed.")
            return
        for kind, number in outcome.added.items():
            self.stdout.write(f"{number:>7,}  {kind}")
        self.stdout.write(self.style.SUCCESS("Starter data loaded."))
