"""What hands out or changes secrets asks again who sits there; the rest of the day's work does not."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.records.core import clock
from anlan.records.notices.models import Channel
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CHANNEL = {"name": "new", "label": "短信", "kind": "sms", "config": {"url": "https://a.cn", "body": "{}"}}
SENSITIVE = [
    ("admin", "POST", "/api/notice-channels", CHANNEL),
    ("admin", "PATCH", "/api/notice-channels/{channel}", {"rank": 2}),
    ("admin", "POST", "/api/account/tokens", {"name": "对接", "permissions": ["alarm.view"], "days": 30}),
    ("duty_officer", "POST", "/api/review/export", {"originals": True, "reason": "训练模型"}),
]


@pytest.fixture
def manual_clock() -> Iterator[ManualClock]:
    with clock.use_clock(ManualClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))) as manual:
        yield manual


@pytest.mark.parametrize(("role", "method", "path", "body"), SENSITIVE, ids=[f"{m} {p}" for _, m, p, _ in SENSITIVE])
def test_a_sensitive_act_asks_again_after_a_while(
    client: Client, manual_clock: ManualClock, role: str, method: str, path: str, body: dict[str, object]
) -> None:
    channel = Channel.objects.create(
        name="sms", label="短信", kind="sms", options={"url": "https://a.cn", "body": "{}"}
    )
    client.force_login(UserFactory(role=role))

    def asked() -> str:
        answer = client.generic(
            method, path.format(channel=channel.pk), json.dumps(body), content_type="application/json"
        )
        return str(answer.json().get("code", "")) if answer.status_code >= 400 else ""

    assert asked() != "confirm_needed"
    manual_clock.advance(901)
    assert asked() == "confirm_needed"


def test_blurred_evidence_is_exported_without_being_asked(client: Client, manual_clock: ManualClock) -> None:
    client.force_login(UserFactory(role="duty_officer"))
    manual_clock.advance(901)
    answer = client.post("/api/review/export", {"originals": False}, content_type="application/json")
    assert answer.json()["code"] == "invalid"  # there is nothing to export, and that is all
