"""Takes what is due in any register: reminders before a deadline, and the ladder after it.

Due times are rows, so a restart forgets nothing. Each record is a transaction of its own; one that fails is logged,
counted, and does not hold up the others. Several workers may sweep at once: who locks a row takes it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.kit.logs import get_logger
from anlan.records.core import clock
from anlan.records.registry import people, traces
from anlan.records.registry.catalog import registers
from anlan.records.registry.clockwork import DAY, next_wake, rung
from anlan.records.registry.declare import Register

log = get_logger(__name__)

#: Most records per register and sweep; the rest is taken at the next one.
BATCH = 200


@dataclass(slots=True)
class Swept:
    """What one sweep did."""

    reminded: int = 0
    escalated: int = 0
    failed: int = 0


def sweep() -> Swept:
    """Take everything that is due now, register by register."""
    done = Swept()
    for register in registers().values():
        due = register.model.objects.filter(is_open=True, wake_at__lte=clock.now()).order_by("wake_at")
        for record_id in list(due.values_list("pk", flat=True)[:BATCH]):
            try:
                take_due(register, record_id, done)
            except Exception:
                log.exception("a record could not be escalated", register=register.name, record=record_id)
                done.failed += 1
    return done


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
    people.tell(register, record, whom, "reminded", text, f"remind.{record.next_step_due_at:%Y%m%d%H}.{left}")


def _escalate(register: Register, record: Any, now: datetime) -> None:
    record.is_overdue = True
    record.escalation_level += 1
    days = (now - record.next_step_due_at) // DAY
    what = f"“{record.next_step}”" + (f"已逾期 {days} 天" if days else "期限已到")
    whom = people.people_for(("assignee", *rung(record, record.escalation_level)), record)
    key = f"overdue.{record.next_step_due_at:%Y%m%d%H}.{record.escalation_level}"
    told = people.tell(register, record, whom, "overdue", what, key)
    text = f"{what}，第 {record.escalation_level} 次升级" + (
        f"，已通知：{people.names(told)}" if told else "，没有可通知的在册人员"
    )
    traces.leave(register, record, "escalated", text, by=None, data={"level": record.escalation_level})
