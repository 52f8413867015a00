"""Commands that every register has: register, edit, take a step, comment. One command, one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid
from anlan.records.core.models import Attachment
from anlan.records.registry import people, selectors, traces
from anlan.records.registry.clockwork import policy_keep, set_next_step
from anlan.records.registry.columns import columns
from anlan.records.registry.declare import Ask, Register, Step
from anlan.records.registry.mentions import called_on
from anlan.records.registry.numbers import number_next
from anlan.records.registry.steps import action_of, answers, apply_step, require_photo, sentence, step_get
from anlan.records.registry.values import audit_text, cleaned

PHOTOS_MAX = 20
Request = HttpRequest | None


@transaction.atomic
def record_create(
    register: Register,
    *,
    actor: User,
    values: Mapping[str, Any],
    photo_ids: Mapping[str, Sequence[int]] | None = None,
    via: str = "",
    request: Request = None,
) -> Any:
    """Register a record: number, first state, deadline, timeline, audit.

    Args:
        values: the form, by column.
        photo_ids: uploaded photos by slot.
        via: where it came from, for the timeline.

    Raises:
        Forbidden: not for this role.
        Invalid: a value is missing or wrong, or the record would lie outside the actor's jurisdiction.
    """  # fmt: skip
    if not actor.may(register.right("create")):
        raise Forbidden
    record = draft(register, checked(register, values, actor), actor)
    record.no = number_next(register.series)
    record.save(force_insert=True)
    for slot, ids in (photo_ids or {}).items():
        photos_claim(register, record, slot, ids, actor)
    text = f"登记{register.label}：{record.title}" + (f"（{via}）" if via else "")
    traces.leave(register, record, "created", text, by=actor, changes={"no": record.no}, request=request)
    if record.assignee is not None and record.assignee != actor:
        people.tell(register, record, [record.assignee], "assigned", f"请{record.next_step}", "created")
    register.after_create(record, actor)
    return record


def checked(register: Register, values: Mapping[str, Any], actor: User) -> dict[str, Any]:
    """The form of a new record, checked column by column.

    Raises:
        Invalid: what is wrong, by column.
    """
    form = columns(register, register.create_fields)
    found, wrong = cleaned(form, dict(values), actor)
    wrong |= {name: "不允许提交该项。" for name in values if name not in {column.name for column in form}}
    if wrong:
        raise Invalid(fields=wrong)
    return found


def draft(register: Register, values: Mapping[str, Any], actor: User, policy_id: str = "") -> Any:
    """A record with everything but its number, not saved; ``policy_id`` where it has been kept already.

    Raises:
        Invalid: it would lie outside the actor's jurisdiction.
    """
    now = clock.now()
    record = register.model(**values)
    record.opened_at = record.updated_at = now
    record.opened_by = actor
    record.policy_id = policy_id or policy_keep(register)
    place(record, actor)
    register.before_create(record, actor)
    if not register.is_public and not _within(record, actor):
        raise Invalid(fields={"town": "超出您的管辖范围，请选择本辖区的企业或乡镇(街道)。"})
    record.state = register.start(record).name
    set_next_step(record, register, now)
    return record


def place(record: Any, actor: User) -> None:
    """Copy the scope columns from the enterprise; without one, from whoever registers."""
    site = record.enterprise
    if site is not None:
        record.town_id, record.field, record.grid = site.town_id, site.field, site.grid
        return
    record.town_id = record.town_id or actor.town_code or None
    record.field = record.field or actor.field
    record.grid = record.grid or (actor.grid if record.town_id == actor.town_code else "")
    if actor.enterprise is not None:
        record.enterprise = actor.enterprise
        place(record, actor)


def _within(record: Any, actor: User) -> bool:
    return Scope.of(actor).sees(
        enterprise_id=record.enterprise_id, town_code=record.town_id or "", field=record.field, grid=record.grid
    )


@transaction.atomic
def record_edit(
    register: Register, *, actor: User, record_id: int, version: int, values: Mapping[str, Any], request: Request = None
) -> Any:
    """Change columns that may be edited.

    Raises:
        Forbidden, NotFound: not for this role, or not in scope.
        Conflict: the record is closed, or somebody changed it since ``version`` was read.
        Invalid: a value is wrong.
    """
    if not actor.may(register.right("edit")):
        raise Forbidden
    record = locked(register, actor, record_id)
    if record.version != version:
        raise Conflict
    if not record.is_open:
        raise Conflict("记录已办结，不能修改；确需更正请先恢复办理。", code="wrong_state")
    form = [column for column in columns(register, register.edit_fields) if column.name in values]
    found, wrong = cleaned(form, dict(values), actor)
    wrong |= {name: "不允许修改该项。" for name in values if name not in register.edit_fields}
    if wrong:
        raise Invalid(fields=wrong)
    before = {name: getattr(record, name) for name in found}
    for name, value in found.items():
        setattr(record, name, value)
    if "enterprise" in found:
        place(record, actor)
    changes = traces.changed(record, before, found)
    _save(record)
    labels = "、".join(column.label for column in form if column.name in changes)
    if changes:
        traces.leave(register, record, "edited", f"修改：{labels}", by=actor, changes=changes, request=request)
    return record


@transaction.atomic
def record_act(
    register: Register,
    *,
    actor: User,
    record_id: int,
    step: str,
    values: Mapping[str, Any],
    photo_ids: Sequence[int] = (),
    request: Request = None,
) -> Any:
    """Take one declared step.

    Raises:
        Forbidden, NotFound: not for this role, or not in scope.
        Conflict: not in this state, or not by this person.
        Invalid: the form or the photo is missing something.
    """  # fmt: skip
    taken = step_get(register, step)
    action = action_of(register, taken)
    record = locked(register, actor, record_id)
    action.require(record, actor, {})
    found = answers(register, taken, values, actor)
    if photo_ids:
        slot = taken.photo or next((one.name for one in register.slots), "")
        photos_claim(register, record, slot, photo_ids, actor)
    require_photo(taken, found, bool(photo_ids) or _has_photo(register, record, taken.photo))
    before = record.state
    apply_step(register, taken, record, found, actor)
    record.save()
    _leave_step(register, taken, record, before, found, actor, request)
    return record


def _has_photo(register: Register, record: Any, slot: str) -> bool:
    return bool(slot) and selectors.photos_of(register, record, slot).exists()


def _leave_step(
    register: Register, step: Step, record: Any, before: str, found: Mapping[str, Any], actor: User, request: Request
) -> None:
    text = sentence(step, record, found)
    facts = step_facts(step, found)
    changes: dict[str, Any] = {"state": [before, record.state], **facts}
    entry = traces.leave(
        register,
        record,
        step.name,
        text,
        by=actor,
        changes=changes,
        data=facts,
        reason=str(found.get("reason", "")),
        request=request,
    )
    told = [person for person in people.people_for(step.tells, record) if person != actor] if step.tells else []
    if told:
        people.tell(register, record, told, "step", text, f"entry{entry.pk}")


def step_facts(step: Step, found: Mapping[str, Any]) -> dict[str, Any]:
    """A form's answers as JSON, without the secret ones."""
    secret = {ask.name for ask in (*step.fields, *step.optional) if isinstance(ask, Ask) and ask.is_secret}
    kept = {name: value for name, value in found.items() if name not in secret and value not in (None, "")}
    return {name: audit_text(value) for name, value in kept.items()}


