"""The stream keeper on a real nats-server: trims behind the readers, makes lost streams again, says how full it is."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from anlan.bus import subjects
from anlan.bus.client import Bus, StoreFull
from anlan.bus.ills import Ills
from anlan.bus.messages import Heartbeat, to_json
from anlan.bus.service import Service
from anlan.bus.stream_keeper import StreamKeeper
from anlan.domain.clock import SystemClock
from tests.integration.support import until

pytestmark = pytest.mark.nats

LIMIT = 400_000


class Kept:
    """A keeper, the service it reports through, and a hand that writes."""

    def __init__(self, bus: Bus) -> None:
        self.bus, self.sent = bus, 0
        self.service = Service("worker", bus, bus.settings, SystemClock())
        self.keeper = StreamKeeper(bus, Ills(self.service, "streams"), self.service.facts)

    async def write(self, count: int) -> None:
        for _ in range(count):
            await self.bus.publish_durable(subjects.readings(0), b"x" * 4000, msg_id=f"m{self.sent}")
            self.sent += 1

    async def say(self, process: str, need: int) -> None:
        beat = Heartbeat(process=process, instance="i", at_ms=0, needs={subjects.READINGS: need})
        await self.bus.nc.publish(subjects.health(process, "i"), to_json(beat))
        await until(lambda: self.keeper.needs.of(process, subjects.READINGS) == need, 5, "heartbeat heard")

    async def first_seq(self) -> int:
        return (await self.bus.js.stream_info(subjects.READINGS)).state.first_seq


@pytest_asyncio.fixture
async def kept(bus: Bus) -> AsyncIterator[Kept]:
    bus.settings.readings_max_bytes = LIMIT
    await bus.ensure_streams()
    one = Kept(bus)
    await bus.nc.subscribe(subjects.HEALTH + ".>", cb=one.keeper._on_health)
    yield one


async def test_the_platform_goes_on_taking_readings_however_long_it_runs(kept: Kept) -> None:
    for _ in range(24):  # five times what the stream may hold
        await kept.write(20)
        await kept.say("alarms", kept.sent + 1)
        await kept.say("history", kept.sent - 5)
        await kept.keeper.look()
        assert await kept.first_seq() <= kept.sent - 5
    assert kept.keeper.trimmed >= 4
    assert kept.service.unwell == ""


async def test_what_one_reader_needs_stays_and_the_stream_refuses_rather_than_forget(kept: Kept) -> None:
    await kept.say("alarms", 90)
    await kept.say("history", 3)
    with pytest.raises(StoreFull):
        await kept.write(200)
    await kept.keeper.look()
    assert await kept.first_seq() == 3
    assert "history needs the last" in kept.service.unwell
    assert "ANLAN_READINGS_MAX_BYTES" in kept.service.unwell
    await kept.say("history", 90)
    await kept.keeper.look()
    assert kept.service.unwell == ""
    await kept.write(5)


async def test_a_reader_that_was_never_heard_keeps_everything(kept: Kept) -> None:
    await kept.say("alarms", 90)
    await kept.write(95)
    await kept.keeper.look()
    assert await kept.first_seq() == 1
    assert "history needs everything" in kept.service.unwell


async def test_a_stream_that_is_new_with_this_version_is_made_without_alarm(kept: Kept) -> None:
    """The worker of the new version meets the streams of the old one, which had no such stream."""
    await kept.bus.js.delete_stream(subjects.AUDIT)
    await kept.keeper.look()
    await kept.bus.js.stream_info(subjects.AUDIT)
    assert kept.service.unwell == ""
    await kept.bus.js.delete_stream(subjects.AUDIT)
    await kept.keeper.look()
    assert kept.service.unwell == ""
    await kept.keeper.look()
    await kept.bus.js.delete_stream(subjects.AUDIT)
    await kept.keeper.look()
    assert "AUDIT was gone" in kept.service.unwell, "also an empty one, once it was seen"


async def test_a_deleted_stream_is_made_again_and_said(kept: Kept) -> None:
    await kept.keeper.look()
    await kept.bus.js.delete_stream(subjects.READINGS)
    await kept.keeper.look()
    await kept.write(1)
    assert "READINGS was gone and has been made again" in kept.service.unwell
