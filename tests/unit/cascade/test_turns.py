"""What platforms above turned waits until it is durable, in order, and is never dropped."""

import asyncio

import pytest

from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.client import NotDurable
from anlan.bus.messages import from_json
from anlan.cameras.cascade import turns
from anlan.cameras.cascade.turns import Turns


def note(number: int) -> CameraTurned:
    return CameraTurned(id=str(number), superior_id=3, superior_name="市平台", camera_id=number, at_ms=number)


class Bus:
    """Away until the test says otherwise."""

    def __init__(self) -> None:
        self.is_away, self.tries = True, 0
        self.kept: list[CameraTurned] = []

    async def publish(self, subject: str, payload: bytes, message_id: str) -> None:
        self.tries += 1
        if self.is_away:
            raise NotDurable(subject)
        assert (subject, message_id) == ("anlan.audit.camera_turned", from_json(payload, CameraTurned).id)
        self.kept.append(from_json(payload, CameraTurned))


async def until(check) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(10):
        while not check():
            await asyncio.sleep(0.005)


async def test_they_wait_while_the_bus_is_away_and_go_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "RETRY_S", 0.01)
    bus = Bus()
    waiting = Turns(bus.publish)
    running = asyncio.create_task(waiting.run())
    for number in range(3):
        waiting.put(note(number))
    await until(lambda: bus.tries >= 2)
    assert waiting.waiting == 3
    bus.is_away = False
    await until(lambda: waiting.told == 3)
    assert [one.camera_id for one in bus.kept] == [0, 1, 2]
    assert waiting.waiting == 0
    running.cancel()


async def test_full_is_said_and_what_was_under_way_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST", 2)
    waiting = Turns(Bus().publish)
    waiting.put(note(0))
    assert not waiting.is_full
    for number in (1, 2):
        waiting.put(note(number))
    assert waiting.is_full
    assert waiting.waiting == 3
