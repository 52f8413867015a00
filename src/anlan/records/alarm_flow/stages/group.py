"""Alarms of one place belong to one work order; those of a plant that come in one breath as well."""

from datetime import timedelta

from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context
from anlan.records.alarm_log.choices import is_of_instrument
from anlan.records.alarm_log.models import Alarm


def group_key(alarm: Alarm) -> str:
    """Alarms with the same key belong to one work order while it is open."""
    if is_of_instrument(alarm.rule, alarm.label) and alarm.gateway_id is not None:
        return f"gateway.{alarm.gateway_id}"
    if alarm.enterprise_id is None:
        return f"point.{alarm.source_point_id}"
    return f"place.{alarm.enterprise_id}.{alarm.workshop_id or 0}"


def decide(case: Case, context: Context) -> Step:
    """Name the work order; a plant's alarms within seconds of each other have one cause until somebody knows better."""
    case.key = group_key(case.alarm)
    if case.key.startswith("place."):
        case.joins_since = context.now - timedelta(seconds=context.limits.burst_s)
    where = case.alarm.place or "同一企业"
    why = "按网关归并" if case.key.startswith("gateway.") else f"按场所归并（{where}）"
    return Step("group", Outcome.GROUPED, why, {"key": case.key})
