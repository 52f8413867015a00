"""GB/T 28181 over HTTP: devices are entered with a sealed password, channels become cameras. The cameras process is
played by its answers."""

import asyncio
from typing import Any

import pytest
from django.test import Client

from anlan.bus import camera_client, gb28181_client
from anlan.bus.gb28181_messages import (
    ChannelsAnswer,
    ChannelsAsk,
    Gb28181Answer,
    Gb28181Channel,
    Gb28181Device,
    RefreshAnswer,
    RefreshAsk,
)
from anlan.kit.sealing import unseal
from anlan.kit.settings import settings
from anlan.records.sites.models import Camera, Gateway
from anlan.records.sites.publication import build_snapshot
from anlan.web import live
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db

DEVICE, CHANNEL = "33038100001180000001", "33038100001320000001"


class Played:
    """What the cameras process would answer."""

    def __init__(self) -> None:
        self.is_up = True
        self.devices: tuple[Gb28181Device, ...] = ()
        self.why = ""
        self.asked: list[Any] = []


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    made = Played()

    async def devices(bus: object) -> Gb28181Answer:
        if not made.is_up:
            raise camera_client.NoAnswer("played dead")
        return Gb28181Answer(is_on=True, own_id="33038100002000000001", port=5060, devices=made.devices)

    async def channels(bus: object, ask: ChannelsAsk) -> ChannelsAnswer:
        made.asked.append(ask)
        row = Gb28181Channel(
            id=CHANNEL, name="一号库房", directory="", manufacturer="", model="", address="", is_on=True,
            is_camera=True, ptz_type=1, longitude=120.65, latitude=27.78,
        )  # fmt: skip
        return ChannelsAnswer(is_known=True, total=1, channels=(row,))

    async def refresh(bus: object, ask: RefreshAsk) -> RefreshAnswer:
        return RefreshAnswer(why=made.why)

    class Hub:
        bus = None

    monkeypatch.setattr(gb28181_client, "devices", devices)
    monkeypatch.setattr(gb28181_client, "channels", channels)
    monkeypatch.setattr(gb28181_client, "refresh", refresh)
    monkeypatch.setattr(live, "hub", lambda: Hub())
    monkeypatch.setattr(live, "ask", lambda work, timeout_s: asyncio.run(work))
    return made


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(UserFactory(role="admin"))
    return client


def enter(client: Client, **more: Any) -> Any:
    body = {"enterprise_id": EnterpriseFactory().pk, "code": DEVICE, "name": "硬盘录像机", **more}
    return client.post("/api/gb28181/devices", body, content_type="application/json")


def test_the_password_of_a_device_is_told_once_and_kept_sealed(admin: Client, played: Played) -> None:
    made = enter(admin).json()
    assert len(made["password"]) == 12
    row = Gateway.objects.get(driver="gb28181", code=DEVICE)
    assert row.offline_after_s == 180
    assert made["password"] not in str(row.options)
    config = next(g for g in build_snapshot(1).gateways if g.code == DEVICE)
    assert unseal(config.options["sealed_password"], settings()) == made["password"]
    assert made["password"] not in admin.get("/api/gb28181").content.decode()


def test_a_password_of_the_county_may_be_typed_and_a_bad_one_is_refused(admin: Client, played: Played) -> None:
    assert enter(admin, password="kurz").status_code == 422
    assert enter(admin, code="123").status_code == 422
    assert enter(admin, password="Video#2026").json()["password"] == "Video#2026"


def test_states_are_shown_beside_the_records(admin: Client, played: Played) -> None:
    enter(admin)
    assert admin.get("/api/gb28181").json()["devices"][0]["state"] == "unknown"
    played.devices = (
        Gb28181Device(
            id=DEVICE, is_here=True, host="10.1.1.1", heard_at_ms=1_700_000_000_000, channels=9, cameras=8, missing=2,
            facts={"manufacturer": "测试"},
        ),
    )  # fmt: skip
    shown = admin.get("/api/gb28181").json()
    assert (shown["is_on"], shown["own_id"]) == (True, "33038100002000000001")
    row = shown["devices"][0]
    assert (row["state"], row["channels"], row["missing"], row["manufacturer"]) == ("here", 9, 2, "测试")
    played.is_up = False
    assert admin.get("/api/gb28181").json()["is_up"] is False


def test_a_channel_becomes_a_camera_once(admin: Client, played: Played) -> None:
    device = enter(admin).json()["gateway_id"]
    site = EnterpriseFactory()
    body = {"channel_id": CHANNEL, "enterprise_id": site.pk, "name": "一号库房"}
    url = f"/api/gb28181/devices/{device}/cameras"
    made = admin.post(url, body, content_type="application/json")
    assert made.status_code == 201
    camera = Camera.objects.get(pk=made.json()["camera_id"])
    assert (camera.source, camera.enterprise) == (f"gb28181://{DEVICE}/{CHANNEL}", site)
    assert camera.state_point is not None
    assert admin.post(url, body, content_type="application/json").status_code == 409
    row = admin.get(f"/api/gb28181/devices/{device}/channels?q=库").json()["items"][0]
    assert (row["camera_id"], row["camera_name"]) == (camera.pk, "一号库房")
    assert played.asked[-1] == ChannelsAsk(device_id=DEVICE, q="库", cameras_only=True)


def test_a_device_that_is_away_is_not_asked_and_the_reader_hears_why(admin: Client, played: Played) -> None:
    device = enter(admin).json()["gateway_id"]
    played.why = "not_here"
    refused = admin.post(f"/api/gb28181/devices/{device}/catalogue")
    assert refused.status_code == 409
    assert "不在线" in refused.content.decode()
    played.why = ""
    assert admin.post(f"/api/gb28181/devices/{device}/catalogue").status_code == 202
