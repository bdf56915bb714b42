"""Makes a part of a table equal to a list of rows, set against set, on either database.

The rows go into a staging table (COPY on PostgreSQL, executemany on SQLite); then
one INSERT … ON CONFLICT writes those that are new or differ, and one DELETE takes
away those that the list no longer has. A row that is the same is not touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

STAGING = "merge_staging"


@dataclass(frozen=True)
class Merged:
    """How many rows were added, changed and removed, and how many were right already."""

    added: int
    changed: int
    removed: int
    unchanged: int


def merge(
    model: type[models.Model],
    rows: Sequence[Sequence[Any]],
    *,
    key: Sequence[str],
    values: Sequence[str],
    scope: Mapping[str, Any],
) -> Merged:
    """Make the rows of `model` inside `scope` equal to `rows`. Call it inside a transaction.

    `rows` hold the columns of `key`, then those of `values`; `scope` gives the columns that
    are the same for all. `key` with `scope` must have a unique constraint.
    """
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), [*key, *values]
    names = {name: quote(str(_field(model, name).column)) for name in [*columns, *scope]}
    listed = ", ".join(names[name] for name in columns)
    where = " AND ".join(f"{table}.{names[name]} = %s" for name in scope)
    constants = list(scope.values())
    with connection.cursor() as cursor:
        _stage(cursor, table, listed, len(columns), rows)
        # Without an index SQLite builds one anew for each row that the DELETE looks up.
        keyed = ", ".join(names[name] for name in key)
        cursor.execute(f"CREATE UNIQUE INDEX {STAGING}_key ON {STAGING} ({keyed})")
        before = _count(cursor, table, where, constants)
        cursor.execute(_upsert(table, names, key, values, scope), constants)
        written = max(cursor.rowcount, 0)
        same = " AND ".join(f"{STAGING}.{names[name]} = {table}.{names[name]}" for name in key)
        after = _count(cursor, table, where, constants)
        cursor.execute(
            f"DELETE FROM {table} WHERE {where} "  # noqa: S608 - names are the model's own
            f"AND NOT EXISTS (SELECT 1 FROM {STAGING} WHERE {same})",
            constants,
        )
        removed = max(cursor.rowcount, 0)
        cursor.execute(f"DROP TABLE {STAGING}")
    added = after - before
    return Merged(added, written - added, removed, len(rows) - written)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _count(cursor: Any, table: str, where: str, constants: list[Any]) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}", constants)  # noqa: S608
    return int(cursor.fetchone()[0])


def _stage(cursor: Any, table: str, listed: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    # The condition is false: the staging table takes the columns' types and no rows.
    cursor.execute(
        f"CREATE TEMPORARY TABLE {STAGING} AS SELECT {listed} FROM {table} WHERE 1 = 0"  # noqa: S608
    )
    if connection.vendor == "postgresql":
        lines = ["\t".join(map(_copied, row)) for row in rows]
        text = io.StringIO("\n".join(lines) + "\n" if lines else "")
        cursor.copy_expert(f"COPY {STAGING} ({listed}) FROM STDIN", text)
        cursor.execute(f"ANALYZE {STAGING}")
    else:
        marks = ", ".join(["%s"] * width)
        cursor.executemany(f"INSERT INTO {STAGING} ({listed}) VALUES ({marks})", rows)  # noqa: S608


def _copied(value: Any) -> str:
    """One cell in PostgreSQL's COPY text format."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        for plain, escaped in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
            value = value.replace(plain, escaped)
        return str(value)
    return repr(value)


def _upsert(
    table: str,
    names: Mapping[str, str],
    key: Sequence[str],
    values: Sequence[str],
    scope: Mapping[str, Any],
) -> str:
    # SQLite before 3.39 has no IS DISTINCT FROM; its IS NOT means the same.
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    columns = [*scope, *key, *values]
    selected = ["%s" if name in scope else f"{STAGING}.{names[name]}" for name in columns]
    changed = [f"{table}.{names[name]} {differs} excluded.{names[name]}" for name in values]
    return (
        f"INSERT INTO {table} ({', '.join(names[name] for name in columns)}) "  # noqa: S608
        # WHERE TRUE tells SQLite's parser that ON CONFLICT does not belong to a join.
        f"SELECT {', '.join(selected)} FROM {STAGING} WHERE TRUE "
        f"ON CONFLICT ({', '.join(names[name] for name in [*scope, *key])}) DO UPDATE SET "
        f"{', '.join(f'{names[name]} = excluded.{names[name]}' for name in values)} "
        f"WHERE {' OR '.join(changed)}"
    )
