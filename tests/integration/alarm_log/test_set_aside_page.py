"""Messages set aside: seen with what they hold, tried again after a repair, dismissed with a reason, bounded."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anlan.bus import subjects
from anlan.bus.messages import AlarmBatch, AlarmTransition, to_json
from anlan.kit.settings import settings
from anlan.records.alarm_log.models import Alarm, SetAsideMessage
from anlan.records.audit.models import AuditEntry
from anlan.records.incidents.models import Incident
from anlan.web import worker_store
from anlan.web.set_aside import rows
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty() -> Client:
    client = Client()
    client.force_login(UserFactory(username="duty", role="duty_officer", is_on_duty=True))
    return client


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings(), "data", tmp_path)
    return tmp_path


@pytest.fixture
def red() -> AlarmTransition:
    return raised(PointFactory(name="机房氨气"), "HHH")


def _kept(transition: AlarmTransition, seq: int = 7) -> SetAsideMessage:
    batch = AlarmBatch(partition=0, source_seq=seq, transitions=[transition])
    worker_store.keep_aside(subjects.ALARMS, seq, "anlan.alarms.0", to_json(batch), "ValueError('no such thing')")
    return SetAsideMessage.objects.get(seq=seq)


def _listed(client: Client) -> Any:
    return client.get("/api/set-aside").json()


def _post(client: Client, path: str, body: dict[str, str] | None = None) -> Any:
    return client.post(f"/api/set-aside/{path}", body or {}, content_type="application/json")


def test_it_says_what_is_in_it_why_and_who_put_it_aside(duty: Client, red: AlarmTransition) -> None:
    _kept(red)
    shown = _listed(duty)
    [one] = shown["items"]
    assert shown["total"] == 1
    assert (one["process"], one["stream"], one["seq"]) == ("worker", "ALARMS", 7)
    assert (one["what"], one["count"]) == ("alarms", 1)
    assert one["names"] == ["机房氨气 HHH"]
    assert "no such thing" in one["error"]
    assert one["can_retry"]


def test_after_the_repair_it_is_applied_opens_its_work_order_and_leaves_the_list(
    duty: Client, red: AlarmTransition
) -> None:
    row = _kept(red)
    assert _post(duty, f"{row.pk}/retry").json() == {"is_applied": True}
    assert Alarm.objects.get().alarm_id == red.alarm_id
    assert Incident.objects.count() == 1
    assert _listed(duty)["total"] == 0
    assert AuditEntry.objects.filter(action="set_aside.retried").count() == 1
    assert _post(duty, f"{row.pk}/retry").status_code == 404


def test_what_is_still_refused_stays_with_its_new_reason(
    duty: Client, red: AlarmTransition, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _kept(red)

    def refuses(transitions: Any) -> None:
        raise ValueError("still broken")

    monkeypatch.setattr(worker_store, "take_in", refuses)
    assert _post(duty, f"{row.pk}/retry").json() == {"is_applied": False}
    [one] = _listed(duty)["items"]
    assert "1 of 1" in one["error"]
    assert AuditEntry.objects.get(action="set_aside.retried").changes["is_applied"] is False


def test_an_unreadable_one_cannot_be_tried_again_and_is_dismissed_with_a_reason(duty: Client) -> None:
    worker_store.keep_aside(subjects.ALARMS, 9, "anlan.alarms.0", b"no message", "MsgspecError()")
    key = str(SetAsideMessage.objects.get().pk)
    assert _listed(duty)["items"][0]["what"] == "unreadable"
    assert _post(duty, f"{key}/retry").status_code == 409
    assert _post(duty, f"{key}/dismiss", {"reason": " "}).status_code == 422
    assert _post(duty, f"{key}/dismiss", {"reason": "已电话核实，现场正常"}).status_code == 204
    assert _listed(duty)["total"] == 0
    assert AuditEntry.objects.get(action="set_aside.dismissed").reason == "已电话核实，现场正常"
    assert SetAsideMessage.objects.get().resolved_at is not None


def test_readings_that_the_alarms_process_kept_are_listed_and_dismissed(duty: Client, data: Path) -> None:
    folder = data / "alarms" / "poison"
    folder.mkdir(parents=True)
    (folder / "0-123.bin").write_bytes(b"???")
    os.utime(folder / "0-123.bin", (1_700_000_000, 1_700_000_000))
    [one] = _listed(duty)["items"]
    assert (one["key"], one["process"], one["stream"], one["seq"], one["can_retry"]) == (
        "file-0-123", "alarms", "READINGS", 123, False,
    )  # fmt: skip
    assert _post(duty, "file-..-..-secret/dismiss", {"reason": "试探路径"}).status_code == 404
    assert _post(duty, "file-0-123/dismiss", {"reason": "升级前的旧消息"}).status_code == 204
    assert not list(folder.iterdir())
    assert AuditEntry.objects.get(action="set_aside.dismissed").changes["file"] == "0-123.bin"


def test_a_fault_that_meets_every_message_does_not_fill_the_disk(
    duty: Client, red: AlarmTransition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_store, "MOST_KEPT", 2)
    monkeypatch.setattr(rows, "LISTED", 2)
    for seq in (1, 2, 3):
        _kept(red, seq)
    assert [len(row.payload) > 0 for row in SetAsideMessage.objects.order_by("seq")] == [True, True, False]
    assert "not kept" in SetAsideMessage.objects.get(seq=3).error
    shown = _listed(duty)
    assert (shown["total"], [one["seq"] for one in shown["items"]]) == (3, [1, 2])
