"""What belongs together: one record starts another by name, and both ends know."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.core.errors import Conflict, Forbidden, Invalid, NotFound
from anlan.records.core.locks import lock_names
from anlan.records.core.models import Attachment
from anlan.records.incidents.selectors import incident_get
from anlan.records.observations.selectors import observation_get
from anlan.records.observations.services import take_over
from anlan.records.registry import selectors, traces
from anlan.records.registry.catalog import register_get, registers
from anlan.records.registry.columns import columns
from anlan.records.registry.declare import Register, Source
from anlan.records.registry.models import Link
from anlan.records.registry.services import record_create
from anlan.records.registry.values import shown

#: Work orders and what people saw are no registers, yet registers take from them.
INCIDENT, OBSERVATION = "incident", "observation"


def origin_get(name: str, reader: User, record_id: int) -> Any:
    """What something comes of: a record of a register, a work order or an observation, within the reader's scope.

    Raises:
        Forbidden, NotFound: not for this role, not there, or out of scope.
    """
    if name == INCIDENT:
        if not reader.may(Permission.INCIDENT_VIEW):
            raise Forbidden
        return incident_get(for_user=reader, incident_id=record_id)
    if name == OBSERVATION:
        return observation_get(for_user=reader, observation_id=record_id)
    register = register_get(name)
    if not reader.may(register.right("view")):
        raise Forbidden
    return selectors.record_get(register, for_user=reader, record_id=record_id)


@transaction.atomic
def record_spawn(
    target: Register,
    *,
    actor: User,
    origin: str,
    origin_id: int,
    values: Mapping[str, Any],
    request: HttpRequest | None = None,
) -> Any:
    """Make a record of ``target`` out of another; ``values`` override what the declaration drafts.

    Raises:
        Forbidden, NotFound: not for this role, not there, or ``target`` takes nothing from there.
        Conflict: it has been made before, or it is too early.
        Invalid: something is missing.
    """  # fmt: skip
    source = source_of(target, origin)
    came_of = origin_get(origin, actor, origin_id)
    if reason := source.why_not(came_of):
        raise Conflict(reason, code="not_now")
    lock_names([f"spawn.{target.name}.{origin}.{origin_id}"])  # two at once would each make one
    if not source.is_many and (before := _spawned(target, origin, origin_id)) is not None:
        raise Conflict(f"已生成{target.label} {before.no}，请直接办理。", code="exists")
    is_told = origin not in registers() or not register_get(origin).is_confidential
    via = f"由{came_of.no}转入" if is_told else ""
    values = {**_drafted(source, came_of, actor), **values}
    record = record_create(target, actor=actor, values=values, via=via, request=request)
    link_add(origin, origin_id, target.name, record.pk, by=actor)
    if is_told:
        _photos_along(origin, origin_id, target, record)
    if origin == OBSERVATION:
        take_over(observation_id=origin_id, register=target.name, record_id=record.pk, actor=actor)
    if origin in registers():
        text = f"转为{target.label} {record.no}"
        traces.leave(register_get(origin), came_of, "spawned", text, by=actor, data={"no": record.no}, request=request)
    return record


def _photos_along(origin: str, origin_id: int, target: Register, record: Any) -> None:
    """What was photographed before is the "before" of what comes of it: same file, a row of its own."""
    if "before" not in {one.name for one in target.slots}:
        return
    kind = OBSERVATION if origin == OBSERVATION else f"{origin}.before"
    for row in Attachment.objects.filter(owner_type=kind, owner_id=origin_id).order_by("id"):
        row.pk, row.owner_type, row.owner_id = None, selectors.owner_type(target, "before"), record.pk
        row.enterprise_id, row.town_code = record.enterprise_id, record.town_id or ""
        row.save(force_insert=True)


def source_of(target: Register, origin: str) -> Source:
    """How ``target`` takes from ``origin``.

    Raises:
        NotFound: it does not.
    """
    source = next((one for one in target.sources if one.register == origin), None)
    if source is None:
        raise NotFound(f"“{target.label}”不能由该类记录生成。")
    return source


def draft_of(target: Register, *, actor: User, origin: str, origin_id: int) -> dict[str, Any]:
    """The form of a record of ``target`` made out of another: ``{columns, values}``, filled in as far as the origin
    says; the columns are those that are required or drafted.

    Raises:
        Forbidden, NotFound: as :func:`record_spawn`.
    """
    drafted = _drafted(source_of(target, origin), origin_get(origin, actor, origin_id), actor)
    form = [one for one in columns(target, target.create_fields) if one.is_required or one.name in drafted]
    empty = target.model(**drafted)
    return {
        "columns": [one.data() for one in form],
        "values": {one.name: shown(one, empty) for one in form if one.name in drafted},
    }


def _drafted(source: Source, came_of: Any, actor: User) -> dict[str, Any]:
    return {name: value for name, value in source.values(came_of, actor).items() if value not in (None, "")}


def _spawned(target: Register, origin: str, origin_id: int) -> Any:
    row = Link.objects.filter(
        origin_register=origin, origin_id=origin_id, target_register=target.name, kind="spawned"
    ).first()
    return target.model.objects.filter(pk=row.target_id).first() if row else None


def link_add(origin: str, origin_id: int, target: str, target_id: int, *, by: User, kind: str = "spawned") -> None:
    """Note that two records belong together; doing so again changes nothing."""
    Link.objects.get_or_create(
        origin_register=origin, origin_id=origin_id, target_register=target, target_id=target_id,
        defaults={"kind": kind, "created_by": by},
    )  # fmt: skip


@transaction.atomic
def record_link(
    register: Register, *, actor: User, record_id: int, other: str, other_id: int, request: HttpRequest | None = None
) -> None:
    """Tie a record to another that the actor may see as well.

    Raises:
        Forbidden, NotFound: either end is not for this person.
        Invalid: a record with itself.
    """
    if not actor.may(register.right("edit")):
        raise Forbidden
    if (register.name, record_id) == (other, other_id):
        raise Invalid(fields={"record_id": "不能与自身关联。"})
    record = selectors.record_get(register, for_user=actor, record_id=record_id)
    tied = origin_get(other, actor, other_id)
    link_add(other, other_id, register.name, record_id, by=actor, kind="related")
    traces.leave(register, record, "linked", f"关联{tied.no} {tied.title}", by=actor, request=request)


def links_of(name: str, record_id: int, reader: User) -> list[dict[str, Any]]:
    """The other ends that the reader may see: ``{register, label, id, no, title, state_label, direction, kind}``."""
    here = Q(origin_register=name, origin_id=record_id) | Q(target_register=name, target_id=record_id)
    found = []
    for link in Link.objects.filter(here).order_by("id")[:200]:
        is_origin = (link.origin_register, link.origin_id) == (name, record_id)
        other = (link.target_register, link.target_id) if is_origin else (link.origin_register, link.origin_id)
        if shown := _shown(*other, reader):
            found.append({**shown, "direction": "to" if is_origin else "from", "kind": link.kind})
    return found


def _shown(name: str, record_id: int, reader: User) -> dict[str, Any] | None:
    try:
        record = origin_get(name, reader, record_id)
    except (Forbidden, NotFound):
        return None
    register = registers().get(name)
    is_seen = name == OBSERVATION
    return {
        "register_name": name,
        "label": register.label if register else "现场情况" if is_seen else "工单",
        "id": record.pk,
        "no": record.no,
        "title": str(record) if is_seen else record.title,
        "state_label": register.state(record.state).label
        if register
        else record.get_state_display()
        if is_seen
        else record.state_name,
    }


def spawnable(register: Register, record: Any, reader: User) -> list[dict[str, str]]:
    """Registers that a record of ``register`` can be turned into, by this reader."""
    return [
        {"register_name": other.name, "label": other.label, "en": other.en}
        for other in registers().values()
        if reader.may(other.right("create"))
        and any(source.register == register.name and not source.why_not(record) for source in other.sources)
    ]
