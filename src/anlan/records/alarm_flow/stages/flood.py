"""Flood: more alarms than anybody can read. They join the first work order; what is red and new is told anyway."""

from datetime import timedelta

from anlan.domain.alarm_load import is_flooding
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context


def decide(case: Case, context: Context) -> Step:
    """Send the alarms of a flooding enterprise to one work order. The first red of its kind is told by the opening."""
    plant = case.alarm.enterprise_id
    if plant is None or case.key.startswith("point."):
        return Step("flood", Outcome.PASSED)
    count, limits = context.load.get(plant, 0), context.limits
    if not is_flooding(count, plant in context.floods, limits):
        return Step("flood", Outcome.PASSED, data={"alarms": count})
    flood = context.floods.get(plant)
    window = timedelta(seconds=limits.flood_window_s)
    case.joins_since = (flood.began_at if flood else context.now) - window
    why = f"该企业 {limits.flood_window_s / 60:g} 分钟内报警 {count} 条，进入泛滥控制，并入同一工单"
    return Step("flood", Outcome.QUIET, why, {"alarms": count, "begins": flood is None})
