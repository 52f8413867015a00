"""The machine's clock was set back: a rung that was due in two minutes is due in two minutes, not in an hour and two.

Times of what happened stay as they were written; only what is ahead moves, and the dispatch from which rungs count.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Model, QuerySet

from anlan.records.incidents.models import Incident, PendingAlarm, PendingNews, SupportRequest
from anlan.records.notices.step_back import deliveries_step_back
from anlan.records.rosters.models import Handover

#: Of a work order under way.
CLOCKS = ("dispatched_at", "next_step_due_at", "wake_at", "arrive_due_at", "report_due_at", "handle_due_at")


@transaction.atomic
def step_back(seconds: float) -> None:
    """Move every deadline of people and notices by as much as the clock went back."""
    step = timedelta(seconds=seconds)
    for name in CLOCKS:
        _move(Incident.objects.filter(is_open=True), name, step)
    for model in (PendingAlarm, PendingNews, SupportRequest):
        _move(model._default_manager.all(), "due_at", step)
    _move(Handover.objects.all(), "take_due_at", step)
    deliveries_step_back(step)


def _move(rows: QuerySet[Model], name: str, step: timedelta) -> None:
    rows.exclude(**{name: None}).update(**{name: F(name) - step})
