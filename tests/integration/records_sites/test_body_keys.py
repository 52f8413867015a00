"""Keys by which HTTP gateways encrypt: made and shown once, kept sealed, and what the gateway process is told."""

import json
from pathlib import Path

import pytest
from django.test import Client

from anlan.gateway.drivers.http.config import read_options
from anlan.gateway.drivers.http.sealed_bodies import BodyKey
from anlan.kit.sealing import unseal
from anlan.kit.settings import settings
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.core.errors import Invalid
from anlan.records.core.models import OutboxMessage
from anlan.records.sites import body_keys
from anlan.records.sites.models import Gateway
from anlan.records.sites.publication import build_snapshot
from tests.factories import EnterpriseFactory, GatewayFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(settings(), "data", tmp_path)
    return UserFactory(role=Role.ADMIN)


def post(admin: User, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    client = Client()
    client.force_login(admin)
    answer = client.post(path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("suite", ["international", "guomi"])
def test_a_key_made_at_registration_opens_in_the_gateway_process(
    admin: User, monkeypatch: pytest.MonkeyPatch, suite: str
) -> None:
    monkeypatch.setattr(settings(), "crypto_suite", suite)
    site = EnterpriseFactory()
    body = {"enterprise_id": site.pk, "code": "HT-9", "driver": "http", "encryption": "required"}
    status, made = post(admin, "/api/gateways", body)
    assert (status, made["encryption"]) == (201, "required")
    key = made["body_key"]
    assert isinstance(key, dict)
    (published,) = (one for one in build_snapshot(1).gateways if one.code == "HT-9")
    options = read_options(published.options)
    assert options.encryption == "required"
    opened = BodyKey.of(unseal(options.sealed_body_key, settings(), "field"))
    assert (opened.sm4.hex(), opened.mac.hex()) == (key["sm4_key"], key["mac_key"])
    said = str(list(AuditEntry.objects.values())) + str(list(OutboxMessage.objects.values()))
    assert key["sm4_key"] not in said + str(list(Gateway.objects.values()))
    assert key["mac_key"] not in said


def test_a_gateway_without_encryption_has_no_key(admin: User) -> None:
    body = {"enterprise_id": EnterpriseFactory().pk, "code": "HT-9", "driver": "http"}
    _, made = post(admin, "/api/gateways", body)
    assert (made["encryption"], made["body_key"], Gateway.objects.get().options) == ("off", None, {})


def test_a_new_key_ends_the_one_before_and_the_setting_changes_without_one(admin: User) -> None:
    gateway = GatewayFactory(driver="http")
    with pytest.raises(Invalid):
        body_keys.gateway_encryption_set(actor=admin, gateway=gateway, encryption="required")
    first = body_keys.gateway_body_key_make(actor=admin, gateway=gateway, encryption="accepted")
    second = body_keys.gateway_body_key_make(actor=admin, gateway=gateway, encryption="accepted")
    body_keys.gateway_encryption_set(actor=admin, gateway=gateway, encryption="required")
    options = Gateway.objects.get().options
    opened = unseal(options["sealed_body_key"], settings(), "field")
    assert opened == second.sm4_key + second.mac_key != first.sm4_key + first.mac_key
    assert options["encryption"] == "required"
    actions = list(
        AuditEntry.objects.filter(action__startswith="gateway.").order_by("seq").values_list("action", "changes")
    )
    assert actions[-1] == ("gateway.encryption_set", {"encryption": ["accepted", "required"]})


def test_only_http_gateways_have_one(admin: User) -> None:
    gateway = GatewayFactory(driver="mqtt")
    with pytest.raises(Invalid):
        body_keys.gateway_body_key_make(actor=admin, gateway=gateway, encryption="required")
    body = {"enterprise_id": EnterpriseFactory().pk, "code": "MQ-9", "driver": "mqtt", "encryption": "required"}
    assert post(admin, "/api/gateways", body)[0] == 422
    assert not Gateway.objects.filter(code="MQ-9").exists(), "half a registration stayed"
