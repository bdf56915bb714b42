"""manage.py load_content: the campaign's starter texts, loaded once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engagement.services.content import ContentRefused
from engagement.services.starter import load_content


class Command(BaseCommand):
    help = (
        "Load the starter content of engagement/reference: campaign, asks, claims, progress "
        "updates, articles and pages. Loads only what is missing; run it as often as you like. "
        "A text that someone has edited, renamed or deleted is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = load_content()
        except ContentRefused as refused:
            raise CommandError(f"Nothing was loaded.\n  {refused}") from None
        for note in outcome.missing:
            self.stderr.write(self.style.WARNING(f"Not there, so not linked: {note}"))
        if not outcome.changed:
            self.stdout.write("The campaign's content is already loaded; nothing changed.")
            return
        for kind, number in outcome.added.items():
            self.stdout.write(f"{number:>7,}  {kind}")
        self.stdout.write(self.style.SUCCESS("Campaign content loaded."))
