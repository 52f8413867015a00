"""Rules over HTTP: edges only."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field, FiniteFloat

from anlan.domain.grades import Grade
from anlan.domain.rule_set import rules_for
from anlan.domain.sources import named
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.rules import selectors, services
from anlan.records.rules.choices import VersionState
from anlan.records.rules.models import RuleVersion
from anlan.records.rules.targets import NEW_GROUP, Target, target_of
from anlan.records.sites.api.point_schemas import LimitIn
from anlan.records.sites.defaults import designed_traits

router = Router(tags=["rules"])
VIEW, DRAFT, PUBLISH = Permission.RULE_VIEW, Permission.POINT_LIMITS, Permission.RULE_PUBLISH
TARGET = Field(max_length=80, pattern=r"^(kind|point|group):\w+$")


class RuleSettingsIn(StrictSchema):
    """Of a kind or a point. With ``is_default`` the rule set, or the point's kind, holds."""

    is_default: bool = False
    limits: list[LimitIn] = Field([], max_length=4)
    timings: dict[str, FiniteFloat | None] = {}
    expires_at: AwareDatetime | None = None


class RuleGroupIn(StrictSchema):
    """Of a rule over several points; the alarm stands at the first of ``points``."""

    enterprise_id: int = Field(ge=1, le=2**53)
    name: str = Field(min_length=1, max_length=64)
    rule: str = Field(min_length=1, max_length=32)
    points: list[int] = Field(min_length=1, max_length=50)
    label: str = Field(min_length=1, max_length=16)
    grade: Grade
    on_delay_s: FiniteFloat = Field(0.0, ge=0, le=86_400)
    off_delay_s: FiniteFloat = Field(0.0, ge=0, le=86_400)
    settings: dict[str, Any] = {}
    is_enabled: bool = True


class RuleDraftIn(StrictSchema):
    """``settings`` or ``group`` as the target asks for; with neither the draft begins with what is in force."""

    target: str = TARGET
    title: str = Field(min_length=2, max_length=200)
    settings: RuleSettingsIn | None = None
    group: RuleGroupIn | None = None


class RuleEditIn(StrictSchema):
    title: str = Field("", max_length=200)
    settings: RuleSettingsIn | None = None
    group: RuleGroupIn | None = None


class RuleWhyIn(StrictSchema):
    reason: str = Field(min_length=2, max_length=200)


class RuleChangeOut(Schema):
    """What differs: ``item`` limit (named by label) or rule; ``what`` added, removed or changed."""

    what: str
    item: str
    name: str
    fields: list[dict[str, Any]]


class RuleVersionOut(Schema):
    id: int
    target: str
    name: str
    unit: str
    number: int | None
    title: str
    state: str
    content: dict[str, Any]
    is_in_force: bool
    made_from: int | None
    made_by: dict[str, Any] | None
    made_at: str | None
    tried_at: str | None
    published_by: dict[str, Any] | None
    published_at: str | None
    reason: str
    why_not_publish: str
    changes: list[RuleChangeOut]


class RuleSourceOut(Schema):
    """Where a shipped limit comes from and how sure it is (H official … U unconfirmed, D our proposal).

    ``latches`` and ``needs_confirm`` are what an alarm of this level was designed to do, where a limit does not say.
    """

    label: str
    set_point: float
    source: str
    mark: str
    latches: bool
    needs_confirm: bool


class RuleTargetOut(Schema):
    target: str
    name: str
    unit: str
    kind: str
    enterprise: str
    enterprise_id: int | None
    present: dict[str, Any]
    shipped: list[RuleSourceOut]
    versions: list[RuleVersionOut]


