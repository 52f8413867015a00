"""The whole cameras process on a real stream, with the shipped models and cameras that fail on command."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import msgspec
import numpy as np
import pytest

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import (
    CameraConfig,
    ConfigSnapshot,
    GatewayConfig,
    GatewayEvent,
    PointConfig,
    SceneConfig,
    from_json,
)
from anlan.bus.readings import decode
from anlan.bus.service import Service
from anlan.cameras import attendance
from anlan.cameras import camera as camera_module
from anlan.cameras.process import main
from anlan.cameras.sources import virtual
from anlan.cameras.views import Picture
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import SystemClock
from anlan.domain.quality import Quality
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.unit.cameras.pictures import room, with_block

pytestmark = pytest.mark.nats

COUNT, STATE = 11, 12


class Stage:
    """A drawn room whose camera can be unplugged and darkened."""

    def __init__(self) -> None:
        self.is_plugged, self.is_dark = True, False

    def frame(self, at_s: float) -> Picture:
        if not self.is_plugged:
            raise ConnectionError("unplugged")
        at = int(at_s * 100) % 2**31
        picture = with_block(room(at=at), 10 + at // 20 % 200, 60)
        return np.asarray(picture // 20, np.uint8) if self.is_dark else picture


def snapshot(version: int = 1, **more) -> ConfigSnapshot:  # type: ignore[no-untyped-def]
    cameras = [
        CameraConfig(
            id=1, source="virtual:stage", options={"fps": "10"}, state_point_id=STATE, analysed_fps=4,
            scenes=[SceneConfig(point_id=COUNT, behaviour="headcount", name="stage")], **more,
        )
    ]  # fmt: skip
    points = [
        PointConfig(id=COUNT, gateway_id=1, address="1/headcount", kind="scene_headcount", unit="person"),
        PointConfig(id=STATE, gateway_id=1, address="1/state", kind="camera_state", unit="state"),
    ]
    gateways = [GatewayConfig(id=1, code="cameras-1", driver="cameras", offline_after_s=5)]
    return ConfigSnapshot(version=version, published_at_ms=0, gateways=gateways, points=points, cameras=cameras)


Last = Callable[[int], tuple[float, int] | None]


@asynccontextmanager
async def running(bus: Bus, config: Settings) -> AsyncIterator[tuple[Service, Last]]:
    """The process, and the newest reading of each point as the stream has it."""
    newest: dict[int, tuple[float, int]] = {}

    async def hear(message) -> None:  # type: ignore[no-untyped-def]
        batch = decode(message.data)
        for point, value, quality in zip(batch.point, batch.value, batch.quality, strict=True):
            newest[int(point)] = (float(value), int(quality))

    await bus.nc.subscribe("anlan.readings.*", cb=hear)
    service = Service("cameras", bus, config, SystemClock())
    task = asyncio.create_task(main(service))
    yield service, newest.get
    service.stop.set()
    await asyncio.wait_for(task, 30)


async def until(what: Callable[[], bool], wait_s: float = 30.0) -> None:
    async with asyncio.timeout(wait_s):
        while not what():
            await asyncio.sleep(0.05)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    drawn = Stage()

    def artist(scene: str, options: Mapping[str, str]) -> Stage | None:
        return drawn if scene == "stage" else None

    monkeypatch.setattr(virtual, "installed", lambda: [artist])
    monkeypatch.setattr(camera_module, "GONE_AFTER_S", 2.0)
    return drawn


async def test_a_scene_is_read_goes_blind_is_gone_and_comes_back_without_a_restart(
    bus: Bus, test_settings: Settings, stage: Stage
) -> None:
    async with running(bus, test_settings) as (service, last):
        await config_store.publish(bus, snapshot())
        await until(lambda: last(COUNT) == (0.0, Quality.GOOD) and last(STATE) == (CameraState.OK, Quality.GOOD))
        stage.is_dark = True
        await until(lambda: last(STATE) == (CameraState.DARK, Quality.GOOD))
        assert last(COUNT)[1] == Quality.SOURCE_LOST  # type: ignore[index]
        stage.is_plugged = False
        await until(lambda: last(STATE) == (CameraState.GONE, Quality.GOOD))
        assert last(COUNT)[1] == Quality.SOURCE_LOST  # type: ignore[index]
        stage.is_plugged, stage.is_dark = True, False
        await until(lambda: last(COUNT) == (0.0, Quality.GOOD) and last(STATE) == (CameraState.OK, Quality.GOOD))
        await until(lambda: service.facts.get("cameras_blind") == 0)
        assert service.unwell == ""
        assert service.facts["fps_effective"] > 0  # type: ignore[operator]


async def test_it_ends_only_when_its_own_work_has_ended(bus: Bus, test_settings: Settings, stage: Stage) -> None:
    """What is still at work when the bus is closed complains of the closed bus."""
    async with running(bus, test_settings) as (service, _):
        await config_store.publish(bus, snapshot())
        await until(lambda: service.facts.get("config_version") == 1)
    ours = [task for task in asyncio.all_tasks() if "anlan/cameras" in task.get_coro().cr_code.co_filename]
    assert ours == []


async def test_a_camera_nobody_can_reach_is_gone_and_its_login_is_nowhere(
    bus: Bus,
    test_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(camera_module, "GONE_AFTER_S", 1.0)
    known = snapshot(sealed_login=seal("watch:geheim", test_settings))
    lost = ConfigSnapshot(
        version=1,
        published_at_ms=0,
        points=known.points,
        cameras=[
            CameraConfig(
                id=1, source="rtsp://127.0.0.1:9/cam", state_point_id=STATE, scenes=known.cameras[0].scenes,
                sealed_login=known.cameras[0].sealed_login,
            )
        ],
    )  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        async with running(bus, test_settings) as (_, last):
            await config_store.publish(bus, lost)
            await until(lambda: last(STATE) == (CameraState.GONE, Quality.GOOD))
            assert last(COUNT)[1] == Quality.SOURCE_LOST  # type: ignore[index]
    said = "".join(capsys.readouterr()) + caplog.text + repr(lost)
    assert "geheim" not in said
    assert "camera lost" in said


async def test_the_gateway_of_an_enterprises_cameras_is_online_while_pictures_come(
    bus: Bus, test_settings: Settings, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "FRESH_S", 1.0)
    told: list[str] = []

    async def hear(message) -> None:  # type: ignore[no-untyped-def]
        told.append(from_json(message.data, GatewayEvent).kind)

    await bus.nc.subscribe(subjects.GATEWAY_EVENT, cb=hear)
    async with running(bus, test_settings):
        await config_store.publish(bus, snapshot())
        await until(lambda: told == ["online"])
        stage.is_plugged = False
        await until(lambda: told == ["online", "offline"])


async def test_people_drawn_by_the_installed_county_are_counted(bus: Bus, test_settings: Settings) -> None:
    """Nothing is replaced: the entry point of the county draws, the shipped models look, the stream holds the count."""
    assert virtual.installed(), "the entry points of this checkout are not installed: run `make setup`"
    known = snapshot()
    drawn = msgspec.structs.replace(known.cameras[0], source="virtual:scene:standing", options={"fps": "5"})
    async with running(bus, test_settings) as (service, last):
        await config_store.publish(bus, msgspec.structs.replace(known, cameras=[drawn]))
        await until(lambda: last(COUNT) == (3.0, Quality.GOOD) and last(STATE) == (CameraState.OK, Quality.GOOD))
        assert service.unwell == ""
