"""What falls due after the rush: stale alarms find somebody again, floods end, new places are told together."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from anlan.domain.alarm_load import is_flooding, load_limits
from anlan.records.alarm_flow.context import alarms_in_window
from anlan.records.alarm_flow.models import Flood
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import ALONG as ALARM_ALONG
from anlan.records.alarm_log.services import mark_stale
from anlan.records.core import clock
from anlan.records.core.batches import one_by_one, together_or_singly
from anlan.records.incidents import record
from anlan.records.incidents.intake import open_for
from anlan.records.incidents.models import Incident, PendingNews
from anlan.records.incidents.rows import ALONG
from anlan.records.incidents.telling import tell_of_places

#: Most rows per sweep; the rest is taken a second later.
BATCH = 100


def stale_due() -> int:
    """Mark what has stood for a day; what no open work order looks after gets one."""
    begins = clock.now() - timedelta(seconds=load_limits().stale_after_s)
    rows = Alarm.objects.filter(is_open=True, is_active=True, is_stale=False, is_false=False, raised_at__lt=begins)
    rows = rows.filter(is_shelved=False, is_suppressed=False, is_out_of_service=False).order_by("pk")
    return together_or_singly("stale alarm", list(rows.values_list("pk", flat=True)[:BATCH]), _stale)


def _stale(ids: Sequence[int]) -> int:
    hours = load_limits().stale_after_s / 3600
    rows = Alarm.objects.filter(pk__in=ids, is_active=True, is_stale=False).select_related(*ALARM_ALONG)
    due = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for alarm in due:
        mark_stale(alarm, f"报警条件已持续超过 {hours:g} 小时，请查明原因")
    if due:
        open_for(due, key=f"stale.{due[0].pk}", occasion="stale")
    return len(due)


@transaction.atomic
def floods_end_due() -> int:
    """End floods that have ebbed, and say in the work order what came and which alarm was first."""
    ended, limits = 0, load_limits()
    for flood in Flood.objects.filter(ended_at=None).select_for_update(skip_locked=True):
        count = alarms_in_window({flood.enterprise_id}, clock.now(), limits).count()
        if is_flooding(count, True, limits):
            continue
        Flood.objects.filter(pk=flood.pk).update(ended_at=clock.now())
        _say_flood_over(flood)
        ended += 1
    return ended


def _say_flood_over(flood: Flood) -> None:
    first = flood.first_out
    if first is None or first.incident_id is None:
        return
    incident = Incident.objects.select_related(*ALONG).get(pk=first.incident_id)
    text = f"报警泛滥结束，期间报警 {flood.alarms} 条，首出报警为“{first.point_name} {first.title}”"
    entry = record.entry_add(incident, "flood_over", text, data={"alarms": flood.alarms, "first_out": first.pk})
    record.tell_screens(incident, "flood_over", entry)


def news_due() -> int:
    """Tell people of the places that joined their work order since they were told last."""
    rows = PendingNews.objects.filter(due_at__lte=clock.now()).order_by("due_at")
    return one_by_one("news", list(rows.values_list("pk", flat=True)[:BATCH]), _tell_news)


def _tell_news(pk: int) -> int:
    waiting = PendingNews.objects.filter(pk=pk).select_for_update(skip_locked=True).first()
    if waiting is None:
        return 0
    incident = Incident.objects.select_related(*ALONG).get(pk=waiting.incident_id)
    if incident.is_open:
        tell_of_places(incident, waiting.places, occasion=f"news{waiting.pk}")
    waiting.delete()
    return 1
