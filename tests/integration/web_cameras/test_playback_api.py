"""Playing back over HTTP: who may, what is refused in words, what is written down. The cameras process is played."""

import asyncio
import base64
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from anlan.bus import camera_client, playback_client
from anlan.bus.playback_messages import (
    PlaybackAnswer,
    PlaybackEnded,
    PlaybackOpen,
    PlaybackSteer,
    RecordingsAnswer,
    Shot,
)
from anlan.records.audit.models import AuditEntry
from anlan.records.sites.camera_services import camera_source_set, scene_create
from anlan.records.sites.models import Scene
from anlan.web import live
from anlan.web.playback_notes import playback_ended_note
from tests.factories import CameraFactory, UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db

#: 2026-11-26 10:00:00 of the county.
T0 = 1_795_658_400_000
A_PLAYBACK = {"source": "kept", "at": "2026-11-26T10:00:00+08:00", "until": "2026-11-26T11:00:00+08:00"}


class Played:
    """What the cameras process would answer, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.is_up = True
        self.recordings = RecordingsAnswer(spans=((T0, T0 + 60_000),))
        self.playback = PlaybackAnswer(session_id="s1", state="playing", shots=(Shot(at_ms=T0, jpeg=b"jpeg"),))

    async def listed(self, bus: object, ask: Any) -> Any:
        return self._told(ask, self.recordings)

    async def played(self, bus: object, ask: Any) -> Any:
        return self._told(ask, self.playback)

    def _told(self, ask: Any, answer: Any) -> Any:
        self.asked.append(ask)
        if not self.is_up:
            raise camera_client.NoAnswer("played dead")
        return answer


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    player = Played()
    monkeypatch.setattr(playback_client, "recordings", player.listed)
    monkeypatch.setattr(playback_client, "begin", player.played)
    monkeypatch.setattr(playback_client, "steer", player.played)
    monkeypatch.setattr(live, "hub", lambda: type("Hub", (), {"bus": None}))
    monkeypatch.setattr(live, "ask", lambda work, timeout_s: asyncio.run(work))
    return player


@pytest.fixture
def scene() -> Scene:
    camera = camera_source_set(actor=None, camera=CameraFactory(), source="rtsp://10.0.0.5/main")
    return scene_create(actor=None, camera=camera, behaviour="headcount", name="速冻间人数")


def signed_in(client: Client, role: str = "duty_officer", **more: Any) -> Any:
    user = UserFactory(role=role, **more)
    client.force_login(user)
    return user


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, body, content_type="application/json")


def test_a_day_is_the_county_s_and_a_device_s_words_are_passed_on(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client)
    path = f"/api/cameras/{scene.camera_id}/recordings"
    told = client.get(path, {"day": "2026-11-26"}).json()
    assert told["spans"] == [{"begin": "2026-11-26T02:00:00+00:00", "end": "2026-11-26T02:01:00+00:00"}]
    asked = played.asked[-1]
    assert (asked.source, asked.from_ms, asked.to_ms) == ("kept", T0 - 10 * 3_600_000, T0 + 14 * 3_600_000)
    played.recordings = RecordingsAnswer(why="failed", detail="the device is not registered")
    answer = client.get(path, {"day": "2026-11-26", "source": "device"})
    assert (answer.status_code, answer.json()["code"]) == (503, "playback.not_listed")
    assert "the device is not registered" in answer.json()["message"]
    played.recordings = RecordingsAnswer(why="none")
    assert client.get(path, {"day": "2026-11-26", "source": "device"}).json()["code"] == "playback.none"
    assert client.get(path, {"day": "yesterday"}).status_code == 422


def test_alarms_of_the_day_are_marked_and_only_this_camera_s(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client)
    own, other = alarm(scene.point), alarm(scene_create(
        actor=None, camera=camera_source_set(actor=None, camera=CameraFactory(), source="rtsp://10.0.0.6/x"),
        behaviour="headcount", name="别处",
    ).point)  # fmt: skip
    day = own.raised_at.astimezone(datetime.fromisoformat("2026-01-01T00:00:00+08:00").tzinfo).date().isoformat()
    (mark,) = client.get(f"/api/cameras/{scene.camera_id}/recordings/marks", {"day": day}).json()
    assert (mark["alarm_id"], mark["has_evidence"]) == (own.pk, False)
    assert mark["alarm_id"] != other.pk
    assert client.get(f"/api/cameras/{scene.camera_id}/recordings/marks", {"day": "2001-01-01"}).json() == []


def test_a_session_is_begun_followed_and_written_down_once(client: Client, played: Played, scene: Scene) -> None:
    user = signed_in(client)
    path = f"/api/cameras/{scene.camera_id}/playback"
    begun = post(client, path, **A_PLAYBACK, speed=4)
    assert begun.status_code == 201
    assert base64.b64decode(begun.json()["shots"][0]["jpeg"]) == b"jpeg"
    (ask,) = played.asked
    assert isinstance(ask, PlaybackOpen)
    assert (ask.user_id, ask.at_ms, ask.until_ms, ask.speed) == (user.pk, T0, T0 + 3_600_000, 4)
    for action in ("follow", "pause", "play", "close"):
        assert post(client, f"{path}/s1", action=action).status_code == 200
    assert post(client, f"{path}/s1", action="seek", at="2026-11-26T10:30:00+08:00").status_code == 200
    sought = played.asked[-1]
    assert isinstance(sought, PlaybackSteer)
    assert (sought.what, sought.at_ms, sought.user_id) == ("seek", T0 + 1_800_000, user.pk)
    (entry,) = AuditEntry.objects.filter(action="camera.playback_begun")
    assert (entry.actor_id, entry.target_id) == (user.pk, str(scene.camera_id))
    assert entry.changes == {"source": "kept", "from": "2026-11-26T10:00:00+08:00"}


def test_what_was_really_seen_is_written_down_when_it_is_over(client: Client, scene: Scene) -> None:
    user = signed_in(client)
    seen = {"camera_id": scene.camera_id, "user_id": user.pk, "source": "device", "why": "left"}
    playback_ended_note(PlaybackEnded(from_ms=T0, to_ms=T0 + 90_000, pictures=45, **seen))
    playback_ended_note(PlaybackEnded(from_ms=0, to_ms=0, pictures=0, **seen))
    playback_ended_note(PlaybackEnded(from_ms=T0, to_ms=T0, pictures=1, **{**seen, "camera_id": 2**30}))
    (entry,) = AuditEntry.objects.filter(action="camera.playback_ended")
    assert (entry.changes["from"], entry.changes["to"]) == ("2026-11-26T10:00:00+08:00", "2026-11-26T10:01:30+08:00")
    assert (entry.changes["pictures"], entry.actor_id) == (45, user.pk)


@pytest.mark.parametrize(
    ("why", "status", "code"),
    [("full", 429, "playback.full"), ("none", 409, "playback.none"), ("unknown", 409, "playback.unknown"),
     ("gone", 409, "playback.gone")],
)  # fmt: skip
def test_why_nothing_is_played_is_said_and_nothing_is_written_down(
    client: Client, played: Played, scene: Scene, why: str, status: int, code: str
) -> None:
    signed_in(client)
    played.playback = PlaybackAnswer(why=why)
    refused = post(client, f"/api/cameras/{scene.camera_id}/playback", **A_PLAYBACK)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json()["message"]
    assert not AuditEntry.objects.filter(action="camera.playback_begun").exists()


def test_who_may_not_see_originals_may_not_play_back(client: Client, played: Played, scene: Scene) -> None:
    for role in ("enterprise_manager", "admin", "town_officer"):
        place = {"enterprise": scene.camera.enterprise} if role == "enterprise_manager" else {}
        town = {"town": scene.camera.enterprise.town} if role == "town_officer" else {}
        signed_in(client, role, **place, **town)
        assert post(client, f"/api/cameras/{scene.camera_id}/playback", **A_PLAYBACK).status_code == 403
        assert client.get(f"/api/cameras/{scene.camera_id}/recordings", {"day": "2026-11-26"}).status_code == 403
    assert played.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {**A_PLAYBACK, "until": "2026-11-26T09:00:00+08:00"}, {**A_PLAYBACK, "until": "2026-11-29T09:00:00+08:00"},
        {**A_PLAYBACK, "at": "2026-11-26T10:00:00"}, {**A_PLAYBACK, "speed": 3}, {**A_PLAYBACK, "source": "elsewhere"},
    ],
)  # fmt: skip
def test_times_and_speeds_that_are_none_are_refused(
    client: Client, played: Played, scene: Scene, body: dict[str, Any]
) -> None:
    signed_in(client)
    assert post(client, f"/api/cameras/{scene.camera_id}/playback", **body).status_code == 422
    assert post(client, f"/api/cameras/{scene.camera_id}/playback/s1", action="seek").status_code == 422
    assert played.asked == []


def test_without_the_cameras_process_there_is_a_plain_sentence(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client)
    played.is_up = False
    answer = client.get(f"/api/cameras/{scene.camera_id}/recordings", {"day": "2026-11-26"})
    assert (answer.status_code, answer.json()["code"]) == (503, "camera.no_answer")


@pytest.mark.parametrize(
    ("source", "options", "is_asked"),
    [
        ("rtsp://10.0.0.5/x", {}, False), ("rtsp://10.0.0.5/x", {"control": "onvif://10.0.0.5"}, True),
        ("onvif://10.0.0.5", {}, True), ("gb28181://33038100001180000001/33038100001320000001", {}, True),
    ],
)  # fmt: skip
def test_a_camera_says_whether_its_device_can_be_asked(
    client: Client, played: Played, scene: Scene, source: str, options: dict[str, str], is_asked: bool
) -> None:
    signed_in(client)
    camera_source_set(actor=None, camera=scene.camera, source=source, options=options)
    with pytest.MonkeyPatch.context() as patch:

        async def status(bus: object) -> Any:
            raise camera_client.NoAnswer("played dead")

        patch.setattr(camera_client, "status", status)
        assert client.get(f"/api/cameras/{scene.camera_id}").json()["has_recorder"] is is_asked
