"""Commands on rule versions: draft, edit, publish by a second person, withdraw, roll back.

One command, one transaction, one audit entry. This is the only way by which a set point or a rule over several points
comes into force from a screen.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.locks import lock_names
from anlan.records.rules.choices import VersionState
from anlan.records.rules.models import RuleVersion
from anlan.records.rules.selectors import difference, newest_published
from anlan.records.rules.targets import NEW_GROUP, Act, Content, Target, target_of

Request = Any


@transaction.atomic
def draft_make(
    *, actor: User, target: str, title: str, content: Content | None = None, request: Request = None
) -> RuleVersion:
    """A draft with what is in force now, or with ``content``.

    Raises:
        NotFound: no such target in scope.
        Invalid: ``content`` could not be put in force.
    """
    thing = target_of(target, content, for_user=actor)
    lock_names([f"rules.{target}"])
    base = _base(thing)
    now = clock.now()
    draft = RuleVersion.objects.create(
        target=target, enterprise=thing.enterprise, title=title.strip(), content=content or thing.present(),
        made_from=base, made_by=actor, author_ids=[actor.pk], made_at=now, edited_at=now,
    )  # fmt: skip
    if content is not None:
        _rehearse(thing, draft, actor)
    changes = {"from": base.number if base else None}
    audit_write(actor=actor, action="rule.drafted", target=draft, changes=changes, reason=title, request=request)
    return draft


def _base(thing: Target) -> RuleVersion | None:
    """The version in force; where there is none yet, or where something else changed what is in force (an override
    that ended), what is in force now becomes one. A rule that is not there yet has none."""
    if thing.key == NEW_GROUP:
        return None
    known, present = newest_published(thing.key), thing.present()
    if known is not None and known.content == present:
        return known
    now = clock.now()
    return RuleVersion.objects.create(
        target=thing.key, enterprise=thing.enterprise, number=(known.number or 0) + 1 if known else 1,
        title="起草时生效的设定", state=VersionState.PUBLISHED, content=present, made_from=known, made_at=now,
        edited_at=now, published_at=now,
    )  # fmt: skip


@transaction.atomic
def draft_edit(
    *, actor: User, version: RuleVersion, content: Content, title: str = "", request: Request = None
) -> RuleVersion:
    """Put ``content`` in the place of the draft's; it has to be tried again, and whoever edits is an author.

    Raises:
        Conflict: published or withdrawn already.
        Invalid: it could not be put in force.
    """
    draft = _locked(version)
    if draft.state != VersionState.DRAFT:
        raise Conflict("已发布或撤回的版本不能修改，请重新起草。", code="wrong_state")
    before = draft.content
    draft.content, draft.title = content, title.strip() or draft.title
    draft.edited_at, draft.tried_at = clock.now(), None
    draft.author_ids = sorted({*draft.author_ids, actor.pk})
    draft.save()
    _rehearse(target_of(draft.target, content, for_user=actor), draft, actor)
    changes = {"difference": [before, content]}
    audit_write(actor=actor, action="rule.edited", target=draft, changes=changes, request=request)
    return draft


@transaction.atomic
def draft_withdraw(*, actor: User, version: RuleVersion, reason: str, request: Request = None) -> RuleVersion:
    """Give a draft up; it stays for the record.

    Raises:
        Conflict: no draft.
    """
    draft = _locked(version)
    if draft.state != VersionState.DRAFT:
        raise Conflict("只有草稿可以撤回。", code="wrong_state")
    draft.state = VersionState.WITHDRAWN
    draft.save(update_fields=["state"])
    audit_write(actor=actor, action="rule.withdrawn", target=draft, reason=reason, request=request)
    return draft


def why_not_publish(version: RuleVersion, actor: Any) -> str:
    """Why ``actor`` cannot publish this version now; empty when they can."""
    if version.state != VersionState.DRAFT:
        return "该版本不是草稿。"
    if actor.pk in version.author_ids:
        return "起草和修改过草稿的人不能发布，请由另一人发布。"
    base = version.made_from
    if base is not None and newest_published(version.target) != base:
        return "起草之后已发布了更新的版本，请以它为基础重新起草。"
    if base is not None and not difference(base.content, version.content):
        return "草稿与生效版本没有差别。"
    if version.tried_at is None:
        return "请先用历史数据推演本草稿，再发布。"
    return ""


@transaction.atomic
def publish(*, actor: User, version: RuleVersion, reason: str, request: Request = None) -> RuleVersion:
    """A second person puts a tried draft in force.

    Raises:
        Conflict: published, not tried, one's own, or overtaken.
        Invalid: it cannot be put in force any more.
    """
    lock_names([f"rules.{version.target}"])
    draft = _locked(version)
    if why := why_not_publish(draft, actor):
        raise Conflict(why, code="not_now")
    thing = target_of(draft.target, draft.content, for_user=actor)
    base = draft.made_from
    if base is not None and base.content != thing.present():
        raise Conflict("起草之后生效的设定已有变化（如临时调整到期），请重新起草。", code="not_now")
    changes = {"changed": difference(base.content if base else {}, draft.content)}
    _put_in_force(thing, draft, Act(actor, reason.strip() or draft.title, request))
    audit_write(actor=actor, action="rule.published", target=draft, changes=changes, reason=reason, request=request)
    return draft


@transaction.atomic
def roll_back(*, actor: User, version: RuleVersion, reason: str, request: Request = None) -> RuleVersion:
    """Put an earlier version's content in force again, at once, as a new version; not by who wrote it.

    Raises:
        Conflict: not an earlier published version, or one's own.
        Invalid: no reason, or it can no longer be put in force.
    """
    lock_names([f"rules.{version.target}"])
    origin = _locked(version)
    if origin.state != VersionState.PUBLISHED or newest_published(origin.target) == origin:
        raise Conflict("只能恢复到曾经发布的较早版本。", code="wrong_state")
    if actor.pk in origin.author_ids:
        raise Conflict("起草人不能恢复本人起草的版本，请由另一人办理。", code="not_now")
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请填写理由。"})
    now = clock.now()
    row = RuleVersion.objects.create(
        target=origin.target, enterprise=origin.enterprise, title=f"恢复第 {origin.number} 版：{reason}"[:200],
        content=origin.content, made_from=newest_published(origin.target), made_by=origin.made_by,
        author_ids=origin.author_ids, made_at=now, edited_at=now, tried_at=origin.tried_at,
    )  # fmt: skip
    _put_in_force(target_of(origin.target, for_user=actor), row, Act(actor, reason, request))
    changes = {"to": origin.number}
    audit_write(actor=actor, action="rule.rolled_back", target=row, changes=changes, reason=reason, request=request)
    return row


# --- helpers ---------------------------------------------------------------------------------------


def _put_in_force(thing: Target, version: RuleVersion, act: Act) -> None:
    version.target = thing.put(version.content, act)
    # The record is of what is in force now: of a default that is what it resolves to, of a number its stored form.
    version.content = target_of(version.target).present()
    numbers = RuleVersion.objects.filter(target=version.target).aggregate(Max("number"))["number__max"]
    version.number, version.state = (numbers or 0) + 1, VersionState.PUBLISHED
    version.published_by, version.published_at, version.reason = act.actor, clock.now(), act.reason[:500]
    version.save()


class _Rehearsed(Exception):
    """Undoes a rehearsal."""


def _rehearse(thing: Target, draft: RuleVersion, actor: User) -> None:
    """Put it in force and undo that: what could not be published is refused while its author still sits there."""
    try:
        with transaction.atomic():
            thing.put(draft.content, Act(actor, draft.title or "起草"))
            raise _Rehearsed
    except _Rehearsed:
        return
    except Conflict as error:
        raise Invalid(error.message) from error


def _locked(version: RuleVersion) -> RuleVersion:
    return RuleVersion.objects.select_for_update(of=("self",)).select_related("made_from").get(pk=version.pk)
