"""Reads of the ledger. It covers the county: who has the right sees all of it."""

from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from anlan.records.core import clock
from anlan.records.core.errors import NotFound
from anlan.records.reporting.choices import ReportState
from anlan.records.reporting.models import Destination, Report

#: A platform that has not taken anything for so long is a fault that the health page names.
TROUBLE_AFTER_S = 900


def destination_get(destination_id: int) -> Destination:
    """One platform.

    Raises:
        NotFound: there is none.
    """
    row = Destination.objects.filter(pk=destination_id).first()
    if row is None:
        raise NotFound
    return row


def report_get(report_id: int) -> Report:
    """One line of the ledger.

    Raises:
        NotFound: there is none.
    """
    row = Report.objects.select_related("destination").filter(pk=report_id).first()
    if row is None:
        raise NotFound
    return row


def report_list(destination_id: int | None = None, state: str = "", kind: str = "") -> QuerySet[Report]:
    """The ledger, newest first."""
    rows = Report.objects.select_related("destination").defer("body").order_by("-id")
    if destination_id is not None:
        rows = rows.filter(destination=destination_id)
    if state:
        rows = rows.filter(state=state)
    return rows.filter(kind=kind) if kind else rows


def counts() -> dict[int, dict[str, Any]]:
    """How many wait, went and were refused, by platform, and since when the oldest waits."""
    rows = Report.objects.order_by().values("destination").annotate(
        waiting=Count("id", filter=Q(state=ReportState.WAITING)),
        sent=Count("id", filter=Q(state=ReportState.SENT)),
        refused=Count("id", filter=Q(state=ReportState.REFUSED)),
        oldest=Min("created_at", filter=Q(state=ReportState.WAITING)),
    )  # fmt: skip
    return {row["destination"]: dict(row) for row in rows}


def waiting() -> int:
    """Facts that no platform has taken yet."""
    return Report.objects.filter(state=ReportState.WAITING).count()


def troubles() -> list[str]:
    """Platforms that take nothing, in words for the health page."""
    now = clock.now()
    down = Destination.objects.filter(is_enabled=True).exclude(down_since=None)
    return [
        f"{row.name} takes no reports ({row.last_error[:80]}); look at 上报 in the console"
        for row in down
        if row.down_since is not None and (now - row.down_since).total_seconds() >= TROUBLE_AFTER_S
    ]
