"""Cameras over HTTP: states, pictures that hide faces, trials. The cameras process is played by its answers."""

import asyncio
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from anlan.bus import camera_client
from anlan.bus.camera_messages import (
    CameraStatus,
    PersonSeen,
    PictureAnswer,
    PictureAsk,
    PresetSeen,
    PtzAnswer,
    PtzAsk,
    SceneMarks,
    StatusAnswer,
    TrialAnswer,
    TrialAsk,
)
from anlan.domain.camera_states import CameraState
from anlan.kit.settings import settings
from anlan.records.audit.models import AuditEntry
from anlan.records.sites.camera_services import camera_source_set, scene_create
from anlan.records.sites.models import Camera, Scene
from anlan.web import live
from tests.factories import CameraFactory, UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db

T0 = 1_700_000_000_000


class Played:
    """What the cameras process would answer, and what it was asked."""

    def __init__(self) -> None:
        self.is_up = True
        self.config_version = 1
        self.cameras: list[CameraStatus] = []
        self.picture = PictureAnswer(at_ms=T0, jpeg=b"\xff\xd8jpeg")
        self.trial = TrialAnswer(state="waiting", trial_id="t-1", step_ms=2000)
        self.ptz = PtzAnswer(turns=True, zooms=True, home="1", begins=True)
        self.asked: list[Any] = []

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def picture(bus: object, ask: PictureAsk, timeout_s: float = 0) -> PictureAnswer:
            return self._told(ask, self.picture)

        async def status(bus: object) -> StatusAnswer:
            return self._told(None, StatusAnswer(
                at_ms=T0, config_version=self.config_version, cameras=tuple(self.cameras),
                tape_minutes=60, tape_step_s=2.0,
            ))  # fmt: skip

        async def trial(bus: object, ask: Any) -> TrialAnswer:
            return self._told(ask, self.trial)

        async def ptz(bus: object, ask: PtzAsk) -> PtzAnswer:
            return self._told(ask, self.ptz)

        monkeypatch.setattr(camera_client, "ptz", ptz)
        monkeypatch.setattr(camera_client, "picture", picture)
        monkeypatch.setattr(camera_client, "status", status)
        monkeypatch.setattr(camera_client, "trial_begin", trial)
        monkeypatch.setattr(camera_client, "trial_follow", trial)
        monkeypatch.setattr(live, "hub", lambda: _Hub())
        monkeypatch.setattr(live, "ask", lambda work, timeout_s: asyncio.run(work))

    def _told(self, ask: Any, answer: Any) -> Any:
        self.asked.append(ask)
        if not self.is_up:
            raise camera_client.NoAnswer("played dead")
        return answer


class _Hub:
    bus = None

    class board:
        @staticmethod
        def changed_since(points: Any, mark: int) -> list[dict[str, object]]:
            return [{"point": int(point), "ts_ms": T0, "value": 4.0, "quality": 0} for point in points]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    player = Played()
    player.install(monkeypatch)
    return player


@pytest.fixture
def scene() -> Scene:
    camera = camera_source_set(actor=None, camera=CameraFactory(), source="rtsp://10.0.0.5/main")
    return scene_create(actor=None, camera=camera, behaviour="headcount", name="速冻间人数")


def told(camera: Camera, state: CameraState, **more: Any) -> CameraStatus:
    return CameraStatus(**{
        "camera_id": camera.pk, "state": int(state), "since_ms": T0, "is_since_start": False, "fps": 1.5,
        "last_picture_at_ms": T0, "fps_wanted": 2.0, **more,
    })  # fmt: skip


def signed_in(client: Client, role: str, **more: Any) -> Client:
    client.force_login(UserFactory(role=role, **more))
    return client


def test_each_camera_says_how_it_is_and_what_nobody_told_is_unknown(
    client: Client, played: Played, scene: Scene
) -> None:
    alarm(scene.point)
    others = [camera_source_set(actor=None, camera=CameraFactory(), source="rtsp://10.0.0.6/x"), CameraFactory()]
    played.cameras = [told(scene.camera, CameraState.MOVED)]
    signed_in(client, "duty_officer")
    page = client.get("/api/cameras").json()
    rows = {row["id"]: row for row in page["items"]}
    assert rows[scene.camera_id]["state_name"] == "视角偏移"
    assert (rows[scene.camera_id]["open_alarms"], rows[scene.camera_id]["scenes"]) == (1, 1)
    assert rows[scene.camera_id]["since"].startswith("2023-11-14")
    assert [rows[other.pk]["state"] for other in others] == ["unwatched", "no_source"]
    assert page["counts"] == {"moved": 1, "unwatched": 1, "no_source": 1}
    blind = client.get("/api/cameras?state=blind").json()
    assert {row["state"] for row in blind["items"]} == {"moved", "unwatched"}
    played.is_up = False
    page = client.get("/api/cameras").json()
    assert (page["is_analysis_up"], page["counts"]) == (False, {"unknown": 2, "no_source": 1})


