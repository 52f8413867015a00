"""Signing in: what a guesser can do, and what he cannot do to those he guesses at."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.records.accounts import services
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import KnownDevice, LoginFailure, User
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from tests.factories import EnterpriseFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def manual_clock():
    # Sessions end by the machine's clock, so this one starts there.
    with clock.use_clock(ManualClock(datetime.now(UTC))) as manual:
        yield manual


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any):
    body = {"username": username, "password": password}
    return client.post("/api/session", body, content_type="application/json", **extra)


def test_signing_in_answers_who_one_is_and_what_one_may() -> None:
    site = EnterpriseFactory()
    user = UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=site, name="测试员")
    client = Client()
    me = sign_in(client, user.username).json()
    assert (me["name"], me["role_name"], me["enterprise_id"]) == ("测试员", "企业安全管理员", site.pk)
    assert "incident.handle" in me["permissions"]
    assert "alarm.shelve" not in me["permissions"]
    assert client.get("/api/session").json()["id"] == user.pk
    assert client.delete("/api/session").status_code == 204
    assert client.get("/api/session").status_code == 401
    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "session.started",
        "session.ended",
    ]


def test_session_key_changes_at_sign_in_and_cookies_are_closed_to_scripts() -> None:
    user, client = UserFactory(), Client()
    client.cookies["sessionid"] = "a" * 32
    answer = sign_in(client, user.username)
    assert client.cookies["sessionid"].value != "a" * 32
    for name in ("sessionid", "anlan_device"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"


def test_wrong_name_and_wrong_password_get_the_same_answer() -> None:
    user, client = UserFactory(), Client()
    answers = [sign_in(client, user.username, "wrong"), sign_in(client, "nobody", "wrong")]
    assert {(a.status_code, a.content) for a in answers} == {(401, answers[0].content)}


def test_a_disabled_user_is_out_at_once() -> None:
    user, client = UserFactory(), Client()
    sign_in(client, user.username)
    services.user_update(actor=None, user=user, is_active=False)
    assert client.get("/api/session").status_code == 401
    assert sign_in(Client(), user.username).status_code == 401


def test_guesses_are_slowed_down_per_account(manual_clock, monkeypatch) -> None:
    user, evaluated = UserFactory(), []
    original = services.authenticate
    monkeypatch.setattr(services, "authenticate", lambda *a, **k: evaluated.append(1) or original(*a, **k))
    for n in range(300):
        sign_in(Client(REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}"), user.username, f"guess{n}")
    assert len(evaluated) == 5
    blocked = sign_in(Client(REMOTE_ADDR="10.9.9.9"), user.username)
    assert (blocked.status_code, blocked.json()["code"]) == (429, "login_throttled")
    manual_clock.advance(2)
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9"), user.username).status_code == 200


def test_guesses_are_slowed_down_per_address() -> None:
    for n in range(20):
        sign_in(Client(REMOTE_ADDR="10.0.0.1"), f"name{n}", "guess")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), UserFactory().username).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.2"), UserFactory().username).status_code == 200


def test_nobody_can_lock_the_duty_officer_out_of_a_known_browser() -> None:
    officer, console = UserFactory(), Client(REMOTE_ADDR="10.0.0.1")
    sign_in(console, officer.username)
    console.delete("/api/session")
    for n in range(60):
        sign_in(Client(REMOTE_ADDR="10.0.0.1"), officer.username, f"guess{n}")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), officer.username).status_code == 429
    assert sign_in(console, officer.username).status_code == 200


def test_a_known_browser_is_slowed_down_by_its_own_guesses_and_known_to_its_account_only() -> None:
    officer, other, console = UserFactory(), UserFactory(), Client()
    sign_in(console, officer.username)
    statuses = [sign_in(console, officer.username, "wrong").status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    for _ in range(5):
        sign_in(Client(REMOTE_ADDR="10.1.1.1"), other.username, "wrong")
    assert sign_in(console, other.username).status_code == 429


def test_throttle_forgets_after_a_day_and_keeps_no_names(manual_clock) -> None:
    sign_in(Client(), "secret-name", "wrong")
    assert not LoginFailure.objects.filter(key__contains="secret-name").exists()
    manual_clock.advance(25 * 3600)
    sign_in(Client(REMOTE_ADDR="10.1.1.1"), "other", "wrong")
    assert LoginFailure.objects.count() == 2


def test_at_most_twenty_browsers_are_known_per_account() -> None:
    user = UserFactory()
    for _ in range(23):
        sign_in(Client(), user.username)
    assert KnownDevice.objects.filter(user=user).count() == 20


def test_a_write_without_the_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    me = sign_in(client, UserFactory(role=Role.ADMIN).username).json()
    publish = {"path": "/api/config/publish", "data": {"reason": "发布测试"}, "content_type": "application/json"}
    assert client.post(**publish).json()["code"] == "csrf"
    assert client.post(**publish, headers={"X-CSRFToken": me["csrf_token"]}).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://["}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_writes_from_other_sites_are_refused_even_to_sign_in(headers: dict[str, str]) -> None:
    user, client = UserFactory(), Client()
    assert sign_in(client, user.username, headers=headers).json()["code"] == "foreign_origin"
    sign_in(client, user.username)
    assert client.delete("/api/session", headers=headers).status_code == 403
    assert sign_in(client, user.username, headers={"Origin": "http://testserver"}).status_code == 200


def test_changing_the_password_ends_the_other_sessions() -> None:
    user, here, there = UserFactory(), Client(), Client()
    sign_in(here, user.username)
    sign_in(there, user.username)
    body = {"old_password": PASSWORD, "new_password": "另一个-battery-staple"}
    assert here.post("/api/session/password", body, content_type="application/json").status_code == 204
    assert here.get("/api/session").status_code == 200
    assert there.get("/api/session").status_code == 401


@pytest.mark.parametrize("weak", ["short1", "1234567890123", "password1234", "测试员的名字很长啊啊"])
def test_weak_passwords_are_refused_in_chinese(weak: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.user_create(
            actor=None, username="newuser", name="测试员的名字很长啊啊", role=Role.LEADER, password=weak
        )
    assert "密码" in refusal.value.fields["password"]


@pytest.mark.parametrize(
    ("role", "field"),
    [(Role.ENTERPRISE_OPERATOR, "enterprise_id"), (Role.GRID_OFFICER, "town_id"), (Role.COMMITTEE, "field"),
     ("emperor", "role")],
)  # fmt: skip
def test_a_role_without_its_place_is_refused(role: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.user_create(actor=None, username="u", name="名", role=role, password=PASSWORD)
    assert field in refusal.value.fields


def test_user_changes_are_audited_with_old_and_new_and_never_the_password() -> None:
    admin = UserFactory(role=Role.ADMIN)
    made = services.user_create(actor=admin, username="u", name="名", role=Role.LEADER, password=PASSWORD)
    services.user_update(actor=admin, user=made, role=Role.DUTY_OFFICER, reason="调岗")
    created, changed = AuditEntry.objects.order_by("seq")
    assert changed.changes == {"role": ["leader", "duty_officer"]}
    assert changed.reason == "调岗"
    assert PASSWORD not in str(created.changes)
    with pytest.raises(Invalid):
        services.user_update(actor=admin, user=made, is_superuser=True)


def test_an_idle_session_ends_and_a_used_one_goes_on(manual_clock) -> None:
    user, client = UserFactory(), Client()
    sign_in(client, user.username)
    client.get("/api/session")
    first = Session.objects.get().expire_date
    client.get("/api/session")
    assert Session.objects.get().expire_date == first, "reading does not write"
    manual_clock.advance(601)
    client.get("/api/session")
    assert Session.objects.get().expire_date > first
    left_s = (Session.objects.get().expire_date - datetime.now(UTC)).total_seconds()
    assert abs(left_s - 12 * 3600) < 60, "a duty shift without a request"


def test_answers_carry_the_protective_headers() -> None:
    answer = Client().get("/api/session")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "worker-src 'self' blob:" in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_unknown_fields_are_refused() -> None:
    body = {"username": "a", "password": "b", "role": "admin"}
    answer = Client().post("/api/session", body, content_type="application/json")
    assert (answer.status_code, answer.json()["fields"]) == (422, {"role": "不允许提交该项。"})


def test_unknown_api_paths_answer_in_the_usual_form() -> None:
    answer = Client().get("/api/nothing-here")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_admin_site_admits_administrators_only_and_counts_guesses() -> None:
    officer, admin, client = UserFactory(is_staff=True, is_superuser=True), UserFactory(role=Role.ADMIN), Client()
    form = {"username": officer.username, "password": PASSWORD, "next": "/admin/"}
    client.post("/admin/login/", form)
    assert client.get("/admin/").status_code == 302
    client = Client()
    client.post("/admin/login/", {**form, "username": admin.username})
    assert client.get("/admin/").status_code == 200
    for _ in range(6):
        page = Client().post("/admin/login/", {**form, "password": "wrong"})
    assert "登录尝试次数过多" in page.content.decode()


def test_admin_site_disables_users_instead_of_deleting_them_and_audits_it() -> None:
    admin, user, client = UserFactory(role=Role.ADMIN), UserFactory(), Client()
    client.force_login(admin)
    assert client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    form = {"username": user.username, "name": "新名", "role": user.role, "phone": user.phone}
    assert client.post(f"/admin/accounts/user/{user.pk}/change/", form).status_code == 302
    changed = User.objects.get(pk=user.pk)
    assert (changed.name, changed.is_active) == ("新名", False)
    entry = AuditEntry.objects.get(action="user.changed")
    assert entry.actor_id == admin.pk
    assert entry.changes["is_active"] == [True, False]
