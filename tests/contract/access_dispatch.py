"""Access rows of dispatch policies, their simulation, and answers to requests for support."""

from anlan.records.accounts.choices import Permission
from anlan.records.dispatch import shipped
from anlan.records.dispatch.models import PolicyVersion
from anlan.records.incidents.models import SupportRequest
from tests.contract.access import Place, Route, World

P = Permission
#: The version's state or the second-person rule may not allow it: the workflow's answer, not access.
STATE = frozenset({409, 422})


def draft(world: World, place: Place) -> dict[str, object]:
    rules = [rule.data() for rule in shipped.rules()]
    row, _ = PolicyVersion.objects.get_or_create(number=2, defaults={"title": "草稿", "rules": rules})
    return {"number": row.number}


def rules(world: World, place: Place) -> dict[str, object]:
    return {"rules": [rule.data() for rule in shipped.rules()]}


def enterprise(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


def support(world: World, place: Place) -> dict[str, object]:
    row, _ = SupportRequest.objects.get_or_create(incident_id=place.alarm.incident_id, what="带堵漏工具")
    return {"incident_id": place.alarm.incident_id, "support_id": row.pk}


ROUTES = [
    Route("GET", "/api/dispatch/versions", P.POLICY_VIEW),
    Route("GET", "/api/dispatch/versions/{number}", P.POLICY_VIEW, draft, is_scoped=False),
    Route("GET", "/api/dispatch/versions/{number}/difference", P.POLICY_VIEW, draft,
          query=lambda w, p: {"against": 1}, is_scoped=False),
    Route("POST", "/api/dispatch/versions", P.POLICY_EDIT, body=lambda w, p: {"from_number": 1, "title": "新策略"}),
    Route("PUT", "/api/dispatch/versions/{number}/rules", P.POLICY_EDIT, draft, body=rules, is_scoped=False),
    Route("POST", "/api/dispatch/versions/{number}/publish", P.POLICY_PUBLISH, draft, body=lambda w, p: {},
          is_scoped=False, may_answer=STATE),
    Route("POST", "/api/dispatch/versions/{number}/roll-back", P.POLICY_PUBLISH, lambda w, p: {"number": 1},
          body=lambda w, p: {"reason": "恢复默认"}, is_scoped=False),
    Route("POST", "/api/enterprises/{enterprise_id}/dispatch-simulation", P.POLICY_VIEW, enterprise,
          body=lambda w, p: {"grade": "red", "at": "2026-11-29T03:10:00+08:00"}),
    Route("GET", "/api/dispatch/teams", P.POLICY_VIEW),
    Route("PUT", "/api/dispatch/teams", P.POLICY_EDIT,
          body=lambda w, p: {"name": "应急组", "members": [w.person("duty_officer", p).pk]}),
    Route("POST", "/api/incidents/{incident_id}/support/{support_id}/answer", P.INCIDENT_NOTE, support,
          body=lambda w, p: {"coming": True}, may_answer=STATE),
]  # fmt: skip
