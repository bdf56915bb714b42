"""One import at a time, on any database, without a lock table."""

from __future__ import annotations

from django.db import connection

# Any number that nothing else in this database uses for an advisory lock.
IMPORTS = 7_113_001


def one_import_at_a_time() -> None:
    """Wait until no other import is under way; call it first in the import's transaction.

    SQLite's transactions take the one write lock when they begin, so there it holds already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTS])
