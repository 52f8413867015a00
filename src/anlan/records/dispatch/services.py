"""Commands on versions: draft, edit, publish by a second person, roll back. One command, one transaction, one audit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.locks import lock_names
from anlan.records.dispatch.choices import VersionState
from anlan.records.dispatch.choosing import RULES_MAX, problems
from anlan.records.dispatch.models import PolicyVersion, Team
from anlan.records.dispatch.policy import Rule
from anlan.records.dispatch.selectors import difference, version_get

#: A version may be published for a day to come, not for a year to come.
AHEAD_MAX = timedelta(days=90)


@transaction.atomic
def draft_make(*, actor: User, from_number: int, title: str, request: HttpRequest | None = None) -> PolicyVersion:
    """A draft with the rules of a version.

    Raises:
        NotFound: no version to begin from.
    """
    origin = version_get(from_number)
    now = clock.now()
    draft = PolicyVersion.objects.create(
        number=_next_number(), title=title.strip(), rules=origin.rules, made_from=origin.number, made_by=actor,
        made_at=now, edited_at=now,
    )  # fmt: skip
    audit_write(actor=actor, action="policy.drafted", target=draft, changes={"from": from_number}, request=request)
    return draft


def _next_number() -> int:
    lock_names(["dispatch.versions"])
    newest = PolicyVersion.objects.aggregate(Max("number"))["number__max"]
    return int(newest or 1) + 1


@transaction.atomic
def draft_edit(
    *, actor: User, number: int, rules: Sequence[Rule], title: str, request: HttpRequest | None = None
) -> PolicyVersion:
    """Put ``rules`` in the place of the draft's; it has to be simulated again.

    Raises:
        NotFound, Conflict: published already; Invalid: rules that would leave somebody untold.
    """
    draft = _locked(number)
    if draft.state != VersionState.DRAFT:
        raise Conflict("已发布的版本不能修改，请以它为基础起草新版本。", code="wrong_state")
    _require_sound(rules)
    draft.rules, draft.title = [rule.data() for rule in rules], title.strip() or draft.title
    draft.edited_at, draft.simulated_at, draft.made_by = clock.now(), None, actor
    draft.save()
    audit_write(actor=actor, action="policy.edited", target=draft, changes={"rules": len(rules)}, request=request)
    return draft


def _require_sound(rules: Sequence[Rule]) -> None:
    if len(rules) > RULES_MAX:
        raise Invalid(fields={"rules": f"一个版本最多 {RULES_MAX} 条规则。"})
    wrong = problems(rules) or _nobody(rules)
    if wrong:
        raise Invalid(fields={"rules": " ".join(wrong[:10])})


def _nobody(rules: Sequence[Rule]) -> list[str]:
    """Named people and teams that are not there."""
    targets = {t for rule in rules for t in (*rule.first, *rule.inform, *(t for s in rule.steps for t in s.targets))}
    people = {int(t[7:]) for t in targets if t.startswith("person:")}
    teams = {t[5:] for t in targets if t.startswith("team:")}
    known = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    named = set(Team.objects.filter(name__in=teams).values_list("name", flat=True))
    return [f"没有在册人员 {pk}。" for pk in sorted(people - known)] + [
        f"没有小组“{n}”。" for n in sorted(teams - named)
    ]


def _locked(number: int) -> PolicyVersion:
    version_get(number)
    return PolicyVersion.objects.select_for_update().get(number=number)


def simulated(*, number: int) -> None:
    """Somebody saw what the draft would do."""
    PolicyVersion.objects.filter(number=number, state=VersionState.DRAFT).update(simulated_at=clock.now())


def why_not_publish(version: PolicyVersion, actor: Any) -> str:
    """Why ``actor`` cannot publish this version now; empty when they can."""
    if version.state != VersionState.DRAFT:
        return "该版本已经发布。"
    if version.simulated_at is None:
        return "请先推演本草稿，查看会通知到谁，再发布。"
    if version.made_by_id == actor.pk:
        return "起草人不能发布本人起草的策略，请由另一人发布。"
    return ""


@transaction.atomic
def publish(
    *, actor: User, number: int, in_force_from: datetime | None = None, reason: str = "",
    request: HttpRequest | None = None,
) -> PolicyVersion:  # fmt: skip
    """A second person puts a simulated draft in force, now or at a time to come.

    Raises:
        NotFound, Conflict: published, not simulated, or one's own; Invalid: a time that is past or too far off.
    """
    version, now = _locked(number), clock.now()
    if why := why_not_publish(version, actor):
        raise Conflict(why, code="not_now")
    begins = in_force_from or now
    if not now - timedelta(minutes=1) <= begins <= now + AHEAD_MAX:
        raise Invalid(fields={"in_force_from": f"生效时间应在现在到 {AHEAD_MAX.days} 天之内。"})
    _require_sound([Rule.of_data(rule) for rule in version.rules])
    _put_in_force(version, actor, max(begins, now))
    changes = {"in_force_from": version.in_force_from.isoformat() if version.in_force_from else ""}
    if version.made_from is not None:
        changes["changed"] = ", ".join(row["rule"] for row in difference(version_get(version.made_from), version))[:500]
    audit_write(actor=actor, action="policy.published", target=version, changes=changes, reason=reason, request=request)
    return version


def _put_in_force(version: PolicyVersion, actor: User, begins: datetime) -> None:
    version.state, version.published_by = VersionState.PUBLISHED, actor
    version.published_at, version.in_force_from = clock.now(), begins
    version.save()


@transaction.atomic
def roll_back(*, actor: User, number: int, reason: str, request: HttpRequest | None = None) -> PolicyVersion:
    """Put the rules of an earlier published version in force again, at once, as a new version.

    One person may: two have put these rules in force before.

    Raises:
        NotFound, Conflict: a draft cannot be rolled back to; Invalid: no reason.
    """
    origin = version_get(number)
    if origin.state != VersionState.PUBLISHED:
        raise Conflict("只能恢复到曾经发布的版本。", code="wrong_state")
    if not reason.strip():
        raise Invalid(fields={"reason": "必填。"})
    now = clock.now()
    version = PolicyVersion.objects.create(
        number=_next_number(), title=f"恢复第 {number} 版：{reason}"[:200], rules=origin.rules, made_from=number,
        made_by=origin.made_by, made_at=now, edited_at=now, simulated_at=now,
    )  # fmt: skip
    _put_in_force(version, actor, now)
    audit_write(
        actor=actor, action="policy.rolled_back", target=version, changes={"to": number}, reason=reason, request=request
    )
    return version


@transaction.atomic
def team_set(*, actor: User, name: str, members: Sequence[int], request: HttpRequest | None = None) -> Team:
    """Make a team, or change who is in it.

    Raises:
        Invalid: somebody is not there.
    """
    people = list(User.objects.filter(pk__in=members, is_active=True))
    if not people or len(people) != len(set(members)):
        raise Invalid(fields={"members": "请选择在册人员。"})
    team, _ = Team.objects.get_or_create(name=name.strip())
    team.members.set(people)
    audit_write(
        actor=actor, action="team.set", target=team, changes={"members": [p.name for p in people]}, request=request
    )
    return team
