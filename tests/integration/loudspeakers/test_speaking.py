"""Over HTTP and through the worker's own thread pool: said, stopped, refused; and what an administrator may enter."""

import asyncio
import io
import json
import wave
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.guard import CONFIRMED_S
from anlan.records.loudspeakers import calling
from anlan.records.loudspeakers.choices import CallState, Reason
from anlan.records.loudspeakers.models import Broadcast, BroadcastCall, Loudspeaker, Sentence
from anlan.records.loudspeakers.planning import call_add
from anlan.web.broadcast_sender import BroadcastSender
from tests.factories import EnterpriseFactory, UserFactory
from tests.factories.loudspeakers import loudspeaker
from tests.integration.support import until
from tests.servers.horn import Horn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "field_hosts", "127.0.0.1")


def signed_in(role: Role, **where: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **where))
    session = client.session
    session[CONFIRMED_S] = clock.now_ms() // 1000
    session.save()
    return client


def post(client: Client, path: str, body: dict[str, Any], method: str = "POST") -> Any:
    return client.generic(method, path, json.dumps(body), content_type="application/json")


def said_through(*horns: Loudspeaker, **more: Any) -> dict[str, Any]:
    return {"text": "请注意", "loudspeaker_ids": [h.pk for h in horns], "key": "abcdefgh", "repeats": 1, **more}


async def db(work: Callable[[], Any]) -> Any:
    return await sync_to_async(work, thread_sensitive=True)()


async def test_the_worker_calls_several_horns_at_once_and_a_stop_cuts_them_off() -> None:
    with Horn() as first, Horn() as second:
        plant = await db(EnterpriseFactory)
        horns = [await db(lambda h=h: loudspeaker(plant, sip_address=h.address)) for h in (first, second)]  # type: ignore[misc]
        duty = await db(lambda: signed_in(Role.DUTY_OFFICER))
        made = await db(lambda: post(duty, "/api/broadcasts", said_through(*horns, repeats=5)))
        assert made.status_code == 201, made.content
        facts: dict[str, Any] = {}
        sender = BroadcastSender(db, facts, 4)
        running = asyncio.create_task(sender.run())
        try:
            await until(lambda: first.packets and second.packets, 10, "both are playing")
            stopped = await db(lambda: post(duty, f"/api/broadcasts/{made.json()['id']}/stop", {}))
            assert stopped.status_code == 200
            await until(lambda: first.asked("BYE") and second.asked("BYE"), 10, "both were hung up")
            await until(lambda: facts.get("broadcasts_waiting") == 0, 10, "it is written down")
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    states = await db(lambda: list(BroadcastCall.objects.values_list("state", "ended")))
    assert states == [(CallState.STOPPED, "stopped")] * 2
    assert await db(lambda: AuditEntry.objects.filter(action__startswith="broadcast.").count()) == 2


def test_a_second_click_says_nothing_twice() -> None:
    horn, duty = loudspeaker(EnterpriseFactory()), signed_in(Role.DUTY_OFFICER)
    first, second = (post(duty, "/api/broadcasts", said_through(horn)).json()["id"] for _ in range(2))
    assert first == second
    assert BroadcastCall.objects.count() == 1


def test_nobody_speaks_where_they_have_no_say() -> None:
    here, there = EnterpriseFactory(), EnterpriseFactory()
    own, other = loudspeaker(here), loudspeaker(there)
    manager = signed_in(Role.ENTERPRISE_MANAGER, enterprise=here)
    answer = post(manager, "/api/broadcasts", said_through(own, other))
    assert answer.status_code == 422
    assert "管辖范围" in answer.json()["fields"]["loudspeaker_ids"]
    duty = signed_in(Role.DUTY_OFFICER)
    made = post(duty, "/api/broadcasts", said_through(own, other)).json()["id"]
    assert len(manager.get(f"/api/broadcasts/{made}").json()["calls"]) == 1
    assert manager.get(f"/api/broadcasts/{made}").json()["counts"] == {"waiting": 1}  # of one's own, not of all
    assert manager.get("/api/broadcasts").json()["items"][0]["counts"] == {"waiting": 1}
    assert duty.get(f"/api/broadcasts/{made}").json()["counts"] == {"waiting": 2}
    assert post(manager, f"/api/broadcasts/{made}/stop", {}).status_code == 403


def test_a_village_horn_is_the_towns() -> None:
    plant = EnterpriseFactory()
    village = loudspeaker(name="村口喇叭", town_id=plant.town_id)
    officer = signed_in(Role.TOWN_OFFICER, town=plant.town)
    assert post(officer, "/api/broadcasts", said_through(village)).status_code == 201
    stranger = signed_in(Role.TOWN_OFFICER, town=EnterpriseFactory().town)
    assert stranger.get("/api/loudspeakers").json()["loudspeakers"] == []
    assert post(stranger, "/api/broadcasts", said_through(village, key="other-key")).status_code == 422


