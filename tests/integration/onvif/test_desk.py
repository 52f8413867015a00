"""Turning a real ONVIF camera through the desk: a timeline on an injected clock, commands on a real socket."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from anlan.bus import camera_client, config_store
from anlan.bus.camera_messages import PtzAnswer, PtzAsk
from anlan.bus.client import Bus
from anlan.bus.messages import CameraConfig, SceneConfig
from anlan.cameras.control.desk import ControlDesk
from anlan.cameras.control.find import control_of
from anlan.cameras.onvif import wire
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import ManualClock
from anlan.domain.quality import Quality
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.integration.cameras.test_process import COUNT, STATE, Stage, running, snapshot, stage, until
from tests.servers.onvif_device import Make, OnvifDevice

__all__ = ["stage"]  # the fixture

WANG, LI = {"hand_id": 1, "hand_name": "王值班"}, {"hand_id": 2, "hand_name": "李值班"}


class Told:
    """A running camera, as far as the desk is concerned."""

    def __init__(self, config: CameraConfig) -> None:
        self.config, self.is_away, self.is_quiet, self.learnt_anew = config, False, False, 0

    def turned(self, *, is_away: bool, quietly: bool) -> None:
        self.is_away, self.is_quiet = is_away, quietly

    def learn_anew(self) -> None:
        self.learnt_anew += 1


class Fleet:
    def __init__(self, *cameras: Told) -> None:
        self.cameras = list(cameras)

    def camera(self, camera_id: int) -> Told | None:
        return next((one for one in self.cameras if one.config.id == camera_id), None)


class Day:
    """One desk, one camera, one clock."""

    def __init__(self, device: OnvifDevice, config: Settings, **more: Any) -> None:
        options = {"home_preset": "1", **more.pop("options", {})}
        login = seal("watch:geheim", config)
        scenes = more.pop("scenes", [SceneConfig(point_id=7, behaviour="headcount")])
        self.camera = Told(CameraConfig(
            id=1, source=device.address, sealed_login=login, options=options, scenes=scenes, **more
        ))  # fmt: skip
        self.device, self.clock, self.config = device, ManualClock(datetime(2026, 11, 23, tzinfo=UTC)), config
        self.fleet = Fleet(self.camera)
        self.desk = self.new_desk()

    def new_desk(self) -> ControlDesk:
        return ControlDesk(self.fleet, self.config, self.clock)  # type: ignore[arg-type]

    async def ask(self, what: str, hand: dict[str, Any] = WANG, **more: Any) -> PtzAnswer:
        return await self.desk.answer(PtzAsk(camera_id=1, what=what, **hand, **more))  # type: ignore[arg-type]

    async def wait(self, seconds: float) -> None:
        """Seconds pass, a tenth at a time, and what is due is done."""
        for _ in range(round(seconds * 10)):
            self.clock.advance(0.1)
            self.desk.tick()
            while self.desk._tasks:
                await asyncio.gather(*self.desk._tasks)
        self.desk.tick()


@pytest.fixture
def day(onvif: Make, config: Settings) -> Iterator[Callable[..., Day]]:
    made: list[Day] = []

    def make(how: dict[str, Any] | None = None, **more: Any) -> Day:
        made.append(Day(onvif(**(how or {})), config, **more))
        return made[-1]

    yield make
    for one in made:
        one.desk.close()


async def test_looking_takes_nothing_and_tells_all(day: Callable[..., Day]) -> None:
    now = day()
    seen = await now.ask("look")
    assert (seen.why, seen.turns, seen.zooms, seen.home) == ("", True, True, "1")
    assert [(p.token, p.name) for p in seen.presets] == [("@home", "@home"), ("1", "门口"), ("2", "储罐")]
    assert (seen.holder_id, seen.is_away) == (0, False)
    asked = len(now.device.asked)
    await now.ask("look")
    assert len(now.device.asked) == asked


async def test_a_held_button_turns_it_and_letting_go_stops_it(day: Callable[..., Day]) -> None:
    now = day()
    first = await now.ask("move", pan=0.5, tilt=-0.25)
    await now.wait(0.4)
    second = await now.ask("move", pan=0.5, tilt=-0.25)
    assert (first.begins, second.begins) == (True, False)
    await now.ask("stop")
    await now.wait(0.1)
    assert now.device.turns == [
        ("move", "0.500", "-0.250", "0.000", "PT1S"), ("move", "0.500", "-0.250", "0.000", "PT1S"), ("stop",)
    ]  # fmt: skip
    assert (await now.ask("move", zoom=1.0)).begins


async def test_a_lost_connection_never_leaves_it_turning(day: Callable[..., Day]) -> None:
    now = day()
    await now.ask("move", pan=1.0)
    await now.wait(0.9)
    assert now.device.is_turning
    await now.wait(0.2)
    assert not now.device.is_turning


async def test_two_hands_do_not_fight(day: Callable[..., Day]) -> None:
    now = day()
    await now.ask("move", pan=1.0)
    await now.wait(14)
    refused = await now.ask("move", LI, pan=-1.0)
    assert (refused.why, refused.holder_name) == ("held", "王值班")
    assert (await now.ask("preset", LI, preset="2")).why == "held"
    await now.wait(1.1)
    assert (await now.ask("move", LI, pan=-1.0)).why == ""
    assert (await now.ask("move", pan=1.0)).holder_name == "李值班"


async def test_its_scenes_are_not_valid_until_it_is_home_again_and_it_goes_home_by_itself(
    day: Callable[..., Day],
) -> None:
    now = day()
    await now.ask("move", pan=1.0)
    await now.wait(0.1)
    assert (now.camera.is_away, now.camera.is_quiet) == (True, True)
    await now.wait(59)
    assert 0 < (await now.ask("look")).home_in_ms <= 1_000
    now.device.is_turning = True  # the way home takes a while
    await now.wait(1)
    assert now.device.turns[-1] == ("preset", "1")
    now.device.is_turning = True
    await now.wait(4)
    assert now.camera.is_away
    assert (await now.ask("look")).is_homing
    now.device.is_turning = False
    await now.wait(1.1)
    assert not now.camera.is_away
    assert (await now.ask("look")).is_away is False


async def test_the_wait_for_home_is_an_option_of_the_camera(day: Callable[..., Day]) -> None:
    now = day(options={"home_after_s": "20"})
    await now.ask("preset", preset="2")
    await now.wait(19.9)
    assert now.device.turns == [("preset", "2")]
    await now.wait(0.2)
    assert now.device.turns == [("preset", "2"), ("preset", "1")]


async def test_a_restart_forgets_no_turned_camera(day: Callable[..., Day]) -> None:
    now = day()
    await now.ask("move", pan=1.0)
    now.desk.close()
    assert not now.device.is_turning  # stopped on the way out
    now.camera.is_away = False
    now.desk = now.new_desk()
    await now.wait(0.1)
    assert now.camera.is_away
    await now.wait(60)
    assert now.device.turns[-1] == ("preset", "1")
    await now.wait(5)
    assert not now.camera.is_away
    now.desk.close()
    now.desk = now.new_desk()
    await now.wait(0.1)
    assert not now.camera.is_away


async def test_one_that_cannot_get_home_is_alarmed_about(day: Callable[..., Day]) -> None:
    now = day()
    await now.ask("move", pan=1.0)
    await now.wait(2)
    now.device.how.is_stuck = True
    await now.wait(60)
    assert (now.camera.is_away, now.camera.is_quiet) == (True, False)
    now.device.how.is_stuck = False
    await now.wait(20)
    assert not now.camera.is_away


async def test_a_camera_with_scenes_and_no_way_home_is_not_turned(day: Callable[..., Day]) -> None:
    now = day(options={"home_preset": ""})
    assert (await now.ask("move", pan=1.0)).why == "no_home"
    assert (await now.ask("preset", preset="2")).why == "no_home"
    assert now.device.turns == []


async def test_without_scenes_it_may_look_anywhere_and_learns_what_it_sees_anew(day: Callable[..., Day]) -> None:
    now = day(options={"home_preset": ""}, scenes=[])
    assert (await now.ask("move", pan=1.0)).why == ""
    await now.wait(120)
    assert now.camera.learnt_anew == 1
    assert not now.camera.is_away
    assert now.device.turns[-1] == ("stop",)


@pytest.mark.parametrize("source", ["rtsp://10.0.0.5/x", "virtual:stage"])
async def test_a_kind_that_cannot_be_turned_says_so(day: Callable[..., Day], source: str) -> None:
    now = day()
    now.camera.config = CameraConfig(id=1, source=source)
    assert (await now.ask("look")).why == "no_ptz"
    assert (await now.desk.answer(PtzAsk(camera_id=9, **WANG))).why == "unknown"


async def test_an_onvif_camera_without_a_ptz_unit_says_so_too(day: Callable[..., Day]) -> None:
    now = day({"has_ptz": False})
    assert (await now.ask("move", pan=1.0)).why == "no_ptz"
    asked = len(now.device.asked)
    await now.ask("look")
    assert len(now.device.asked) == asked  # and is not asked again for a while


async def test_an_rtsp_camera_is_turned_at_the_address_of_its_option(day: Callable[..., Day], config: Settings) -> None:
    now = day()
    now.camera.config = CameraConfig(
        id=1, source="rtsp://10.0.0.5/x", sealed_login=seal("watch:geheim", config),
        options={"control": now.device.address},
    )  # fmt: skip
    assert (await now.ask("move", pan=1.0)).why == ""


@pytest.mark.parametrize(
    ("how", "why"),
    [({"password": "other"}, "refuses the account"), ({"ill": "huge"}, "larger"), ({"ill": "slow"}, "answer")],
)
async def test_what_the_camera_says_against_it_is_passed_on_and_not_asked_for_again_at_once(
    day: Callable[..., Day], how: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "ANSWER_S", 0.5)
    now = day(how)
    refused = await now.ask("move", pan=1.0)
    assert (refused.why, why in refused.detail) == ("failed", True)
    asked = len(now.device.asked)
    assert (await now.ask("move", pan=1.0)).why == "failed"
    assert len(now.device.asked) == asked


async def test_an_unknown_preset_is_not_sent(day: Callable[..., Day]) -> None:
    now = day()
    assert "no such preset" in (await now.ask("preset", preset='9"/><x')).detail
    assert now.device.turns == []
    assert not now.camera.is_away


async def test_a_move_whose_time_is_over_before_it_could_be_sent_is_left_out(day: Callable[..., Day]) -> None:
    now = day()
    await now.ask("look")
    (helm,) = now.desk._helms.values()
    async with helm.lock:  # an earlier command takes its time
        late = asyncio.create_task(now.ask("move", pan=1.0))
        await asyncio.sleep(0)
        now.clock.advance(1.5)
    assert "too slowly" in (await late).detail
    assert now.device.turns == []


@pytest.mark.nats
async def test_over_the_bus_a_turned_camera_is_moved_and_its_scenes_count_nothing(
    bus: Bus, test_settings: Settings, stage: Stage, onvif: Make
) -> None:
    device = onvif()
    config = test_settings.model_copy(update={"field_hosts": "127.0.0.1", "camera_home_after_s": 5})
    options = {"fps": "10", "control": device.address, "home_preset": "1"}
    async with running(bus, config) as (_, last):
        login = seal("watch:geheim", config)
        plain = snapshot(sealed_login=login)
        plain.cameras[0].options.update(options)
        await config_store.publish(bus, plain)
        await until(lambda: last(COUNT) == (0.0, Quality.GOOD))
        turned = await camera_client.ptz(bus, PtzAsk(camera_id=1, what="move", pan=0.5, **WANG))
        assert (turned.why, turned.begins, turned.holder_name) == ("", True, "王值班")
        await until(lambda: last(STATE) == (CameraState.MOVED, Quality.UNCERTAIN))
        await until(lambda: (last(COUNT) or (0, 0))[1] == Quality.SOURCE_LOST)
        await until(lambda: ("preset", "1") in device.turns)
        await until(lambda: last(STATE) == (CameraState.OK, Quality.GOOD))
        await until(lambda: last(COUNT) == (0.0, Quality.GOOD))


def test_controls_are_found_without_calling_anybody(config: Settings, tmp_path: Path) -> None:
    assert control_of(CameraConfig(id=1, source="onvif://192.0.2.1"), config) is not None
    assert control_of(CameraConfig(id=1, source="folder:x"), config) is None


async def test_a_gesture_that_the_camera_did_not_answer_is_told_as_begun(day: Callable[..., Day]) -> None:
    now = day()
    await now.ask("look")
    now.device.how.is_stuck = True
    refused = await now.ask("move", pan=1.0)
    assert (refused.why, refused.begins, refused.is_away) == ("failed", True, True)
