"""Signing in through OpenID Connect, against a real provider that runs beside the tests."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from django.test import Client

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from tests.factories import UserFactory
from tests.integration.records_accounts.test_factors import code_at, send, with_totp

pytestmark = pytest.mark.django_db

SUBJECT = "330381-0042"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        people = [oidc_provider_mock.User(sub=SUBJECT, claims={"name": "林", "employee": "E-7"})]
        with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def configured(issuer: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    config = globals()["settings"]()
    monkeypatch.setattr(config, "oidc_url", issuer)
    monkeypatch.setattr(config, "oidc_client_id", "anlan")
    app = {
        "provider_id": "gov",
        "name": "统一身份认证",
        "client_id": "anlan",
        "secret": "s3cret",
        "settings": {"server_url": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile"], "APPS": [app]}
    }


def browser() -> Client:
    return Client(headers={"Host": "localhost"})


def come_back(client: Client, **form: str):
    """From our link to the provider, through its page, and back to us."""
    asked = client.get(send(client, "GET", "/sign-in").json()["sso_url"])
    assert asked.status_code == 302, asked.content
    query = parse_qs(urlsplit(asked["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    answer = requests.post(asked["Location"], data=form, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/sso/gov/login/callback/"
    return client.get(f"{back.path}?{back.query}")


def test_a_linked_person_is_signed_in_and_signed_out_on_both_sides(issuer: str) -> None:
    user, client = UserFactory(sso_id=SUBJECT), browser()
    assert come_back(client, sub=SUBJECT)["Location"] == "/"
    assert send(client, "GET", "/session").json()["id"] == user.pk
    assert AuditEntry.objects.get(action="session.started").changes == {"method": "sso"}
    out = send(client, "DELETE", "/session")
    assert out.status_code == 200
    assert out.json()["continue_at"].startswith(f"{issuer}/oauth2/end_session?client_id=anlan")
    assert requests.get(out.json()["continue_at"], timeout=10).status_code == 200
    assert send(client, "GET", "/session").status_code == 401


def test_nobody_is_let_in_or_made_without_an_administrators_word() -> None:
    UserFactory(username=SUBJECT)
    client = browser()
    assert come_back(client, sub=SUBJECT)["Location"] == "/sign-in?sso=unknown"
    assert send(client, "GET", "/session").status_code == 401
    assert User.objects.count() == 1


def test_the_claim_that_is_compared_is_a_setting(monkeypatch) -> None:
    monkeypatch.setattr(settings(), "oidc_claim", "employee")
    user, client = UserFactory(sso_id="E-7"), browser()
    come_back(client, sub=SUBJECT)
    assert send(client, "GET", "/session").json()["id"] == user.pk


def test_a_disabled_person_stays_out() -> None:
    UserFactory(sso_id=SUBJECT, is_active=False)
    assert come_back(browser(), sub=SUBJECT)["Location"] == "/sign-in?sso=unknown"


def test_an_account_with_a_second_factor_is_asked_for_it_all_the_same() -> None:
    user, client = UserFactory(sso_id=SUBJECT), browser()
    secret, _ = with_totp(user)
    assert come_back(client, sub=SUBJECT)["Location"] == "/sign-in?step=totp%2Crecovery_code"
    assert send(client, "GET", "/session").status_code == 401
    assert send(client, "POST", "/session/code", {"code": code_at(secret)}).status_code == 200


@pytest.mark.parametrize(("role", "is_made"), [(Role.LEADER, True), (Role.TOWN_OFFICER, False)])
def test_accounts_are_made_only_where_the_setting_says_so_and_the_role_needs_no_place(
    monkeypatch, role, is_made
) -> None:
    monkeypatch.setattr(settings(), "oidc_create_role", role.value)
    client = browser()
    come_back(client, sub=SUBJECT)
    assert User.objects.filter(sso_id=SUBJECT, role=role).exists() == is_made
    assert (send(client, "GET", "/session").status_code == 200) == is_made


def test_a_person_who_declines_there_is_told_here() -> None:
    assert come_back(browser(), action="deny")["Location"] == "/sign-in?sso=failed"


def test_an_answer_that_belongs_to_another_browser_is_refused() -> None:
    UserFactory(sso_id=SUBJECT)
    mine = browser()
    asked = mine.get("/sso/gov/login/")
    answer = requests.post(asked["Location"], data={"sub": SUBJECT}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    victim = browser()
    assert victim.get(f"{back.path}?{back.query}")["Location"] == "/sign-in?sso=failed"
    assert send(victim, "GET", "/session").status_code == 401


def test_a_provider_that_does_not_answer_is_no_crash(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"
    assert browser().get("/sso/gov/login/")["Location"] == "/sign-in?sso=failed"


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/sso/other/login/"])
def test_allauths_own_pages_are_not_served(path: str) -> None:
    answer = browser().get(path)
    assert answer.status_code == 404 or b"<form" not in answer.content
