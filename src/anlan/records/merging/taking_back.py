"""Taking back a merge that was confirmed: asked for by one person, confirmed by another, within a number of days.

What the merge moved goes back, and what came since and names one of those rows as its origin. All else that came since
stays with the enterprise that was kept; a column that somebody changed since stays as it is.
"""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, NotFound
from anlan.records.core.locks import lock_names
from anlan.records.merging.choices import STANDING, MergeState
from anlan.records.merging.following import back_of
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.merging.returning import crossed, fields_back, put_back
from anlan.records.registry.clocks import clocks_read
from anlan.records.sites.models import Enterprise
from anlan.records.sites.publication import config_request

Request = HttpRequest | None
FILE = Path(__file__).parent / "data" / "clocks.csv"
NAMED_MAX = 5


@cache
def days() -> int:
    """How long a merge can be taken back, from ``data/clocks.csv``."""
    return clocks_read(FILE)["take_back"].value


def back_until(merge: EnterpriseMerge) -> datetime | None:
    """The last moment; None where it cannot be taken back at any time."""
    if merge.decided_at is None or merge.marks is None or merge.state not in STANDING:
        return None
    return merge.decided_at + timedelta(days=days())


def why_not_back(merge: EnterpriseMerge) -> str:
    """Why this merge cannot be taken back; empty when it can."""
    if merge.state not in STANDING:
        return "只有已合并的才能撤回。"
    if (until := back_until(merge)) is None:
        return "该合并发生在本功能启用之前，没有留存迁移明细，不能撤回。"
    if clock.now() > until:
        return f"撤回期限为确认后 {days()} 天，已过期。"
    if not merge.kept.is_active or merge.kept.merged_into_id is not None:
        return f"“{merge.kept.name}”已停用或已并入其他企业，请先撤回后一次合并。"
    both = (merge.kept_id, merge.gone_id)
    waiting = EnterpriseMerge.objects.filter(state=MergeState.PROPOSED)
    if waiting.filter(kept__in=both).exists() or waiting.filter(gone__in=both).exists():
        return "该企业有待确认的合并，请先处理。"
    return ""


def why_not_confirm(merge: EnterpriseMerge, actor: User) -> str:
    """Why ``actor`` cannot confirm that it is taken back; empty when they can."""
    if merge.state != MergeState.BACK_ASKED:
        return "没有待确认的撤回。"
    if merge.back_asked_by_id == actor.pk:
        return "提出人不能确认本人提出的撤回，请由另一人确认。"
    return why_not_back(merge)


def back_preview(merge: EnterpriseMerge) -> dict[str, Any]:
    """What would go back, what came since and follows, what stays, what is gone: ``[{label, count}]`` of each."""
    back = back_of(merge)
    told = merge.fields or {}
    changed = [name for name, (_, theirs) in told.items() if getattr(merge.kept, name) != theirs]
    return {
        "going": _counts({label: len(ids) for label, ids in back.going.items()}),
        "coming": _counts({label: len(ids) for label, ids in back.coming.items()}),
        "staying": _counts(back.staying), "lost": _counts(back.lost),
        "changed": [str(getattr(Enterprise._meta.get_field(name), "verbose_name", name)) for name in changed],
        "crossed": crossed(merge, back)[:NAMED_MAX],
    }  # fmt: skip


def _counts(found: dict[str, int]) -> list[dict[str, Any]]:
    return [{"label": str(apps.get_model(label)._meta.verbose_name), "count": n} for label, n in found.items() if n]


@transaction.atomic
def back_ask(*, actor: User, merge_id: int, reason: str, request: Request = None) -> EnterpriseMerge:
    """Ask for a merge to be taken back.

    Raises:
        NotFound: no such merge.
        Conflict: it cannot be taken back, or it has been asked already.
    """
    merge = merge_locked(merge_id)
    if merge.state == MergeState.BACK_ASKED:
        raise Conflict("已有人提出撤回，请由另一人确认。", code="wrong_state")
    if why := why_not_back(merge):
        raise Conflict(why, code="wrong_state")
    merge.state, merge.back_reason = MergeState.BACK_ASKED, reason.strip()
    merge.back_asked_by, merge.back_asked_at = actor, clock.now()
    merge.save()
    audit_write(actor=actor, action="enterprise.merge_back_asked", target=merge, reason=reason, request=request)
    return merge


@transaction.atomic
def back_confirm(*, actor: User, merge_id: int, request: Request = None) -> EnterpriseMerge:
    """A second person takes it back: one transaction, all or nothing.

    Raises:
        NotFound: no such merge.
        Conflict: not asked for, one's own, too late, or points hang on the other side's gateways by now.
    """
    merge = merge_locked(merge_id)
    if why := why_not_confirm(merge, actor):
        raise Conflict(why, code="wrong_state")
    back = back_of(merge)
    if names := crossed(merge, back):
        said = "、".join(names[:NAMED_MAX])
        raise Conflict(f"测点 {said} 已接到另一家的网关，请先改回或新建，再撤回。", code="wrong_state")
    changed = fields_back(merge)
    merge.gone.is_active, merge.gone.merged_into = True, None
    merge.gone.save()
    moved = put_back(merge, back)
    _led_back(merge)
    merge.state, merge.back_by, merge.back_at = MergeState.TAKEN_BACK, actor, clock.now()
    merge.save()
    about = {"gone": merge.gone_id, "moved": moved, "staying": back.staying, **changed}
    audit_write(actor=actor, action="enterprise.merge_taken_back", target=merge.kept, changes=about,
                reason=merge.back_reason, request=request)  # fmt: skip
    config_request(actor=actor, reason=f"撤回合并：{merge.gone.name} 恢复", request=request)
    return merge


@transaction.atomic
def back_refuse(*, actor: User, merge_id: int, reason: str, request: Request = None) -> EnterpriseMerge:
    """The merge stands; also for who asked and thought again."""
    merge = merge_locked(merge_id)
    if merge.state != MergeState.BACK_ASKED:
        raise Conflict("没有待确认的撤回。", code="wrong_state")
    merge.state = MergeState.APPLIED
    merge.save(update_fields=["state"])
    audit_write(actor=actor, action="enterprise.merge_back_refused", target=merge, reason=reason, request=request)
    return merge


def merge_locked(merge_id: int) -> EnterpriseMerge:
    """A merge and both its names, locked until the transaction ends.

    Raises:
        NotFound: no such merge.
    """
    rows = EnterpriseMerge.objects.select_for_update(of=("self",)).select_related("kept", "gone")
    merge = rows.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound
    lock_names(f"merge.{pk}" for pk in (merge.kept_id, merge.gone_id))
    for one in (merge.kept, merge.gone):
        one.refresh_from_db()
    return merge


def stragglers_back(merge: EnterpriseMerge) -> int:
    """Alarms that a command which began before wrote for the enterprise that was kept, of points that are back."""
    late = Alarm.objects.filter(enterprise=merge.kept, point__enterprise=merge.gone, logged_at__gte=merge.decided_at)
    return late.update(enterprise=merge.gone)


def _led_back(merge: EnterpriseMerge) -> None:
    """Those that had gone into the one that is back lead to it again."""
    for batch in merge.rows.filter(model=Enterprise._meta.label):
        ids = [pk for pk, _ in batch.rows]
        Enterprise.objects.filter(pk__in=ids, merged_into=merge.kept).update(merged_into=merge.gone)
