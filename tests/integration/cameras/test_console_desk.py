"""What screens ask of the cameras process, on a real bus: pictures, states, and trials over the tape it keeps."""

import asyncio

import cv2
import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from anlan.bus import camera_client, config_store
from anlan.bus.camera_client import NoAnswer, NoPicture
from anlan.bus.camera_messages import PictureAsk, TrialAsk, TrialFollow
from anlan.bus.client import Bus
from anlan.bus.messages import SceneConfig
from anlan.cameras.models.session import ModelIll
from anlan.cameras.people import PersonFinder
from anlan.cameras.views import Picture, Seen
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import SystemClock
from anlan.domain.quality import Quality
from anlan.kit.settings import Settings
from tests.integration.cameras.test_process import COUNT, STATE, Stage, running, snapshot, stage, until
from tests.unit.cameras.pictures import person, room

__all__ = ["stage"]  # the fixture

pytestmark = pytest.mark.nats


def pixels(jpeg: bytes) -> npt.NDArray[np.int16]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.int16)


async def test_whoever_asks_gets_the_newest_picture_or_is_told_why_not(
    bus: Bus, test_settings: Settings, stage: Stage
) -> None:
    with pytest.raises(NoAnswer):
        await camera_client.picture(bus, PictureAsk(camera_id=1), timeout_s=0.2)
    async with running(bus, test_settings) as (_, last):
        await config_store.publish(bus, snapshot())
        await until(lambda: last(COUNT) == (0.0, Quality.GOOD))
        seen = await camera_client.picture(bus, PictureAsk(camera_id=1, is_blurred=False))
        assert pixels(seen.jpeg).shape == room().shape
        assert abs(SystemClock().now_ms() - seen.at_ms) < 30_000
        with pytest.raises(NoPicture, match="unknown"):
            await camera_client.picture(bus, PictureAsk(camera_id=99))


async def test_heads_are_blurred_unless_the_original_is_asked_for_and_boxes_come_along(
    bus: Bus, test_settings: Settings, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person's box is known here, so that it is known which pixels must have been made coarse."""
    somebody = person(160, 150, height=120)
    monkeypatch.setattr(PersonFinder, "look", lambda self, picture, needs: Seen(persons=(somebody,)))
    plain = stage.frame

    def dotted(at_s: float) -> Picture:
        picture = plain(at_s)
        picture[::8] = 255  # something to be made coarse
        return picture

    monkeypatch.setattr(stage, "frame", dotted)
    async with running(bus, test_settings) as (_, last):
        await config_store.publish(bus, snapshot())
        await until(lambda: last(COUNT) == (1.0, Quality.GOOD))
        async with asyncio.timeout(20):  # both renditions of the same picture
            while True:
                original = await camera_client.picture(bus, PictureAsk(camera_id=1, is_blurred=False))
                hidden = await camera_client.picture(bus, PictureAsk(camera_id=1))
                if original.at_ms == hidden.at_ms:
                    break
        difference = np.abs(pixels(original.jpeg) - pixels(hidden.jpeg)).mean(axis=2)
        left, top, right, _ = (round(edge) for edge in somebody.box)
        assert difference[top : top + 40, left:right].mean() > 4 * difference[165:, :].mean()
        (found,) = hidden.persons
        assert found.score == 0.8
        assert found.box[3] == pytest.approx(150 / 180, abs=0.01)
        assert [mark.point_id for mark in hidden.marks] == [COUNT]


async def test_where_nobody_can_look_for_heads_all_of_the_picture_is_blurred(
    bus: Bus, test_settings: Settings, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ill(self, picture, needs):  # type: ignore[no-untyped-def]
        raise ModelIll("nonsense")

    monkeypatch.setattr(PersonFinder, "look", ill)
    async with running(bus, test_settings) as (_, last):
        await config_store.publish(bus, snapshot())
        await until(lambda: last(STATE) is not None)
        hidden = await camera_client.picture(bus, PictureAsk(camera_id=1))
        assert hidden.is_guarded
        tile = pixels(hidden.jpeg)[65:85, 115:150]  # inside one of six by six
        assert tile.std(axis=(0, 1)).max() < 3


async def test_a_state_says_since_when_and_changes_with_the_camera(
    bus: Bus, test_settings: Settings, stage: Stage
) -> None:
    async def state() -> tuple[int, bool]:
        (one,) = (await camera_client.status(bus)).cameras
        return one.state, one.is_since_start

    async def comes(wanted: CameraState) -> None:
        async with asyncio.timeout(30):
            while (await state())[0] != wanted:
                await asyncio.sleep(0.2)

    async with running(bus, test_settings) as (_, last):
        await config_store.publish(bus, snapshot())
        await until(lambda: last(COUNT) == (0.0, Quality.GOOD))
        await asyncio.sleep(1.5)
        assert await state() == (CameraState.OK, True)
        stage.is_dark = True
        await comes(CameraState.DARK)
        (dark,) = (await camera_client.status(bus)).cameras
        assert not dark.is_since_start
        assert 0 <= SystemClock().now_ms() - dark.since_ms < 10_000


async def test_a_scene_is_tried_on_the_tape_before_it_exists(bus: Bus, test_settings: Settings, stage: Stage) -> None:
    config = test_settings.model_copy(update={"camera_tape_step_s": 0.5})
    async with running(bus, config) as (_, last):
        await config_store.publish(bus, msgspec.structs.replace(snapshot(), cameras=[
            msgspec.structs.replace(snapshot().cameras[0], scenes=[])
        ]))  # fmt: skip
        await until(lambda: last(STATE) == (CameraState.OK, Quality.GOOD))
        await asyncio.sleep(6)
        scene = SceneConfig(point_id=1, behaviour="absence", name="值班室")
        begun = await camera_client.trial_begin(bus, TrialAsk(camera_id=1, scene=scene))
        assert begun.state == "waiting"
        async with asyncio.timeout(30):
            while now := await camera_client.trial_follow(bus, TrialFollow(camera_id=1, trial_id=begun.trial_id)):
                if now.state not in ("waiting", "running"):
                    break
                await asyncio.sleep(0.2)
        assert (now.state, now.why) == ("done", "")
        assert now.pictures_done >= 4
        assert now.value[-1] is not None
        assert now.value[-1] > 0  # nobody was in the drawn room
        (status,) = (await camera_client.status(bus)).cameras
        assert status.tape_from_ms <= now.from_ms < status.tape_to_ms
        taped = await camera_client.picture(bus, PictureAsk(camera_id=1, at_ms=now.at_ms[2]))
        assert taped.at_ms == now.at_ms[2]
        nobodys = await camera_client.trial_begin(bus, TrialAsk(camera_id=99, scene=scene))
        assert (nobodys.state, nobodys.why) == ("refused", "unknown")
