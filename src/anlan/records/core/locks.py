"""Locks on things that are not rows yet: "the open work order of this place" before there is one.

SQLite needs none: its transactions are IMMEDIATE, so one command writes at a time. PostgreSQL runs commands side by
side; there the second one waits until the first has committed, and then sees what it made.
"""

import time
from collections.abc import Iterable

from django.db import connection

#: Longer than SQLite's busy handler sleeps between two tries (100 ms), so that everybody who waits tries once.
GIVE_WAY_S = 0.12


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


def give_way() -> None:
    """Between two batches of long work: let the alarm log write first.

    SQLite's lock has no queue. Who releases it and asks again at once mostly gets it again, and the others go on
    waiting until their time limit says "database is locked". PostgreSQL has queues, and inside a transaction there is
    no way to give.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(GIVE_WAY_S)
