"""Proves that no work order is forgotten: every open one has a next step, a deadline and a wake time ahead.

It shares nothing with the sweeper but the table. Its result is a figure of the worker (``auditor_problems``).
"""

from datetime import timedelta

from django.db.models import F, Q

from anlan.domain.incident_states import ENDED
from anlan.records.core import clock
from anlan.records.incidents.models import Incident, SupportRequest

#: How far behind its wake time a work order may be before something is wrong with the sweeper.
GRACE_S = 30


def problems(limit: int = 50) -> list[str]:
    """One sentence per work order that nobody would ever look at again; empty when all is well."""
    ended = [state.value for state in ENDED]
    stale = clock.now() - timedelta(seconds=GRACE_S)
    open_rows = Q(is_open=True)
    earlier = Q(state__in=("accepted", "handling")) & (
        Q(arrive_due_at__lt=F("next_step_due_at")) | Q(report_due_at__lt=F("next_step_due_at"))
    )
    checks = {
        "is open and has no next step": open_rows & (Q(next_step="") | Q(next_step_due_at=None)),
        "is open and nobody will look at it again": open_rows & Q(wake_at=None),
        "is open and its time came without anything happening": open_rows & Q(wake_at__lt=stale),
        "is being handled without a deadline for it": Q(state__in=("accepted", "handling"), handle_due_at=None),
        "waits for a later step than the one that is due": earlier,
        "is overdue and does not say so": open_rows & Q(next_step_due_at__lt=stale, is_overdue=False),
        "was merged into nothing": Q(state="merged", merged_into=None),
        "is open in a state that is an end": open_rows & Q(state__in=ended),
        "is closed in a state that is none": Q(is_open=False) & ~Q(state__in=ended),
        "is charged to nobody": open_rows & ~Q(state="open") & Q(assignee=None),
        "was verified by its own handler": Q(verified_by__isnull=False) & Q(verified_by_id=F("handled_by_id")),
    }
    found = [
        f"{no} asked for support that nobody answered, and nobody was reminded"
        for no in SupportRequest.objects.filter(due_at__lt=stale).values_list("incident__no", flat=True)[:limit]
    ]
    for what, condition in checks.items():
        numbers = Incident.objects.filter(condition).values_list("no", flat=True)[:limit]
        found += [f"{no} {what}" for no in numbers]
    return found
