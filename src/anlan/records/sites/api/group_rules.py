"""Rules over several points, to look at; they are drafted and published as versions (``records.rules``)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites import group_rules
from anlan.records.sites.api.point_schemas import GroupRuleOut, GroupRuleTypeOut
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
