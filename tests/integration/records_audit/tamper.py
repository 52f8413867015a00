"""Ways to falsify an audit trail, as somebody with the database and without the key would try them."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from anlan.records.audit.chain import GENESIS
from anlan.records.audit.models import AuditEntry, AuditHead

Rows = list[AuditEntry]
NAMES = ["at", "actor_id", "actor_name", "actor_role", "action", "target_type", "target_id", "target_name", "changes",
         "reason", "ip", "prev_hash", "hash"]  # fmt: skip


def other(value: Any, dice: random.Random) -> Any:
    """Something near ``value`` that is not it."""
    if hasattr(value, "year"):
        return value + timedelta(microseconds=dice.choice([1, 1000, 86_400_000_000]))
    if isinstance(value, dict):
        return {**value, "set_point": [28.0, round(dice.random(), 6)]}
    if isinstance(value, str) and value and dice.random() < 0.7:
        at = dice.randrange(len(value))
        return value[:at] + ("0" if value[at] != "0" else "1") + value[at + 1 :]
    return dice.randint(10**6, 10**7) if value is None or isinstance(value, int) else f"{value[:63]}x"


def edit(rows: Rows, dice: random.Random) -> None:
    row, name = dice.choice(rows), dice.choice(NAMES)
    AuditEntry.objects.filter(seq=row.seq).update(**{name: other(getattr(row, name), dice)})


def delete(rows: Rows, dice: random.Random) -> None:
    AuditEntry.objects.filter(seq=dice.choice(rows).seq).delete()


def delete_and_close_the_gap(rows: Rows, dice: random.Random) -> None:
    gone = dice.choice(rows).seq
    AuditEntry.objects.filter(seq=gone).delete()
    for row in rows[gone:]:
        AuditEntry.objects.filter(seq=row.seq).update(seq=row.seq - 1)
    AuditHead.objects.update(seq=len(rows) - 1)


def insert(rows: Rows, dice: random.Random) -> None:
    """Behind the end, as a copy of an entry, with a hash of the forger's making."""
    copy = AuditEntry.objects.get(seq=dice.choice(rows).seq)
    copy.seq, copy.prev_hash = len(rows) + 1, rows[-1].hash
    copy.hash = f"{dice.getrandbits(256):064x}"
    copy.save(force_insert=True)
    if dice.random() < 0.5:
        AuditHead.objects.update(seq=copy.seq, hash=copy.hash)


def swap(rows: Rows, dice: random.Random) -> None:
    """Two entries change places, whole; only their numbers stay in order."""
    one, two = dice.sample(rows, 2)
    for row, seq in ((one, -1), (two, one.seq), (one, two.seq)):
        AuditEntry.objects.filter(hash=row.hash).update(seq=seq)


def cut(rows: Rows, dice: random.Random) -> None:
    """The newest entries and the head row's memory of them: only what lies outside the database can tell."""
    left = dice.randrange(len(rows))
    AuditEntry.objects.filter(seq__gt=left).delete()
    AuditHead.objects.update(seq=left, hash=rows[left - 1].hash if left else GENESIS)


def head(rows: Rows, dice: random.Random) -> None:
    AuditHead.objects.update(seq=dice.randrange(len(rows)))


WAYS: list[Callable[[Rows, random.Random], None]] = [
    edit, edit, delete, delete_and_close_the_gap, insert, swap, cut, cut, head,
]  # fmt: skip
