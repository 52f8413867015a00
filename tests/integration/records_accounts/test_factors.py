"""The second factor: what lets in, what does not, and what a person can do about their own account."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.kit.settings import settings
from anlan.records.accounts import services
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD
from tests.integration.records_accounts.authenticator import SoftAuthenticator

pytestmark = pytest.mark.django_db

NEW = "另一个-correct-horse"


@pytest.fixture(autouse=True)
def manual_clock():
    with clock.use_clock(ManualClock(datetime.now(UTC))) as manual:
        yield manual


@pytest.fixture
def admins_need_a_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "second_factor_roles", "admin")


def browser() -> Client:
    return Client(headers={"Host": "localhost"})


def send(client: Client, method: str, path: str, body: Any = None):
    data = b"" if body is None else json.dumps(body)
    return client.generic(method, f"/api{path}", data=data, content_type="application/json")


def sign_in(client: Client, user: User, password: str = PASSWORD):
    return send(client, "POST", "/session", {"username": user.username, "password": password})


def code_at(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def with_totp(user: User) -> tuple[str, list[str]]:
    client = browser()
    sign_in(client, user)
    secret = send(client, "POST", "/account/totp/secret").json()["secret"]
    answer = send(client, "POST", "/account/totp", {"code": code_at(secret)})
    assert answer.status_code == 200, answer.content
    return secret, answer.json()["recovery_codes"]


def with_passkey(user: User) -> SoftAuthenticator:
    client, key = browser(), SoftAuthenticator()
    sign_in(client, user)
    credential = key.create(send(client, "POST", "/account/passkeys/options").json())
    answer = send(client, "POST", "/account/passkeys", {"name": "值班电脑", "credential": credential})
    assert answer.status_code == 200, answer.content
    return key


def test_password_alone_no_longer_opens_an_account_with_totp() -> None:
    user, client = UserFactory(), browser()
    secret, _ = with_totp(user)
    answer = sign_in(client, user)
    assert (answer.status_code, answer.json()) == (202, {"methods": ["totp", "recovery_code"]})
    assert send(client, "GET", "/session").status_code == 401
    assert send(client, "GET", "/alarms").status_code == 401
    before = client.cookies["sessionid"].value
    assert send(client, "POST", "/session/code", {"code": code_at(secret)}).status_code == 200
    assert client.cookies["sessionid"].value != before, "a new session key once somebody is in"
    assert send(client, "GET", "/session").json()["id"] == user.pk


def test_a_code_counts_once_and_wrong_codes_make_the_guesser_wait() -> None:
    user = UserFactory()
    secret, _ = with_totp(user)
    code = code_at(secret)
    first, second = browser(), browser()
    sign_in(first, user)
    sign_in(second, user)
    assert send(first, "POST", "/session/code", {"code": code}).status_code == 200
    assert send(second, "POST", "/session/code", {"code": code}).status_code == 401
    answers = [send(second, "POST", "/session/code", {"code": "000000"}).status_code for _ in range(8)]
    assert answers[-1] == 429
    assert send(second, "POST", "/session/code", {"code": code_at(secret, 1)}).status_code == 429


def test_a_recovery_code_stands_in_once() -> None:
    user = UserFactory()
    _, codes = with_totp(user)
    assert len(codes) == len(set(codes)) == 10
    for expected in (200, 401):
        client = browser()
        sign_in(client, user)
        assert send(client, "POST", "/session/code", {"code": codes[0]}).status_code == expected


def test_the_second_step_does_not_wait_for_ever(manual_clock) -> None:
    user, client = UserFactory(), browser()
    secret, _ = with_totp(user)
    sign_in(client, user)
    manual_clock.advance(301)
    assert send(client, "POST", "/session/code", {"code": code_at(secret)}).json()["code"] == "sign_in_again"


def test_a_passkey_opens_the_account_by_itself_and_as_the_second_step() -> None:
    user = UserFactory()
    key = with_passkey(user)
    alone, second = browser(), browser()
    challenge = send(alone, "POST", "/session/passkey/options").json()
    assert challenge["publicKey"]["userVerification"] == "required"
    assert not challenge["publicKey"].get("allowCredentials"), "no account is named to a stranger"
    assert send(alone, "POST", "/session/passkey", {"credential": key.get(challenge)}).json()["id"] == user.pk
    assert sign_in(second, user).json()["methods"][0] == "passkey"
    challenge = send(second, "POST", "/session/passkey/options").json()
    assert len(challenge["publicKey"]["allowCredentials"]) == 1
    assert send(second, "POST", "/session/passkey", {"credential": key.get(challenge)}).status_code == 200
    methods = [e.changes["method"] for e in AuditEntry.objects.filter(action="session.started").order_by("seq")]
    assert methods == ["password", "passkey", "password+passkey"]


@pytest.mark.parametrize("spoil", ["origin", "challenge", "signature", "other key", "not verified", "replayed"])
def test_a_passkey_answer_that_does_not_fit_is_refused(spoil: str) -> None:
    user, client = UserFactory(), browser()
    key = with_passkey(user)
    challenge = send(client, "POST", "/session/passkey/options").json()
    if spoil == "origin":
        key.origin = "https://evil.example"
    elif spoil == "challenge":
        challenge["publicKey"]["challenge"] = "AAAA"
    elif spoil == "other key":
        key.key = SoftAuthenticator().key
    elif spoil == "not verified":
        key.flags = 0x01
    credential = key.get(challenge)
    if spoil == "signature":
        credential["response"]["signature"] = credential["response"]["signature"][:-4] + "AAAA"
    if spoil == "replayed":
        assert send(client, "POST", "/session/passkey", {"credential": credential}).status_code == 200
        send(client, "DELETE", "/session")
    answer = send(client, "POST", "/session/passkey", {"credential": credential})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_code")


def test_somebody_elses_passkey_is_no_second_step_for_me() -> None:
    me, other, client = UserFactory(), UserFactory(), browser()
    with_passkey(me)
    theirs = with_passkey(other)
    sign_in(client, me)
    challenge = send(client, "POST", "/session/passkey/options").json()
    assert send(client, "POST", "/session/passkey", {"credential": theirs.get(challenge)}).status_code == 401


def test_a_disabled_user_has_no_use_of_a_passkey() -> None:
    user, client = UserFactory(), browser()
    key = with_passkey(user)
    services.user_update(actor=None, user=user, is_active=False)
    challenge = send(client, "POST", "/session/passkey/options").json()
    assert send(client, "POST", "/session/passkey", {"credential": key.get(challenge)}).status_code == 401


def test_secrets_of_factors_do_not_lie_open_in_the_database() -> None:
    secret, codes = with_totp(UserFactory())
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_a_role_that_must_have_a_factor_gets_nothing_else_until_it_has_one(admins_need_a_factor) -> None:
    admin, client = UserFactory(role=Role.ADMIN), browser()
    assert sign_in(client, admin).json()["unfinished"] == "second_factor_needed"
    assert send(client, "GET", "/audit").json()["code"] == "second_factor_needed"
    assert client.get("/admin/").status_code == 302, "nor the back office"
    secret = send(client, "POST", "/account/totp/secret").json()["secret"]
    assert send(client, "POST", "/account/totp", {"code": code_at(secret)}).status_code == 200
    assert send(client, "GET", "/audit").status_code == 200
    assert client.get("/admin/").status_code == 200
    assert send(client, "DELETE", "/account/totp").status_code == 409, "the last one stays"
    assert sign_in(browser(), UserFactory()).json()["unfinished"] == "", "other roles are not asked"


def test_the_back_offices_own_form_is_no_way_round_the_second_factor() -> None:
    admin = UserFactory(role=Role.ADMIN)
    with_totp(admin)
    client = browser()
    answer = client.post("/admin/login/", {"username": admin.username, "password": PASSWORD})
    assert "/sign-in" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_an_initial_password_must_be_changed_before_anything_else() -> None:
    admin = UserFactory(role=Role.ADMIN)
    made = services.user_create(actor=admin, username="new", name="新人", role=Role.LEADER, password=PASSWORD)
    client = browser()
    assert sign_in(client, made).json()["unfinished"] == "password_change_needed"
    assert send(client, "GET", "/alarms").json()["code"] == "password_change_needed"
    same = {"old_password": PASSWORD, "new_password": PASSWORD}
    assert send(client, "POST", "/session/password", same).status_code == 422
    changed = {"old_password": PASSWORD, "new_password": NEW}
    assert send(client, "POST", "/session/password", changed).status_code == 204
    assert send(client, "GET", "/alarms").status_code == 200


def test_a_password_set_in_the_back_office_is_an_initial_one_and_audited() -> None:
    admin, user, theirs = UserFactory(role=Role.ADMIN), UserFactory(), browser()
    sign_in(theirs, user)
    office = browser()
    office.force_login(admin)
    answer = office.post(
        f"/admin/accounts/user/{user.pk}/password/", {"usable_password": "true", "password1": NEW, "password2": NEW}
    )
    assert answer.status_code == 302, answer.content
    assert send(theirs, "GET", "/session").status_code == 401
    assert sign_in(browser(), user, NEW).json()["unfinished"] == "password_change_needed"
    assert AuditEntry.objects.filter(action="user.password_reset", target_id=str(user.pk)).exists()


def test_a_sensitive_act_asks_again_after_a_while(manual_clock) -> None:
    user, client = UserFactory(), browser()
    sign_in(client, user)
    assert send(client, "POST", "/account/totp/secret").status_code == 200
    manual_clock.advance(901)
    assert send(client, "POST", "/account/totp/secret").json()["code"] == "confirm_needed"
    assert send(client, "POST", "/session/confirm", {"password": "wrong"}).status_code == 422
    assert send(client, "POST", "/account/totp/secret").status_code == 403
    assert send(client, "POST", "/session/confirm", {"password": PASSWORD}).status_code == 204
    assert send(client, "POST", "/account/totp/secret").status_code == 200


def test_sessions_are_listed_and_ended_from_elsewhere() -> None:
    user, here, there, third = UserFactory(), browser(), browser(), browser()
    for client, agent in ((here, "Firefox Linux"), (there, "Chrome Android"), (third, "Safari iPhone")):
        client.defaults["HTTP_USER_AGENT"] = agent
        sign_in(client, user)
    listed = send(here, "GET", "/account/sessions").json()
    assert {row["browser"] for row in listed} == {"Firefox · Linux", "Chrome · Android", "Safari · iPhone"}
    assert [row["browser"] for row in listed if row["is_this"]] == ["Firefox · Linux"]
    phone = next(row for row in listed if "Android" in row["browser"])
    stranger = browser()
    sign_in(stranger, UserFactory())
    assert send(stranger, "DELETE", f"/account/sessions/{phone['id']}").status_code == 404
    assert send(here, "DELETE", f"/account/sessions/{phone['id']}").status_code == 204
    assert send(there, "GET", "/session").status_code == 401
    assert send(here, "DELETE", "/account/sessions").json() == {"closed": 1}
    assert send(third, "GET", "/session").status_code == 401
    assert send(here, "GET", "/session").status_code == 200


def test_a_session_has_an_end_however_busy_it_is(manual_clock, monkeypatch) -> None:
    monkeypatch.setattr(settings(), "admin_session_max_h", 1)
    admin, client = UserFactory(role=Role.ADMIN), browser()
    sign_in(client, admin)
    for _ in range(5):
        manual_clock.advance(601)
        assert send(client, "GET", "/session").status_code == 200
    manual_clock.advance(601)
    assert send(client, "GET", "/session").status_code == 401


def test_changing_the_password_keeps_this_session_and_its_factor_and_ends_the_others(admins_need_a_factor) -> None:
    admin, other = UserFactory(role=Role.ADMIN), browser()
    secret, codes = with_totp(admin)
    here = browser()
    sign_in(here, admin)
    send(here, "POST", "/session/code", {"code": code_at(secret)})
    sign_in(other, admin)
    send(other, "POST", "/session/code", {"code": codes[0]})
    body = {"old_password": PASSWORD, "new_password": NEW}
    assert send(here, "POST", "/session/password", body).status_code == 204
    assert send(here, "GET", "/audit").status_code == 200
    assert send(other, "GET", "/session").status_code == 401
    assert len(send(here, "GET", "/account/sessions").json()) == 1