def test_the_preview_gives_the_words_exactly_and_their_sound() -> None:
    duty = signed_in(Role.DUTY_OFFICER)
    body = {"text": "请撤离", "repeats": 3, "is_drill": True}
    made = post(duty, "/api/broadcasts/preview", body).json()
    assert made["words"].startswith("现在是演练")
    assert made["words"].endswith("现在是演练，现在是演练。")
    import base64

    with wave.open(io.BytesIO(base64.b64decode(made["sound"]))) as file:
        assert file.getframerate() == 8_000
        assert file.getnframes() / 8_000 < made["seconds"]
    assert post(duty, "/api/broadcasts/preview", {"text": "  "}).status_code == 422
    assert post(duty, "/api/broadcasts/preview", {"text": "长" * 201}).status_code == 422


@pytest.mark.parametrize(
    ("address", "says"),
    [("8001@10.0.0.1", "sip:8001"), ("sip:8001@127.1.1.1", "ANLAN_FIELD_HOSTS"), ("sip:8001@169.254.169.254", "ANLAN"),
     ("sip:8001@224.0.0.1", "ANLAN_FIELD_HOSTS"), ("sip:8001@999.1.1.1", "IP"), ("sip:8001@0.0.0.0", "ANLAN")],
)  # fmt: skip
def test_an_address_that_must_not_be_called_is_refused(address: str, says: str) -> None:
    admin, plant = signed_in(Role.ADMIN), EnterpriseFactory()
    body = {"name": "喇叭", "enterprise_id": plant.pk, "lon": 120.6, "lat": 27.8, "sip_address": address}
    answer = post(admin, "/api/loudspeakers", body)
    assert answer.status_code == 422
    assert says in answer.json()["fields"]["sip_address"]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"enterprise_id": None}, "enterprise_id"), ({"town_code": "999"}, "town_code"),
     ({"enterprise_id": 999}, "enterprise_id"), ({"workshop_id": 999}, "workshop_id"),
     ({"lon": 500}, ""), ({"test_hour": 24}, ""), ({"name": ""}, ""), ({"surprise": 1}, "")],
)  # fmt: skip
def test_what_is_entered_wrong_is_said(change: dict[str, Any], field: str) -> None:
    admin, plant = signed_in(Role.ADMIN), EnterpriseFactory()
    body = {"name": "喇叭", "enterprise_id": plant.pk, "lon": 120.6, "lat": 27.8, "sip_address": "sip:1@10.0.0.1"}
    answer = post(admin, "/api/loudspeakers", {**body, **change})
    assert answer.status_code == 422
    assert not field or field in answer.json()["fields"]
    assert Loudspeaker.objects.count() == 0


def test_a_password_goes_in_and_never_comes_out() -> None:
    admin, plant = signed_in(Role.ADMIN), EnterpriseFactory()
    body = {"name": "喇叭", "enterprise_id": plant.pk, "lon": 120.6, "lat": 27.8, "sip_address": "sip:1@10.0.0.1",
            "login_user": "8001", "password": "geheim-123"}  # fmt: skip
    made = post(admin, "/api/loudspeakers", body)
    assert made.status_code == 201
    assert made.json()["has_password"]
    row = Loudspeaker.objects.get()
    shown = made.content.decode() + admin.get("/api/loudspeakers").content.decode() + row.sealed
    shown += "".join(json.dumps(entry.changes) for entry in AuditEntry.objects.all())
    assert "geheim" not in shown
    broadcast = Broadcast.objects.create(reason=Reason.MANUAL, text="请注意", key="k")
    call_add(broadcast, row, 1, clock.now() + calling.CLAIM)
    assert calling.claim(4)[0].password == "geheim-123"


def test_automatic_speech_needs_what_was_agreed() -> None:
    admin, plant = signed_in(Role.ADMIN), EnterpriseFactory()
    path = f"/api/enterprises/{plant.pk}/broadcast-rule"
    assert admin.get(path).json()["is_enabled"] is False
    answer = post(admin, path, {"grades": ["red"], "is_enabled": True}, "PUT")
    assert "商定" in answer.json()["fields"]["agreed"]
    assert post(admin, path, {"grades": ["purple"]}, "PUT").status_code == 422
    assert (
        post(admin, path, {"grades": ["red"], "agreed": "11 月与厂方商定", "is_enabled": True}, "PUT").status_code
        == 200
    )
    assert admin.get(path).json()["enabled_at"] is not None


