"""The whole cameras process with a recorder: pictures are analysed, detections are readings, screens are answered."""

import pytest

from anlan.bus import config_store, gb28181_client, subjects
from anlan.bus.client import Bus
from anlan.bus.gb28181_messages import ChannelsAsk, RefreshAsk
from anlan.bus.messages import CameraConfig, ConfigSnapshot, PointConfig, UnknownSource, from_json
from anlan.cameras import camera as camera_module
from anlan.cli import gb28181 as printed
from anlan.domain.camera_states import CameraState
from anlan.domain.quality import Quality
from anlan.kit.settings import Settings
from tests.integration.cameras.test_process import running
from tests.integration.gb28181.conftest import CHANNEL, POINT, RECORDER, snapshot, until
from tests.integration.gb28181.device import Recorder

pytestmark = pytest.mark.nats

STATE = 22


def configured(config: Settings) -> ConfigSnapshot:
    known = snapshot(config)
    camera = CameraConfig(id=1, source=f"gb28181://{RECORDER}/{CHANNEL}", name="国标一号", state_point_id=STATE)
    state = PointConfig(id=STATE, gateway_id=8, address="1/state", kind="camera_state", unit="state")
    return ConfigSnapshot(
        version=1, published_at_ms=0, gateways=known.gateways, points=[*known.points, state], cameras=[camera]
    )


async def test_a_recorder_gives_pictures_readings_and_answers_to_screens(
    bus: Bus, gb_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "GONE_AFTER_S", 4.0)
    unknown: list[UnknownSource] = []

    async def hear(message) -> None:  # type: ignore[no-untyped-def]
        unknown.append(from_json(message.data, UnknownSource))

    await bus.nc.subscribe(subjects.unknown("gb28181", "*"), cb=hear)
    async with running(bus, gb_settings) as (service, last):
        await config_store.publish(bus, configured(gb_settings))
        await until(lambda: last(STATE) == (CameraState.GONE, Quality.GOOD))
        device = Recorder(port=gb_settings.gb28181_port)
        await device.open()
        assert " 200 OK" in await device.register()
        await until(lambda: last(STATE) == (CameraState.OK, Quality.GOOD), 40)
        assert " 200 OK" in await device.alarm(5, "6")
        assert last(POINT) == (1.0, Quality.GOOD)  # it was durable before it was answered
        assert " 200 OK" in await device.alarm(2)
        await until(lambda: bool(unknown))
        assert unknown[0].address == f"{CHANNEL}/2"
        told = await gb28181_client.devices(bus)
        assert (told.own_id, told.realm, told.devices[0].is_here) == (gb_settings.gb28181_id, "3303810000", True)
        listed = await gb28181_client.channels(bus, ChannelsAsk(device_id=RECORDER, q="库房"))
        assert [(one.id, one.name, one.is_camera) for one in listed.channels] == [(CHANNEL, "一号库房", True)]
        assert (await gb28181_client.refresh(bus, RefreshAsk(device_id=RECORDER))).why == ""
        assert not (await gb28181_client.channels(bus, ChannelsAsk(device_id="1"))).is_known
        await until(lambda: service.facts.get("gb28181_streams") == 1)
        code, said = await printed.listed(bus, "", as_json=False)
        assert code == 0
        assert f"{RECORDER}  here at 127.0.0.1 over UDP" in said
        assert (await printed.listed(bus, RECORDER, as_json=False))[1] == f"{CHANNEL}  on   一号库房"
        assert (await printed.listed(bus, "1", as_json=False))[0] == 1
        await device.close()
        await until(lambda: last(STATE) == (CameraState.GONE, Quality.GOOD), 40)
    assert device.byes == 0  # it was gone; nobody waits for it
