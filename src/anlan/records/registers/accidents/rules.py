"""What the declaration says by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import Invalid
from anlan.records.registers.accidents.choices import SEVEN_DAYS, Grade
from anlan.records.registers.accidents.clocks import CLOCKS
from anlan.records.registers.accidents.grading import bound_of


def received(accident: Any, actor: Any) -> None:
    """Grade it and work out the legal deadlines that count from the accident itself."""
    if accident.occurred_at > clock.now():
        raise Invalid(fields={"occurred_at": "发生时间不能晚于现在。"})
    since = accident.informed_at or accident.occurred_at
    accident.is_reported_late = clock.now() > since + timedelta(hours=CLOCKS["enterprise_report"].value)
    day = accident.occurred_at.astimezone(LOCAL).date()
    key = "casualty_update_traffic_fire" if accident.kind in SEVEN_DAYS else "casualty_update"
    accident.casualties_until = day + timedelta(days=CLOCKS[key].value)
    accident.investigate_until = day + timedelta(days=CLOCKS["investigation"].value)
    grade(accident)


def grade(accident: Any) -> None:
    """The worst of the three criteria."""
    found = bound_of(deaths=accident.deaths, injuries=accident.injuries, loss_yuan=accident.loss_yuan)
    accident.grade = found.grade


def regrade(accident: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """New figures, perhaps a new grade."""
    accident.report_count += 1
    grade(accident)


def update_why_not(accident: Any, actor: Any) -> str:
    """Casualties that come after the window no longer change the statistics."""
    if clock.today() > accident.casualties_until:
        return f"伤亡补报截止于 {accident.casualties_until}（493 号令第十三条），此后的变化不再计入。"
    return ""


def extend_investigation(accident: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Once, and by no more than the law allows."""
    first = accident.occurred_at.astimezone(LOCAL).date() + timedelta(days=CLOCKS["investigation"].value)
    last = first + timedelta(days=CLOCKS["investigation_extension"].value)
    if not first < accident.investigate_until <= last:
        raise Invalid(fields={"investigate_until": f"应在 {first} 之后，且不晚于 {last}。"})
    accident.is_extended = True


def not_extended(accident: Any) -> bool:
    """An investigation is extended once."""
    return not accident.is_extended


def submitted(accident: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The reply is due in 15 days, in 30 for an extra-major accident."""
    key = "reply_extra_major" if accident.grade == Grade.EXTRA_MAJOR else "reply"
    accident.reply_until = clock.today() + timedelta(days=CLOCKS[key].value)


def from_incident(incident: Any, reader: Any) -> dict[str, Any]:
    """A work order that turned out to be an accident."""
    return {
        "title": incident.title[:200],
        "place": incident.place or incident.enterprise.name,
        "description": f"工单 {incident.no}：{incident.title}",
        "enterprise": incident.enterprise,
        "occurred_at": incident.opened_at,
        "kind": "other",
    }
