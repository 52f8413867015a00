"""What people may do to a work order, declared once: guards, the API's list, the console's buttons, the diagram.

What may follow what is in ``domain.incident_states``; here is who may, what they must give, and why not now.
"""

from typing import Any

from anlan.domain import incident_states
from anlan.domain.incident_states import IncidentAction, IncidentState
from anlan.records.accounts.choices import ENTERPRISE_ROLES, Permission, Role
from anlan.records.alarm_log.choices import WITHDRAWN
from anlan.records.alarm_log.models import Alarm, AlarmEntry
from anlan.records.core.models import Attachment
from anlan.records.core.workflow import Action
from anlan.records.incidents.models import Incident
from anlan.records.notices.selectors import people_told

#: Grades for which one person alone may not end a work order as a false alarm.
TWO_PERSON_GRADES = frozenset({"red", "orange"})
#: Roles that answer for their enterprise and may take over any of its work orders.
ANSWERABLE = frozenset({Role.ENTERPRISE_MANAGER, Role.ENTERPRISE_PRINCIPAL})


def standing_alarms(incident: Incident) -> list[Alarm]:
    """Alarms of this work order whose condition is still present, but for those judged false."""
    return list(Alarm.objects.filter(incident_id=incident.pk, is_active=True, is_false=False).order_by("id"))


def has_evidence(incident: Incident) -> bool:
    """True when a photo is attached, or somebody said why there is none."""
    if incident.no_evidence_reason:
        return True
    return Attachment.objects.filter(owner_type="incident", owner_id=incident.pk).exists()


def _why_not_accept(incident: Incident, actor: Any) -> str:
    if incident.assignee_id == actor.pk or _answers_for(incident, actor) or actor.pk in people_told(incident.pk):
        return ""
    charged = incident.assignee.name if incident.assignee else "他人"
    return f"该工单已派给{charged}，未通知到您；如需接办，请值班员改派。"


def _why_not_handle(incident: Incident, actor: Any) -> str:
    if actor.pk in (incident.accepted_by_id, incident.assignee_id) or _answers_for(incident, actor):
        return ""
    handler = incident.accepted_by.name if incident.accepted_by else "签收人"
    return f"该工单由{handler}处置，请由其本人反馈；如需接办，请值班员改派。"


def _answers_for(incident: Incident, actor: Any) -> bool:
    return actor.role in ANSWERABLE and actor.enterprise_id == incident.enterprise_id


def _why_not_judge(incident: Incident, actor: Any) -> str:
    if actor.pk in (incident.handled_by_id, incident.accepted_by_id, *incident.hands):
        return "处置人不能复核本人处置的工单，请由另一人复核。"
    return ""


def _why_not_verify(incident: Incident, actor: Any) -> str:
    if reason := _why_not_judge(incident, actor):
        return reason
    standing = standing_alarms(incident)
    if standing:
        named = "、".join(f"“{alarm.point_name} {alarm.title}”" for alarm in standing[:3])
        return f"仍有 {len(standing)} 条报警未恢复（{named}），请待报警恢复后再复核办结。"
    return ""


def has_withdrawn(incident: Incident) -> bool:
    """True when an alarm of it ended because its rule or point was taken away: no instrument says that all is well."""
    return AlarmEntry.objects.filter(alarm__incident_id=incident.pk, kind=WITHDRAWN).exists()


def _verify_needs(incident: Incident) -> tuple[str, ...]:
    wanted = {"reason": not has_evidence(incident), "comment": has_withdrawn(incident)}
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


def _why_not_false(incident: Incident, actor: Any) -> str:
    if incident.false_proposed_by_id is not None and incident.false_proposed_by_id == actor.pk:
        return "您已提出按误报办结，红色、橙色工单须由另一人核实后确认。"
    return ""


def _why_not_take_over(incident: Incident, actor: Any) -> str:
    if incident.assignee_id == actor.pk:
        return "您已是该工单的责任人。"
    if actor.role in ENTERPRISE_ROLES and actor.role not in ANSWERABLE:
        return "岗位人员不能接管工单，请由安全管理员或主要负责人接管。"
    return ""


