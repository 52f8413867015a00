"""Playing the kept hour back over a real bus, as screens do: what there is, a session, who may have one, its end."""

import asyncio
import contextlib

import msgspec
import pytest

from anlan.bus import config_store, playback_client, subjects
from anlan.bus.camera_client import NoAnswer
from anlan.bus.client import Bus
from anlan.bus.messages import from_json
from anlan.bus.playback_messages import PlaybackEnded, PlaybackOpen, PlaybackSteer, RecordingsAsk
from anlan.domain.clock import SystemClock
from anlan.kit.settings import Settings
from tests.integration.cameras.test_process import Stage, running, snapshot, stage

__all__ = ["stage"]  # the fixture

pytestmark = pytest.mark.nats


async def test_the_kept_hour_is_played_to_as_many_as_there_is_room_for(
    bus: Bus, test_settings: Settings, stage: Stage
) -> None:
    over: list[PlaybackEnded] = []

    async def hear(message) -> None:  # type: ignore[no-untyped-def]
        over.append(from_json(message.data, PlaybackEnded))

    await bus.nc.subscribe(subjects.PLAYBACK_ENDED, cb=hear)
    config = test_settings.model_copy(update={"camera_tape_step_s": 0.5, "camera_playbacks": 1})
    begun_ms = SystemClock().now_ms()
    kept = RecordingsAsk(camera_id=1, source="kept", from_ms=begun_ms - 60_000, to_ms=begun_ms + 3_600_000)
    async with running(bus, config):
        await config_store.publish(bus, snapshot())
        spans: tuple[tuple[int, int], ...] = ()
        async with asyncio.timeout(60):
            while not spans or spans[0][1] - spans[0][0] < 4_000:
                await asyncio.sleep(0.3)
                with contextlib.suppress(NoAnswer):  # it is still starting
                    spans = (await playback_client.recordings(bus, kept)).spans
        (first, last), *_ = spans
        wanted = PlaybackOpen(camera_id=1, user_id=7, source="kept", at_ms=first, until_ms=last)
        begun = await playback_client.begin(bus, wanted)
        assert (begun.why, begun.state) == ("", "playing")
        assert begun.shots[0].at_ms == first
        steer = PlaybackSteer(session_id=begun.session_id, camera_id=1, user_id=7)
        paused = await playback_client.steer(bus, _with(steer, what="pause"))
        assert paused.state == "paused"
        sought = await playback_client.steer(bus, _with(steer, what="seek", at_ms=last))
        assert (sought.run, len(sought.shots)) == (1, 1)
        assert (await playback_client.begin(bus, _with(wanted, user_id=8))).why == "full"
        assert (await playback_client.steer(bus, _with(steer, user_id=8))).why == "gone"
        assert (await playback_client.begin(bus, _with(wanted, camera_id=99))).why == "unknown"
        assert (await playback_client.begin(bus, _with(wanted, source="device"))).why == "none"
        assert (await playback_client.recordings(bus, _with(kept, source="device"))).why == "none"
        await playback_client.steer(bus, _with(steer, what="close"))
        assert (await playback_client.begin(bus, _with(wanted, user_id=8))).why == ""
        async with asyncio.timeout(5):
            while not over:
                await asyncio.sleep(0.05)
        assert (over[0].user_id, over[0].why, over[0].from_ms) == (7, "closed", first)
        assert over[0].pictures >= 2


def _with(message, **changes):  # type: ignore[no-untyped-def]
    return msgspec.structs.replace(message, **changes)
