"""The same night after the upgrade: run as a process of its own, prints as JSON what became of everything."""

import json
from datetime import datetime

from django.core.management import call_command

call_command("migrate", "--no-input", verbosity=0)

from anlan.bus.messages import AlarmTransition  # noqa: E402
from anlan.domain.clock import ManualClock  # noqa: E402
from anlan.domain.grades import Grade  # noqa: E402
from anlan.domain.incident_states import IncidentAction as Do  # noqa: E402
from anlan.records.accounts.models import User  # noqa: E402
from anlan.records.alarm_log.models import Alarm  # noqa: E402
from anlan.records.alarm_log.services import acknowledge  # noqa: E402
from anlan.records.core import clock  # noqa: E402
from anlan.records.core.errors import DomainError  # noqa: E402
from anlan.records.incidents import auditor, services, sweeper  # noqa: E402
from anlan.records.incidents.form import Form  # noqa: E402
from anlan.records.incidents.intake import take_in  # noqa: E402
from anlan.records.incidents.models import Incident  # noqa: E402
from anlan.records.notices import planning  # noqa: E402
from anlan.records.notices.models import Delivery, Notice  # noqa: E402

who = {user.username: user for user in User.objects.all()}
said: dict[str, object] = {}


def clears(alarm: Alarm) -> None:
    at_ms = int(clock.now().timestamp() * 1000)
    ended = AlarmTransition(
        id=f"u-{alarm.pk}", alarm_id=alarm.alarm_id, kind="cleared", point_id=alarm.source_point_id, rule=alarm.rule,
        label=alarm.label, grade=Grade.RED, at_ms=at_ms, logged_at_ms=at_ms, value=2.0, set_point=100.0,
    )  # fmt: skip
    take_in([ended])


def acts(name: str, order: Incident, what: Do, **form: str) -> str:
    """Takes a step; returns the name of the error that refused it, or nothing."""
    try:
        services.act(incident_id=order.pk, action=what, actor=who[name], form=Form(**form))
    except DomainError as error:
        return type(error).__name__
    return ""


# However long the upgrade took on this machine, the clock goes on where the first order should have been accepted.
begins: datetime = Incident.objects.order_by("pk")[0].next_step_due_at or clock.now()
with clock.use_clock(ManualClock(begins)) as manual:
    said["alarms"] = list(Alarm.objects.order_by("pk").values_list("state", flat=True))
    said["problems"] = auditor.problems()
    planning.plan()
    said["rung up for what was told before"] = Delivery.objects.count()
    manual.advance(10)
    said["failed"] = bool(sweeper.sweep().failed)
    said["escalated to"] = sorted(Notice.objects.filter(reason="escalated").values_list("person__username", flat=True))
    waits, in_hand = Incident.objects.order_by("pk")
    said["accepting"] = acts("manager", waits, Do.ACCEPT)
    acknowledge(alarm_id=Alarm.objects.get(source_point_id=1).pk, actor=who["duty"])
    for alarm in Alarm.objects.all():
        clears(alarm)
    words = {"comment": "已关阀", "reason": "夜间无法拍照"}
    said["feedback"] = [acts("manager", order, Do.FEEDBACK, **words) for order in (waits, in_hand)]
    said["one's own"] = [acts("manager", order, Do.VERIFY, **words) for order in (waits, in_hand)]
    said["another's"] = [acts("officer", order, Do.VERIFY, **words) for order in (waits, in_hand)]
    manual.advance(1800)
    said["failed later"] = bool(sweeper.sweep().failed)
    said["states"] = list(Incident.objects.order_by("pk").values_list("state", flat=True))
    said["hands"] = [one.hands == [who["manager"].pk] for one in Incident.objects.order_by("pk")]
    said["shelved"] = Alarm.objects.filter(is_shelved=True).count()
    said["problems later"] = auditor.problems()
print(json.dumps(said))
