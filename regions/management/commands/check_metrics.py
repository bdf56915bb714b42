"""Runs a file of worked cases against the portal's metrics."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regions.analysis.case_metrics import Malformed
from regions.analysis.cases import cases_in, check


class Command(BaseCommand):
    help = (
        "Compute every case of a JSON file of worked cases, print each failure and how many "
        "passed. Exits with 1 if any failed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            cases = cases_in(json.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (json.JSONDecodeError, UnicodeDecodeError, Malformed) as error:
            raise CommandError(f"{file} is not a file of cases: {error}") from error
        verdicts = check(cases)
        failed = [verdict for verdict in verdicts if not verdict.passed]
        for verdict in failed:
            self.stdout.write(f"FAILED {verdict.name}: {verdict.problem}")
        summary = f"{len(verdicts) - len(failed)} passed, {len(failed)} failed"
        self.stdout.write(summary)
        if failed:
            raise SystemExit(1)
