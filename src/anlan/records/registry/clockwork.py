"""Deadlines of a record: what must happen next, by when, and when the sweeper looks again."""

import hashlib
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from anlan.records.calendar.selectors import end_of_day, working_days_after
from anlan.records.core.clock import LOCAL
from anlan.records.registry.declare import Due, Register
from anlan.records.registry.models import KeptPolicy

DAY = timedelta(days=1)


def policy_keep(register: Register) -> str:
    """Keep the due times and the ladder in force now; returns what a new record's ``policy_id`` is."""
    content = policy_content(register)
    digest = hashlib.sha256(json.dumps([register.name, content], sort_keys=True).encode()).hexdigest()
    if not KeptPolicy.objects.filter(pk=digest).exists():
        KeptPolicy.objects.bulk_create(
            [KeptPolicy(digest=digest, register=register.name, content=content)], ignore_conflicts=True
        )
    return digest


@lru_cache(maxsize=1_000)
def _content(digest: str) -> dict[str, Any]:
    """A kept policy never changes, so what was read once is right for ever."""
    content: dict[str, Any] = KeptPolicy.objects.get(pk=digest).content
    return content


def policy_of(record: Any) -> dict[str, Any]:
    """The policy that was in force when this record was opened."""
    return _content(record.policy_id)


def policy_content(register: Register) -> dict[str, Any]:
    """The due times and the ladder that the register declares today."""
    due = {state.name: _due_data(state.due) for state in register.states if state.due}
    ladder = register.escalation
    return {
        "due": due,
        "ladder": [list(rung) for rung in ladder.ladder],
        "repeat_days": ladder.repeat_days,
        "remind_days": sorted(ladder.remind_days, reverse=True),
    }


def _due_data(due: Due) -> dict[str, Any]:
    return {"days": due.days, "hours": due.hours, "is_working": due.is_working, "column": due.column}


def set_next_step(record: Any, register: Register, now: datetime) -> None:
    """Set step, deadline and wake time from the state just entered at ``now``; the caller saves."""
    state = register.state(record.state)
    record.next_step, record.is_open = state.next_step, not state.is_end
    record.is_overdue, record.escalation_level = False, 0
    if state.is_end:
        record.closed_at, record.next_step_due_at, record.wake_at = now, None, None
        return
    record.closed_at = None
    record.next_step_due_at = due_at(record, now)
    # A deadline that is over already is late at once, not a day later.
    record.wake_at = next_wake(record, now) if now < record.next_step_due_at else now


def due_at(record: Any, now: datetime) -> datetime:
    """The deadline of the present state, by the rules that were copied when the record was opened."""
    due = Due(**policy_of(record)["due"][record.state])
    if due.column and (until := getattr(record, due.column)):
        return until if isinstance(until, datetime) else end_of_day(until)
    today = now.astimezone(LOCAL).date()
    if due.is_working:
        return end_of_day(working_days_after(today, due.days))
    return end_of_day(today + due.days * DAY) if due.days else now + timedelta(hours=due.hours or 24)


def next_wake(record: Any, now: datetime) -> datetime:
    """When the sweeper looks again: the next reminder, the deadline, or the next rung after it."""
    due = record.next_step_due_at
    for days in policy_of(record)["remind_days"]:
        if now < due - days * DAY:
            return due - days * DAY  # type: ignore[no-any-return]
    if now < due:
        return due  # type: ignore[no-any-return]
    repeat = policy_of(record)["repeat_days"] * DAY
    return due + ((now - due) // repeat + 1) * repeat  # type: ignore[no-any-return]


def rung(record: Any, level: int) -> tuple[str, ...]:
    """Roles of escalation ``level`` (1 = first); above the top the last rung is called again."""
    ladder = policy_of(record)["ladder"]
    return tuple(ladder[min(level, len(ladder)) - 1]) if ladder else ()


def rungs(record: Any) -> int:
    """How many rungs its ladder has."""
    return len(policy_of(record)["ladder"])
