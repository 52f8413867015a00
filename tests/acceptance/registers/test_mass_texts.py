"""A text to the public goes out through a real HTTP gateway beside the test: slowly, once, behind every alarm."""

import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.kit.settings import settings
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.notices import mass
from anlan.records.notices.administration import channel_create
from anlan.records.notices.delivering import run_once
from anlan.records.notices.models import Channel, Delivery, MassNumber, MassText, OptOut
from anlan.records.notices.ways import Book
from tests.acceptance.registers.life import Life, Record, register_life
from tests.servers.providers import Provider, provider

pytestmark = pytest.mark.django_db
BODY = '{"mobile": "{phone}", "content": "{text}", "msgid": "{key}"}'
NUMBERS = [f"1390000{n:04d}" for n in range(10)]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setattr(settings(), "notice_private_hosts", "127.0.0.1")
    with provider() as there:
        yield there


def public(there: Provider, **fields: object) -> Channel:
    config = {"url": there.url, "body": BODY, "receipt_secret": "s"}
    given = {"label": "群发", "kind": "sms", "per_minute": 600, "is_for_public": True, **fields}
    return channel_create(actor=None, name="mass", config=config, **given)


def sends(seconds: float = 0) -> None:
    """The worker's rounds, ``seconds`` later."""
    clock.clock().advance(seconds)  # type: ignore[attr-defined]
    for _ in range(50):
        if not mass.feed() + run_once():
            return


def approved(life: Life, planned: int = 100) -> Record:
    text = life.creates("duty", "sms_campaigns", title="台风", text="台风来袭，请勿外出。退订回T", audience="沿海群众",
                        planned_on="2026-06-03", planned_count=planned)  # fmt: skip
    return life.does("leader", text, "approve")


def uploads(life: Life, text: Record, phones: list[str], who: str = "duty") -> Any:
    file = io.BytesIO(("手机号\n" + "\n".join(phones)).encode())
    file.name = "numbers.csv"
    return life.client(who).post(f"/sms-numbers/{text.data['id']}", {"file": file})


def signed(path: str, body: Any) -> Any:
    raw = json.dumps(body).encode()
    mark = "sha256=" + hmac.new(b"s", raw, hashlib.sha256).hexdigest()
    headers = {"X-Anlan-Signature": mark}
    return Client().post(path, raw, content_type="application/json", headers=headers)


def progress(life: Life, text: Record) -> list[str]:
    board = life.client("duty").get(text.path).json()["boards"][0]
    return list(board["rows"][0]["cells"])


def test_a_list_goes_out_once_with_retries_receipts_and_totals_and_is_forgotten(gateway: Provider) -> None:
    with register_life("2026-06-03 09:00") as life:
        public(gateway, receipt_within_s=3_600)
        text = approved(life)
        assert uploads(life, text, [*NUMBERS, NUMBERS[0]]).status_code == 200
        text.data = life.client("duty").get(text.path).json()
        gateway.mood = "busy"
        life.does("duty", text, "send")
        sends()
        assert progress(life, text)[:3] == ["10", "10", "0"]
        gateway.mood = "well"
        for _ in range(12):
            sends(60)
        taken = [request.json() for request in gateway.taken]
        assert sorted(one["mobile"] for one in taken) == NUMBERS
        assert {one["content"] for one in taken} == {"台风来袭，请勿外出。退订回T"}
        reports = [{"id": one["msgid"], "status": "DELIVRD"} for one in taken[:7]]
        reports += [{"id": one["msgid"], "status": "UNDELIV"} for one in taken[7:9]]
        assert signed("/api/notice-receipts/mass", reports).json() == {"known": 9, "unknown": 0}
        life.refused("duty", text, "finish", because="还有")
        sends(3_601)  # one receipt never comes; the public is not told twice for that
        assert len(gateway.taken) == 10
        assert progress(life, text) == ["10", "0", "10", "7", "3", "0"]
        life.does("duty", text, "finish")
        shown = text.data["values"]
        assert [shown[n] for n in ("sent_count", "delivered_count", "failed_count")] == [10, 7, 3]
        sends()
        assert (MassNumber.objects.count(), Delivery.objects.count()) == (0, 0)
        assert MassText.objects.get().swept_at is not None


def test_nobody_waits_behind_the_public(gateway: Provider) -> None:
    with register_life("2026-06-03 09:00") as life:
        channel = public(gateway, per_minute=10)
        text = approved(life)
        uploads(life, text, NUMBERS)
        life.does("duty", text, "send")
        sends()
        assert len(gateway.taken) == 8  # the rate, less what is kept for red
        sends(61)
        assert len(gateway.taken) == 10
        assert channel not in Book.read([life.people["duty"].pk]).channels
        channel.is_for_public = False
        channel.save()
        with pytest.raises(Invalid, match="群发渠道"):
            mass.public_channel()


def test_who_answers_t_is_left_alone_for_good_and_is_kept_as_a_hash(gateway: Provider) -> None:
    with register_life("2026-06-03 09:00") as life:
        public(gateway)
        reply = [{"phone": "+86" + NUMBERS[3], "text": "t "}, {"phone": NUMBERS[4], "text": "谢谢"}, {"text": "T"}]
        assert signed("/api/notice-replies/mass", reply).json() == {"stopped": 1}
        assert Client().post("/api/notice-replies/mass", b"[]", content_type="application/json").status_code == 404
        text = approved(life)
        uploads(life, text, NUMBERS)
        life.does("duty", text, "send")
        sends()
        assert NUMBERS[3] not in {request.json()["mobile"] for request in gateway.taken}
        life.does("duty", text, "finish")
        assert text.data["values"]["unsubscribed_count"] == 1
        assert NUMBERS[3] not in OptOut.objects.get().phone_hash


def test_a_list_is_checked_replaced_and_dropped_and_only_who_sends_gives_it(gateway: Provider) -> None:
    with register_life("2026-06-03 09:00") as life:
        text = approved(life, planned=5)
        assert uploads(life, text, ["12345", *NUMBERS]).status_code == 422
        assert uploads(life, text, NUMBERS, who="enforcement").status_code == 403
        assert Client().get(f"/sms-numbers/{text.data['id']}").status_code == 302
        assert uploads(life, text, NUMBERS).status_code == 200
        life.refused("duty", text, "send", because="超过批准的 5 条")
        assert uploads(life, text, NUMBERS[:5]).status_code == 200
        life.refused("duty", text, "send", because="群发渠道")
        public(gateway)
        life.does("leader", text, "refuse", reason="改用广播")
        assert uploads(life, text, NUMBERS).status_code == 409
        sends()
        assert MassNumber.objects.count() == 0
        assert gateway.taken == []


def test_a_text_is_stopped_half_way(gateway: Provider) -> None:
    with register_life("2026-06-03 09:00") as life:
        public(gateway, per_minute=5)
        text = approved(life)
        uploads(life, text, NUMBERS)
        life.does("duty", text, "send")
        sends()
        life.does("leader", text, "stop", reason="内容有误")
        assert text.data["values"]["sent_count"] == len(gateway.taken) == 4
        sends(timedelta(minutes=5).total_seconds())
        assert len(gateway.taken) == 4


def test_mass_texts_take_an_sms_gateway_and_nothing_else(gateway: Provider) -> None:
    with pytest.raises(Invalid) as refused:
        channel_create(actor=None, name="x", label="x", kind="email", config={}, is_for_public=True)
    assert "短信类" in refused.value.fields["is_for_public"]
