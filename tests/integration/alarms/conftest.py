"""An alarms process beside the test, on a real nats-server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest_asyncio

from anlan.alarms import process
from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import AlarmBatch, AlarmTransition, from_json
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock


@dataclass
class Running:
    """One alarms process and how to end it."""

    service: Service
    task: asyncio.Task[None]

    async def stop(self) -> None:
        self.service.stop.set()
        await asyncio.wait_for(self.task, 10)

    async def kill(self) -> None:
        """As abruptly as a task can end: no last snapshot."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


@dataclass
class Plant:
    """What a test needs: the bus, starting processes, and reading what they wrote."""

    bus: Bus
    running: list[Running] = field(default_factory=list)

    def start(self) -> Running:
        service = Service("alarms", self.bus, self.bus.settings, SystemClock())
        one = Running(service, asyncio.create_task(process.main(service)))
        self.running.append(one)
        return one

    async def batches(self) -> list[AlarmBatch]:
        info = await self.bus.js.stream_info(subjects.ALARMS)
        found = []
        for seq in range(max(1, info.state.first_seq), info.state.last_seq + 1):
            message = await self.bus.js.get_msg(subjects.ALARMS, seq)
            found.append(from_json(message.data or b"", AlarmBatch))
        return found

    async def transitions(self) -> list[AlarmTransition]:
        return [t for batch in await self.batches() for t in batch.transitions]


@pytest_asyncio.fixture
async def plant(bus: Bus) -> AsyncIterator[Plant]:
    found = Plant(bus)
    yield found
    for one in found.running:
        if not one.task.done():
            await one.kill()


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 15.0) -> None:
    """Wait for something to become true."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await check():
        assert asyncio.get_running_loop().time() < deadline, "did not happen in time"
        await asyncio.sleep(0.05)
