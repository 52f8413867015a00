"""Chattering: the same condition begins again and again; its work order knows, the count is kept."""

from anlan.domain.alarm_load import is_chattering
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context, condition_of


def decide(case: Case, context: Context) -> Step:
    """Three activations within a minute are chatter: no news, and the count goes on from the occurrence before."""
    alarm, limits = case.alarm, context.limits
    before = context.earlier.get(condition_of(alarm), [])
    if not is_chattering([one.raised_at for one in before], alarm.raised_at, limits):
        return Step("repeat", Outcome.PASSED)
    alarm.activations = max(before[-1].activations, len(before)) + 1
    why = f"{limits.chatter_window_s:g} 秒内反复报警，连续第 {alarm.activations} 次，请检查仪表或回差设置"
    return Step("repeat", Outcome.QUIET, why, {"activations": alarm.activations})