def _why_not_arrive(incident: Incident, actor: Any) -> str:
    return "已登记到场。" if incident.arrived_at is not None else _why_not_handle(incident, actor)


def _why_not_split(incident: Incident, actor: Any) -> str:
    return "" if Alarm.objects.filter(incident_id=incident.pk).count() > 1 else "只有一条报警，无需拆分。"


def _why_not_reopen(incident: Incident, actor: Any) -> str:
    other = Incident.objects.filter(group_key=incident.group_key, is_open=True).first()
    if other is not None:
        return f"同一场所已有未办结工单 {other.no}，请在该工单中继续处置。"
    return ""


def _declare(
    action: IncidentAction, label: str, permission: Permission, needs: Any = (), why_not: Any = lambda record, actor: ""
) -> Action[Incident]:
    def is_possible(incident: Incident) -> bool:
        return incident_states.is_possible(IncidentState(incident.state), action)

    return Action(action.value, label, permission, is_possible, needs, why_not)


DISPATCH = _declare(IncidentAction.DISPATCH, "派单", Permission.INCIDENT_DISPATCH, ("to_user_id",))
ACCEPT = _declare(IncidentAction.ACCEPT, "签收", Permission.INCIDENT_HANDLE, (), _why_not_accept)
START = _declare(IncidentAction.START, "开始处置", Permission.INCIDENT_HANDLE, (), _why_not_handle)
FEEDBACK = _declare(IncidentAction.FEEDBACK, "反馈", Permission.INCIDENT_HANDLE, ("comment",), _why_not_handle)
VERIFY = _declare(IncidentAction.VERIFY, "复核办结", Permission.INCIDENT_VERIFY, _verify_needs, _why_not_verify)
SEND_BACK = _declare(IncidentAction.SEND_BACK, "退回", Permission.INCIDENT_VERIFY, ("reason",), _why_not_judge)
FALSE_ALARM = _declare(IncidentAction.FALSE_ALARM, "按误报办结", Permission.ALARM_FALSE, ("reason",), _why_not_false)
NOTE = _declare(IncidentAction.NOTE, "补充记录", Permission.INCIDENT_NOTE, ("comment",))
TAKE_OVER = _declare(IncidentAction.TAKE_OVER, "接管", Permission.INCIDENT_HANDLE, ("reason",), _why_not_take_over)
ARRIVE = _declare(IncidentAction.ARRIVE, "到场", Permission.INCIDENT_HANDLE, (), _why_not_arrive)
REPORT = _declare(IncidentAction.REPORT, "报告进展", Permission.INCIDENT_HANDLE, ("comment",), _why_not_handle)
SUPPORT = _declare(IncidentAction.SUPPORT, "请求支援", Permission.INCIDENT_NOTE, ("to_user_ids", "comment"))
MERGE = _declare(IncidentAction.MERGE, "并入其他工单", Permission.INCIDENT_ARRANGE, ("into_id", "reason"))
SPLIT = _declare(IncidentAction.SPLIT, "拆分", Permission.INCIDENT_ARRANGE, ("alarm_ids", "reason"), _why_not_split)
CONVERT = _declare(IncidentAction.CONVERT, "转办", Permission.INCIDENT_ARRANGE, ("convert_to", "comment"))
REOPEN = _declare(IncidentAction.REOPEN, "重新打开", Permission.INCIDENT_REOPEN, ("reason",), _why_not_reopen)

ACTIONS = {
    IncidentAction(action.name): action
    for action in (
        DISPATCH, ACCEPT, ARRIVE, START, REPORT, FEEDBACK, VERIFY, SEND_BACK, SUPPORT, TAKE_OVER, FALSE_ALARM,
        MERGE, SPLIT, CONVERT, REOPEN, NOTE,
    )
}  # fmt: skip
