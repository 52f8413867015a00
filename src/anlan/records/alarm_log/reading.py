"""What a batch of transitions reads before it changes anything: as little as it needs, and in cheap queries."""

from collections.abc import Iterable

from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.core.bulk import attach
from anlan.records.sites.models import Enterprise, Point


def stored_for_change(alarm_ids: Iterable[str]) -> dict[str, Alarm]:
    """Alarms that are in the log already, by their id, with what ``rows.ALONG`` names.

    Locked: somebody may acknowledge one of them at this very moment, and neither change may undo the other.
    """
    rows = list(Alarm.objects.filter(alarm_id__in=list(alarm_ids)).select_for_update().order_by("pk"))
    attach(rows, ["enterprise"], Enterprise.objects.select_related("town"))
    attach(rows, ["acked_by", "false_proposed_by"], User.objects.all())
    return {alarm.alarm_id: alarm for alarm in rows}


def points_of(point_ids: Iterable[int]) -> dict[int, Point]:
    """Points with their places, for alarms that are new."""
    wanted = list(point_ids)
    if not wanted:
        return {}
    rows = Point.objects.filter(pk__in=wanted).select_related("enterprise__town", "workshop", "zone").order_by()
    return {point.pk: point for point in rows}
