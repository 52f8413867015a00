"""Commands on silences: propose, approve, refuse, end; and what comes due. Each is audited, whoever gives it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from anlan.domain.silence_limits import Way as Allowed
from anlan.domain.silence_limits import silence_limit, why_never_suppressed
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope as Reach
from anlan.records.alarm_flow import silencing, workflow
from anlan.records.alarm_flow.choices import Scope, SilenceState, Way
from anlan.records.alarm_flow.models import Silence, SuppressionLogic
from anlan.records.alarm_flow.reach import is_red_capable
from anlan.records.alarm_log.names import kind_name
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, Invalid, NotFound
from anlan.records.sites.models import Enterprise, Equipment, Point, Workshop

Request = HttpRequest | None
BATCH = 100


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be silenced: the narrowest that is given counts. ``points`` are of one enterprise."""

    enterprise: Enterprise
    equipment: Equipment | None = None
    workshop: Workshop | None = None
    points: tuple[Point, ...] = ()

    @property
    def scope(self) -> Scope:
        """How much that is."""
        if self.points:
            return Scope.POINT if len(self.points) == 1 else Scope.POINTS
        if self.equipment is not None:
            return Scope.EQUIPMENT
        return Scope.ENTERPRISE if self.workshop is None else Scope.WORKSHOP

    def covered(self, kinds: list[str]) -> list[Point]:
        """Enabled points that a silence of this would cover; ``kinds`` narrows it, empty: every kind."""
        rows = Point.objects.filter(enterprise=self.enterprise, is_enabled=True)
        if self.points:
            rows = rows.filter(pk__in=[point.pk for point in self.points])
        elif self.equipment is not None:
            rows = rows.filter(equipment=self.equipment)
        elif self.workshop is not None:
            rows = rows.filter(workshop=self.workshop)
        return list(rows.filter(kind__in=kinds) if kinds else rows)

    @property
    def words(self) -> str:
        """What it covers, in words."""
        part = self.equipment or self.workshop
        named = "、".join(point.name for point in self.points) or (part.name if part else "全部测点")
        return f"{self.enterprise.short_name or self.enterprise.name} {named}"[:200]


def target_for(
    actor: User,
    *,
    points: Sequence[int] = (),
    equipment: int | None = None,
    workshop: int | None = None,
    enterprise: int | None = None,
) -> Target:
    """The things with these numbers within the actor's reach.

    Raises:
        NotFound: not there, or out of reach.
        Invalid: nothing was named, or points of several enterprises.
    """
    reach = Reach.of(actor)
    if points:
        rows = reach.filter(Point.objects.filter(pk__in=points)).select_related("enterprise")
        return _points_target(list(rows), points)
    if equipment is not None:
        part = reach.filter(Equipment.objects.filter(pk=equipment)).select_related("enterprise").first()
        if part is not None:
            return Target(part.enterprise, equipment=part)
    elif workshop is not None:
        shop = reach.filter(Workshop.objects.filter(pk=workshop)).select_related("enterprise").first()
        if shop is not None:
            return Target(shop.enterprise, workshop=shop)
    elif enterprise is not None:
        plant = reach.filter(Enterprise.objects.filter(pk=enterprise), prefix="").first()
        if plant is not None:
            return Target(plant)
    else:
        raise Invalid(fields={"point_id": "请指定测点、设备、车间或企业。"})
    raise NotFound


def _points_target(rows: list[Point], wanted: Sequence[int]) -> Target:
    if len(rows) != len(set(wanted)):
        raise NotFound
    if len({row.enterprise_id for row in rows}) > 1:
        raise Invalid(fields={"point_ids": "一次只能办理同一企业的测点。"})
    return Target(rows[0].enterprise, points=tuple(rows))


@transaction.atomic
def out_of_service_request(
    *,
    actor: User,
    target: Target,
    permit_no: str,
    reason: str,
    until: datetime,
    begins_at: datetime | None = None,
    request: Request = None,
) -> Silence:
    """Ask for a maintenance window. What cannot turn red is in force at once; the rest waits for a second person."""
    if not permit_no.strip():
        raise Invalid(fields={"permit_no": "请填写作业票号。"})
    return _propose(actor, target, Way.OUT_OF_SERVICE, reason, begins_at, until, request, permit_no=permit_no.strip())


