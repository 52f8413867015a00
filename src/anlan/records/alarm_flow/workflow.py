"""What people may do to a silence, declared: guards, the API's list and the console's buttons come from here."""

from typing import Any

from anlan.records.accounts.choices import ENTERPRISE_ROLES, Permission
from anlan.records.alarm_flow.choices import SilenceState
from anlan.records.alarm_flow.models import Silence
from anlan.records.core.workflow import Action

WAITING = (SilenceState.PROPOSED, SilenceState.APPROVED)
OPEN = (*WAITING, SilenceState.IN_FORCE)


def _why_not_approve(silence: Silence, actor: Any) -> str:
    if silence.requested_by_id == actor.pk:
        return "申请人不能批准本人的申请，请由另一人批准。"
    if actor.role in ENTERPRISE_ROLES:
        return "请由监管部门人员批准。"
    return ""


APPROVE: Action[Silence] = Action(
    "approve",
    "批准",
    Permission.ALARM_SILENCE_APPROVE,
    lambda silence: silence.state == SilenceState.PROPOSED,
    (),
    _why_not_approve,
)
REFUSE: Action[Silence] = Action(
    "refuse",
    "不批准",
    Permission.ALARM_SILENCE_APPROVE,
    lambda silence: silence.state == SilenceState.PROPOSED,
    ("reason",),
)
#: What has not begun is taken back; what is in force is ended, and calls anew whatever stands.
WITHDRAW: Action[Silence] = Action(
    "withdraw", "撤回", Permission.ALARM_SILENCE, lambda silence: silence.state in WAITING, ("reason",)
)
END: Action[Silence] = Action(
    "end", "提前结束", Permission.ALARM_SILENCE, lambda silence: silence.state == SilenceState.IN_FORCE, ("reason",)
)

ACTIONS = (APPROVE, REFUSE, WITHDRAW, END)
