"""Whatever a record waits for, in any register: its day comes, it is late, and somebody hears of it each time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from anlan.records.core import clock
from anlan.records.notices.models import Notice
from anlan.records.registry import auditor, sweeper
from anlan.records.registry.catalog import registers
from anlan.records.registry.clockwork import set_next_step
from anlan.records.registry.declare import Register, State
from tests.acceptance.registers.life import Life, register_life
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db

#: Long enough for a day that lies with the record itself, such as the end of a certificate.
LONG = timedelta(days=1200)


def waiting(register: Register, state: State, life: Life) -> Any:
    """A record that has just come to ``state``."""
    record = record_of(register.name, life.plant)
    record.state = state.name
    set_next_step(record, register, clock.now())
    record.save()
    return record


def late_by(life: Life, record: Any, days: int) -> Any:
    """The record so many days after its deadline, the sweeper having looked once."""
    life._clock.set(record.next_step_due_at + timedelta(days=days, minutes=1))
    while sweeper.sweep(most=1_000).is_more:
        pass
    record.refresh_from_db()
    return record


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.name)
def test_every_wait_ends_with_somebody_being_told(register: Register) -> None:
    with register_life("2026-06-01 09:00") as life:
        begins = clock.now()
        for state in [state for state in register.states if not state.is_end]:
            life._clock.set(begins)
            before = transaction.savepoint()
            climbs(register, state, life)
            transaction.savepoint_rollback(before)


def climbs(register: Register, state: State, life: Life) -> None:
    """Late at once, and a rung higher a period later."""
    where, record = f"{register.name}, {state.label}", waiting(register, state, life)
    assert record.next_step_due_at < clock.now() + LONG, where
    for days in (0, register.escalation.repeat_days):
        heard, level = Notice.objects.filter(reason="overdue").count(), record.escalation_level
        late = late_by(life, record, days)
        assert late.is_overdue, where
        assert late.escalation_level > level, where
        assert Notice.objects.filter(reason="overdue").count() > heard, f"nobody was told: {where}, {days} days late"
    assert auditor.problems() == []
