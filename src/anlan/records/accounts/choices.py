"""Roles, what each may do, and how far each can see: declared here and nowhere else."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is on the platform."""

    ADMIN = "admin", "系统管理员"
    DUTY_OFFICER = "duty_officer", "值班员"
    LEADER = "leader", "领导"
    COMMITTEE = "committee", "专委办"
    TOWN_OFFICER = "town_officer", "乡镇(街道)安监员"
    GRID_OFFICER = "grid_officer", "网格员"
    ENFORCEMENT = "enforcement", "执法员"
    ENTERPRISE_MANAGER = "enterprise_manager", "企业安全管理员"
    ENTERPRISE_PRINCIPAL = "enterprise_principal", "企业主要负责人"
    ENTERPRISE_OPERATOR = "enterprise_operator", "企业岗位人员"


class Field(TextChoices):
    """The fields of the eight special safety committees 安全生产专委会."""

    ROAD_TRAFFIC = "road_traffic", "道路交通"
    MARINE_FISHERY = "marine_fishery", "涉海涉渔"
    FIRE = "fire", "消防"
    HAZCHEM = "hazchem", "危化品"
    CONSTRUCTION = "construction", "建设施工"
    INDUSTRY_MINING = "industry_mining", "工矿"
    TOURISM = "tourism", "旅游"
    CITY_OPERATION = "city_operation", "城市运行"


class Permission(TextChoices):
    """What may be done; an endpoint asks for one of these, never for a role."""

    ALARM_VIEW = "alarm.view", "查看报警"
    ALARM_ACKNOWLEDGE = "alarm.acknowledge", "确认报警"
    ALARM_SHELVE = "alarm.shelve", "搁置报警"
    ALARM_FALSE = "alarm.false_alarm", "判定误报"
    ALARM_SILENCE = "alarm.silence", "申请停用、抑制报警"
    ALARM_SILENCE_APPROVE = "alarm.silence_approve", "批准停用、抑制报警"
    INCIDENT_VIEW = "incident.view", "查看工单"
    INCIDENT_DISPATCH = "incident.dispatch", "派单"
    INCIDENT_HANDLE = "incident.handle", "签收、处置、反馈"
    INCIDENT_VERIFY = "incident.verify", "复核"
    INCIDENT_NOTE = "incident.note", "补充记录"
    INCIDENT_ARRANGE = "incident.arrange", "合并、拆分、转办工单"
    INCIDENT_REOPEN = "incident.reopen", "重新打开工单"
    POLICY_VIEW = "policy.view", "查看派单策略"
    POLICY_EDIT = "policy.edit", "起草派单策略"
    POLICY_PUBLISH = "policy.publish", "发布派单策略"
    ROSTER_VIEW = "roster.view", "查看值班表"
    ROSTER_MANAGE = "roster.manage", "维护值班表"
    SITE_VIEW = "site.view", "查看企业与测点"
    SITE_MANAGE = "site.manage", "维护企业与测点"
    SITE_MERGE = "site.merge", "确认企业合并"
    CALENDAR_EDIT = "calendar.edit", "维护工作日历"
    TYPHOON_EDIT = "typhoon.edit", "录入台风路径"
    PLAN_MANAGE = "plan.manage", "维护厂区平面图"
    POINT_LIMITS = "point.limits", "起草报警规则和设定值"
    RULE_VIEW = "rule.view", "查看报警规则版本"
    RULE_PUBLISH = "rule.publish", "发布报警规则"
    CAMERA_VIEW = "camera.view", "查看摄像机画面"
    CAMERA_TURN = "camera.turn", "云台控制"
    EVIDENCE_ORIGINAL = "evidence.original", "查看未打码影像"
    GATEWAY_MANAGE = "gateway.manage", "维护网关与接入"
    CONFIG_PUBLISH = "config.publish", "发布配置"
    IMPORT_RUN = "import.run", "批量导入"
    EXPORT_RUN = "export.run", "导出"
    PEOPLE_VIEW = "people.view", "查看人员"
    NOTICE_CHANNELS = "notice.channels", "维护通知渠道"
    LOUDSPEAKER_MANAGE = "loudspeaker.manage", "维护广播喇叭"
    BROADCAST_SPEAK = "broadcast.speak", "喇叭广播"
    REPORTING_VIEW = "reporting.view", "查看上报台账"
    REPORTING_MANAGE = "reporting.manage", "维护上级平台"
    REPORTING_RESEND = "reporting.resend", "重新上报"
    AUDIT_VIEW = "audit.view", "查看审计记录"
    ADMIN_SITE = "admin.site", "后台管理"
    TOKEN_ISSUE = "token.issue", "签发接口令牌"
    HEALTH_VIEW = "health.view", "查看系统运行状况"
    FIGURES_VIEW = "figures.view", "查看统计、指数与通报"
    FORMULA_EDIT = "formula.edit", "起草指数公式"
    FORMULA_PUBLISH = "formula.publish", "发布指数公式"
    BULLETIN_MAKE = "bulletin.make", "生成日报、周报、月报"


