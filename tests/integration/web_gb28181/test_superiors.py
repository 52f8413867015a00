"""Platforms above over HTTP: entered with a sealed password, lent chosen cameras only, every lending written down."""

import asyncio
from typing import Any

import pytest
from django.test import Client

from anlan.bus import camera_client, cascade_client
from anlan.bus.cascade_messages import SuperiorsAnswer, SuperiorState
from anlan.kit.sealing import unseal
from anlan.kit.settings import settings
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.guard import CONFIRMED_S
from anlan.records.sites.models import CameraShare, Superior
from anlan.records.sites.publication import build_publication, build_snapshot
from anlan.web import live
from tests.factories import CameraFactory, EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db

ABOVE, OWN = "33030000002000000001", "33038100002000000007"
BODY = {
    "name": "市平台",
    "code": ABOVE,
    "domain": ABOVE[:10],
    "host": "10.9.9.9",
    "own_code": OWN,
    "password": "pw-1234",
}
URL = "/api/gb28181/superiors"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the cameras process would say; ``is_up`` false: nothing."""
    played: dict[str, Any] = {"is_up": True, "superiors": ()}

    async def superiors(bus: object) -> SuperiorsAnswer:
        if not played["is_up"]:
            raise camera_client.NoAnswer("played dead")
        return SuperiorsAnswer(is_on=True, superiors=played["superiors"])

    async def status(bus: object) -> None:
        raise camera_client.NoAnswer("played dead")

    class Hub:
        bus = None

    monkeypatch.setattr(cascade_client, "superiors", superiors)
    monkeypatch.setattr(camera_client, "status", status)
    monkeypatch.setattr(live, "hub", lambda: Hub())
    monkeypatch.setattr(live, "ask", lambda work, timeout_s: asyncio.run(work))
    return played


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(UserFactory(role="admin", name="系统管理员"))
    session = client.session
    session[CONFIRMED_S] = clock.now_ms() // 1000
    session.save()
    return client


def enter(client: Client, **more: Any) -> Any:
    return client.post(URL, {**BODY, **more}, content_type="application/json")


def lend(client: Client, superior: int, *cameras: int, reason: str = "市级联网要求") -> Any:
    body = {"camera_ids": list(cameras), "reason": reason}
    return client.post(f"{URL}/{superior}/cameras", body, content_type="application/json")


def test_a_platform_above_is_lent_nothing_until_somebody_chooses(admin: Client, told: dict[str, Any]) -> None:
    CameraFactory(source="rtsp://10.0.0.1/a")
    made = enter(admin)
    assert made.status_code == 201
    assert (made.json()["may_turn"], made.json()["sends_alarms"], made.json()["cameras"]) == (False, False, 0)
    config = build_snapshot(1).superiors[0]
    assert (config.cameras, config.nodes) == ([], [])
    assert unseal(config.sealed_password, settings()) == "pw-1234"
    assert "pw-1234" not in admin.get(URL).content.decode()
    assert "pw-1234" not in str(AuditEntry.objects.get(action="superior.created").changes)


def test_a_lent_camera_has_a_code_of_its_own_under_its_enterprise_and_is_written_down(
    admin: Client, told: dict[str, Any]
) -> None:
    superior = enter(admin).json()["id"]
    site = EnterpriseFactory(name="示例冷链有限公司", short_name="示例冷链")
    camera = CameraFactory(enterprise=site, name="一号库房", source="rtsp://10.0.0.1/a")
    other = CameraFactory(enterprise=site, name="二号库房", source="rtsp://10.0.0.2/a")
    row = lend(admin, superior, camera.pk).json()[0]
    assert row["code"] == f"3303810000132{OWN[13]}{camera.pk:06d}"
    config = build_snapshot(1).superiors[0]
    group, town, plant = config.nodes
    assert [node.code[10:13] for node in config.nodes] == ["215", "216", "216"]
    assert (town.parent, plant.parent, plant.name) == (group.code, town.code, "示例冷链")
    assert [(one.camera_id, one.code, one.parent) for one in config.cameras] == [(camera.pk, row["code"], plant.code)]
    entry = AuditEntry.objects.get(action="camera.shared")
    assert (entry.target_id, entry.reason) == (str(camera.pk), "市级联网要求")
    shown = admin.get(f"/api/cameras/{camera.pk}").json()["shared_with"]
    assert [(one["name"], one["code"]) for one in shown] == [("市平台", row["code"])]
    assert admin.get(f"/api/cameras/{other.pk}").json()["shared_with"] == []


def test_a_camera_taken_back_is_gone_and_keeps_its_code_for_the_next_time(admin: Client, told: dict[str, Any]) -> None:
    superior = enter(admin).json()["id"]
    camera = CameraFactory(source="rtsp://10.0.0.1/a")
    code = lend(admin, superior, camera.pk).json()[0]["code"]
    assert admin.delete(f"{URL}/{superior}/cameras/{camera.pk}").status_code == 204
    assert build_snapshot(1).superiors[0].cameras == []
    assert AuditEntry.objects.filter(action="camera.unshared", target_id=str(camera.pk)).exists()
    assert admin.delete(f"{URL}/{superior}/cameras/{camera.pk}").status_code == 404
    assert lend(admin, superior, camera.pk).json()[0]["code"] == code
    assert lend(admin, superior, camera.pk).json() == []  # twice is once
    assert CameraShare.objects.count() == 1


def test_lending_asks_for_a_reason_a_confirmation_and_cameras_that_are_there(
    admin: Client, told: dict[str, Any]
) -> None:
    superior = enter(admin).json()["id"]
    camera = CameraFactory(source="rtsp://10.0.0.1/a")
    assert lend(admin, superior, camera.pk, reason=" ").status_code == 422
    assert lend(admin, superior, 10**19).status_code == 422
    assert lend(admin, 10**6, camera.pk).status_code == 404
    session = admin.session
    session[CONFIRMED_S] = 0
    session.save()
    assert lend(admin, superior, camera.pk).status_code == 403
    assert CameraShare.objects.count() == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"code": "123"}, {"own_code": "1"}, {"port": 0}, {"host": "10.1.1.1 ;x"}, {"domain": "a>b"},
        {"media_networks": "10.0.0.0/99"}, {"expires_s": 5}, {"keepalive_s": 1},
    ],
)  # fmt: skip
def test_a_field_that_is_not_of_its_form_is_refused(admin: Client, told: dict[str, Any], bad: dict[str, Any]) -> None:
    assert enter(admin, **bad).status_code == 422
    assert Superior.objects.count() == 0


def test_it_is_changed_switched_off_and_shows_how_it_is(admin: Client, told: dict[str, Any]) -> None:
    superior = enter(admin).json()["id"]
    assert admin.get(URL).json()["superiors"][0]["state"] == "not_registered"
    told["superiors"] = (SuperiorState(id=superior, is_registered=True, since_ms=1_700_000_000_000, calls=2),)
    shown = admin.get(URL).json()["superiors"][0]
    assert (shown["state"], shown["calls"], shown["since"] is not None) == ("registered", 2, True)
    told["is_up"] = False
    assert admin.get(URL).json()["superiors"][0]["state"] == "unknown"
    sealed = Superior.objects.get().sealed_password
    changed = admin.patch(f"{URL}/{superior}", {"is_enabled": False, "may_turn": True}, content_type="application/json")
    assert (changed.status_code, changed.json()["state"]) == (200, "off")
    assert Superior.objects.get().sealed_password == sealed
    assert build_snapshot(1).superiors == []
    entry = AuditEntry.objects.get(action="superior.changed")
    assert entry.changes["may_turn"] == [False, True]


def test_without_a_code_of_ours_nothing_is_published_and_it_is_said(admin: Client, told: dict[str, Any]) -> None:
    superior = enter(admin, own_code="").json()["id"]
    camera = CameraFactory(source="rtsp://10.0.0.1/a")
    assert lend(admin, superior, camera.pk).status_code == 422
    made = build_publication(1)
    assert made.snapshot.superiors == []
    assert "没有本平台编码" in " ".join(made.problems)


def test_our_code_there_does_not_change_under_cameras_that_are_lent(admin: Client, told: dict[str, Any]) -> None:
    superior = enter(admin).json()["id"]
    lend(admin, superior, CameraFactory(source="rtsp://10.0.0.1/a").pk)
    other = {"own_code": "33038100002000000009"}
    assert admin.patch(f"{URL}/{superior}", other, content_type="application/json").status_code == 409