def test_before_the_first_picture_was_due_a_camera_is_starting_and_neither_well_nor_gone(
    client: Client, played: Played, scene: Scene
) -> None:
    signed_in(client, "duty_officer")

    def state() -> str:
        return str(client.get(f"/api/cameras/{scene.camera_id}").json()["state"])

    played.cameras = [told(scene.camera, CameraState.OK, is_since_start=True, last_picture_at_ms=0)]
    assert state() == "starting"
    assert client.get("/api/cameras?state=blind").json()["total"] == 0
    played.cameras = [told(scene.camera, CameraState.GONE, is_since_start=True, last_picture_at_ms=0)]
    assert state() == "gone"
    played.cameras, played.config_version = [], 0  # the process itself has no configuration yet
    assert state() == "starting"


def test_cameras_are_found_by_town_by_what_they_watch_for_and_by_their_alarms(
    client: Client, played: Played, scene: Scene
) -> None:
    quiet = camera_source_set(actor=None, camera=CameraFactory(), source="rtsp://10.0.0.6/x")
    alarm(scene.point)
    signed_in(client, "duty_officer")

    def found(**wanted: str) -> list[int]:
        return [row["id"] for row in client.get("/api/cameras", wanted).json()["items"]]

    assert found(town=scene.camera.enterprise.town_id) >= [scene.camera_id]
    assert found(town="000000000") == []
    assert found(behaviour="headcount") == [scene.camera_id]
    assert found(behaviour="smoking") == []
    assert found(alarms="true") == [scene.camera_id]
    assert set(found()) == {scene.camera_id, quiet.pk}


def test_a_manager_sees_the_cameras_of_the_own_plant_only(client: Client, played: Played, scene: Scene) -> None:
    CameraFactory()
    signed_in(client, "enterprise_manager", enterprise=scene.camera.enterprise)
    assert [row["id"] for row in client.get("/api/cameras").json()["items"]] == [scene.camera_id]


@pytest.mark.parametrize(
    ("role", "is_blurred"), [("enterprise_manager", True), ("admin", True), ("duty_officer", False)]
)
def test_faces_are_for_those_who_may_see_originals(
    client: Client, played: Played, scene: Scene, role: str, is_blurred: bool
) -> None:
    more = {"enterprise": scene.camera.enterprise} if role == "enterprise_manager" else {}
    signed_in(client, role, **more)
    played.picture = PictureAnswer(
        at_ms=T0, jpeg=b"\xff\xd8jpeg", is_guarded=True, persons=(PersonSeen(box=(0.1, 0.1, 0.2, 0.4), score=0.7),),
        marks=(SceneMarks(point_id=scene.point_id, boxes=((0.1, 0.1, 0.2, 0.4),)),),
    )  # fmt: skip
    view = client.get(f"/api/cameras/{scene.camera_id}/view").json()
    assert (view["is_blurred"], view["is_guarded"]) == (is_blurred, is_blurred)
    assert view["persons"][0]["score"] == 0.7
    assert view["scenes"][0]["value"] == 4.0
    assert view["scenes"][0]["marks"][0]["box"] == [0.1, 0.1, 0.2, 0.4]
    answer = client.get(f"/api/cameras/{scene.camera_id}/picture?at_ms={T0}")
    assert (answer.content, answer["Cache-Control"]) == (b"\xff\xd8jpeg", "private, no-store")
    asked = [ask for ask in played.asked if isinstance(ask, PictureAsk)]
    assert [ask.is_blurred for ask in asked] == [is_blurred, is_blurred]
    assert asked[1].at_ms == T0


def test_somebody_who_goes_on_looking_is_written_down_once(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client, "duty_officer")
    for _ in range(3):
        assert client.get(f"/api/cameras/{scene.camera_id}/view").status_code == 200
    assert AuditEntry.objects.filter(action="camera.viewed").count() == 1
    signed_in(client, "admin")
    client.get(f"/api/cameras/{scene.camera_id}/view")
    assert AuditEntry.objects.filter(action="camera.viewed").count() == 2


