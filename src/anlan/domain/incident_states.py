"""Life of a work order 工单 from the alarm that opened it to its end, as a pure function.

open → dispatched → accepted → handling → feedback → closed, or false_alarm, or merged into another. Who may take
which step and what it needs is declared in ``records/incidents/workflow.py``; here is only what may follow what.
"""

from enum import StrEnum


class IncidentState(StrEnum):
    """Where a work order stands."""

    OPEN = "open"  # 待派单: nobody has been charged with it yet
    DISPATCHED = "dispatched"  # 待签收
    ACCEPTED = "accepted"  # 已签收
    HANDLING = "handling"  # 处置中
    FEEDBACK = "feedback"  # 待复核
    CLOSED = "closed"  # 已闭环
    FALSE_ALARM = "false_alarm"  # 误报
    MERGED = "merged"  # 已并入: another work order goes on with its alarms


class IncidentAction(StrEnum):
    """What a person can do to a work order."""

    DISPATCH = "dispatch"
    ACCEPT = "accept"
    START = "start"
    FEEDBACK = "feedback"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    FALSE_ALARM = "false_alarm"
    NOTE = "note"
    TAKE_OVER = "take_over"
    ARRIVE = "arrive"
    REPORT = "report"
    SUPPORT = "support"
    MERGE = "merge"
    SPLIT = "split"
    CONVERT = "convert"
    REOPEN = "reopen"


ENDED = frozenset({IncidentState.CLOSED, IncidentState.FALSE_ALARM, IncidentState.MERGED})
UNDER_WAY = frozenset(IncidentState) - ENDED

_BEFORE_FEEDBACK = frozenset(
    {IncidentState.OPEN, IncidentState.DISPATCHED, IncidentState.ACCEPTED, IncidentState.HANDLING}
)

#: Somebody is charged with it and has not reported it done.
_CHARGED = frozenset({IncidentState.DISPATCHED, IncidentState.ACCEPTED, IncidentState.HANDLING})

#: action → (states it may be taken in, state it leads to; None: the state stays).
TRANSITIONS: dict[IncidentAction, tuple[frozenset[IncidentState], IncidentState | None]] = {
    IncidentAction.DISPATCH: (_BEFORE_FEEDBACK, IncidentState.DISPATCHED),
    IncidentAction.ACCEPT: (frozenset({IncidentState.OPEN, IncidentState.DISPATCHED}), IncidentState.ACCEPTED),
    IncidentAction.START: (frozenset({IncidentState.ACCEPTED}), IncidentState.HANDLING),
    IncidentAction.FEEDBACK: (
        frozenset({IncidentState.ACCEPTED, IncidentState.HANDLING}),
        IncidentState.FEEDBACK,
    ),
    IncidentAction.VERIFY: (frozenset({IncidentState.FEEDBACK}), IncidentState.CLOSED),
    IncidentAction.SEND_BACK: (frozenset({IncidentState.FEEDBACK}), IncidentState.HANDLING),
    IncidentAction.FALSE_ALARM: (UNDER_WAY, IncidentState.FALSE_ALARM),
    IncidentAction.NOTE: (frozenset(IncidentState), None),
    IncidentAction.TAKE_OVER: (_CHARGED, None),  # one that nobody had accepted is accepted by it: see the service
    IncidentAction.ARRIVE: (frozenset({IncidentState.ACCEPTED, IncidentState.HANDLING}), IncidentState.HANDLING),
    IncidentAction.REPORT: (frozenset({IncidentState.ACCEPTED, IncidentState.HANDLING}), None),
    IncidentAction.SUPPORT: (_CHARGED, None),
    IncidentAction.MERGE: (UNDER_WAY, IncidentState.MERGED),
    IncidentAction.SPLIT: (UNDER_WAY, None),
    IncidentAction.CONVERT: (frozenset(IncidentState) - {IncidentState.MERGED}, None),
    IncidentAction.REOPEN: (frozenset({IncidentState.CLOSED, IncidentState.FALSE_ALARM}), IncidentState.DISPATCHED),
}


class ActionRefused(ValueError):
    """This action cannot be taken in this state."""


def is_possible(state: IncidentState, action: IncidentAction) -> bool:
    """True when ``action`` may be taken in ``state`` by whoever may take it at all."""
    return state in TRANSITIONS[action][0]


def next_state(state: IncidentState, action: IncidentAction) -> IncidentState:
    """The state after ``action``.

    Raises:
        ActionRefused: the action does not belong to this state.
    """
    allowed, target = TRANSITIONS[action]
    if state not in allowed:
        raise ActionRefused(f"{action} is not possible while {state}")
    return target or state


def mermaid() -> str:
    """The state diagram of the documentation, drawn from the table above."""
    lines = ["stateDiagram-v2", f"    [*] --> {IncidentState.OPEN}"]
    for action, (sources, target) in TRANSITIONS.items():
        if target is not None:
            lines += [f"    {source} --> {target}: {action}" for source in IncidentState if source in sources]
    lines += [f"    {state} --> [*]" for state in IncidentState if state in ENDED]
    return "\n".join(lines)
