"""Access rows of rule versions and their trials. Only roles of the whole county see rules, so nothing is scoped."""

from anlan.records.accounts.choices import Permission
from anlan.records.rules.models import RuleTrial, RuleVersion
from anlan.records.rules.targets import target_of
from tests.contract.access import Place, Route, World

P = Permission
#: The version's state or the second-person rule may not allow it: the workflow's answer, not access.
STATE = frozenset({409, 422})
KIND = "kind:nh3_concentration"
WHY = {"reason": "核对后办理"}


def draft(world: World, place: Place) -> dict[str, object]:
    content = target_of(KIND).present()
    row, _ = RuleVersion.objects.get_or_create(target=KIND, title="草稿", defaults={"content": content})
    return {"version_id": row.pk}


def trial(world: World, place: Place) -> dict[str, object]:
    version = RuleVersion.objects.get(pk=draft(world, place)["version_id"])
    row, _ = RuleTrial.objects.get_or_create(version=version, days=7, content_edited_at=version.edited_at)
    return {"trial_id": row.pk}


ROUTES = [
    Route("GET", "/api/rules/targets", P.RULE_VIEW),
    Route("GET", "/api/rules/targets/{target}", P.RULE_VIEW, lambda w, p: {"target": KIND}, is_scoped=False),
    Route("POST", "/api/rules/drafts", P.POINT_LIMITS, body=lambda w, p: {"target": KIND, "title": "收紧"}),
    Route("GET", "/api/rules/versions/{version_id}", P.RULE_VIEW, draft, is_scoped=False),
    Route("PUT", "/api/rules/versions/{version_id}", P.POINT_LIMITS, draft,
          body=lambda w, p: {"settings": {"is_default": True}}, is_scoped=False, may_answer=STATE),
    Route("POST", "/api/rules/versions/{version_id}/publish", P.RULE_PUBLISH, draft, body=lambda w, p: dict(WHY),
          is_scoped=False, may_answer=STATE),
    Route("POST", "/api/rules/versions/{version_id}/roll-back", P.RULE_PUBLISH, draft, body=lambda w, p: dict(WHY),
          is_scoped=False, may_answer=STATE),
    Route("POST", "/api/rules/versions/{version_id}/withdraw", P.POINT_LIMITS, draft, body=lambda w, p: dict(WHY),
          is_scoped=False, may_answer=STATE),
    # Four days are refused whoever asks: no process is started for a table of rights.
    Route("POST", "/api/rules/versions/{version_id}/trials", P.RULE_VIEW, draft, body=lambda w, p: {"days": 4},
          is_scoped=False, may_answer=STATE),
    Route("GET", "/api/rules/versions/{version_id}/trials", P.RULE_VIEW, draft, is_scoped=False),
    Route("POST", "/api/rules/trials/{trial_id}/cancel", P.RULE_VIEW, trial, is_scoped=False, may_answer=STATE),
]  # fmt: skip