@router.get("/rules/targets", response={200: dict[str, Any], **PROBLEMS})
def target_list(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """What has rules: kinds, points (those with settings of their own, or that match ``q``), rules over several."""
    user = allowed(request, VIEW)
    drafts = selectors.version_list(for_user=user).filter(state=VersionState.DRAFT)
    return {
        "kinds": selectors.kind_rows(),
        "points": selectors.point_rows(for_user=user, q=q[:100]),
        "groups": selectors.group_rows(for_user=user),
        "drafts": [_version(row, user) for row in drafts[:100]],
    }


@router.get("/rules/targets/{target}", response={200: RuleTargetOut, **PROBLEMS})
def target_get(request: HttpRequest, target: str, version: int | None = None) -> dict[str, Any]:
    """What one target alarms on now, where the shipped limits come from, and its versions.

    A rule that is not there yet (``group:new``) is known by its draft: ``version``.
    """
    user = allowed(request, VIEW)
    draft = selectors.version_get(version, for_user=user) if version and target == NEW_GROUP else None
    thing = target_of(target, draft.content if draft else None, for_user=user)
    kind = getattr(thing, "kind", "") or getattr(getattr(thing, "point", None), "kind", "")
    return {
        "target": thing.key, "name": thing.name, "unit": thing.unit, "kind": kind, "present": thing.present(),
        "enterprise": str(thing.enterprise or ""), "enterprise_id": thing.enterprise.pk if thing.enterprise else None,
        "shipped": _shipped(kind), "versions": [
            _version(row, user, thing) for row in ([draft] if draft else
                                                   selectors.version_list(for_user=user, target=target)[:50])
        ],
    }  # fmt: skip


def _shipped(kind: str) -> list[dict[str, Any]]:
    rules = rules_for(kind)
    designed = {one.label: designed_traits(kind, one.label) for one in (rules.limits if rules else ())}
    return [
        {"label": one.label, "set_point": one.set_point, "source": named(one.source), "mark": one.mark,
         "latches": designed[one.label].latches, "needs_confirm": designed[one.label].needs_confirm}
        for one in (rules.limits if rules else ())
    ]  # fmt: skip


@router.post("/rules/drafts", response={201: RuleVersionOut, **PROBLEMS})
def draft_make(request: HttpRequest, body: RuleDraftIn) -> tuple[int, dict[str, Any]]:
    """Draft a change; refused when it could never be put in force. It changes nothing until somebody else publishes."""
    user = allowed(request, DRAFT)
    content = _content(body.target, body.settings, body.group)
    draft = services.draft_make(actor=user, target=body.target, title=body.title, content=content, request=request)
    return 201, _version(draft, user)


@router.get("/rules/versions/{int:version_id}", response={200: RuleVersionOut, **PROBLEMS})
def version_get(request: HttpRequest, version_id: int, against: int | None = None) -> dict[str, Any]:
    """One version; ``changes`` are those from ``against``, or from the version it was made from."""
    user = allowed(request, VIEW)
    row = selectors.version_get(version_id, for_user=user)
    other = selectors.version_get(against, for_user=user) if against else row.made_from
    return {**_version(row, user), "changes": selectors.difference(other.content if other else {}, row.content)}


@router.put("/rules/versions/{int:version_id}", response={200: RuleVersionOut, **PROBLEMS})
def draft_edit(request: HttpRequest, version_id: int, body: RuleEditIn) -> dict[str, Any]:
    """Replace what a draft says."""
    user = allowed(request, DRAFT)
    row = selectors.version_get(version_id, for_user=user)
    content = _content(row.target, body.settings, body.group)
    if content is None:
        raise Invalid(fields={"settings": "请填写规则内容。"})
    done = services.draft_edit(actor=user, version=row, content=content, title=body.title, request=request)
    return _version(done, user)


@router.post("/rules/versions/{int:version_id}/publish", response={200: RuleVersionOut, **PROBLEMS})
def publish(request: HttpRequest, version_id: int, body: RuleWhyIn) -> dict[str, Any]:
    """A second person puts a tried draft in force."""
    user = allowed(request, PUBLISH)
    row = selectors.version_get(version_id, for_user=user)
    return _version(services.publish(actor=user, version=row, reason=body.reason, request=request), user)


@router.post("/rules/versions/{int:version_id}/roll-back", response={201: RuleVersionOut, **PROBLEMS})
def roll_back(request: HttpRequest, version_id: int, body: RuleWhyIn) -> tuple[int, dict[str, Any]]:
    """Put an earlier version in force again, at once, as a new version."""
    user = allowed(request, PUBLISH)
    row = selectors.version_get(version_id, for_user=user)
    return 201, _version(services.roll_back(actor=user, version=row, reason=body.reason, request=request), user)


@router.post("/rules/versions/{int:version_id}/withdraw", response={200: RuleVersionOut, **PROBLEMS})
def withdraw(request: HttpRequest, version_id: int, body: RuleWhyIn) -> dict[str, Any]:
    """Give a draft up."""
    user = allowed(request, DRAFT)
    row = selectors.version_get(version_id, for_user=user)
    return _version(services.draft_withdraw(actor=user, version=row, reason=body.reason, request=request), user)


def _content(target: str, settings: RuleSettingsIn | None, group: RuleGroupIn | None) -> dict[str, Any] | None:
    """What the body says, as versions keep it; the other half is refused."""
    is_group = target.startswith("group:")
    if (settings if is_group else group) is not None:
        raise Invalid(fields={"settings" if is_group else "group": "与规则对象不符。"})
    if group is not None:
        return {**group.dict(), "grade": group.grade.value}
    if settings is None:
        if target == NEW_GROUP:
            raise Invalid(fields={"group": "请填写规则内容。"})
        return None
    limits = [{**one.dict(), "grade": one.grade.value} for one in settings.limits]
    until = settings.expires_at.isoformat() if settings.expires_at else None
    if until and target.startswith("kind:"):
        raise Invalid(fields={"expires_at": "按类型的规则没有到期时间。"})
    content = {"is_default": settings.is_default, "limits": limits, "timings": settings.timings}
    return content if target.startswith("kind:") else {**content, "expires_at": until}


def _version(row: RuleVersion, user: User, thing: Target | None = None) -> dict[str, Any]:
    thing = thing or target_of(row.target, row.content)
    is_in_force = row.state == VersionState.PUBLISHED and selectors.newest_published(row.target) == row
    base = row.made_from
    return {
        "id": row.pk, "target": row.target, "name": row.content.get("name") or thing.name, "unit": thing.unit,
        "number": row.number, "title": row.title, "state": row.state, "content": row.content,
        "is_in_force": is_in_force, "made_from": base.number if base else None,
        "made_by": person_data(row.made_by), "made_at": iso(row.made_at), "tried_at": iso(row.tried_at),
        "published_by": person_data(row.published_by), "published_at": iso(row.published_at), "reason": row.reason,
        "why_not_publish": services.why_not_publish(row, user) if row.state == VersionState.DRAFT else "",
        "changes": selectors.difference(base.content if base else {}, row.content),
    }  # fmt: skip
