"""What the declarations say by name."""

from typing import Any

from anlan.records.registers.outreach.choices import Piece
from anlan.records.registers.outreach.models import HallBooking

HALL_SEATS = 60
HALL_HOURS = range(9, 17)
SMS_MONTHLY_MAX = 300_000


def wrote(record: Any, actor: Any) -> None:
    """Who writes does not release."""
    record.written_by = actor


def asks(record: Any, actor: Any) -> None:
    """Who asks does not approve; a text must say how to stop it."""
    record.asked_by = actor


def exposed_without_reply(article: Any, actor: Any) -> str:
    """Whoever is exposed is heard first."""
    if article.kind == Piece.EXPOSURE and not article.right_of_reply:
        return "曝光前须填写被曝光单位的意见（包括“拒绝表态”）。"
    return ""


def sms_why_not(campaign: Any, actor: Any) -> str:
    """A text says how to unsubscribe, and the month has a quota."""
    if "退订" not in campaign.text:
        return "短信内容须写明退订方式。"
    month = type(campaign).objects.filter(
        planned_on__year=campaign.planned_on.year, planned_on__month=campaign.planned_on.month,
        state__in=("sending", "done"),
    )  # fmt: skip
    planned = sum(month.exclude(pk=campaign.pk).values_list("planned_count", flat=True)) + campaign.planned_count
    return f"本月计划 {planned} 条，超过每月 {SMS_MONTHLY_MAX} 条的配额。" if planned > SMS_MONTHLY_MAX else ""


def hall_full(booking: Any, actor: Any) -> str:
    """The hall holds sixty."""
    if booking.hour not in HALL_HOURS:
        return "体验馆开放时间为 9 时至 17 时。"
    taken = HallBooking.objects.filter(visit_on=booking.visit_on, hour=booking.hour, state__in=("confirmed", "visited"))
    people = sum(taken.exclude(pk=booking.pk).values_list("people_count", flat=True)) + booking.people_count
    return f"该时段已约满（{people}／{HALL_SEATS} 人），请改期。" if people > HALL_SEATS else ""
