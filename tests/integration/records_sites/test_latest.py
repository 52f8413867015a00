"""The newest reading on pages: from a history service that answers over the real bus, and without it."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from nats.aio.msg import Msg

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import HistoryReply, LatestQuery, from_json, to_json
from anlan.kit.settings import Settings
from anlan.web import latest, live

pytestmark = pytest.mark.nats


class HubWithBus:
    """As much of the hub as asking history needs."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus


@pytest.fixture
def web_loop(nats_server: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A loop in a thread of its own, with the bus and a history service that knows point 7."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    buses = asyncio.run_coroutine_threadsafe(_serve(nats_server), loop).result(20)
    monkeypatch.setattr(live, "_hub", HubWithBus(buses[0]))
    monkeypatch.setattr(live, "_loop", loop)
    yield
    for bus in buses:
        asyncio.run_coroutine_threadsafe(bus.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


async def _serve(config: Settings) -> list[Bus]:
    asking, answering = await Bus.connect("web", config), await Bus.connect("history", config)

    async def answer(message: Msg) -> None:
        wanted = from_json(message.data, LatestQuery).points
        rows = [(7, 1000, 12.5, 0)] if 7 in wanted else []
        await message.respond(to_json(HistoryReply(rows=rows)))

    await answering.nc.subscribe(subjects.HISTORY_QUERY, cb=answer)
    await answering.nc.flush()
    return [asking, answering]


def test_points_with_a_reading_have_it_and_the_others_have_none(web_loop: None) -> None:
    assert latest.latest_facts([7, 8]) == {7: {"latest": {"ts_ms": 1000, "value": 12.5, "quality": 0}}}
    assert latest.latest_facts([]) == {}


def test_a_page_goes_out_without_readings_when_history_is_not_there() -> None:
    assert latest.latest_facts([7]) == {}
