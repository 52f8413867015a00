"""API tokens: kept as a hash, marked in the audit trail, slowed down, and never a way into the account itself."""

import json

import pytest
from django.test import Client

from anlan.records.accounts import tokens
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import ApiToken, User
from anlan.records.audit.models import AuditEntry
from anlan.records.core.errors import Invalid, TooMany
from tests.factories import UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db


def program(secret: str) -> Client:
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})


def test_a_token_is_issued_once_and_only_its_hash_is_kept() -> None:
    user, client = UserFactory(role=Role.ADMIN), Client()
    client.force_login(user)
    body = {"name": "数据汇聚平台", "permissions": ["site.view"], "days": 30}
    made = client.post("/api/account/tokens", body, content_type="application/json").json()
    assert made["secret"].startswith(made["prefix"])
    assert "secret" not in client.get("/api/account/tokens").json()[0]
    kept = json.dumps(list(ApiToken.objects.values()), default=str)
    kept += json.dumps(list(AuditEntry.objects.values()), default=str)
    assert made["secret"].removeprefix(made["prefix"]) not in kept
    assert program(made["secret"]).get("/api/enterprises").status_code == 200
    assert client.get("/api/account/tokens").json()[0]["last_used_at"]


def test_a_write_by_token_needs_no_csrf_header_and_is_marked_in_the_audit_trail() -> None:
    row, officer = alarm(), UserFactory()
    token, secret = tokens.token_issue(actor=officer, name="广播", permissions=["alarm.acknowledge"], days=1)
    answer = program(secret).post(f"/api/alarms/{row.pk}/acknowledge", {}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    used, done = AuditEntry.objects.order_by("-seq")[:2][::-1]
    assert (used.action, used.changes["path"]) == ("token.used", f"/api/alarms/{row.pk}/acknowledge")
    assert (done.actor_id, done.changes["token"]) == (officer.pk, token.prefix)


def test_a_session_still_needs_its_csrf_header() -> None:
    row, client = alarm(), Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    answer = client.post(f"/api/alarms/{row.pk}/acknowledge", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize("asked", [[], ["audit.view"], ["no.such"]])
def test_nobody_gives_away_what_they_do_not_have(asked: list[str]) -> None:
    with pytest.raises(Invalid):
        tokens.token_issue(actor=UserFactory(), name="x", permissions=asked, days=1)


def test_a_token_loses_what_its_owner_loses() -> None:
    owner = UserFactory(role=Role.ADMIN)
    _, secret = tokens.token_issue(actor=owner, name="x", permissions=["audit.view", "site.view"], days=1)
    assert program(secret).get("/api/audit").status_code == 200
    User.objects.filter(pk=owner.pk).update(role=Role.LEADER)
    assert program(secret).get("/api/audit").status_code == 403
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert program(secret).get("/api/enterprises").status_code == 401


def test_a_token_has_a_rate() -> None:
    rates = tokens.Rates()
    for _ in range(3):
        rates.take(1, 3)
    rates.take(2, 3)
    with pytest.raises(TooMany):
        rates.take(1, 3)