class ScopeKind(TextChoices):
    """How far a role can see."""

    COUNTY = "county", "全市"
    FIELD = "field", "本专委会领域"
    TOWN = "town", "本乡镇(街道)"
    GRID = "grid", "本网格"
    ENTERPRISE = "enterprise", "本企业"


_P = Permission
_SEE = {_P.ALARM_VIEW, _P.INCIDENT_VIEW, _P.SITE_VIEW, _P.PEOPLE_VIEW, _P.ROSTER_VIEW}
_ARRANGE = {_P.INCIDENT_ARRANGE, _P.INCIDENT_REOPEN, _P.POLICY_VIEW}
_COUNTY_DUTY = _SEE | _ARRANGE | {
    _P.POLICY_EDIT, _P.ROSTER_MANAGE, _P.RULE_VIEW, _P.POINT_LIMITS,
    _P.ALARM_ACKNOWLEDGE, _P.ALARM_SHELVE, _P.ALARM_FALSE, _P.INCIDENT_DISPATCH, _P.INCIDENT_HANDLE,
    _P.INCIDENT_VERIFY, _P.INCIDENT_NOTE, _P.EXPORT_RUN, _P.CAMERA_VIEW, _P.CAMERA_TURN, _P.EVIDENCE_ORIGINAL,
    _P.ALARM_SILENCE, _P.ALARM_SILENCE_APPROVE, _P.HEALTH_VIEW, _P.PLAN_MANAGE,
    _P.FIGURES_VIEW, _P.FORMULA_EDIT, _P.BULLETIN_MAKE, _P.CALENDAR_EDIT, _P.REPORTING_VIEW, _P.REPORTING_RESEND,
    _P.BROADCAST_SPEAK, _P.TYPHOON_EDIT,
}  # fmt: skip
_FIELD_WORK = _SEE | {_P.ALARM_ACKNOWLEDGE, _P.INCIDENT_HANDLE, _P.INCIDENT_NOTE}

