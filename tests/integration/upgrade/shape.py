"""What a database is made of, in a form that two of them can be compared by: column order and times do not count."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

Shape = dict[str, Any]

#: Names that are compared on PostgreSQL, and how each of them is defined.
_POSTGRES = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, is_nullable, "
    "column_default, is_identity FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename, data_type::text, increment_by, last_value FROM pg_sequences "
    "WHERE schemaname = 'public'",
}
_WHEN_IT_RAN = ("django_migrations", "applied")


def of_sqlite(file: Path) -> Shape:
    """Definitions of tables, indexes and triggers, and every row."""
    with closing(sqlite3.connect(file)) as database:
        made = database.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
        shape: Shape = {f"{kind} {name}": _parts(sql) if kind == "table" else sql for kind, name, sql in made}
        for kind, name, _ in made:
            if kind == "table":
                shape[f"rows of {name}"] = _rows(name, database.execute(f'SELECT * FROM "{name}"'))
        # A table that was made over has a count of 0; one that has never had a row has none.
        shape["rows of sqlite_sequence"] = database.execute(
            "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name"
        ).fetchall()
    return shape


def of_postgres(url: str) -> Shape:
    """The same of a server's database."""
    with psycopg.connect(url) as database:
        shape: Shape = {what: sorted(map(repr, database.execute(query))) for what, query in _POSTGRES.items()}
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in tables:
            shape[f"rows of {name}"] = _rows(name, database.execute(f'SELECT * FROM "{name}"'))
    return shape


def _rows(table: str, found: Any) -> list[str]:
    names = [column[0] for column in found.description]
    rows = (dict(zip(names, row, strict=True)) for row in found)
    return sorted(
        repr(sorted((name, value) for name, value in row.items() if (table, name) != _WHEN_IT_RAN)) for row in rows
    )


def _parts(sql: str) -> list[str]:
    """Columns and constraints of a CREATE TABLE, each as it is written, sorted."""
    parts, depth = [""], 0
    for sign in sql:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 1:
            parts.append("")
        else:
            parts[-1] += sign
    head, _, first = parts[0].partition("(")
    parts[-1] = parts[-1].removesuffix(")")
    return [head, *sorted(part.strip() for part in [first, *parts[1:]])]
