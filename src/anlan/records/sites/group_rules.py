"""Commands and questions on rules over several points: two of three detectors must agree, two must not differ.

A rule that cannot be judged is left out by the alarms process and stops nobody; so it must be told here, and loudly.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.bus.messages import PointConfig, RuleConfig
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.sites.extensions import rule_judge
from anlan.records.sites.models import Enterprise, GroupRule, Point
from anlan.records.sites.publication import config_request, point_configs, rule_config
from anlan.records.sites.services.rows import row_apply, row_save

Request = HttpRequest | None

FIELDS = ("name", "rule", "points", "label", "grade", "on_delay_s", "off_delay_s", "settings", "is_enabled")


def group_rule_list(*, for_user: User, enterprise: int | None = None) -> QuerySet[GroupRule]:
    """Rules in the reader's scope, those in force first."""
    rows = Scope.of(for_user).filter(GroupRule.objects.select_related("enterprise"))
    rows = rows.filter(enterprise_id=enterprise) if enterprise else rows
    return rows.order_by("-is_enabled", "id")


@transaction.atomic
def group_rule_create(
    *, actor: User, enterprise: Enterprise, reason: str, request: Request = None, **fields: Any
) -> GroupRule:
    """Watch several points together; ``fields`` are the model's own.

    Raises:
        Invalid: no reason, or a rule that could not be judged (a point switched off, settings that cannot be).
    """
    _require_reason(reason)
    rule = GroupRule(enterprise=enterprise, reason=reason, **fields)
    row_save(rule)
    _require_judgeable(rule)
    changes = {name: [None, getattr(rule, name)] for name in FIELDS}
    audit_write(actor=actor, action="group_rule.created", target=rule, changes=changes, reason=reason, request=request)
    config_request(actor=actor, reason=f"新增多点规则 {rule.name}：{reason}"[:500], request=request)
    return rule


@transaction.atomic
def group_rule_update(
    *, actor: User, rule: GroupRule, reason: str, request: Request = None, **fields: Any
) -> GroupRule:
    """Change a rule, or bring a withdrawn one back with ``is_enabled=True``.

    Raises:
        Invalid: no reason, or a rule that could not be judged afterwards.
    """
    _require_reason(reason)
    changed = row_apply(rule, fields)
    if not changed:
        return rule
    if rule.is_enabled:
        _require_judgeable(rule)
    _note(actor, rule, "group_rule.changed", changed, reason, request, f"修改多点规则 {rule.name}")
    return rule


@transaction.atomic
def group_rule_withdraw(*, actor: User, rule: GroupRule, reason: str, request: Request = None) -> GroupRule:
    """Judge it no longer; the record stays. The limits of its points go on.

    Raises:
        Invalid: no reason.
        Conflict: it is withdrawn already.
    """
    _require_reason(reason)
    if not rule.is_enabled:
        raise Conflict("该规则已停用，无需再次停用。")
    rule.is_enabled = False
    changes = {"is_enabled": [True, False]}
    _note(actor, rule, "group_rule.withdrawn", changes, reason, request, f"停用多点规则 {rule.name}")
    return rule


def group_rule_problems(rules: Iterable[GroupRule]) -> dict[int, str]:
    """Why rules in force are not being judged, by rule; asked together with the other rules of their enterprises."""
    sites = {rule.enterprise_id for rule in rules}
    return problems_of(GroupRule.objects.filter(enterprise__in=sites))


def group_rule_problem_texts() -> list[str]:
    """Every rule in force that is not being judged, one sentence each, for the record of a publication."""
    problems = problems_of(GroupRule.objects.all())
    names = {rule.pk: rule for rule in GroupRule.objects.filter(pk__in=problems).select_related("enterprise")}
    return [f"{names[pk].enterprise} 多点规则“{names[pk].name}”未生效：{why}" for pk, why in problems.items()]


def problems_of(rows: QuerySet[GroupRule]) -> dict[int, str]:
    """Why those of ``rows`` that are in force are not being judged, by rule."""
    rules = list(rows.filter(is_enabled=True, enterprise__is_active=True).order_by("id"))
    points = point_configs({p for rule in rules for p in rule.points})
    published = {p.id for p in points}
    missing = {rule.pk: [p for p in rule.points if p not in published] for rule in rules}
    said = _judged([rule_config(rule) for rule in rules if not missing[rule.pk]], points)
    found = {rule.pk: said[f"group-{rule.pk}"] for rule in rules if f"group-{rule.pk}" in said}
    absent = _why_absent({p for gone in missing.values() for p in gone})
    return found | {pk: "".join(absent[p] for p in gone) for pk, gone in missing.items() if gone}


# --- helpers ---------------------------------------------------------------------------------------


def _judged(rules: Sequence[RuleConfig], points: Sequence[PointConfig]) -> dict[str, str]:
    return rule_judge().problems(rules, points)


def _why_absent(ids: set[int]) -> dict[int, str]:
    """Why each of these points is not published, one sentence each."""
    rows = {p.pk: p for p in Point.objects.filter(pk__in=ids).select_related("gateway")}
    said = dict.fromkeys(ids, "")
    for pk in ids:
        point = rows.get(pk)
        if point is None:
            said[pk] = f"测点 {pk} 已删除。"
        elif not point.is_enabled:
            said[pk] = f"测点“{point.name}”已停用。"
        else:
            said[pk] = f"测点“{point.name}”的网关“{point.gateway}”已停用。"
    return said


def _require_judgeable(rule: GroupRule) -> None:
    problem = group_rule_problems([rule]).get(rule.pk)
    if problem:
        raise Invalid(f"该规则无法判定：{problem}", fields={"settings" if "参数" in problem else "points": problem})


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "请填写理由。"})


def _note(
    actor: User, rule: GroupRule, action: str, changes: dict[str, Any], reason: str, request: Request, what: str
) -> None:
    """Keep the reason, write the trail, ask for a publication."""
    rule.reason = reason
    row_save(rule)
    audit_write(actor=actor, action=action, target=rule, changes=changes, reason=reason, request=request)
    config_request(actor=actor, reason=f"{what}：{reason}"[:500], request=request)
