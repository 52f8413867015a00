"""Asking for a silence: who may, for how long, and whether a second person must agree."""

from datetime import datetime

from django.http import HttpRequest

from anlan.domain.silence_limits import Way as Allowed
from anlan.domain.silence_limits import silence_limit, why_never_suppressed
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.alarm_flow import silencing
from anlan.records.alarm_flow.choices import Scope, SilenceState, Way
from anlan.records.alarm_flow.models import Silence, SuppressionLogic
from anlan.records.alarm_flow.reach import is_red_capable
from anlan.records.alarm_flow.targets import Target
from anlan.records.alarm_log.names import kind_name
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid

Request = HttpRequest | None


def propose(
    actor: User,
    target: Target,
    way: Way,
    reason: str,
    begins_at: datetime | None,
    until: datetime,
    request: Request,
    *,
    permit_no: str = "",
    logic: SuppressionLogic | None = None,
) -> Silence:
    """Write down what was asked for; where no second person is needed it is agreed to, and begins if its time has come.

    Raises:
        Forbidden: not the actor's to ask for.
        Invalid: no reason, or a span that is not allowed.
    """
    may_propose(actor)
    require_text(reason)
    kinds: list[str] = logic.kinds if logic else []
    red = is_red_capable(target.covered(kinds))
    limit = silence_limit(Allowed(way.value), is_red_capable=red)
    begins = max(begins_at or clock.now(), clock.now())
    require_span(begins, until, limit.max_minutes)
    silence = Silence.objects.create(
        way=way, enterprise=target.enterprise, scope=target.scope, kinds=kinds, logic=logic, is_red_capable=red,
        equipment_id=target.equipment.pk if target.equipment else None,
        workshop_id=target.workshop.pk if target.workshop else None,
        source_point_id=target.points[0].pk if target.scope == Scope.POINT else None,
        source_point_ids=[point.pk for point in target.points] if target.scope == Scope.POINTS else [],
        covers=target.words,
        permit_no=permit_no, reason=reason, begins_at=begins, until=until, requested_by=actor,
        requested_at=clock.now(),
    )  # fmt: skip
    facts = {"way": way.value, "covers": silence.covers, "permit_no": permit_no, "until": until.isoformat()}
    audit_write(actor=actor, action="silence.requested", target=silence, changes=facts, reason=reason, request=request)
    if not limit.two_persons:
        silence.state = SilenceState.APPROVED
        silence.save()
        if begins <= clock.now():
            silencing.begin(silence, actor=actor, request=request)
    return silence


def may_propose(actor: User) -> None:
    """Raises Forbidden unless the actor may ask for a silence."""
    if not actor.may(Permission.ALARM_SILENCE):
        raise Forbidden


def require_text(reason: str) -> None:
    """Raises Invalid for a reason that says nothing."""
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请填写理由。"})


def require_suppressible(kinds: list[str]) -> None:
    """Raises Invalid where a kind must never be suppressed by design."""
    refused = [f"{kind_name(kind)}（{why}）" for kind in kinds if (why := why_never_suppressed(kind))]
    if refused:
        text = f"不得设计抑制：{'、'.join(refused)}。检修时请凭作业票办理检修停用。"
        raise Invalid(fields={"kinds": text})


def require_span(begins: datetime, until: datetime, max_minutes: int) -> None:
    """Raises Invalid for a silence that ends before it begins, or lasts longer than its way allows."""
    minutes = (until - begins).total_seconds() / 60
    if minutes < 1:
        raise Invalid(fields={"until": "结束时间应晚于开始时间。"})
    if minutes > max_minutes:
        raise Invalid(fields={"until": f"最长 {max_minutes // 60} 小时；需要更长时间请到期后重新办理。"})
