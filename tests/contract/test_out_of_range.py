"""Numbers, instants and texts that no database holds are the caller's mistake, and are told so."""

import json

import pytest
from django.test import Client

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