@transaction.atomic
def record_comment(
    register: Register,
    *,
    actor: User,
    record_id: int,
    text: str,
    photo_ids: Sequence[int] = (),
    request: Request = None,
) -> Any:
    """Say something about a record, with photos if need be; whoever sees it may. Who is called on is told.

    Raises:
        Forbidden, NotFound: not for this role, or not in scope.
        Invalid: nothing was said, or too much; or photos that the register has no place for.
    """
    if not actor.may(register.right("view")):
        raise Forbidden
    if not (text := text.strip()) or len(text) > 2000:
        raise Invalid(fields={"text": "请填写 1 至 2000 字。"})
    record = locked(register, actor, record_id)
    if photo_ids:
        photos_claim(register, record, next((one.name for one in register.slots), ""), photo_ids, actor)
    data = {"photos": list(photo_ids)} if photo_ids else {}
    entry = traces.leave(register, record, "comment", text, by=actor, data=data, request=request)
    called = [person for person in called_on(register, record, text) if person != actor]
    people.tell(register, record, called, "called_on", f"{actor.name}：{text[:200]}", f"entry{entry.pk}")
    return record


def photos_claim(register: Register, record: Any, slot: str, ids: Sequence[int], actor: User) -> None:
    """Make uploaded photos belong to a record; each can be claimed once, by whoever uploaded it.

    Raises:
        Invalid: no such slot, too many, or photos that are not the actor's or are already used.
    """
    if slot not in {one.name for one in register.slots}:
        raise Invalid(fields={"photos": "这本台账没有这类照片。"})
    rows = Attachment.objects.filter(pk__in=list(ids), created_by=actor, owner_id=None)
    wanted = set(ids)
    if len(wanted) > PHOTOS_MAX or rows.count() != len(wanted):
        raise Invalid(fields={"photos": f"照片不存在或已被使用，且每次不超过 {PHOTOS_MAX} 张，请重新上传。"})
    rows.update(
        owner_type=selectors.owner_type(register, slot),
        owner_id=record.pk,
        enterprise_id=record.enterprise_id,
        town_code=record.town_id or "",
    )


def locked(register: Register, actor: User, record_id: int) -> Any:
    """The record, locked until the transaction ends, if the actor may see it.

    Raises:
        NotFound: not there, or out of scope.
    """
    selectors.record_get(register, for_user=actor, record_id=record_id)
    return register.model.objects.select_for_update().get(pk=record_id)


def _save(record: Any) -> None:
    record.updated_at = clock.now()
    record.version += 1
    record.save()
