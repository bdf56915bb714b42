"""The Source that an import's records name."""

from __future__ import annotations

from regions.models import Source
from regions.sources.quality import Note, Refused


def source_row(slug: str) -> Source:
    """The source by its slug; refused, with the way out, where it is not there."""
    source = Source.objects.filter(slug=slug).first()
    if source is None:
        raise Refused(
            [Note(0, f"There is no source “{slug}”. The starter has it: manage.py load_starter")]
        )
    return source
