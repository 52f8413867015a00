"""Scenes over HTTP: made, changed, switched off; each change checked, audited and published."""

from typing import Any

import pytest
from django.test import Client

from anlan.records.audit.models import AuditEntry
from anlan.records.sites.camera_services import camera_source_set
from anlan.records.sites.models import Camera, Scene
from anlan.records.sites.publication import build_snapshot
from tests.factories import CameraFactory, UserFactory

pytestmark = pytest.mark.django_db

TRIANGLE = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]


@pytest.fixture
def camera() -> Camera:
    return camera_source_set(actor=None, camera=CameraFactory(), source="rtsp://10.0.0.5/main")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(role="admin"))
    return client


def made(admin: Client, camera: Camera, **more: object) -> Any:
    body = {"behaviour": "headcount", "name": "速冻间人数", **more}
    return admin.post(f"/api/cameras/{camera.pk}/scenes", body, content_type="application/json")


def test_a_scene_is_made_listed_and_published(admin: Client, camera: Camera) -> None:
    scene = made(admin, camera, watched_area=TRIANGLE, parameters={"window_s": 12}).json()
    assert scene["behaviour_name"] == "人数控制"
    assert admin.get(f"/api/cameras/{camera.pk}/scenes").json() == [scene]
    assert admin.get(f"/api/scenes/{scene['id']}").json() == scene
    assert build_snapshot(1).cameras[0].scenes[0].parameters == {"window_s": 12}


def test_what_cannot_be_watched_is_refused_field_by_field(admin: Client, camera: Camera) -> None:
    answer = made(admin, camera, watched_area=TRIANGLE[:2], parameters={"window_s": 900})
    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == {"watched_area", "parameters"}
    assert not Scene.objects.exists()
    assert made(admin, camera).status_code == 201
    assert made(admin, camera).status_code == 422  # the name is taken


def test_switching_off_asks_why_takes_the_point_along_and_is_audited(admin: Client, camera: Camera) -> None:
    scene = made(admin, camera).json()
    path = f"/api/scenes/{scene['id']}"
    assert admin.patch(path, {"is_enabled": False}, content_type="application/json").status_code == 422
    off = admin.patch(path, {"is_enabled": False, "reason": "检修"}, content_type="application/json")
    assert off.json()["is_enabled"] is False
    snapshot = build_snapshot(1)
    assert snapshot.cameras[0].scenes == []
    assert scene["point_id"] not in {point.id for point in snapshot.points}
    entry = AuditEntry.objects.filter(action="scene.changed").get()
    assert (entry.changes["is_enabled"], entry.reason) == ([True, False], "检修")


def test_saving_the_same_again_changes_nothing(admin: Client, camera: Camera) -> None:
    scene = made(admin, camera, watched_area=TRIANGLE).json()
    same = {"name": "速冻间人数", "watched_area": TRIANGLE}
    assert admin.patch(f"/api/scenes/{scene['id']}", same, content_type="application/json").json() == scene
    assert not AuditEntry.objects.filter(action="scene.changed").exists()
