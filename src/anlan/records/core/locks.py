"""Locks on things that are not rows yet: "the open work order of this place" before there is one.

SQLite needs none: its transactions are IMMEDIATE, so one command writes at a time. PostgreSQL runs commands side by
side; there the second one waits until the first has committed, and then sees what it made.
"""

from collections.abc import Iterable

from django.db import connection


def lock_names(names: Iterable[str]) -> None:
    """Hold these names until the present transaction ends; always in the same order, so that nobody waits in a ring.

    Raises:
        RuntimeError: called outside a transaction, where the lock would be gone at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock_names needs a transaction: wrap the command in transaction.atomic()")
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # One statement for all: a flood holds hundreds. unnest gives its rows, and so takes the locks, in their order.
        sql = "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name"
        cursor.execute(sql, [sorted(set(names))])