def test_without_the_analysis_there_is_a_plain_sentence(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client, "admin")
    played.is_up = False
    answer = client.get(f"/api/cameras/{scene.camera_id}/view")
    assert (answer.status_code, answer.json()["code"]) == (503, "camera.no_picture")
    assert client.get(f"/api/cameras/{scene.camera_id}").json()["state"] == "unknown"
    path = f"/api/cameras/{scene.camera_id}/trials"
    assert client.post(path, {"behaviour": "absence"}, content_type="application/json").status_code == 503


def test_full_video_is_offered_when_set_and_to_those_who_may_see_faces(
    client: Client, played: Played, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/api/cameras/{scene.camera_id}"
    assert signed_in(client, "duty_officer").get(path).json()["has_media"] is False
    monkeypatch.setattr(settings(), "camera_media_url", "https://video.example/stream.html?src=camera-{camera}")
    detail = client.get(path).json()
    assert detail["media_url"] == f"https://video.example/stream.html?src=camera-{scene.camera_id}"
    blurred = signed_in(client, "admin").get(path).json()
    assert (blurred["has_media"], blurred["media_url"]) == (True, "")


def test_a_trial_is_begun_followed_and_judged_by_the_limits_that_are_asked_for(
    client: Client, played: Played, scene: Scene
) -> None:
    signed_in(client, "admin")
    path = f"/api/cameras/{scene.camera_id}/trials"
    triangle = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]
    begun = client.post(path, {"behaviour": "headcount", "watched_area": triangle}, content_type="application/json")
    assert (begun.status_code, begun.json()["state"]) == (201, "waiting")
    ask = next(one for one in played.asked if isinstance(one, TrialAsk))
    assert (ask.camera_id, ask.scene.zone[2]) == (scene.camera_id, (0.5, 0.9))
    assert AuditEntry.objects.filter(action="scene.tried").count() == 1
    played.trial = TrialAnswer(
        state="done", trial_id="t-1", step_ms=2000, pictures_done=4, pictures=4, from_ms=T0, to_ms=T0 + 6000,
        at_ms=(T0, T0 + 2000, T0 + 4000, T0 + 6000), value=(0.0, 5.0, 5.0, None),
    )  # fmt: skip
    limit = {"label": "H", "direction": 1, "set_point": 5, "grade": "yellow", "on_delay_s": 2}
    done = client.post(f"{path}/t-1", {"behaviour": "headcount", "limits": [limit]}, content_type="application/json")
    (raised,) = done.json()["raises"]
    assert (raised["label"], raised["peak"], raised["cleared_at"]) == ("H", 5.0, None)
    assert raised["picture_url"] == f"/api/cameras/{scene.camera_id}/picture?at_ms={T0 + 4000}"
    own = client.post(f"{path}/t-1", {"behaviour": "headcount", "scene_id": scene.pk}, content_type="application/json")
    assert own.json()["raises"] == []  # nine people are allowed
    assert own.json()["limits"]


def test_a_trial_that_cannot_be_says_why(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client, "admin")
    path = f"/api/cameras/{scene.camera_id}/trials"
    bad = client.post(path, {"behaviour": "headcount", "watched_area": [[0, 0]]}, content_type="application/json")
    assert (bad.status_code, list(bad.json()["fields"])) == (422, ["watched_area"])
    played.trial = TrialAnswer(state="refused", why="no_tape")
    refused = client.post(path, {"behaviour": "headcount"}, content_type="application/json")
    assert refused.status_code == 409
    assert "还没有" in refused.json()["message"]
    assert client.post(f"{path}/x", {"behaviour": "headcount"}, content_type="application/json").status_code == 404
    assert not AuditEntry.objects.filter(action="scene.tried").exists()


def test_behaviours_bring_their_form_their_limits_and_their_quality_card(client: Client) -> None:
    cards = {card["name"]: card for card in signed_in(client, "duty_officer").get("/api/behaviours").json()}
    assert len(cards) == 7
    headcount = cards["headcount"]
    assert headcount["parameters"]["window_s"]["type"] in ("integer", "number")
    assert headcount["quality"]["figures"]["mean_absolute_error"] >= 0
    assert headcount["limits"][0]["set_point"] > 0


def turn(client: Client, camera: Camera, **body: Any) -> Any:
    return client.post(f"/api/cameras/{camera.pk}/ptz", body, content_type="application/json")


