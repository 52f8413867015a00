"""A test alarm that goes down the real path: a reading in the log, judged by the engine, alarm, work order, notices.

It has a point of its own (kind ``test_signal``, 测试信号) in the enterprise, so it is marked by its name everywhere
and no real curve is touched. Only the field protocol is left out: the reading is written to the log
where the gateway would write it.
"""

from typing import Any

from django.db import transaction

from anlan.bus import subjects
from anlan.bus.readings import Readings, encode
from anlan.domain.clock import to_ms
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, DomainError
from anlan.records.incidents.models import Incident
from anlan.records.notices.models import Notice
from anlan.records.sites.models import Enterprise, Gateway, Point
from anlan.records.sites.services.points import point_create
from anlan.web import live

KIND = "test_signal"
ADDRESS = "anlan-test"


class NotYet(DomainError):
    """The engine does not have the test point yet."""

    status, code, message = 409, "not_yet", "测试测点正在下发到报警引擎，请稍候。"


@transaction.atomic
def point_for_tests(*, actor: User, enterprise: Enterprise, request: Any = None) -> Point:
    """The enterprise's test point, made when there is none.

    Raises:
        Conflict: no gateway to put it on.
    """
    found = Point.objects.filter(enterprise=enterprise, kind=KIND).first()
    if found is not None:
        return found
    gateway = (
        Gateway.objects.filter(enterprise=enterprise, is_enabled=True)
        .exclude(driver__in=("cameras", "gb28181"))
        .first()
    )
    if gateway is None:
        raise Conflict("请先登记网关。", code="gateway_first")
    point = point_create(
        actor=actor, gateway=gateway, address=ADDRESS, kind=KIND, name="测试报警（演练）", unit="state", request=request
    )
    audit_write(actor=actor, action="test_alarm.prepared", target=point, request=request)
    return point


def send(point: Point, value: float) -> None:
    """Write one reading of the test point to the log, durable when it returns.

    Raises:
        NotYet: its configuration is not published yet.
    """
    config = live.hub().point(point.pk)
    if config is None:
        raise NotYet
    at = clock.now_ms()
    batch = encode(Readings.of([(point.pk, at, value, 0)]))
    work = live.hub().bus.publish_durable(
        subjects.readings(config.partition), batch, msg_id=f"test-alarm-{point.pk}-{at}", give_up_after_s=5
    )
    live.ask(work, timeout_s=8)


def state(point: Point, person: User | None = None) -> dict[str, Any]:
    """How far the newest test alarm came: alarm, work order, who was told, and whether ``person`` was."""
    alarm = Alarm.objects.filter(source_point_id=point.pk).order_by("-id").first()
    order = Incident.objects.filter(pk=alarm.incident_id).first() if alarm and alarm.incident_id else None
    notices = Notice.objects.filter(incident_id=order.pk).select_related("person") if order else []
    told = {notice.person_id: notice.person for notice in notices}
    return {
        "point_id": point.pk,
        "alarm_id": alarm.pk if alarm else None,
        "raised_at_ms": to_ms(alarm.raised_at) if alarm else None,
        "is_active": bool(alarm and alarm.is_active),
        "incident_id": order.pk if order else None,
        "told": [{"id": one.pk, "name": one.name, "role_name": one.role_name} for one in told.values()],
        "is_person_told": person is not None and person.pk in told,
    }