@transaction.atomic
def logic_switch_on(*, actor: User, logic_id: int, reason: str, minutes: int, request: Request = None) -> Silence:
    """The plant or the equipment is stopped: a person says so, with a reason and an end."""
    _may_propose(actor)
    logic = logic_get(actor, logic_id)
    if Silence.objects.filter(logic=logic, ended_at=None, state__in=workflow.OPEN).exists():
        raise Invalid("该抑制逻辑已在申请中或生效中。")
    target = Target(logic.enterprise, logic.equipment)
    _require_suppressible(logic.kinds)
    until = clock.now() + timedelta(minutes=minutes)
    return _propose(actor, target, Way.SUPPRESS, reason, None, until, request, logic=logic)


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
    _may_propose(actor)
    _require_text(reason)
    if target.scope not in (Scope.EQUIPMENT, Scope.ENTERPRISE):
        raise Invalid(fields={"equipment_id": "设计抑制按设备或企业申报，并列出测点类型。"})
    if not kinds:
        raise Invalid(fields={"kinds": "请列出被抑制的测点类型；不允许整体抑制。"})
    _require_suppressible(kinds)
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


def silence_for_update(actor: User, silence_id: int) -> Silence:
    """A silence within reach, locked.

    Raises:
        NotFound: not there, or out of reach.
    """
    rows = Reach.of(actor).filter(Silence.objects.filter(pk=silence_id)).select_related("enterprise")
    silence = rows.select_for_update(of=("self",)).first()
    if silence is None:
        raise NotFound
    return silence


@transaction.atomic
def approve(*, actor: User, silence_id: int, request: Request = None) -> Silence:
    """A second person agrees; it begins at its time, which may be now."""
    silence = silence_for_update(actor, silence_id)
    workflow.APPROVE.require(silence, actor, {})
    silence.approved_by, silence.approved_at = actor, clock.now()
    silence.state = SilenceState.APPROVED
    silence.save()
    audit_write(actor=actor, action="silence.approved", target=silence, reason=silence.reason, request=request)
    if silence.begins_at <= clock.now():
        silencing.begin(silence, actor=actor, request=request)
    return silence


@transaction.atomic
def refuse(*, actor: User, silence_id: int, reason: str, request: Request = None) -> Silence:
    """The second person does not agree."""
    silence = silence_for_update(actor, silence_id)
    workflow.REFUSE.require(silence, actor, {"reason": reason})
    silence.state, silence.ended_at = SilenceState.REFUSED, clock.now()
    silence.ended_by, silence.end_reason = actor, reason
    silence.save()
    audit_write(actor=actor, action="silence.refused", target=silence, reason=reason, request=request)
    return silence


@transaction.atomic
def end(*, actor: User, silence_id: int, reason: str, request: Request = None) -> Silence:
    """End a silence before its time; what still stands is told anew."""
    silence = silence_for_update(actor, silence_id)
    workflow.END.require(silence, actor, {"reason": reason})
    silencing.end(silence, reason, actor=actor, request=request)
    return silence


@transaction.atomic
def withdraw(*, actor: User, silence_id: int, reason: str, request: Request = None) -> Silence:
    """Take back what was asked for, or agreed to, and has not begun."""
    silence = silence_for_update(actor, silence_id)
    workflow.WITHDRAW.require(silence, actor, {"reason": reason})
    silencing.end(silence, reason, actor=actor, request=request)
    return silence


@transaction.atomic
def silences_due() -> int:
    """Begin what was approved for now and end what is over; called by the sweeper. Returns how many."""
    now = clock.now()
    over = Q(until__lte=now, state__in=[SilenceState.IN_FORCE, SilenceState.APPROVED, SilenceState.PROPOSED])
    rows = Silence.objects.filter(over | Q(begins_at__lte=now, state=SilenceState.APPROVED))
    due = rows.select_related("enterprise").select_for_update(of=("self",), skip_locked=True).order_by("until")
    done = 0
    for silence in due[:BATCH]:
        if silence.until > now:
            silencing.begin(silence)
        else:
            silencing.end(silence, "到期自动恢复")
        done += 1
    return done


def _propose(
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
    _may_propose(actor)
    _require_text(reason)
    kinds: list[str] = logic.kinds if logic else []
    red = is_red_capable(target.covered(kinds))
    limit = silence_limit(Allowed(way.value), is_red_capable=red)
    begins = max(begins_at or clock.now(), clock.now())
    _require_span(begins, until, limit.max_minutes)
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


def _may_propose(actor: User) -> None:
    if not actor.may(Permission.ALARM_SILENCE):
        raise Forbidden


def _require_text(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请填写理由。"})


def _require_suppressible(kinds: list[str]) -> None:
    refused = [f"{kind_name(kind)}（{why}）" for kind in kinds if (why := why_never_suppressed(kind))]
    if refused:
        text = f"不得设计抑制：{'、'.join(refused)}。检修时请凭作业票办理检修停用。"
        raise Invalid(fields={"kinds": text})


def _require_span(begins: datetime, until: datetime, max_minutes: int) -> None:
    minutes = (until - begins).total_seconds() / 60
    if minutes < 1:
        raise Invalid(fields={"until": "结束时间应晚于开始时间。"})
    if minutes > max_minutes:
        raise Invalid(fields={"until": f"最长 {max_minutes // 60} 小时；需要更长时间请到期后重新办理。"})
