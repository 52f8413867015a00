"""Nothing that a person or a program proves itself with is written to a log, not even when a request crashes."""

import logging

import pytest
from django.test import Client

from anlan.kit import logs
from anlan.kit.settings import settings
from anlan.records.accounts import sessions, tokens
from anlan.records.accounts.choices import Role
from anlan.web.check.environment import read_settings
from tests.factories import UserFactory
from tests.integration.records_accounts.test_factors import send, sign_in, with_totp

pytestmark = pytest.mark.django_db

PLANTED = "planted-secret-8c1f"


@pytest.fixture(params=[False, True], ids=["console", "json"])
def logging_on(request, monkeypatch, capsys):
    monkeypatch.setattr(settings(), "log_json", request.param)
    monkeypatch.setattr(settings(), "log_level", "DEBUG")
    logs.configure("web")
    root_level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield
    logging.getLogger().setLevel(root_level)


def test_no_planted_secret_is_in_the_logs(logging_on, monkeypatch, capsys, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "factory")  # our factories, not the platform
    user = UserFactory(role=Role.ADMIN, password=PLANTED + "-password")
    client = Client(raise_request_exception=False, headers={"Host": "localhost"})
    sign_in(client, user, PLANTED + "-password")
    sign_in(client, user, PLANTED + "-wrong")
    send(client, "POST", "/session/confirm", {"password": PLANTED + "-confirm"})
    send(client, "POST", "/session/password", {"old_password": PLANTED, "new_password": PLANTED + "-new"})
    issued, token = tokens.token_issue(actor=user, name="x", permissions=["site.view"], days=1)
    by_token = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    by_token.get("/api/enterprises")
    totp_secret, codes = with_totp(UserFactory())

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("made by this test")

    monkeypatch.setattr("anlan.records.accounts.services.credentials_check", crash)
    assert sign_in(client, user, PLANTED + "-crash").status_code == 500
    monkeypatch.setattr("anlan.records.sites.selectors.enterprise_list", crash)
    assert by_token.get("/api/enterprises").status_code == 500

    written = "".join(capsys.readouterr()) + caplog.text
    assert "made by this test" in written, "the crashes themselves are logged"
    secret_part = token.removeprefix(issued.prefix)
    for secret in (PLANTED, secret_part, totp_secret, *codes, client.cookies["sessionid"].value):
        assert secret not in written
    assert sessions.BEGAN_S not in written


def test_settings_that_are_secret_are_starred(monkeypatch) -> None:
    config, _ = read_settings()
    assert config
    config.oidc_client_secret = PLANTED
    assert PLANTED not in str(config.shown())
