"""Commands on observations. :func:`take_over` is the seam for registers: hazards, tips and whatever comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.models import Attachment
from anlan.records.core.services import number_next
from anlan.records.observations.choices import State
from anlan.records.observations.models import Observation
from anlan.records.sites.models import Enterprise

PHOTOS_MAX = 9


@dataclass(frozen=True)
class Seen:
    """What was seen, as the phone sends it; position in degrees (WGS 84), accuracy in metres."""

    kind: str
    text: str = ""
    seen_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    enterprise_id: int | None = None
    attachment_ids: tuple[int, ...] = ()


@transaction.atomic
def observation_add(*, actor: User, seen: Seen, request: HttpRequest | None = None) -> Observation:
    """Write down what somebody saw.

    Raises:
        Invalid: nothing said and nothing shown, an enterprise out of scope, or photos that are not one's own.
    """
    if not seen.text.strip() and not seen.attachment_ids:
        raise Invalid(fields={"text": "请至少写一句话或拍一张照片。"})
    enterprise = _enterprise(seen.enterprise_id, actor)
    row = Observation.objects.create(
        no=number_next("OB"),
        kind=seen.kind,
        text=seen.text.strip()[:1000],
        enterprise=enterprise,
        town_id=enterprise.town_id if enterprise else actor.town_id,
        grid=enterprise.grid if enterprise else actor.grid,
        lon=seen.lon,
        lat=seen.lat,
        accuracy_m=seen.accuracy_m,
        seen_at=_believable(seen.seen_at),
        created_at=clock.now(),
        created_by=actor,
    )
    _claim(row, seen.attachment_ids, actor)
    audit_write(actor=actor, action="observation.added", target=row, changes={"kind": row.kind}, request=request)
    return row


@transaction.atomic
def take_over(*, observation_id: int, register: str, record_id: int, actor: User, reason: str = "") -> Observation:
    """A register made a record of it: to be called in the transaction that makes the record.

    Args:
        register: the register's folder name, e.g. ``hazards``.
        record_id: the number of its record.

    Raises:
        Conflict: it is settled already.
    """
    return _settle(observation_id, State.TAKEN_OVER, actor, reason, register, record_id)


@transaction.atomic
def dismiss(*, observation_id: int, actor: User, reason: str, request: HttpRequest | None = None) -> Observation:
    """Nothing has to be done about it, and why.

    Raises:
        Conflict: it is settled already.
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": "必填。"})
    return _settle(observation_id, State.DISMISSED, actor, reason, request=request)


def _settle(
    observation_id: int,
    state: State,
    actor: User,
    reason: str,
    register: str = "",
    record_id: int | None = None,
    request: HttpRequest | None = None,
) -> Observation:
    row = Observation.objects.select_for_update().get(pk=observation_id)
    if row.state != State.OPEN:
        raise Conflict(f"该情况{row.get_state_display()}，请刷新后查看。")
    row.state, row.taken_over_by, row.taken_over_id = state, register, record_id
    row.settled_at, row.settled_reason = clock.now(), reason[:500]
    row.save()
    changes = {"state": [State.OPEN.value, state.value], "register": register, "record": record_id}
    audit_write(
        actor=actor, action=f"observation.{state.value}", target=row, changes=changes, reason=reason, request=request
    )
    return row


def _believable(seen_at: datetime | None) -> datetime:
    """The phone's time, unless its clock runs ahead of ours: nothing is seen in the future."""
    now = clock.now()
    return seen_at if seen_at is not None and seen_at <= now + timedelta(minutes=1) else now


def _enterprise(enterprise_id: int | None, actor: User) -> Enterprise | None:
    if enterprise_id is None:
        return None
    row = Scope.of(actor).filter(Enterprise.objects.filter(pk=enterprise_id), prefix="").first()
    if row is None:
        raise Invalid(fields={"enterprise_id": "没有这家企业，或不在您的管辖范围内。"})
    return row


def _claim(row: Observation, attachment_ids: tuple[int, ...], actor: User) -> None:
    wanted = set(attachment_ids)
    mine = Attachment.objects.filter(pk__in=wanted, created_by=actor, owner_id=None)
    if len(wanted) > PHOTOS_MAX or mine.count() != len(wanted):
        raise Invalid(fields={"attachment_ids": "照片不存在、已用于其他记录或数量过多，请重新拍摄。"})
    mine.update(owner_type="observation", owner_id=row.pk, enterprise_id=row.enterprise_id, town_code=row.town_id or "")
