"""Commands on merges. One transaction moves everything: either all of it hangs on the enterprise that is kept, or none.

The enterprise that goes stays as a row that says where it went (``merged_into``), out of operation: its id, its code
and its sign lead on. The configuration is published again; points keep their ids, so standing alarms stand.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.core.locks import lock_names
from anlan.records.merging.choices import STANDING, MergeState
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.merging.remembering import enterprises_remember, marks, move
from anlan.records.merging.taking_back import stragglers_back
from anlan.records.sites.models import Enterprise
from anlan.records.sites.publication import config_request

Request = HttpRequest | None
#: What may be taken from the enterprise that goes; a position and its source are one thing.
FIELDS = ("uscc", "name", "short_name", "sector", "sector_name", "field", "risk_level", "town", "grid", "address",
          "position", "head_count")  # fmt: skip
POSITION = ("lon", "lat", "coord_source")
UNIQUE = ("uscc", "name")
#: A command that began before the merge may still write an alarm for the enterprise that went.
STRAGGLERS = timedelta(hours=1)


@transaction.atomic
def merge_propose(
    *, actor: User, kept: Enterprise, gone: Enterprise, choices: list[str], reason: str, request: Request = None
) -> EnterpriseMerge:
    """Ask for ``gone`` to become part of ``kept``.

    Raises:
        Invalid: the same enterprise twice, or a field that is none.
        Conflict: one of them is out of operation, or a proposal waits already.
    """
    if kept.pk == gone.pk:
        raise Invalid(fields={"gone_id": "请选择两家不同的企业。"})
    if unknown := [name for name in choices if name not in FIELDS]:
        raise Invalid(fields={"choices": f"没有这些字段：{'、'.join(unknown[:5])}。"})
    lock_names(f"merge.{pk}" for pk in (kept.pk, gone.pk))
    _require_both(kept, gone)
    ids = (kept.pk, gone.pk)
    waiting = EnterpriseMerge.objects.filter(state=MergeState.PROPOSED)
    if waiting.filter(kept__in=ids).exists() or waiting.filter(gone__in=ids).exists():
        raise Conflict("其中一家企业已有待确认的合并，请先处理。", code="wrong_state")
    merge = EnterpriseMerge.objects.create(
        kept=kept, gone=gone, choices=sorted(set(choices)), reason=reason.strip(), proposed_by=actor,
        proposed_at=clock.now(),
    )  # fmt: skip
    changes = {"kept": kept.pk, "gone": gone.pk, "choices": merge.choices}
    audit_write(actor=actor, action="enterprise.merge_proposed", target=merge, changes=changes, reason=reason,
                request=request)  # fmt: skip
    return merge


def why_not_decide(merge: EnterpriseMerge, actor: User) -> str:
    """Why ``actor`` cannot confirm this merge; empty when they can."""
    if merge.state != MergeState.PROPOSED:
        return "该合并已处理。"
    return "提出人不能确认本人提出的合并，请由另一人确认。" if merge.proposed_by_id == actor.pk else ""


@transaction.atomic
def merge_confirm(*, actor: User, merge_id: int, request: Request = None) -> EnterpriseMerge:
    """A second person lets it happen.

    Raises:
        NotFound: no such proposal.
        Conflict: decided already, one's own, or an enterprise went out of operation meanwhile.
    """
    merge = _waiting(merge_id)
    if why := why_not_decide(merge, actor):
        raise Conflict(why, code="wrong_state")
    lock_names(f"merge.{pk}" for pk in (merge.kept_id, merge.gone_id))
    kept, gone = merge.kept, merge.gone
    _require_both(kept, gone)
    merge.marks, merge.fields = marks(), _fields_as_are(kept, gone, merge.choices)
    changed = _fields_take(kept, gone, merge.choices)
    merge.moved = move(merge)
    enterprises_remember(merge)
    gone.is_active, gone.merged_into = False, kept
    gone.save(update_fields=["is_active", "merged_into"])
    # Who went into the one that goes now is found in one step.
    Enterprise.objects.filter(merged_into=gone).update(merged_into=kept)
    _decided(merge, actor, MergeState.APPLIED)
    about = {"gone": gone.pk, "moved": merge.moved, **changed}
    audit_write(actor=actor, action="enterprise.merged", target=kept, changes=about, reason=merge.reason,
                request=request)  # fmt: skip
    config_request(actor=actor, reason=f"企业合并：{gone.name} 并入 {kept.name}", request=request)
    return merge


@transaction.atomic
def merge_refuse(*, actor: User, merge_id: int, reason: str, request: Request = None) -> EnterpriseMerge:
    """It does not happen; also for who proposed it and thought again."""
    merge = _waiting(merge_id)
    if merge.state != MergeState.PROPOSED:
        raise Conflict("该合并已处理。", code="wrong_state")
    _decided(merge, actor, MergeState.REFUSED)
    audit_write(actor=actor, action="enterprise.merge_refused", target=merge, reason=reason, request=request)
    return merge


@transaction.atomic
def stragglers_move() -> int:
    """What was still written for an enterprise while it went, or for the other one while it came back; called by the
    worker. How many rows moved."""
    since = clock.now() - STRAGGLERS
    merges = EnterpriseMerge.objects.select_related("gone", "kept")
    went = merges.filter(state__in=STANDING, decided_at__gte=since)
    came = merges.filter(state=MergeState.TAKEN_BACK, back_at__gte=since)
    return sum(sum(move(one).values()) for one in went) + sum(stragglers_back(one) for one in came)


def _waiting(merge_id: int) -> EnterpriseMerge:
    rows = EnterpriseMerge.objects.select_for_update(of=("self",)).select_related("kept", "gone")
    found = rows.filter(pk=merge_id).first()
    if found is None:
        raise NotFound
    return found


def _decided(merge: EnterpriseMerge, actor: User, state: MergeState) -> None:
    merge.state, merge.decided_by, merge.decided_at = state, actor, clock.now()
    merge.save()


def _require_both(kept: Enterprise, gone: Enterprise) -> None:
    for one in (kept, gone):
        one.refresh_from_db()
        if not one.is_active or one.merged_into_id is not None:
            raise Conflict(f"“{one.name}”已停用或已并入其他企业，不能合并。", code="wrong_state")


def _fields_as_are(kept: Enterprise, gone: Enterprise, choices: list[str]) -> dict[str, Any]:
    """``{column: [kept's, gone's]}`` of what is about to be taken."""
    names = [one for name in choices for one in (POSITION if name == "position" else (name,))]
    columns = [str(Enterprise._meta.get_field(name).attname) for name in names]  # type: ignore[union-attr]
    return {name: [getattr(kept, name), getattr(gone, name)] for name in columns}


def _fields_take(kept: Enterprise, gone: Enterprise, choices: list[str]) -> dict[str, Any]:
    """Put what was chosen into the enterprise that is kept; what is unique changes places."""
    names = [one for name in choices for one in (POSITION if name == "position" else (name,))]
    changed = {name: [getattr(kept, name), getattr(gone, name)] for name in names}
    for name in names:
        if name not in UNIQUE:
            setattr(kept, name, getattr(gone, name))
    swapped = [name for name in names if name in UNIQUE]
    theirs, ours = ({name: getattr(one, name) for name in swapped} for one in (gone, kept))
    if swapped:
        Enterprise.objects.filter(pk=gone.pk).update(**dict.fromkeys(swapped, f"*{gone.pk}"))
        for name in swapped:
            setattr(kept, name, theirs[name])
    try:
        kept.clean_fields()
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(says) for name, says in error.message_dict.items()}) from error
    kept.save()
    for name, value in ours.items():
        setattr(gone, name, value)
    if swapped:
        gone.save(update_fields=swapped)
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, type(None))) else str(value)