def test_a_gesture_is_written_down_once_and_its_renewals_are_not(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client, "duty_officer", name="王值班")
    assert turn(client, scene.camera, action="move", pan=0.5).json()["can_turn"]
    played.ptz = replace(played.ptz, begins=False)
    turn(client, scene.camera, action="move", pan=0.5)
    turn(client, scene.camera, action="stop")
    (entry,) = AuditEntry.objects.filter(action="camera.turned")
    assert (entry.target_id, entry.changes) == (str(scene.camera_id), {"pan": 0.5})
    asked = played.asked[0]
    assert (asked.what, asked.pan, asked.hand_name) == ("move", 0.5, "王值班")


@pytest.mark.parametrize(
    ("why", "status", "says"),
    [
        ("held", 409, "李值班"), ("no_ptz", 409, "此摄像机不支持云台"), ("no_home", 409, "归位预置位"),
        ("too_fast", 429, "频繁"), ("busy", 429, "频繁"), ("failed", 503, "no answer"), ("unknown", 409, "发布配置"),
    ],
)  # fmt: skip
def test_why_it_was_not_turned_is_said_and_nothing_is_written_down(
    client: Client, played: Played, scene: Scene, why: str, status: int, says: str
) -> None:
    signed_in(client, "duty_officer")
    played.ptz = PtzAnswer(why=why, holder_name="李值班", detail="no answer" if why == "failed" else "")
    refused = turn(client, scene.camera, action="preset", preset="1")
    assert refused.status_code == status
    assert says in refused.json()["message"]
    assert not AuditEntry.objects.filter(action="camera.turned").exists()


def test_looking_says_who_has_it_and_when_it_goes_home(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client, "duty_officer")
    played.ptz = PtzAnswer(
        turns=True, home="1", needs_home=True, holder_id=2**30, holder_name="李值班", held_for_ms=9_000, is_away=True,
        home_in_ms=31_000, presets=(PresetSeen(token="1", name="门口"),),
    )  # fmt: skip
    seen = client.get(f"/api/cameras/{scene.camera_id}/ptz").json()
    assert (seen["holder"], seen["is_mine"], seen["held_for_s"], seen["home_in_s"]) == ("李值班", False, 9.0, 31.0)
    assert seen["presets"] == [{"token": "1", "name": "门口"}]
    assert played.asked[-1].what == "look"
    played.ptz = PtzAnswer(turns=True, needs_home=True)
    assert client.get(f"/api/cameras/{scene.camera_id}/ptz").json()["can_turn"] is False
    played.ptz = PtzAnswer(why="no_ptz")
    fixed = client.get(f"/api/cameras/{scene.camera_id}/ptz").json()
    assert (fixed["is_fixed"], fixed["reason"]) == (True, "此摄像机不支持云台。")


def test_speeds_beyond_one_and_unknown_words_are_refused(client: Client, played: Played, scene: Scene) -> None:
    signed_in(client, "duty_officer")
    for body in ({"action": "move", "pan": 1.5}, {"action": "spin"}, {"action": "preset", "preset": "x" * 65}):
        assert turn(client, scene.camera, **body).status_code == 422
    assert played.asked == []


def test_an_enterprise_never_turns_even_its_own_camera(client: Client, played: Played, scene: Scene) -> None:
    for role in ("enterprise_manager", "enterprise_principal", "enterprise_operator"):
        signed_in(client, role, enterprise=scene.camera.enterprise)
        assert turn(client, scene.camera, action="move", pan=1).status_code == 403
    assert played.asked == []


def test_home_is_set_by_who_keeps_the_sites_and_is_published(client: Client, scene: Scene) -> None:
    signed_in(client, "admin")
    address = f"/api/cameras/{scene.camera_id}/ptz/home"
    assert client.put(address, {"preset": "2"}, content_type="application/json").status_code == 204
    scene.camera.refresh_from_db()
    assert scene.camera.options["home_preset"] == "2"
    assert AuditEntry.objects.filter(action="camera.home_set").get().changes == {"home_preset": ["", "2"]}
    assert client.put(address, {"preset": ""}, content_type="application/json").status_code == 204
    scene.camera.refresh_from_db()
    assert scene.camera.options == {}


def test_a_command_without_an_answer_may_have_been_obeyed_and_is_written_down(
    client: Client, played: Played, scene: Scene
) -> None:
    signed_in(client, "duty_officer")
    played.is_up = False
    assert turn(client, scene.camera, action="move", pan=1).status_code == 503
    assert turn(client, scene.camera, action="stop").status_code == 503
    assert AuditEntry.objects.get(action="camera.turned").changes == {"pan": 1, "answer": "none"}
