"""Cameras and scenes become points, and their logins are in no table, no audit entry and no snapshot."""

import json

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from anlan.kit.sealing import unseal
from anlan.kit.settings import settings
from anlan.records.audit.models import AuditEntry
from anlan.records.core.errors import Invalid
from anlan.records.core.models import OutboxMessage
from anlan.records.sites.camera_services import camera_source_set, scene_create
from anlan.records.sites.models import Camera, Gateway, Point, Scene
from anlan.records.sites.publication import build_publication, build_snapshot, config_published, config_request
from tests.factories import CameraFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def camera() -> Camera:
    return CameraFactory()


def test_a_camera_and_its_scene_are_published_with_points_that_alarm(camera: Camera) -> None:
    actor = UserFactory()
    camera_source_set(actor=actor, camera=camera, source="rtsp://10.0.0.5/main", sub_source="rtsp://10.0.0.5/sub")
    triangle = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]
    night = [{"days": [1, 2], "from_minute": 1200, "to_minute": 480}]
    scene_create(
        actor=actor, camera=camera, behaviour="headcount", name="速冻间人数",
        watched_area=triangle, schedule=night, parameters={"window_s": 12},
    )  # fmt: skip
    snapshot = build_snapshot(1)
    (published,) = snapshot.cameras
    (scene,) = published.scenes
    points = {point.id: point for point in snapshot.points}
    assert (published.source, published.sub_source) == ("rtsp://10.0.0.5/main", "rtsp://10.0.0.5/sub")
    assert (scene.behaviour, scene.zone[2], scene.schedule[0].to_minute) == ("headcount", (0.5, 0.9), 480)
    assert [limit.set_point for limit in points[scene.point_id].limits] == [9]
    assert points[published.state_point_id].kind == "camera_state"
    assert points[scene.point_id].gateway_id == points[published.state_point_id].gateway_id
    assert Gateway.objects.get().driver == "cameras"


@pytest.mark.parametrize(
    ("source", "login"), [("rtsp://watch:geheim%21@10.0.0.5/live", None), ("rtsp://10.0.0.5/live", "watch:geheim!")]
)
def test_a_login_is_sealed_and_stands_nowhere_in_clear(camera: Camera, source: str, login: str | None) -> None:
    camera_source_set(actor=UserFactory(), camera=camera, source=source, login=login)
    camera.refresh_from_db()
    (published,) = build_snapshot(1).cameras
    assert published.source == "rtsp://10.0.0.5/live"
    assert unseal(published.sealed_login, settings()) == "watch:geheim!"
    kept = [serializers.serialize("json", model.objects.all()) for model in (Camera, Point, AuditEntry, OutboxMessage)]
    assert "geheim" not in json.dumps(kept)


def test_an_unchanged_login_stays_and_an_empty_one_is_removed(camera: Camera) -> None:
    camera_source_set(actor=None, camera=camera, source="rtsp://a/1", login="u:p")
    camera_source_set(actor=None, camera=camera, source="rtsp://a/2")
    assert camera.sealed_login
    camera_source_set(actor=None, camera=camera, source="rtsp://a/2", login="")
    assert not camera.sealed_login
    assert Point.objects.filter(kind="camera_state").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"behaviour": "knitting"},
        {"watched_area": [[0.1, 0.1], [0.9, 0.9]]},
        {"watched_area": [[0.1, 0.1], [2, 0.1], [0.5, 0.9]]},
        {"watched_area": "everything"},
        {"schedule": [{"days": [8]}]},
        {"schedule": [{"from_minute": 2000}]},
        {"watched_area": [[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]]},
        {"masks": [[[0.1, 0.1], [0.9, 0.9]]]},
        {"masks": {"0": []}},
        {"parameters": {"persons_required": 0}},
        {"parameters": {"persons_required": True}},
        {"parameters": {"min_score": float("nan")}},
        {"parameters": {"patience": 3}},
    ],
)
def test_a_scene_that_cannot_be_drawn_is_refused_and_leaves_no_point(camera: Camera, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        scene_create(actor=UserFactory(), camera=camera, **{"behaviour": "absence", "name": "值班室", **wrong})
    assert not Point.objects.exists()


def test_a_camera_without_an_address_is_a_record_only(camera: Camera) -> None:
    assert build_snapshot(1).cameras == []


def malformed(camera: Camera, name: str = "坏场景") -> Scene:
    """A row written past every check: by an import, an older version, a hand in the database."""
    scene = scene_create(actor=None, camera=camera, behaviour="headcount", name=name)
    Scene.objects.filter(pk=scene.pk).update(watched_area=[[2, "x"]])
    return Scene.objects.get(pk=scene.pk)


def test_one_malformed_scene_is_left_out_and_named_and_all_else_is_published(camera: Camera) -> None:
    camera_source_set(actor=None, camera=camera, source="rtsp://a/1")
    scene_create(actor=None, camera=camera, behaviour="absence", name="好场景")
    malformed(camera)
    other = CameraFactory(name="另一台", source="rtsp://a/2")
    Camera.objects.filter(pk=other.pk).update(options=["not", "a", "mapping"])
    snapshot, problems = build_publication(1)
    assert [scene.name for one in snapshot.cameras for scene in one.scenes] == ["好场景"]
    assert len(snapshot.points) == 3  # the broken scene's point too: it falls silent, and its offline alarm tells
    assert len(problems) == 2
    assert "坏场景" in problems[0]
    assert "顶点" in problems[0]
    assert "另一台" in problems[1]


def test_the_problems_of_a_publication_are_kept_and_shown(camera: Camera, client: Client) -> None:
    version = config_request(actor=None, reason="试").pk
    config_published(version=version, gateway_count=0, point_count=0, problems=["场景“坏场景”内容有误"])
    client.force_login(UserFactory(role="admin"))
    assert client.get("/api/config/versions").json()["items"][0]["problems"] == ["场景“坏场景”内容有误"]


def test_the_back_office_refuses_what_the_service_refuses(camera: Camera, client: Client) -> None:
    scene = scene_create(actor=None, camera=camera, behaviour="absence", name="值班室")
    client.force_login(UserFactory(role="admin", is_staff=True, is_superuser=True))
    page = reverse("admin:sites_scene_change", args=[scene.pk])
    typed = {"camera": camera.pk, "name": "值班室", "watched_area": "[]", "masks": "[]", "schedule": "[]"}
    typed |= {"parameters": "{}", "is_enabled": "on"}
    for field, wrong in [("watched_area", "[[0.1, 0.1], [3, 3]]"), ("parameters", '{"persons_required": 99}')]:
        answer = client.post(page, {**typed, field: wrong})
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors.keys() == {field}
    assert client.post(page, {**typed, "parameters": '{"persons_required": 2}'}).status_code == 302
    scene.refresh_from_db()
    assert scene.parameters == {"persons_required": 2}
