"""Many records at once: the same rules as one by one, a few statements per thousand.

Each record gets its number, deadline and timeline line; the audit trail gets one entry per batch that names them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.calendar.selectors import calendar_in_hand
from anlan.records.core.errors import DomainError, Forbidden, Invalid
from anlan.records.core.locks import give_way
from anlan.records.core.models import Attachment
from anlan.records.registry import selectors, traces
from anlan.records.registry.clockwork import policy_keep
from anlan.records.registry.columns import columns
from anlan.records.registry.declare import Register, Step
from anlan.records.registry.models import Entry
from anlan.records.registry.numbers import numbers_next
from anlan.records.registry.services import checked, draft
from anlan.records.registry.steps import action_of, answers, apply_step, require_photo, sentence, step_get

#: One transaction's worth: a fraction of a second even at the demo's low priority, and :func:`give_way` after each, so
#: that the alarm log writes in between.
BATCH = 250
Request = HttpRequest | None


def records_create(
    register: Register,
    *,
    actor: User,
    rows: Iterable[Mapping[str, Any]],
    via: str,
    request: Request = None,
    are_checked: bool = False,
) -> list[int]:
    """Register many records, a transaction per :data:`BATCH`; returns their ids in order.

    Args:
        rows: forms as :func:`~anlan.records.registry.services.record_create` takes them.
        are_checked: the values have been through ``checked`` already (an import does that row by row).

    Raises:
        Forbidden: not for this role.
        Invalid: a row is wrong; earlier batches stay.
    """  # fmt: skip
    if not (actor.may(register.right("create")) or actor.may(register.right("import"))):
        raise Forbidden
    ids: list[int] = []
    remaining = iter(rows)
    with calendar_in_hand():
        while batch := list(islice(remaining, BATCH)):
            values = batch if are_checked else [checked(register, row, actor) for row in batch]
            ids += _create_batch(register, values, actor, via, request)
            give_way()
    return ids


@transaction.atomic
def _create_batch(
    register: Register, batch: Sequence[Mapping[str, Any]], actor: User, via: str, request: Request
) -> list[int]:
    policy_id = policy_keep(register)
    records = [draft(register, values, actor, policy_id) for values in batch]
    for record, no in zip(records, numbers_next(register.series, len(records)), strict=True):
        record.no = no
    made = register.model.objects.bulk_create(records)
    Entry.objects.bulk_create(
        traces.entry_of(register, record, "created", f"登记{register.label}：{record.title}（{via}）", by=actor)
        for record in made
    )
    _leave_batch(register, "bulk_created", made, actor, {"via": via}, "", request)
    for record in made:
        register.after_create(record, actor)
    return [record.pk for record in made]


def records_act(
    register: Register,
    *,
    actor: User,
    record_ids: Sequence[int],
    step: str,
    values: Mapping[str, Any],
    request: Request = None,
) -> dict[int, str]:
    """Take one step on many records, a transaction per batch; returns why not, by id, for those it was refused.

    Photos cannot be taken along: a step that wants one passes where the record has it, or the waiver is filled in.

    Raises:
        Invalid: the form is wrong, or the step has effects of its own that only work one by one.
    """  # fmt: skip
    taken = step_get(register, step)
    if not taken.in_bulk:
        raise Invalid(f"“{taken.label}”须逐条办理。")
    found = answers(register, taken, values, actor)
    refused: dict[int, str] = {}
    with calendar_in_hand():
        for start in range(0, len(record_ids), BATCH):
            refused |= _act_batch(register, taken, record_ids[start : start + BATCH], found, actor, request)
            give_way()
    return refused


@transaction.atomic
def _act_batch(
    register: Register, step: Step, ids: Sequence[int], found: Mapping[str, Any], actor: User, request: Request
) -> dict[int, str]:
    action = action_of(register, step)
    rows = selectors.record_rows(register, for_user=actor).filter(pk__in=list(ids))
    rows = rows.select_related(*_parents(register)).select_for_update(of=("self",))
    records = {record.pk: record for record in rows}
    refused = {pk: "没有找到该记录，或不在您的管辖范围内。" for pk in ids if pk not in records}
    done = []
    with_photo = _with_photo(register, step, ids)
    for record in records.values():
        try:
            action.require(record, actor, {})
            require_photo(step, found, record.pk in with_photo)
            done.append((record, _columns(record)))
        except DomainError as error:
            refused[record.pk] = error.message
            continue
        apply_step(register, step, record, found, actor)
    _write_changes(register, done)
    changed = [record for record, _ in done]
    Entry.objects.bulk_create(
        traces.entry_of(register, record, step.name, sentence(step, record, found), by=actor) for record in changed
    )
    if changed:
        _leave_batch(register, f"bulk_{step.name}", changed, actor, {}, str(found.get("reason", "")), request)
    return refused


def _parents(register: Register) -> list[str]:
    """References to other records, which a step's effect may look at; people and places it does not need."""
    return [one.name for one in columns(register, selectors.along(register)) if one.kind == "record"]


def _with_photo(register: Register, step: Step, ids: Sequence[int]) -> set[int]:
    if not step.photo:
        return set()
    kind = selectors.owner_type(register, step.photo)
    rows = Attachment.objects.filter(owner_type=kind, owner_id__in=list(ids))
    return {row.owner_id for row in rows.only("owner_id") if row.owner_id is not None}


def _columns(record: Any) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _write_changes(register: Register, done: list[tuple[Any, dict[str, Any]]]) -> None:
    """Records that changed alike are written together: a step mostly sets the same few columns on all of them."""
    alike: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for record, before in done:
        after = {name: value for name, value in _columns(record).items() if value != before[name]}
        group = alike.setdefault(repr(sorted(after.items(), key=lambda pair: pair[0])), (after, []))
        group[1].append(record.pk)
    for after, ids in alike.values():
        for start in range(0, len(ids), 500):
            register.model.objects.filter(pk__in=ids[start : start + 500]).update(**after)


def _leave_batch(
    register: Register, kind: str, records: list[Any], actor: User, facts: dict[str, Any], reason: str, request: Request
) -> None:
    numbers = sorted(record.no for record in records)
    changes = {**facts, "count": len(records), "numbers": numbers}
    entry = audit_write(actor=actor, action=f"{register.name}.{kind}", changes=changes, reason=reason, request=request)
    traces.tell_screens(register, kind, key=f"audit{entry.seq}")
