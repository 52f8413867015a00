"""Proves that no record is forgotten: every open one has a next step, a deadline and a wake time ahead.

It shares nothing with the sweeper but the tables. Its result is a figure of the worker (``auditor_problems``).
"""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from anlan.records.core import clock
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register

#: How far behind its wake time a record may be before something is wrong with the sweeper.
GRACE_S = 300


def problems(limit: int = 50) -> list[str]:
    """One sentence per record that nobody would ever look at again; empty when all is well."""
    return [said for register in registers().values() for said in _of(register, limit)]


def _of(register: Register, limit: int) -> list[str]:
    ends = [state.name for state in register.states if state.is_end]
    known = [state.name for state in register.states]
    stale = clock.now() - timedelta(seconds=GRACE_S)
    open_rows = Q(is_open=True)
    checks = {
        "is open and has no next step": open_rows & (Q(next_step="") | Q(next_step_due_at=None)),
        "is open and nobody will look at it again": open_rows & Q(wake_at=None),
        "is open and its time came without anything happening": open_rows & Q(wake_at__lt=stale),
        "is open in a state that is an end": open_rows & Q(state__in=ends),
        "is closed in a state that is none": Q(is_open=False) & ~Q(state__in=ends),
        "is in a state that is no longer declared": ~Q(state__in=known),
    }
    any_of_them = reduce(or_, checks.values())
    if not register.model.objects.filter(any_of_them).exists():
        return []  # the common case costs one question a register, not six
    return [
        f"{no} {what}"
        for what, condition in checks.items()
        for no in register.model.objects.filter(condition).values_list("no", flat=True)[:limit]
    ]
