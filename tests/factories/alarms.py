"""Transitions as the engine would send them, and the alarms and work orders they become."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from anlan.bus.messages import AlarmTransition
from anlan.domain.grades import Grade
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident
from anlan.records.sites.models import Point
from tests.factories.sites import PointFactory

GRADES = {"H": Grade.YELLOW, "HH": Grade.ORANGE, "HHH": Grade.RED, "L": Grade.YELLOW}
SET_POINTS = {"H": 28.0, "HH": 56.0, "HHH": 100.0, "L": 5.0}

_seq = count(1)


def raised(point: Point | int, label: str = "H", **changes: Any) -> AlarmTransition:
    """A condition of ``point`` that begins now."""
    point_id = point if isinstance(point, int) else point.pk
    at_ms = changes.pop("at_ms", clock.now_ms())
    rule = changes.pop("rule", "limit")
    fields: dict[str, Any] = {
        "id": f"0-{next(_seq)}-0",
        "alarm_id": f"{point_id}.{rule}.{label}.{at_ms}",
        "kind": "raised",
        "point_id": point_id,
        "rule": rule,
        "label": label,
        "grade": GRADES.get(label, Grade.YELLOW),
        "at_ms": at_ms,
        "logged_at_ms": at_ms,
        "value": SET_POINTS.get(label, 0.0) + 2,
        "set_point": SET_POINTS.get(label),
        "config_version": 3,
    }
    return AlarmTransition(**{**fields, **changes})


def cleared(begun: AlarmTransition, **changes: Any) -> AlarmTransition:
    """The end, now, of the condition that ``begun`` raised."""
    at_ms = changes.pop("at_ms", clock.now_ms())
    fields: dict[str, Any] = {
        "id": f"0-{next(_seq)}-0",
        "alarm_id": begun.alarm_id,
        "kind": "cleared",
        "point_id": begun.point_id,
        "rule": begun.rule,
        "label": begun.label,
        "grade": begun.grade,
        "at_ms": at_ms,
        "logged_at_ms": at_ms,
        "value": 3.0,
        "set_point": begun.set_point,
        "config_version": begun.config_version,
    }
    return AlarmTransition(**{**fields, **changes})


def equipment_fault(point: Point, rule: str = "offline", **changes: Any) -> AlarmTransition:
    """Instrument trouble at ``point``."""
    grade = Grade.BLUE if rule == "stuck" else Grade.YELLOW
    return raised(point, rule, rule=rule, grade=grade, value=None, set_point=None, **changes)


def alarm(point: Point | None = None, label: str = "H", **changes: Any) -> Alarm:
    """An alarm, with its work order, as the worker makes it."""
    transition = raised(point or PointFactory(), label, **changes)
    take_in([transition])
    return Alarm.objects.get(alarm_id=transition.alarm_id)


def incident_of(transition: AlarmTransition) -> Incident:
    """The work order of the alarm that ``transition`` raised."""
    return Incident.objects.get(pk=Alarm.objects.get(alarm_id=transition.alarm_id).incident_id)


def take_in_each(transitions: Iterable[AlarmTransition]) -> None:
    """One batch per transition."""
    for transition in transitions:
        take_in([transition])
