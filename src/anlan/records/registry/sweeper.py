"""Takes what is due in any register: reminders before a deadline, and the ladder after it.

Due times are rows, so a restart forgets nothing. Each record is a transaction of its own; one that fails is logged,
counted, tried again in an hour, and does not hold up the others. Several workers may sweep at once: who locks a row
takes it. In the worker alarms wait behind a sweep, so it is short: what is left is taken by the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from anlan.kit.logs import get_logger
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.registry import people, traces
from anlan.records.registry.catalog import registers
from anlan.records.registry.clockwork import DAY, next_wake, rung, rungs
from anlan.records.registry.declare import Register

log = get_logger(__name__)

#: Most records per sweep, over all registers: about a tenth of a second.
BATCH = 20
#: A record that failed is not tried at once again, or twenty of them would hold up all others.
AGAIN_AFTER = timedelta(hours=1)


@dataclass(slots=True)
class Swept:
    """What one sweep did."""

    reminded: int = 0
    escalated: int = 0
    failed: int = 0
    is_more: bool = False


def sweep(most: int = BATCH) -> Swept:
    """Take what has been due longest, at most so many records; ``is_more`` says that something is left."""
    done, due = Swept(), _due(most + 1)
    for register, record_id in due[:most]:
        try:
            take_due(register, record_id, done)
        except Exception:
            log.exception("a record could not be escalated", register=register.name, record=record_id)
            register.model.objects.filter(pk=record_id).update(wake_at=clock.now() + AGAIN_AFTER)
            done.failed += 1
    done.is_more = len(due) > most
    return done


def _due(most: int) -> list[tuple[Register, int]]:
    """The longest due records of all registers, oldest first."""
    now, found = clock.now(), []
    for register in registers().values():
        due = register.model.objects.filter(is_open=True, wake_at__lte=now).order_by("wake_at")
        found += [(wake_at, register, pk) for pk, wake_at in due.values_list("pk", "wake_at")[:most]]
    return [(register, pk) for _, register, pk in sorted(found, key=lambda one: one[0])[:most]]


@transaction.atomic
def take_due(register: Register, record_id: int, done: Swept) -> None:
    """Remind or escalate one record; nothing happens when it is no longer due."""
    now = clock.now()
    rows = register.model.objects.filter(pk=record_id, is_open=True, wake_at__lte=now)
    record = rows.select_for_update(of=("self",), skip_locked=True).first()
    if record is None:
        return
    if now < record.next_step_due_at:
        _remind(register, record, now)
        done.reminded += 1
    else:
        _escalate(register, record, now)
        done.escalated += 1
    record.wake_at = next_wake(record, now)
    record.save(update_fields=["wake_at", "is_overdue", "escalation_level"])


def _remind(register: Register, record: Any, now: datetime) -> None:
    left = -(-(record.next_step_due_at - now) // DAY)
    text = f"“{record.next_step}”还剩 {left} 天"
    whom = people.people_for(("assignee",), record) or people.people_for(rung(record, 1), record)
    people.tell_of_deadline(
        register, record, whom, "reminded", text, f"remind.{record.next_step_due_at:%Y%m%d%H}.{left}"
    )


def _climb(record: Any) -> list[User]:
    """Whom to tell one rung higher, and on at once past rungs where nobody is: what is the whole county's has no town
    to hear of it. Who is charged hears of it in any case."""
    while True:
        record.escalation_level += 1
        above = rung(record, record.escalation_level)
        if people.people_for(above, record) or record.escalation_level >= rungs(record):
            return people.people_for(("assignee", *above), record)


def _escalate(register: Register, record: Any, now: datetime) -> None:
    record.is_overdue = True
    whom = _climb(record)
    days = (now - record.next_step_due_at) // DAY
    what = f"“{record.next_step}”" + (f"已逾期 {days} 天" if days else "期限已到")
    key = f"overdue.{record.next_step_due_at:%Y%m%d%H}.{record.escalation_level}"
    told = people.tell_of_deadline(register, record, whom, "overdue", what, key)
    text = f"{what}，第 {record.escalation_level} 次升级" + (
        f"，已通知：{people.names(told)}" if told else "，没有可通知的在册人员"
    )
    traces.leave(register, record, "escalated", text, by=None, data={"level": record.escalation_level})