def wav(seconds: float, rate: int = 44_100, channels: int = 2) -> bytes:
    sink = io.BytesIO()
    with wave.open(sink, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        at = np.arange(round(seconds * rate)) / rate
        tone = (np.sin(2 * np.pi * 500 * at) * 8_000).astype("<i2")
        file.writeframes(np.repeat(tone, channels).tobytes())
    return sink.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"", "空"), (b"MZ" + b"\0" * 2_000, "损坏"), (wav(0.2), "太短"), (wav(31, 8_000, 1), "30 秒"), (wav(2)[:60], "")],
    ids=["empty", "no sound", "short", "long", "cut off"],
)
def test_a_recording_that_is_none_is_refused(raw: bytes, says: str) -> None:
    admin = signed_in(Role.ADMIN)
    row = Sentence.objects.create(text="请注意")
    file = io.BytesIO(raw)
    file.name = "speech.wav"
    answer = admin.post(f"/api/broadcast-sentences/{row.pk}/recording", {"file": file})
    assert answer.status_code == 422, answer.content
    assert says in json.dumps(answer.json(), ensure_ascii=False)


def test_a_recording_becomes_samples_and_is_said_instead_of_the_text() -> None:
    admin = signed_in(Role.ADMIN)
    row = Sentence.objects.create(text="请注意")
    file = io.BytesIO(wav(2))
    file.name = "speech.wav"
    answer = admin.post(f"/api/broadcast-sentences/{row.pk}/recording", {"file": file})
    assert answer.status_code == 200, answer.content
    assert answer.json()["recording_s"] == pytest.approx(2, abs=0.05)
    row.refresh_from_db()
    samples = np.frombuffer(bytes(row.recording or b""), "<i2")
    assert abs(int(np.argmax(np.abs(np.fft.rfft(samples[:8_000])))) - 500) <= 1
    heard = post(admin, "/api/broadcasts/preview", {"sentence_id": row.pk}).json()
    assert heard["by"] == "recording"
    assert admin.delete(f"/api/broadcast-sentences/{row.pk}/recording").json()["recording_s"] == 0
    assert post(admin, "/api/broadcasts/preview", {"sentence_id": row.pk}).status_code == 422


# --- whose turn it is ----------------------------------------------------------------------------------


def waiting(horn: Loudspeaker, rank: int, key: str) -> BroadcastCall:
    row = Broadcast.objects.create(reason=Reason.MANUAL, text=key, key=key)
    return call_add(row, horn, rank, clock.now() + calling.CLAIM)


def test_the_newest_red_goes_first_and_places_are_kept_for_it() -> None:
    plant = EnterpriseFactory()
    horns = [loudspeaker(plant, name=f"{n}") for n in range(6)]
    drills = [waiting(horn, 6, f"drill{n}") for n, horn in enumerate(horns[:4])]
    red, newer = waiting(horns[4], 1, "red"), waiting(horns[5], 1, "newer")
    claimed = [job.call_id for job in calling.claim(4)]
    assert claimed == [newer.pk, red.pk, drills[3].pk], "one of four places is kept for red"


def test_a_horn_says_one_thing_at_a_time_and_what_is_worse_takes_its_place() -> None:
    horn = loudspeaker(EnterpriseFactory())
    drill = waiting(horn, 6, "drill")
    assert [job.call_id for job in calling.claim(4)] == [drill.pk]
    red = waiting(horn, 1, "red")
    assert calling.claim(4, 1) == []
    assert calling.keep([drill.pk]) == {drill.pk}, "the drill is to stop"
    from anlan.kit.sip.ending import Ended, Ending

    calling.settle(drill.pk, Ending(Ended.STOPPED, 0.1, 3.0))
    assert [job.call_id for job in calling.claim(4)] == [red.pk]
    drill.refresh_from_db()
    assert drill.state == CallState.WAITING, "it goes on afterwards"


def test_a_call_whose_worker_died_is_made_again() -> None:
    horn = loudspeaker(EnterpriseFactory())
    call = waiting(horn, 1, "red")
    calling.claim(4)
    assert calling.claim(4) == []
    BroadcastCall.objects.update(claimed_until=clock.now() - calling.CLAIM)
    assert [job.call_id for job in calling.claim(4)] == [call.pk]


def test_a_horn_with_too_much_before_it_takes_no_more() -> None:
    horn, duty = loudspeaker(EnterpriseFactory()), signed_in(Role.DUTY_OFFICER)
    for number in range(10):
        waiting(horn, 1, f"w{number}")
    answer = post(duty, "/api/broadcasts", said_through(horn))
    assert answer.status_code == 429
    assert "待播" in answer.json()["message"]
