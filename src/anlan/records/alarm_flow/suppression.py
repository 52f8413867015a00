"""Suppression by design: declared for a state of the plant, approved by a second person, switched on by either."""

from datetime import timedelta

from django.db import transaction

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope as Reach
from anlan.records.alarm_flow import workflow
from anlan.records.alarm_flow.choices import Scope, Way
from anlan.records.alarm_flow.models import Silence, SuppressionLogic
from anlan.records.alarm_flow.proposals import Request, may_propose, propose, require_suppressible, require_text
from anlan.records.alarm_flow.reach import is_red_capable
from anlan.records.alarm_flow.targets import Target
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid, NotFound
from anlan.records.sites.models import Point


@transaction.atomic
def logic_switch_on(*, actor: User, logic_id: int, reason: str, minutes: int, request: Request = None) -> Silence:
    """The plant or the equipment is stopped: a person says so, with a reason and an end."""
    may_propose(actor)
    logic = logic_get(actor, logic_id)
    if Silence.objects.filter(logic=logic, ended_at=None, state__in=workflow.OPEN).exists():
        raise Invalid("该抑制逻辑已在申请中或生效中。")
    target = Target(logic.enterprise, logic.equipment)
    require_suppressible(logic.kinds)
    until = clock.now() + timedelta(minutes=minutes)
    return propose(actor, target, Way.SUPPRESS, reason, None, until, request, logic=logic)


@transaction.atomic
def logic_declare(
    *,
    actor: User,
    target: Target,
    name: str,
    kinds: list[str],
    reason: str,
    state_point: Point | None = None,
    state_label: str = "",
    request: Request = None,
) -> SuppressionLogic:
    """Declare in which case alarms of some kinds mean nothing; a second person must approve it before it drives."""
    may_propose(actor)
    require_text(reason)
    if target.scope not in (Scope.EQUIPMENT, Scope.ENTERPRISE):
        raise Invalid(fields={"equipment_id": "设计抑制按设备或企业申报，并列出测点类型。"})
    if not kinds:
        raise Invalid(fields={"kinds": "请列出被抑制的测点类型；不允许整体抑制。"})
    require_suppressible(kinds)
    red = is_red_capable(target.covered(kinds))
    logic = SuppressionLogic.objects.create(
        enterprise=target.enterprise, equipment=target.equipment, name=name, kinds=kinds, reason=reason,
        state_point=state_point, state_label=state_label, declared_by=actor, is_red_capable=red,
    )  # fmt: skip
    facts = {"kinds": kinds, "state_point": state_point.pk if state_point else None}
    audit_write(actor=actor, action="logic.declared", target=logic, changes=facts, reason=reason, request=request)
    return logic


@transaction.atomic
def logic_approve(*, actor: User, logic_id: int, request: Request = None) -> SuppressionLogic:
    """A second person agrees to a declared logic; from now on its state point drives it."""
    if not actor.may(Permission.ALARM_SILENCE_APPROVE):
        raise Forbidden
    logic = logic_get(actor, logic_id)
    if logic.declared_by_id == actor.pk:
        raise Invalid("申报人不能批准本人申报的抑制逻辑，请由另一人批准。")
    logic.approved_by = actor
    logic.save()
    audit_write(actor=actor, action="logic.approved", target=logic, request=request)
    return logic


def logic_get(actor: User, logic_id: int) -> SuppressionLogic:
    """A declared logic within reach.

    Raises:
        NotFound: not there, or out of reach.
    """
    rows = Reach.of(actor).filter(SuppressionLogic.objects.filter(pk=logic_id, ended_at=None))
    logic = rows.select_related("enterprise", "equipment").first()
    if logic is None:
        raise NotFound
    return logic
