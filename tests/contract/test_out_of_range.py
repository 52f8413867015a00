"""Numbers, instants and texts that no database holds are the caller's mistake, and are told so."""

import json

import pytest
from django.db import DataError
from django.test import Client

from anlan.records.notices.models import Channel
from anlan.records.safety_codes import views as safety_code_views
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HUGE = 10**27
ASKED = [
    ("GET", f"/api/incidents?enterprise={HUGE}", None, {200, 422}),
    ("GET", f"/api/unknown-sources?page={HUGE}", None, {200}),
    ("GET", f"/api/cameras?page={HUGE}&enterprise=-1", None, {200}),
    ("GET", f"/api/cameras?enterprise={HUGE}", None, {200, 422}),
    ("GET", f"/api/audit?page={HUGE}&since=1093-12-30T19:12:28%2B01:05", None, {200}),
    ("GET", "/api/audit?since=0001-01-01T00:00:00%2B14:00", None, {200, 422}),
    ("GET", "/api/audit?action=a%00b", None, {200, 422}),
    ("POST", "/api/review/export", {"scene": HUGE}, {422}),
    ("POST", "/api/review/export", {"from_at": "0001-01-01T00:00:00+14:00"}, {422}),
    ("PUT", "/api/me/notice-preferences", {"quiet_from": "20:43:50+09:34", "quiet_to": "11:18"}, {422}),
]


@pytest.mark.parametrize(("method", "path", "body", "told"), ASKED, ids=[f"{m} {p}" for m, p, _, _ in ASKED])
def test_what_no_database_holds_is_told_as_a_mistake(
    method: str, path: str, body: dict[str, object] | None, told: set[int]
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(role="admin" if "/audit" in path or "unknown" in path else "duty_officer"))
    answer = client.generic(method, path, json.dumps(body) if body else b"", content_type="application/json")
    assert answer.status_code in told, answer.content.decode()


#: Python takes these for digits, and yet reads no number from them.
ODD_DIGITS = "²"


def test_digits_that_are_no_number_break_no_page_of_forms() -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/safety-tree", {"seed": ODD_DIGITS}).status_code == 200
    client.force_login(UserFactory(role="leader"))
    assert client.get("/safety-signs", {"enterprise": ODD_DIGITS}).status_code == 404
    answer = client.post("/keepers-of-tips", {"does": "open", "opening": ODD_DIGITS, "passphrase": "x"})
    assert answer.status_code == 404


HALF_A_CHARACTER = b'{"values": {"title": "\\ud800"}}'


@pytest.mark.parametrize("body", [HALF_A_CHARACTER, b'{"values": {"deadline": NaN}}', b'{"values": 1e999}'])
def test_json_that_the_standard_does_not_know_is_told_as_a_mistake(body: bytes) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(role="duty_officer"))
    answer = client.post("/api/registers/hazards/records", body, content_type="application/json")
    assert answer.status_code == 400, answer.content.decode()


def test_an_address_that_is_none_is_no_browser_to_push_to() -> None:
    Channel.objects.create(name="push", label="推送", kind="webpush", options={"services": "*.example.cn"})
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    body = {"subscription": {"endpoint": "https://[", "keys": {"p256dh": "x", "auth": "x"}}}
    answer = client.post("/api/me/push-subscriptions", body, content_type="application/json")
    assert answer.status_code == 422, answer.content.decode()


def test_what_no_database_holds_is_told_on_pages_for_the_public_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(token: str) -> None:
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")

    monkeypatch.setattr(safety_code_views, "code_of", refuses)
    answer = Client(raise_request_exception=False).get("/s/a%00b")
    assert (answer.status_code, "不能保存" in answer.content.decode()) == (422, True)