#: What each role may do. The admin runs the platform and its master data; alarms are handled by those on duty.
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        _SEE
        | {
            _P.SITE_MANAGE,
            _P.SITE_MERGE,
            _P.PLAN_MANAGE,
            _P.CAMERA_VIEW,
            _P.CAMERA_TURN,
            _P.POINT_LIMITS,
            _P.RULE_VIEW,
            _P.RULE_PUBLISH,
            _P.GATEWAY_MANAGE,
            _P.CONFIG_PUBLISH,
            _P.IMPORT_RUN,
            _P.EXPORT_RUN,
            _P.NOTICE_CHANNELS,
            _P.LOUDSPEAKER_MANAGE,
            _P.REPORTING_VIEW,
            _P.REPORTING_MANAGE,
            _P.REPORTING_RESEND,
            _P.AUDIT_VIEW,
            _P.ADMIN_SITE,
            _P.TOKEN_ISSUE,
            _P.POLICY_VIEW,
            _P.POLICY_EDIT,
            _P.POLICY_PUBLISH,
            _P.ROSTER_MANAGE,
            _P.HEALTH_VIEW,
            _P.FIGURES_VIEW,
            _P.CALENDAR_EDIT,
            _P.TYPHOON_EDIT,
        }
    ),
    Role.DUTY_OFFICER: frozenset(_COUNTY_DUTY),
    Role.LEADER: frozenset(
        _SEE
        | _ARRANGE
        | {_P.POLICY_PUBLISH, _P.INCIDENT_DISPATCH, _P.INCIDENT_VERIFY, _P.INCIDENT_NOTE, _P.EXPORT_RUN}
        | {_P.RULE_VIEW, _P.RULE_PUBLISH}
        | {_P.FIGURES_VIEW, _P.FORMULA_PUBLISH, _P.BULLETIN_MAKE, _P.SITE_MERGE}
    ),
    Role.COMMITTEE: frozenset(
        _SEE
        | {_P.INCIDENT_DISPATCH, _P.INCIDENT_VERIFY, _P.INCIDENT_NOTE, _P.EXPORT_RUN, _P.TOKEN_ISSUE}
        | {_P.POLICY_VIEW, _P.FIGURES_VIEW}
    ),
    Role.TOWN_OFFICER: frozenset(
        _FIELD_WORK
        | _ARRANGE
        | {_P.ALARM_SILENCE_APPROVE, _P.TOKEN_ISSUE, _P.ROSTER_MANAGE}
        | {_P.INCIDENT_DISPATCH, _P.INCIDENT_VERIFY, _P.ALARM_FALSE, _P.EXPORT_RUN, _P.CAMERA_VIEW}
        | {_P.CAMERA_TURN, _P.FIGURES_VIEW, _P.BROADCAST_SPEAK}
    ),
    Role.GRID_OFFICER: frozenset(_FIELD_WORK),
    Role.ENFORCEMENT: frozenset(
        _SEE
        | {_P.INCIDENT_HANDLE, _P.INCIDENT_NOTE, _P.INCIDENT_VERIFY, _P.EXPORT_RUN}
        | {_P.CAMERA_VIEW, _P.EVIDENCE_ORIGINAL, _P.FIGURES_VIEW}
    ),
    Role.ENTERPRISE_MANAGER: frozenset(
        _FIELD_WORK
        | {_P.ALARM_SILENCE, _P.ROSTER_MANAGE}
        | {_P.EXPORT_RUN, _P.CAMERA_VIEW, _P.TOKEN_ISSUE, _P.PLAN_MANAGE, _P.BROADCAST_SPEAK}
    ),
    Role.ENTERPRISE_PRINCIPAL: frozenset(
        _FIELD_WORK | {_P.ALARM_SILENCE, _P.ROSTER_MANAGE} | {_P.EXPORT_RUN, _P.CAMERA_VIEW, _P.BROADCAST_SPEAK}
    ),
    Role.ENTERPRISE_OPERATOR: frozenset(_FIELD_WORK),
}

#: How far each role can see. A grid officer without a grid is taken to serve the whole town.
ROLE_SCOPE: dict[str, ScopeKind] = {
    Role.ADMIN: ScopeKind.COUNTY,
    Role.DUTY_OFFICER: ScopeKind.COUNTY,
    Role.LEADER: ScopeKind.COUNTY,
    Role.ENFORCEMENT: ScopeKind.COUNTY,
    Role.COMMITTEE: ScopeKind.FIELD,
    Role.TOWN_OFFICER: ScopeKind.TOWN,
    Role.GRID_OFFICER: ScopeKind.GRID,
    Role.ENTERPRISE_MANAGER: ScopeKind.ENTERPRISE,
    Role.ENTERPRISE_PRINCIPAL: ScopeKind.ENTERPRISE,
    Role.ENTERPRISE_OPERATOR: ScopeKind.ENTERPRISE,
}

ENTERPRISE_ROLES = frozenset({Role.ENTERPRISE_MANAGER, Role.ENTERPRISE_PRINCIPAL, Role.ENTERPRISE_OPERATOR})
