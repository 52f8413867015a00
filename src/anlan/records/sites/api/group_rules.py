"""Rules over several points: seen by whoever sees the enterprise, set by whoever may change set points."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites import group_rules, selectors
from anlan.records.sites.api.schemas import GroupRuleIn, GroupRuleOut, GroupRulePatch, GroupRuleTypeOut, ReasonIn
from anlan.records.sites.extensions import rule_judge
from anlan.records.sites.models import GroupRule, Point

router = Router(tags=["group rules"])


@router.get("/group-rule-types", response={200: list[GroupRuleTypeOut], **PROBLEMS})
def group_rule_types(request: HttpRequest) -> list[dict[str, Any]]:
    """Rules over several points that are installed, each with the JSON schema of its settings."""
    allowed(request, Permission.SITE_VIEW)
    return rule_judge().types()


@router.get("/group-rules", response={200: list[GroupRuleOut], **PROBLEMS})
def group_rule_list(request: HttpRequest, enterprise: int | None = None) -> list[dict[str, Any]]:
    """Rules in scope, withdrawn ones last; ``problem`` says why one that is in force is not being judged."""
    user = allowed(request, Permission.SITE_VIEW)
    return _shown(list(group_rules.group_rule_list(for_user=user, enterprise=enterprise)))


@router.post("/group-rules", response={201: GroupRuleOut, **PROBLEMS})
def group_rule_create(request: HttpRequest, body: GroupRuleIn) -> Status[dict[str, Any]]:
    """Watch several points together; checked by the rule itself before it is kept, then published."""
    user = allowed(request, Permission.POINT_LIMITS)
    site = selectors.enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    fields = _plain(body.dict(exclude={"enterprise_id", "reason"}))
    rule = group_rules.group_rule_create(actor=user, enterprise=site, reason=body.reason, request=request, **fields)
    return Status(201, _shown([rule])[0])


@router.patch("/group-rules/{int:rule_id}", response={200: GroupRuleOut, **PROBLEMS})
def group_rule_update(request: HttpRequest, rule_id: int, body: GroupRulePatch) -> dict[str, Any]:
    """Change a rule, or bring a withdrawn one back."""
    user = allowed(request, Permission.POINT_LIMITS)
    rule = group_rules.group_rule_get(for_user=user, rule_id=rule_id)
    given = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    reason = given.pop("reason", "")
    if given.get("is_enabled") is False:
        raise Invalid(fields={"is_enabled": "停用规则请使用“停用”操作。"})
    done = group_rules.group_rule_update(actor=user, rule=rule, reason=reason, request=request, **_plain(given))
    return _shown([done])[0]


@router.post("/group-rules/{int:rule_id}/withdraw", response={200: GroupRuleOut, **PROBLEMS})
def group_rule_withdraw(request: HttpRequest, rule_id: int, body: ReasonIn) -> dict[str, Any]:
    """Judge it no longer, with a reason; the limits of its points go on."""
    user = allowed(request, Permission.POINT_LIMITS)
    rule = group_rules.group_rule_get(for_user=user, rule_id=rule_id)
    done = group_rules.group_rule_withdraw(actor=user, rule=rule, reason=body.reason, request=request)
    return _shown([done])[0]


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "grade": fields["grade"].value} if "grade" in fields else fields


def _shown(rules: list[GroupRule]) -> list[dict[str, Any]]:
    problems = group_rules.group_rule_problems(rules)
    titles = {kind["name"]: kind["title_zh"] for kind in rule_judge().types()}
    names = dict(Point.objects.filter(pk__in={p for r in rules for p in r.points}).values_list("pk", "name"))
    return [
        {
            "id": rule.pk,
            "enterprise_id": rule.enterprise_id,
            "rule_title": titles.get(rule.rule, rule.rule),
            "point_names": [names.get(p, str(p)) for p in rule.points],
            "problem": problems.get(rule.pk, ""),
            "reason": rule.reason,
            **{name: getattr(rule, name) for name in group_rules.FIELDS},
        }
        for rule in rules
    ]
